"""A kind of picture and a medicine -> PNG with its alternative text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bots.pictures.picture import LONGEST_ALT, NoPicture, Picture
from core.model import AnswerId
from core.pictured import pictured
from core.subjects import subject_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bots.pictures.frame import Frame
    from core.app import App
    from core.catalog import Topic
    from core.phrases import Phrases
    from core.pictured import PictureKind

OVERVIEW = "overview"
"""The aspect whose answer lends its safety line and its disclaimers."""


def to_picture(app: App, topic: str, kind: PictureKind, drug: str | None = None, locale: str | None = None) -> Picture:
    """Return a picture of the topic with the command `topic`; `drug` is the INN that was asked for, None for the class.

    Raises NoPicture where the topic has nothing for this kind (a claim of it was withdrawn, say), where Pillow is not
    installed, or where no font has the letters.
    """
    try:
        import PIL  # noqa: F401, PLC0415 - the extra `charts`
    except ImportError:
        raise NoPicture("pictures need Pillow; install healthfacts[charts]") from None
    found = app.topics[topic]
    if drug is not None and drug not in found.drugs:
        raise NoPicture(f"/{topic} has no such medicine; name it by its INN")
    name = "-".join(filter(None, (topic, drug, kind.replace("_", "-")))) + ".png"
    maker = _Maker(app, found, drug, locale or app.settings.locale)
    png, alt = {"half_life": maker.half_life, "at_a_glance": maker.at_a_glance, "study_card": maker.study_card}[kind]()
    if len(alt) > LONGEST_ALT:
        raise NoPicture(f"the alternative text of {name} has {len(alt)} characters, and Discord takes {LONGEST_ALT}")
    return Picture(png, alt, name)


def picture_beside(app: App, of: AnswerId, locale: str | None = None) -> Picture:
    """Return the picture beside the answer with an address. Raises NoPicture where there is none, or none any more."""
    answer = app.open(of, locale or app.settings.locale)
    topic = app.topics.get(of.topic)
    subject, aspect = (subject_of(topic, of.drug), topic.aspect(of.aspect)) if topic else (None, None)
    if topic is None or subject is None or aspect is None:
        raise NoPicture("that is not the address of an answer with a picture")
    kind = pictured(topic, subject, aspect, answer.claims)
    if kind is None:
        raise NoPicture("there is no picture of this answer")
    return to_picture(app, of.topic, kind, subject.drug.inn if subject.drug else None, locale)


class _Maker:
    """Makes the pictures of one topic, in one language, for one medicine."""

    def __init__(self, app: App, topic: Topic, drug: str | None, locale: str) -> None:
        self._topic = topic
        self._drug = drug
        self._say: Phrases = app.phrases(locale)
        self._answer = app.open(AnswerId(topic.command, drug or topic.main_class, OVERVIEW), locale)

    def half_life(self) -> tuple[bytes, str]:
        from bots.pictures import half_life  # noqa: PLC0415 - Pillow

        bars = half_life.bars_of(self._topic, self._drug)
        if not bars:
            raise NoPicture(f"no half-life is known in /{self._topic.command}")
        frame = self._frame("half_life", (one for bar in bars for one in bar.sources))
        return half_life.drawn(bars, frame, self._say), half_life.told(bars, frame, self._say)

    def at_a_glance(self) -> tuple[bytes, str]:
        from bots.pictures import at_a_glance  # noqa: PLC0415 - Pillow

        studies = at_a_glance.studies_of(self._topic)
        if not studies:
            raise NoPicture(f"no study is cited in /{self._topic.command}")
        frame = self._frame("at_a_glance", (), "picture.sources.named")
        return at_a_glance.drawn(studies, frame, self._say), at_a_glance.told(studies, frame, self._say)

    def study_card(self) -> tuple[bytes, str]:
        from bots.pictures import study_card  # noqa: PLC0415 - Pillow

        claims = study_card.claims_of(self._topic)
        if not claims:
            raise NoPicture(f"/{self._topic.command} has no study card, or not all of its claims stand")
        panels = study_card.panels_of(self._topic, self._drug, self._say)
        frame = self._frame("study_card", (claim.source for claim in claims))
        return study_card.drawn(panels, frame), study_card.told(panels, frame)

    def _frame(self, kind: PictureKind, sources: Iterable[str], listed: str = "picture.sources") -> Frame:
        from bots.pictures.frame import Frame, cited, named  # noqa: PLC0415 - Pillow

        say, topic = self._say, self._topic
        subject = subject_of(topic, self._drug or topic.main_class)
        if subject is None or not self._answer.safety:
            raise NoPicture(f"/{topic.command} has no safety line for this medicine")
        of_safety = {number for line in self._answer.safety for number in line.cites}
        own = [topic.sources[one] for one in sources]
        every = own + [one.source for one in self._answer.citations if one.number in of_safety]
        return Frame(
            title=say(
                f"picture.{kind}.title",
                topic=topic.title,
                first=named(own[0]) if own else "",
                about=", ".join(one.button for one in topic.aspects if one.id in topic.at_a_glance[:1]),
            ),
            lead=say(f"picture.{kind}.lead"),
            safety=" ".join(line.text for line in self._answer.safety),
            sources=say(listed, sources="; ".join(cited(every))),
            disclaimer=" ".join(one.text for one in self._answer.disclaimers),
        )
