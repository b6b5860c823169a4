"""A picture as Slack shows it: a file in an image block, with all of its facts as text below. Pure, like `render.py`.

https://docs.slack.dev/reference/block-kit/blocks/image-block, whose `alt_text` holds 2,000 characters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bots.slack.mrkdwn import escape

if TYPE_CHECKING:
    from bots.pictures.picture import Picture
    from bots.slack.render import Message


def render_picture(picture: Picture, file: str | None) -> Message:
    """Return the message that shows a picture; `file` is its id at Slack, None where only its text can be sent."""
    image = {"type": "image", "slack_file": {"id": file}, "alt_text": picture.alt}
    text = escape(picture.alt)
    told = {"type": "section", "expand": True, "text": {"type": "plain_text", "text": text}}
    return {"blocks": [image, told] if file else [told], "text": text}
