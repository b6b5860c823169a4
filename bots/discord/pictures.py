"""A picture as Discord shows it: in a media gallery, with all of its facts as text below. Pure, like `render.py`.

https://docs.discord.com/developers/components/reference#media-gallery: it names the attachment, whose description,
like the gallery's, holds at most 1,024 characters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bots.discord.markup import escape
from bots.discord.render import CALM, CONTAINER, TEXT

if TYPE_CHECKING:
    from bots.discord.render import Component
    from bots.pictures.picture import Picture

GALLERY = 12


def gallery(picture: Picture) -> Component:
    """Return the component that shows a picture, which is attached under its name."""
    shown = {"media": {"url": f"attachment://{picture.name}"}, "description": picture.alt}
    return {"type": GALLERY, "items": [shown]}


def with_picture(components: list[Component], picture: Picture) -> list[Component]:
    """Return an answer's components with a picture below its text. They have to leave room for one more."""
    container, *rows = components
    return [{**container, "components": [*container["components"], gallery(picture)]}, *rows]


def render_picture(picture: Picture) -> list[Component]:
    """Return the components of the message that shows a picture, which is attached under its name."""
    parts = [gallery(picture), {"type": TEXT, "content": escape(picture.alt)}]
    return [{"type": CONTAINER, "accent_color": CALM, "components": parts}]
