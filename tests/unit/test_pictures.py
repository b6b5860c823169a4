"""Pictures tell nothing that their text does not, are never without the safety line, and can be read by everybody."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from fakes.config import AMONG_CLAIMS, CLAIMS, TOPIC, claim_with
from fakes.everything import benzo, shipped
from PIL import Image, ImageColor

from bots.pictures import at_a_glance, canvas, half_life, letters, study_card
from bots.pictures.at_a_glance import FINDS, Study
from bots.pictures.frame import Frame
from bots.pictures.making import to_picture
from bots.pictures.picture import KINDS, LONGEST_ALT, NoPicture, Picture, PictureKind

if TYPE_CHECKING:
    from fakes.config import ConfigCopy

    from core.app import App
    from core.catalog import Topic
    from core.phrases import Phrases

FRAME = Frame("Title", "Lead", "Do not stop suddenly.", "Sources: Shi 2022.", "Not advice.")
EVERYONE: tuple[str | None, ...] = (None, *benzo().drugs)
SOME = (None, "alprazolam", "diazepam", "zolpidem")


@cache
def picture(kind: PictureKind, drug: str | None) -> Picture:
    return to_picture(shipped(), "benzo", kind, drug)


class Without:
    """The shipped app whose topic lacks some claims, as after a recall."""

    def __init__(self, *claims: str) -> None:
        topic = benzo()
        kept = {name: claim for name, claim in topic.claims.items() if name not in claims}
        self.topics = {"benzo": replace(topic, claims=kept)}
        self.settings = shipped().settings
        self.phrases = shipped().phrases
        self.open = shipped().open


# ---- What they say ----


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("drug", EVERYONE)
def test_the_text_beside_every_picture_has_the_safety_line_of_the_medicine_and_fits(
    kind: PictureKind, drug: str | None
) -> None:
    topic = benzo()
    drug_class = topic.drugs[drug].class_ if drug else topic.main_class
    [safety] = topic.drug_class(drug_class).safety
    alt = picture(kind, drug).alt
    assert alt.endswith(topic.claims[safety].statement)
    assert len(alt) <= LONGEST_ALT


@pytest.mark.parametrize("drug", EVERYONE)
def test_every_half_life_that_is_known_is_told_with_its_breakdown_product(drug: str | None) -> None:
    alt = picture("half_life", drug).alt
    for one in benzo().drugs.values():
        if one.half_life:
            figures = [*one.half_life.parent_hours, *(one.half_life.metabolite_hours or ())]
            row = next(part for part in alt.split("; ") if re.search(rf"\b{one.inn}\b", part, re.IGNORECASE))
            assert all(f"{hours:g}" in row for hours in figures), row
        else:
            assert one.inn not in alt.casefold()


def test_the_medicine_that_was_asked_for_comes_first_in_the_text_and_is_marked_in_the_picture(topic: Topic) -> None:
    alt = picture("half_life", "diazepam").alt
    assert alt.index("Diazepam (Valium) 20 to 100 h (active breakdown product 36 to 200 h)") < alt.index("Remimazolam")
    assert [bar.name for bar in half_life.bars_of(topic, "diazepam") if bar.asked] == ["Diazepam (Valium)"]
    assert not any(bar.asked for bar in half_life.bars_of(topic, None))
    assert picture("half_life", "diazepam").png != picture("half_life", None).png


@pytest.mark.parametrize("drug", EVERYONE)
def test_the_study_card_is_its_claims_word_for_word_with_the_other_side(drug: str | None, topic: Topic) -> None:
    alt = picture("study_card", drug).alt
    for claim in (
        "shi-given",
        "shi-found",
        "shi-recovery",
        "shi-not-shown",
        "carton-no-lasting",
        *topic.claims["shi-found"].needs,
    ):
        assert topic.claims[claim].statement in alt


@pytest.mark.parametrize("drug", [one for one in benzo().drugs if one != "diazepam"])
def test_asked_is_not_studied_on_the_card_either(drug: str) -> None:
    assert f"You asked about {drug}." in picture("study_card", drug).alt
    assert f"did not test {drug}, or people" in picture("study_card", drug).alt


def test_the_card_of_what_was_studied_does_not_say_that_something_else_was() -> None:
    assert "You asked" not in picture("study_card", "diazepam").alt


@pytest.mark.parametrize("claim", ["shi-given", "shi-found", "shi-recovery", "shi-not-shown", "carton-no-lasting"])
def test_without_one_of_its_claims_there_is_no_card(claim: str) -> None:
    app: App = Without(claim)  # type: ignore[assignment]
    with pytest.raises(NoPicture, match="not all of its claims stand"):
        to_picture(app, "benzo", "study_card")


def test_a_recalled_claim_takes_its_paper_out_of_the_overview() -> None:
    ritvo: App = Without("ritvo-survey")  # type: ignore[assignment]
    assert "Ritvo 2023" in picture("at_a_glance", None).alt
    assert "Ritvo" not in to_picture(ritvo, "benzo", "at_a_glance").alt


def test_the_overview_counts_each_paper_once_and_no_press_report(topic: Topic) -> None:
    studies = at_a_glance.studies_of(topic)
    assert len({study.name for study in studies}) == len(studies)
    assert {"Shi 2022", "Carton 2021", "Barker 2004a", "Barker 2004b"} <= {study.name for study in studies}
    assert not any("Pharmazeutische" in study.name or "Alzforum" in study.name for study in studies)
    people = [study for study in studies if study.species == "human"]
    assert f"In people: {len(people)} papers" in picture("at_a_glance", None).alt
    assert all(study.name in picture("at_a_glance", None).alt for study in studies)


def test_what_a_study_found_is_told_by_a_sign_and_in_words(say: Phrases) -> None:
    studies = tuple(Study(f"A {at}", "human", "cohort", finds) for at, finds in enumerate(FINDS))
    alt = at_a_glance.told(studies, FRAME, say)
    assert all(f"A {at} ({say(f'picture.found.{finds}')})" in alt for at, finds in enumerate(FINDS))
    plain = tuple(study._replace(finds=None) for study in studies)
    pictures = {at_a_glance.drawn((one, *plain[1:]), FRAME, say) for one in (*studies, plain[0])}
    assert len(pictures) == 4


def test_claims_that_differ_make_their_paper_mixed(topic: Topic) -> None:
    found = {study.name: study.finds for study in at_a_glance.studies_of(topic)}
    assert (found["vom Hofe I 2024"], found["He 2019"], found["Ritvo 2023"]) == ("mixed", "harm", None)
    claims = {**topic.claims, "vomhofe-overall": replace(topic.claims["vomhofe-overall"], finds="harm")}
    found = {study.name: study.finds for study in at_a_glance.studies_of(replace(topic, claims=claims))}
    assert found["vom Hofe I 2024"] == "harm"


def test_at_a_glance_answers_one_question_and_no_side_of_it_is_missing(topic: Topic) -> None:
    names = {study.name for study in at_a_glance.studies_of(topic)}
    assert not names & {"Park 2015", "Donnelly 2017", "Grigoriadis 2020", "Rapoport 2009", "Maust 2023"}
    people = [study for study in at_a_glance.studies_of(topic) if study.species == "human"]
    assert {study.finds for study in people} >= set(FINDS)
    assert [study.name for study in people if study.finds is None] == ["Ritvo 2023"]


def test_a_side_on_what_has_none_and_what_a_picture_names_in_vain_do_not_load(config: ConfigCopy) -> None:
    not_a_finding = config.add(CLAIMS, claim_with('kind = "finding"', 'kind = "limitation"\nfinds = "harm"')) + 1
    several = 'finds = "mixed"\nalso = ["barker2004a"]\n'
    of_several = config.add(CLAIMS, claim_with('id = "extra"', 'id = "b"') + several) + 14
    glance = config.change(TOPIC, 'at_a_glance = ["memory"', 'at_a_glance = ["colour"')
    card = config.change(TOPIC, 'seen = "shi-found"', 'seen = "shi-gone"') - 2
    told = {(file, line): what for file, line, what in config.mistakes()}
    assert "finds is for findings" in told[AMONG_CLAIMS, not_a_finding]
    assert "also rests on barker2004a" in told[AMONG_CLAIMS, of_several]
    assert "'colour'" in told["benzodiazepines/topic.toml", glance]
    assert "'shi-gone'" in told["benzodiazepines/topic.toml", card]


# ---- How they look ----


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("drug", SOME)
def test_a_picture_is_a_small_png_of_its_own_ground(kind: PictureKind, drug: str | None) -> None:
    made = picture(kind, drug)
    assert len(made.png) < 100_000
    image = Image.open(io.BytesIO(made.png))
    assert image.format == "PNG"
    assert image.width == canvas.WIDTH
    assert image.height < 2_200
    corner = image.convert("RGB").getpixel((5, 5))
    assert corner == ImageColor.getrgb(canvas.GROUND)
    assert "A" not in image.getbands()  # nothing shines through, in dark as in light
    assert "transparency" not in image.info
    assert made.name == f"benzo-{drug + '-' if drug else ''}{kind.replace('_', '-')}.png"


def luminance(colour: str) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [part / 255 for part in ImageColor.getrgb(colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_letters_stand_out_from_every_ground_that_they_are_on() -> None:
    assert all(contrast(ink, ground) >= 4.5 for ink, ground in canvas.PAIRS)


def test_colours_that_mean_something_differ_in_lightness_too() -> None:
    meaning = (canvas.BLUE, canvas.ORANGE)
    assert all(contrast(first, second) >= 2 for first, second in combinations(meaning, 2))


def test_bars_are_as_long_as_their_figures_on_a_scale_of_ratios() -> None:
    x = half_life._x  # noqa: SLF001 - the scale itself
    assert x(half_life.SHORTEST) == half_life.LEFT
    assert x(half_life.LONGEST) == pytest.approx(half_life.RIGHT)
    assert x(20) - x(10) == pytest.approx(x(100) - x(50))
    for bar in half_life.bars_of(benzo(), None):
        for hours in (*bar.hours, *(bar.product_hours or ())):
            assert half_life.SHORTEST < hours < half_life.LONGEST


# ---- Letters ----


def test_all_that_is_drawn_of_the_shipped_topic_is_in_the_font_that_pillow_brings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(letters, "FACES", (letters.OWN,))
    letters._face_for.cache_clear()  # noqa: SLF001
    try:
        for kind in KINDS:
            for drug in SOME:
                to_picture(shipped(), "benzo", kind, drug)
        with pytest.raises(NoPicture, match="no font here has all letters"):
            letters.font_for("Gruß", letters.SMALL)
    finally:
        letters._face_for.cache_clear()  # noqa: SLF001


def test_lines_are_no_wider_than_asked_and_lose_no_word() -> None:
    text = picture("study_card", None).alt
    lines = list(letters.wrapped(text, letters.MEDIUM, 400))
    assert " ".join(lines) == text
    assert all(letters.length_of(line, letters.MEDIUM) <= 410 for line in lines)
    assert list(letters.wrapped("Methylpropylbenzodiazepine", letters.LARGE, 10)) == ["Methylpropylbenzodiazepine"]


# ---- When there is none ----


def test_an_unknown_medicine_has_no_picture() -> None:
    with pytest.raises(NoPicture, match=r"no such medicine"):
        to_picture(shipped(), "benzo", "half_life", "clonidine")


def test_a_topic_without_figures_studies_or_card_has_no_picture(topic: Topic) -> None:
    bare = replace(topic, id="other", drugs={"diazepam": replace(topic.drugs["diazepam"], half_life=None)}, claims={})
    app: App = Without()  # type: ignore[assignment]
    app.topics = {"benzo": bare}
    for kind in KINDS:
        with pytest.raises(NoPicture, match=r"^(no|/benzo) [^\n]+$"):
            to_picture(app, "benzo", kind)
    assert study_card.claims_of(bare) == ()


def test_pillow_is_imported_only_when_a_picture_is_made() -> None:
    code = "import sys; import bots.pictures.making, bots.preview.server; sys.exit('PIL' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603
