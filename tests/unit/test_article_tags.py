"""What a page's mark-up says of its title, date, authors, journal and identifiers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from core.articles.page.reading import read
from core.articles.page.tag_dates import to_date
from core.articles.page.tag_dois import to_doi
from core.articles.page.tag_names import to_name, to_names

if TYPE_CHECKING:
    from core.articles.model import Tags

PAGES = Path(__file__).parents[1] / "articles"
SITE = "<meta property='og:site_name' content='Example Times'>"


def of_page(name: str) -> Tags:
    return read((PAGES / f"{name}.html").read_bytes()).tags


def tags(head: str, body: str = "", url: str | None = None) -> Tags:
    page = f"<!doctype html><html><head>{head}</head><body>{body}<p>Mice were given diazepam.</p></body></html>"
    return read(page.encode(), url=url).tags


def meta(**named: str) -> str:
    return "".join(f'<meta name="{name.replace("__", ".")}" content="{value}">' for name, value in named.items())


def ld(node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def test_a_journals_page() -> None:
    found = of_page("journal")
    assert found.title == "Diazepam alters microglial contacts in ageing mice"
    assert found.published == "2023-01-19"
    assert found.publisher == "Invented Publishing Group"
    assert found.url == "https://journal.example/articles/inl-023-00042-7"
    assert found.dois == ("10.5555/inl-023-00042-7",)
    assert found.authors == (
        {"family": "Vestergaard", "given": "Liv"},
        {"family": "de la Cruz-Otieno", "given": "Mateo"},
        {"family": "Novotná", "given": "Hana"},
        {"literal": "The Microglia Atlas Consortium"},
    )
    assert found.csl == {
        "type": "article-journal",
        "container-title": "Invented Neuroscience Letters",
        "volume": "7",
        "issue": "2",
        "page": "317-329",
    }


def test_a_pubmed_page() -> None:
    found = of_page("pubmed")
    assert found.published == "2021-05"
    assert found.authors[0] == {"family": "van der Molen", "given": "K"}
    assert found.csl["PMID"] == "99999991"
    assert found.study_types == ("RCT",)
    assert found.dois == ("10.5555/jigm.2021.0417",)


def test_a_news_page() -> None:
    found = of_page("news")
    assert found.title == "Sleeping pills leave a trace in mice, and then fade"
    assert (found.publisher, found.published) == ("The Invented Courier", "2023-01-20")
    assert found.authors == ({"family": "Baptista", "given": "Ines"},)
    assert found.csl == {}


def test_a_press_release_says_what_was_studied() -> None:
    assert of_page("press_release").study_types == ("animal",)


@pytest.mark.parametrize("name", ["phpbb", "phpbb_question", "plain_forum", "reddit"])
def test_who_posted_and_when_is_not_the_articles_author_and_date(name: str) -> None:
    found = of_page(name)
    assert (found.published, found.publisher, found.authors) == (None, None, ())
    assert found.title is not None
    assert "Forum" not in found.title


def test_the_surest_tags_win() -> None:
    node = {"@type": "NewsArticle", "headline": "By LD", "datePublished": "2020-02-02", "author": "Ann Ld"}
    weak = (
        meta(dc__title="By DC", dc__date="2020-03-03", dc__creator="Ann Dc")
        + "<meta property='og:title' content='By OG'>"
    )
    strong = meta(citation_title="By citation", citation_date="2020/01/01", citation_author="Citation, Ann")
    for head, title, day, family in (
        (weak + ld(node) + strong, "By citation", "2020-01-01", "Citation"),
        (weak + ld(node), "By LD", "2020-02-02", "Ld"),
        (weak, "By DC", "2020-03-03", "Dc"),
    ):
        found = tags(head)
        assert (found.title, found.published, found.authors[0]["family"]) == (title, day, family)


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>A study - Example Times</title>", "", "A study - Example Times"),
        ("<title>A study - Example Times</title>" + SITE, "", "A study"),
        ("<title>Example Times | A study</title>" + SITE, "", "A study"),
        ("<title>A study \u2013 Example Times</title>", "<h1>A study</h1>", "A study"),
        ("<title>A study: the Example Times</title>", "<h1>A study</h1>", "A study: the Example Times"),
        ("<title>Pro-Example Times</title>" + SITE, "", "Pro-Example Times"),
        ("", "<h1>A <i>small</i> study</h1>", "A small study"),
        (meta(citation_title="&lt;i&gt;In vitro&lt;/i&gt; work"), "", "In vitro work"),
        ("<title><script>alert(1)</script> & more</title>", "", "<script>alert(1)</script> & more"),
    ],
)
def test_a_title_loses_its_sites_name_only_where_the_page_proves_it(head: str, body: str, title: str) -> None:
    assert tags(head, body).title == title


def test_articles_are_found_in_every_shape_of_json_ld() -> None:
    article = {
        "@type": ["MedicalScholarlyArticle"],
        "headline": "Mice &amp; men",
        "author": [{"name": "Ann Roe"}, "Bo Li"],
    }
    other = {"@type": "NewsArticle", "headline": "Another"}
    for node in (
        article,
        [{"@type": "WebSite"}, article],
        {"@graph": [other, article]},
        {"@type": "WebPage", "mainEntity": article},
        {**article, "comment": [{"@type": "NewsArticle", "headline": "No"}], "citation": [other]},
    ):
        found = tags(ld(node))
        assert found.title == "Mice & men"
        assert [name["family"] for name in found.authors] == ["Roe", "Li"]


def test_json_ld_refers_to_people_and_houses_by_id_and_to_journals_by_parts() -> None:
    issue = {"@type": "PublicationIssue", "issueNumber": 3, "isPartOf": {"@type": "Periodical", "name": "Letters"}}
    node = {
        "@type": "ScholarlyArticle",
        "name": "Mice",
        "author": {"@id": "#ann"},
        "publisher": {"@id": "#house"},
        "isPartOf": {"@type": "PublicationVolume", "volumeNumber": "25", "isPartOf": issue},
        "pagination": "317-329",
        "identifier": [{"@type": "PropertyValue", "propertyID": "doi", "value": "10.5555/ABC"}],
        "sameAs": "https://doi.org/10.5555/def",
    }
    people = [{"@id": "#ann", "@type": "Person", "givenName": "Ann", "familyName": "van Roe"}]
    found = tags(ld({"@graph": [node, *people, {"@id": "#house", "@type": "Organization", "name": "House"}]}))
    assert found.authors == ({"family": "van Roe", "given": "Ann"},)
    assert found.publisher == "House"
    assert found.dois == ("10.5555/abc", "10.5555/def")
    assert found.csl == {
        "type": "article-journal",
        "container-title": "Letters",
        "volume": "25",
        "issue": "3",
        "page": "317-329",
    }


@pytest.mark.parametrize("script", ["{", '{"@type": "NewsArticle",}', "[" * 100_000, "null", '"text"', "[1, [2]]"])
def test_broken_json_ld_leaves_the_other_tags(script: str) -> None:
    found = tags(f'<script type="application/ld+json">{script}</script>' + meta(dc__title="Mice"))
    assert found.title == "Mice"


def test_json_ld_in_old_wrappings_is_read() -> None:
    for before, after in (("<!--\n", "\n-->"), ("//<![CDATA[\n", "\n//]]>"), ("", ";")):
        script = f'{before}{{"@type": "Article", "headline": "Mice"}}{after}'
        assert tags(f'<script type="application/ld+json">{script}</script>').title == "Mice"


def test_a_node_that_refers_to_itself_ends() -> None:
    assert tags(ld({"@id": "#a", "@type": "Article", "headline": "Mice", "author": {"@id": "#a"}})).title == "Mice"


def test_works_that_a_page_cites_are_not_its_own() -> None:
    reference = "citation_title=Sedatives; citation_doi=10.5555/other.1"
    assert tags(meta(citation_reference=reference, citation_title="Mice")).dois == ()


def test_several_dois_are_kept_once_each() -> None:
    head = meta(citation_doi="10.5555/A", dc__identifier="doi:10.5555/a", prism__doi="https://doi.org/10.5555/b")
    assert tags(head).dois == ("10.5555/a", "10.5555/b")


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("<link rel='canonical' href='/news/1'>", "https://site.example/news/1"),
        ("<link rel='canonical' href='https://site.example/'>", "https://site.example/given?x=1"),
        ("<link rel='canonical' href='javascript:alert(1)'>", "https://site.example/given?x=1"),
        (
            "<link rel='canonical' href='http://[broken'><meta property='og:url' content='https://a.example/2'>",
            "https://a.example/2",
        ),
        (meta(citation_abstract_html_url="https://a.example/3"), "https://a.example/3"),
        ("", "https://site.example/given?x=1"),
    ],
)
def test_the_address_is_the_pages_own_where_it_names_one(head: str, url: str) -> None:
    assert tags(head, url="https://site.example/given?x=1").url == url


@pytest.mark.parametrize(
    ("named", "types"),
    [
        ({"citation_article_type": "Review Article"}, ("review",)),
        ({"citation_article_type": "Research Article"}, ()),
        ({"dc__type": "Meta\u2010Analysis"}, ("meta-analysis",)),
        ({"citation_article_type": "Case Reports", "dc__type": "case report"}, ("case report",)),
        ({"citation_article_type": "Clinical Trial"}, ()),
    ],
)
def test_only_names_that_say_it_for_sure_become_study_types(named: dict[str, str], types: tuple[str, ...]) -> None:
    assert tags(meta(**named)).study_types == types


def test_mesh_terms_name_the_design_but_animals_alone_are_no_design() -> None:
    terms = "<div id='mesh-terms'><ul><li>Animals</li><li>Cohort Studies*</li><li>Reviews as Topic</li></ul></div>"
    assert tags("", terms).study_types == ("cohort",)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2022-02-28T23:30:00-08:00", "2022-02-28"),
        ("2022/2/8", "2022-02-08"),
        ("2022-02", "2022-02"),
        ("2022", "2022"),
        ("2022-00-00", "2022"),
        ("20220228", "2022-02-28"),
        ("28 February 2022", "2022-02-28"),
        ("Feb. 28, 2022", "2022-02-28"),
        ("2022 Mar", "2022-03"),
        ("2022 Mar-Apr", "2022"),
        ("Spring 2022", "2022"),
        ("05/2021", "2021-05"),
        ("28.02.2022", "2022-02-28"),
        ("03/28/2022", "2022-03-28"),
        ("03/04/2022", "2022"),
        ("Mon, 28 Feb 2022 10:00:00 GMT", "2022-02-28"),
        ("Monday 2022", "2022"),
        ("28 February", None),
        ("10 am", None),
        ("2022-02-30", None),
        ("2022-13", None),
        ("yesterday", None),
        ("1646006400", None),
        ("9" * 10_000, None),
        ("", None),
    ],
)
def test_a_date_is_as_exact_as_it_was_given(text: str, iso: str | None) -> None:
    assert to_date(text) == iso


def test_of_a_journals_dates_the_most_exact_counts() -> None:
    assert tags(meta(citation_publication_date="2022/03", citation_online_date="2022/02/28")).published == "2022-02-28"
    assert (
        tags(meta(citation_publication_date="2022/03/01", citation_online_date="2022/02/28")).published == "2022-03-01"
    )


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.1038/S41593-022-01013-9", "10.1038/s41593-022-01013-9"),
        (
            "doi:10.5555/(SICI)1097(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2.",
            "10.5555/(sici)1097(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2",
        ),
        ("https://dx.doi.org/10.5555/a%3C1%3E?utm=x", "10.5555/a<1>"),
        ("(10.1016/S0140-6736(22)00001-2)", "10.1016/s0140-6736(22)00001-2"),
        ("10.5555/a,b;c,", "10.5555/a,b;c"),
        ("10.5555/", None),
        ("none", None),
    ],
)
def test_dois_are_written_in_one_way(text: str, doi: str | None) -> None:
    assert to_doi(text) == doi


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Shi, Yuan", {"family": "Shi", "given": "Yuan"}),
        ("Yuan Shi", {"family": "Shi", "given": "Yuan"}),
        ("Shi Y", {"family": "Shi", "given": "Y"}),
        ("Katrijn van der Molen", {"family": "van der Molen", "given": "Katrijn"}),
        ("van der Molen KL", {"family": "van der Molen", "given": "KL"}),
        ("Felix L. Strübing", {"family": "Strübing", "given": "Felix L."}),
        ("By Dr. Ann Roe, MD, PhD", {"family": "Roe", "given": "Ann"}),
        ("King, Martin, Jr.", {"family": "King Jr.", "given": "Martin"}),
        ("Jane Roe MD", {"literal": "Jane Roe MD"}),
        ("World Health Organization", {"literal": "World Health Organization"}),
        ("admin", {"literal": "admin"}),
        ("https://site.example/ann", None),
        (" , ", None),
    ],
)
def test_names_become_csl_names(text: str, name: dict[str, str] | None) -> None:
    assert to_name(text) == name


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("Shi Y;Cui M;van der Molen K;", ["Shi", "Cui", "van der Molen"]),
        ("Ann Roe, Bo Li and Cy Da", ["Roe", "Li", "Da"]),
        ("Roe, Ann and Li, Bo", ["Roe", "Li"]),
        ("van der Berg, Ann Mary", ["van der Berg"]),
    ],
)
def test_several_authors_in_one_text_are_divided(text: str, families: list[str]) -> None:
    assert [name["family"] for name in to_names(text)] == families


def test_an_author_who_is_only_shown_is_read_but_no_reader() -> None:
    body = "<a rel='author' href='/ann'>Ann Roe</a><div class='comment'><a rel='author'>Some Reader</a></div>"
    assert tags("", body).authors == ({"family": "Roe", "given": "Ann"},)


def test_values_of_json_ld_may_be_of_any_type() -> None:
    values: list[Any] = [None, 1, True, [], {}, "", [[]], {"@id": 1}, {"name": []}]
    names = [
        "headline",
        "author",
        "publisher",
        "datePublished",
        "url",
        "identifier",
        "isPartOf",
        "genre",
        "articleBody",
    ]
    for value in values:
        assert tags(ld({"@type": "Article", **dict.fromkeys(names, value)}) + meta(dc__title="Mice")).title in {
            "Mice",
            "1",
        }
