"""Bytes -> clean text: which encoding it is, and which characters nobody should meet again.

Offsets of claims are code points into the cleaned text, so it is cleaned here, once, and nowhere later.
"""

from __future__ import annotations

import codecs
import re

from core.errors import NotAnArticle

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{2,40})", re.IGNORECASE)
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{2,40})"
    rb"|^\s{0,20}<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{2,40})",
    re.IGNORECASE,
)
_HEAD = 4096
"""Bytes in which a declaration is looked for; the HTML standard asks for the first 1,024."""

_LATIN = frozenset({"ascii", "iso8859-1"})
"""Browsers read these labels as Windows-1252 (https://encoding.spec.whatwg.org/#names-and-labels)."""

_SAMPLE = 16_384
"""Bytes by which an encoding is guessed: a guess on 5 MB takes seconds and is no better."""

_HIGH = re.compile(rb"[\x80-\xff]")
_RUN = re.compile(rb"[\x80-\xff]{3,}")
_FOREIGN = 0.2
"""Share of bytes beyond ASCII that stand three or more together. Above it a text is in no Western script, where accents
and quotation marks stand alone, and a guess is needed; below it, Windows-1252 is surer than any guess."""

_CANDIDATES = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r"),
    *("shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
]
_MOST_CONTROLS = 0.01
_LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"
_LINE_END = re.compile(f"[{_LINE_ENDS}]")
_SPACES = "\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters
    "\xad\u034f\u180b-\u180f\u200b\u200c\u200d\u2060-\u2064\ufe00-\ufe0f\ufeff"  # zero-width, soft hyphen
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # direction marks, overrides, isolates
    "\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]+"  # not characters, tags
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def clean(text: str) -> str:
    r"""Return the text with "\\n" as its only line end and without characters that cannot be seen.

    Control, zero-width and direction characters go (a name must not hide behind one: "alpra\\u200bzolam"), letters of
    every script stay. Spaces of other widths become plain ones.
    """
    text = text.replace("\r\n", "\n")
    if any(end in text for end in _LINE_ENDS):
        text = _LINE_END.sub("\n", text)
    if text.isascii():
        return _UNSEEN.sub("", text)
    for space in _SPACES:  # searching is some ten times as fast as a regular expression
        text = text.replace(space, " ")
    return _UNSEEN.sub("", text)


def decode(data: bytes, content_type: str | None = None) -> str:
    """Return the bytes as text, not cleaned yet. Raises NotAnArticle where they are no text.

    The order: byte order mark, UTF-16 without one, UTF-8 where the bytes fit it (no other text with accents does by
    chance, and pages are often declared wrongly), the declared encoding, a guess.
    """
    text = _marked(data) or _utf_16(data)
    if text is None:
        text = _utf_8(data, declared := _declared(data, content_type))
        text = text if text is not None else _as(data, declared)
        text = text if text is not None else _guessed(data)
    head = text[:_SAMPLE]
    if "\0" in text or len(_CONTROL.findall(head)) > 2 + _MOST_CONTROLS * len(head):
        raise NotAnArticle("this is a binary file; give the article as text or as a web page")
    return text


def _marked(data: bytes) -> str | None:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    return None


def _utf_16(data: bytes) -> str | None:
    """Decode UTF-16 that has no byte order mark: of Western text nearly every second byte is NUL."""
    head = data[:_HEAD]
    if b"\0" not in head:
        return None
    for name, nul, letter in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if nul.count(0) > 0.7 * len(nul) and not letter.count(0):
            return data.decode(name, "replace")
    return None


def _declared(data: bytes, content_type: str | None) -> str | None:
    if content_type and (named := _CHARSET.search(content_type)):
        return named[1]
    found = _DECLARED.search(data[:_HEAD])
    return (found[1] or found[2]).decode("ascii") if found else None


def _utf_8(data: bytes, declared: str | None) -> str | None:
    """Decode UTF-8, also with a few broken bytes in it: one truncated character must not garble all others."""
    if declared and declared.lower().startswith("iso-2022") and b"\x1b" in data:
        return None  # written in ASCII bytes, and so valid UTF-8
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    if declared and declared.lower().replace("-", "") == "utf8":
        return text
    broken = text.count("\ufffd")
    right = len(re.findall("[^\x00-\x7f\ufffd]", text))
    return text if broken * 10 <= right else None


def _as(data: bytes, name: str | None) -> str | None:
    """Decode by the declared encoding, where it is one of text and fits."""
    if name is None:
        return None
    try:
        codec = codecs.lookup(name)
        return data.decode("cp1252" if codec.name in _LATIN else codec.name)
    except (LookupError, ValueError):  # an unknown name, one that is not of text, or bytes that do not fit
        return None


def _guessed(data: bytes) -> str:
    first = _HIGH.search(data)
    start = max(0, (first.start() if first else 0) - _SAMPLE // 4)
    sample = data[start : start + _SAMPLE]
    if sum(map(len, _RUN.findall(sample))) > _FOREIGN * len(_HIGH.findall(sample)):
        from charset_normalizer import from_bytes  # noqa: PLC0415 - 30 ms that most articles do not need

        best = from_bytes(sample, cp_isolation=_CANDIDATES).best()
        if best is not None and (text := _as(data, best.encoding)) is not None:
            return text
    return data.decode("cp1252", "replace")
