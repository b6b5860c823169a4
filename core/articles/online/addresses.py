"""What may be fetched: public web addresses, and nothing behind the operator's own door.

An address is judged twice. What it says is read here before anything is sent; where its name leads is judged by
`is_public` at the moment of connecting (`fetching.py`), on the very address that the socket gets, so that a name
cannot lead elsewhere between the check and the use of it.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from yarl import URL

from core.errors import AddressRefused

PORTS = frozenset({80, 443, 8080, 8443})
"""The ports of the web. Others would let an address knock on the doors of databases and mail servers."""
LONGEST = 2_000
"""Characters of an address."""

NO_ADDRESS = "That is no web address: give one that starts with https:// or http://."

_HOST = re.compile(r"[0-9A-Za-z._:-]{1,253}")

# https://www.iana.org/assignments/iana-ipv4-special-registry, written out: what `ipaddress` counts as global differs
# between the Pythons that we run on (3.11.0 to 3.14).
_NOT_PUBLIC = tuple(
    map(
        IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
            *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
            "168.63.129.16/32",  # public by its number, and the metadata of every machine on Azure
        ),
    )
)
# https://www.iana.org/assignments/ipv6-address-space: all that is public lies in 2000::/3, less these parts of it.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_NAT64 = IPv6Network("64:ff9b::/96")


def web_address(address: str | URL, *, anywhere: bool = False) -> URL:
    """Return the address as it will be asked for, without its fragment. Raises AddressRefused, which says why not.

    `anywhere` opens all ports.
    """
    if len(str(address)) > LONGEST:
        raise AddressRefused(f"The address is longer than {LONGEST:,} characters: give a shorter one.")
    try:
        url = URL(address).with_fragment(None)
    except ValueError:
        url = URL()
    host, port = url.raw_host, url.port
    if url.scheme not in {"http", "https"} or not host or not _HOST.fullmatch(host):
        raise AddressRefused(NO_ADDRESS)
    if url.user is not None or url.password is not None:
        raise AddressRefused(f"The address of {host} holds a name or a password: give it without.")
    if port not in PORTS and not anywhere:
        raise AddressRefused(f"Port {port} of {host} is not fetched: only {', '.join(map(str, sorted(PORTS)))} are.")
    return url


def is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the public internet: no private, local or metadata address."""
    ip = _unwrapped(ip_address(address.partition("%")[0]))
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _NOT_PUBLIC)
    return ip in _GLOBAL_UNICAST and not any(ip in network for network in _NOT_PUBLIC_6)


def is_loopback(address: str) -> bool:
    """Tell whether an IP address is this machine itself."""
    return ip_address(address.partition("%")[0]).is_loopback


def _unwrapped(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 address stands for: mapped (RFC 4291), 6to4 (3056), NAT64 (6052)."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip
