"""What is fetched, what is refused, and that nothing of either is believed."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from datetime import UTC, datetime

import pytest
from fakes.web import FakeWeb, Names, Page, redirect
from hypothesis import given
from hypothesis import strategies as st

from core.articles.online.addresses import is_public, web_address
from core.articles.online.fetching import JSON, Fetcher, Limits, retry_after
from core.errors import AddressRefused, FetchFault

SMALL = Limits(size=100_000, total=5, connect=2, redirects=3)
NOT_PUBLIC = [
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1"),  # noqa: S104
    *("169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1", "224.0.0.1", "255.255.255.255"),
    *(
        "168.63.129.16",
        "192.88.99.1",
        "203.0.113.9",
        "240.0.0.1",
        "::",
        "::1",
        "::127.0.0.1",
        "fe80::1",
        "fe80::1%eth0",
    ),
    *(
        "fd00:ec2::254",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::1",
    ),
    *("2002:7f00:1::", "2002:a00:1::1", "2001::1", "2001:db8::1", "fec0::1", "64:ff9b::7f00:1"),
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_private_and_metadata_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "172.32.0.1", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("", "a", "//x.org", "ftp://x.org/a", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x"),
        *("http://", "http:///a", "http://user@x.org/", "https://u:p@x.org/", "http://x.org:22/", "http://x.org:6379/"),
        *("http://[::1", "http://x.org:99999/", "http://a b.org/", "http://x.org\\@y.org/", "http://%31.org/"),
        "https://x.org/" + "a" * 2_000,
    ],
)
def test_what_is_no_web_address_is_refused_before_anything_is_sent(address: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        web_address(address)
    assert "\n" not in str(refused.value)


@given(st.text(max_size=80))
def test_whatever_is_given_for_an_address_is_taken_or_refused(text: str) -> None:
    for address in (text, f"http://{text}", f"https://x.org/{text}"):
        try:
            said = web_address(address).scheme
        except AddressRefused as refused:
            said = str(refused)
        assert said in {"http", "https"} or said.endswith((".", "are."))
        assert said.isprintable()


async def test_a_page_is_fetched_with_what_it_says_of_itself() -> None:
    async with FakeWeb() as site, Fetcher("https://example.org/bot", loopback=True) as fetcher:
        page = Page(b"<p>hello", "text/html; charset=ISO-8859-1", headers={"ETag": '"1"', "Last-Modified": "then"})
        address = site.answer("/a", page)
        fetched = await fetcher.fetch(f"{address}#part")
    assert (fetched.data, fetched.content_type, fetched.charset) == (b"<p>hello", "text/html", "ISO-8859-1")
    assert (fetched.url, fetched.status, fetched.etag, fetched.last_modified) == (address, 200, '"1"', "then")
    agent = site.asked[0].headers["User-Agent"]
    assert agent.startswith("Healthfacts/")
    assert agent.endswith(" (+https://example.org/bot)")
    assert "Cookie" not in site.asked[0].headers


async def test_what_did_not_change_is_not_sent_again() -> None:
    async with FakeWeb() as site, Fetcher(loopback=True) as fetcher:
        address = site.answer("/a", Page(b"x", headers={"ETag": '"1"'}))
        first = await fetcher.fetch(address)
        second = await fetcher.fetch(address, etag=first.etag, last_modified="then")
    assert (second.unchanged, second.data, second.etag) == (True, b"", '"1"')
    assert site.asked[1].headers["If-Modified-Since"] == "then"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "127.1"])
async def test_loopback_is_refused_in_whatever_form_unless_a_test_opens_it(host: str) -> None:
    async with Fetcher() as fetcher:
        with pytest.raises(AddressRefused):
            await fetcher.fetch(f"http://{host}/")


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "fd00:ec2::254", "::ffff:10.0.0.1"])
async def test_a_name_that_leads_into_a_private_network_is_refused_after_dns(address: str) -> None:
    async with Fetcher(loopback=True, resolver=Names({"paper.example": (address,)})) as fetcher:
        with pytest.raises(AddressRefused, match=r"paper\.example leads into a private network"):
            await fetcher.fetch("http://paper.example/")


async def test_a_name_that_leads_to_this_machine_is_refused() -> None:
    names = Names({"rebound.example": ("127.0.0.1", "127.0.0.2")})
    async with Fetcher(resolver=names) as fetcher:
        with pytest.raises(AddressRefused):
            await fetcher.fetch("http://rebound.example/")


async def test_every_redirect_is_judged_anew() -> None:
    async with FakeWeb() as site:
        names = Names({"metadata.example": ("169.254.169.254",), "site.example": ("127.0.0.1",)})
        async with Fetcher(loopback=True, resolver=names) as fetcher:
            for target in ("http://10.0.0.1/", "http://metadata.example/", "file:///etc/passwd", "http://u:p@x.org/"):
                address = site.answer(f"/{len(target)}", redirect(target))
                with pytest.raises(AddressRefused):
                    await fetcher.fetch(address)
            site.answer("/b", Page(b"there"))
            address = site.answer("/relative", redirect(f"//site.example:{site.port}/b"))
            fetched = await fetcher.fetch(address)
    assert (fetched.data, fetched.url) == (b"there", f"http://site.example:{site.port}/b")


async def test_a_loop_of_redirects_ends() -> None:
    async with FakeWeb() as site, Fetcher(loopback=True, limits=SMALL) as fetcher:
        address = site.answer("/loop", redirect("/loop"))
        with pytest.raises(FetchFault, match="redirects too often"):
            await fetcher.fetch(address)
        assert len(site.asked) == 4
        with pytest.raises(FetchFault, match="redirects too often"):
            await fetcher.fetch(address, redirects=0)
        assert len(site.asked) == 5
        with pytest.raises(FetchFault, match="redirects to nowhere"):
            await fetcher.fetch(site.answer("/nowhere", Page(status=302)))


async def test_a_host_that_stalls_is_left() -> None:
    async with FakeWeb() as site:
        async with Fetcher(loopback=True, limits=Limits(total=0.2)) as fetcher:
            address = site.answer("/slow", Page(stalls=True))
            with pytest.raises(FetchFault, match="did not answer in time"):
                await fetcher.fetch(address)
        await site.gone.wait()


async def test_a_body_that_is_too_long_is_not_read() -> None:
    async with FakeWeb() as site, Fetcher(loopback=True, limits=SMALL) as fetcher:
        assert len((await fetcher.fetch(site.answer("/fits", Page(b"a" * 100_000)))).data) == 100_000
        with pytest.raises(FetchFault, match="longer than 100,000 bytes"):
            await fetcher.fetch(site.answer("/long", Page(b"a" * 100_001)))


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
async def test_a_bomb_is_stopped_while_it_unpacks(coding: str) -> None:
    packer = zlib.compressobj(9, wbits=31 if coding == "gzip" else 15)
    bomb = b"".join([*(packer.compress(bytes(1_000_000)) for _ in range(50)), packer.flush()])
    async with FakeWeb() as site, Fetcher(loopback=True) as fetcher:
        address = site.answer("/bomb", Page(bomb, headers={"Content-Encoding": coding}))
        tracemalloc.start()
        with pytest.raises(FetchFault, match="longer than 5,000,000 bytes"):
            await fetcher.fetch(address)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < 20_000_000


async def test_packed_pages_are_unpacked_and_wrongly_packed_ones_refused() -> None:
    async with FakeWeb() as site, Fetcher(loopback=True) as fetcher:
        packed = Page(gzip.compress(b"hello"), headers={"Content-Encoding": "gzip"})
        assert (await fetcher.fetch(site.answer("/packed", packed))).data == b"hello"
        for coding in ("gzip", "br", "zstd"):
            address = site.answer(f"/{coding}", Page(b"not packed", headers={"Content-Encoding": coding}))
            with pytest.raises(FetchFault, match="no answer that can be read"):
                await fetcher.fetch(address)


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/octet-stream", "application/json", None])
async def test_what_is_no_text_is_not_taken(kind: str | None) -> None:
    async with FakeWeb() as site, Fetcher(loopback=True) as fetcher:
        with pytest.raises(FetchFault, match="sent no text"):
            await fetcher.fetch(site.answer("/a", Page(b"%PDF-1.7", kind)))


async def test_json_is_taken_where_it_is_asked_for() -> None:
    async with FakeWeb() as site, Fetcher(loopback=True) as fetcher:
        for number, kind in enumerate(("application/json", "application/vnd.crossref-api-message+json")):
            address = site.answer(f"/{number}", Page(b"{}", kind))
            assert (await fetcher.fetch(address, kinds=JSON)).data == b"{}"


@pytest.mark.parametrize("status", [201, 204, 304, 400, 403, 404, 500])
async def test_only_an_answer_of_200_is_a_page(status: int) -> None:
    async with FakeWeb() as site, Fetcher(loopback=True) as fetcher:
        with pytest.raises(FetchFault, match=f"answered {status}") as fault:
            await fetcher.fetch(site.answer("/a", Page(b"secret of the page", status=status)))
    assert fault.value.status == status
    assert "secret" not in str(fault.value)


async def test_a_host_that_asks_for_patience_is_understood() -> None:
    async with FakeWeb() as site, Fetcher(loopback=True) as fetcher:
        with pytest.raises(FetchFault) as fault:
            await fetcher.fetch(site.answer("/a", Page(status=429, headers={"Retry-After": "120"})))
    assert (fault.value.status, fault.value.retry_after) == (429, 120.0)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        *((None, None), ("5", 5.0), ("soon", None), ("-5", None), ("9" * 400, 604_800.0)),
        *(("Thu, 26 Nov 2026 12:01:00 GMT", 60.0), ("Thu, 26 Nov 2026 11:00:00 GMT", 0.0)),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, datetime(2026, 11, 26, 12, tzinfo=UTC)) == seconds


async def test_a_name_that_is_not_there_is_told_in_one_line() -> None:
    async with Fetcher(resolver=Names({})) as fetcher:
        with pytest.raises(FetchFault, match=r"^nobody\.example cannot be reached: [^\n]+$"):
            await fetcher.fetch("http://nobody.example/")


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "x..example"])
async def test_a_name_that_cannot_be_one_is_told_in_one_line(host: str) -> None:
    async with Fetcher() as fetcher:
        with pytest.raises(FetchFault) as fault:
            await fetcher.fetch(f"http://{host}/")
    assert "\n" not in str(fault.value)


async def test_a_port_where_nobody_listens_is_told_in_one_line() -> None:
    async with FakeWeb() as site:
        address = site.url
    async with Fetcher(loopback=True) as fetcher:
        with pytest.raises(FetchFault, match=r"127\.0\.0\.1 cannot be reached"):
            await fetcher.fetch(address)


async def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    async with FakeWeb() as site, Fetcher(loopback=True) as fetcher:
        assert (await fetcher.fetch(site.answer("/a", Page(b"x")))).data == b"x"
