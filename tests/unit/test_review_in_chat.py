"""What a review shows in chat, apart from any platform: links, offers, buttons that every platform can carry."""

from __future__ import annotations

import pytest
from fakes.everything import benzo, shipped
from hypothesis import given
from hypothesis import strategies as st

from core.articles.review.values import BuiltInEntry
from core.operating.links import MOST, links_in
from core.operating.panels import MOST_ACTION
from core.operating.review import Reviewing, offer
from core.operating.review_panels import built_in_panel, inert, visible

SAY = shipped().phrases("en")


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("look (https://a.example/x), now", ["https://a.example/x"]),
        ("<https://a.example/x?y=1&z=2> HTTP://B.example.", ["https://a.example/x?y=1&z=2", "HTTP://B.example"]),
        ("[x](https://a.example/x) **https://b.example/y**", ["https://a.example/x", "https://b.example/y"]),
        ("https://a.example https://a.example “https://b.example”", ["https://a.example", "https://b.example"]),
        ("no link, ftp://a.example, https://", []),
        (" ".join(f"https://a.example/{at}" for at in range(9)), [f"https://a.example/{at}" for at in range(MOST)]),
    ],
)
def test_links_are_found_without_the_marks_around_them(text: str, links: list[str]) -> None:
    assert list(links_in(text)) == links


@given(st.text())
def test_whatever_stands_in_a_message_an_offer_fits_into_buttons(text: str) -> None:
    panel = offer(f"https://a.example/{text}", SAY)
    assert panel
    assert all(len(one.action.encode()) <= MOST_ACTION for one in panel.buttons)
    assert offer(text.replace("://", ""), SAY) is None


@given(st.text())
def test_others_words_come_out_on_one_visible_line(text: str) -> None:
    shown = visible(text, 20)
    assert len(shown) <= 20
    assert shown.isprintable()
    assert "://" not in inert(text, 20).replace(":// ", "")


def test_every_built_in_claim_can_be_withdrawn_by_a_button() -> None:
    for claim in benzo().claims.values():
        (button,) = built_in_panel(BuiltInEntry(claim, benzo(), None, [], 999_999), SAY).buttons
        assert len(button.action.replace("/withdraw/", "/withdrawn/")) <= MOST_ACTION


def test_every_verb_takes_the_right_to_review_and_no_other_verb_is_known() -> None:
    flow = Reviewing()
    for command in flow.commands(SAY):
        assert (flow.right("/".join(command.path)), command.right) == ("review", "review")
    for verb in ("review", "review/", "review/gone", "digest/add", "reviews/add"):
        with pytest.raises(KeyError):
            flow.right(verb)
