"""Where the preview listens."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from ipaddress import ip_address

from core.errors import WrongUse

LOOPBACK = "127.0.0.1"
HIGHEST_PORT = 65_535
TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True)
class Settings:
    """Port 0 lets the system choose. With a `token` every request needs it; without one only this machine may ask."""

    port: int = 0
    address: str = LOOPBACK
    token: str = ""


def to_settings(port: int = 0, listen: str | None = None) -> Settings:
    """Return the settings for the options of the command line. Raises WrongUse.

    Beyond loopback whoever reaches the port could read along, so there it gets a token, new at each start.
    """
    if not 0 <= port <= HIGHEST_PORT:
        raise WrongUse(f"--port takes 0 to {HIGHEST_PORT}, not {port}; leave it out to let the system choose")
    if listen is None:
        return Settings(port)
    try:
        address = ip_address(listen)
    except ValueError:
        raise WrongUse("--listen takes an address such as 0.0.0.0 or 192.168.1.5; leave it out for 127.0.0.1") from None
    return Settings(port, str(address), "" if address.is_loopback else secrets.token_urlsafe(TOKEN_BYTES))
