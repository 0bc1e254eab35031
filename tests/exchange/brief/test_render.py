"""The page to bring in text formats: the client's text is text, and never markup or control characters."""

import contextlib
import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from alliance_journal.domain.alliance.rules.series import Point
from alliance_journal.domain.alliance.session_history import RatedSession
from alliance_journal.domain.brief.model import GROUP_NAMES, Page, Strip, filled, say_left_out, short_of
from alliance_journal.domain.brief.page_layout import fit
from alliance_journal.domain.models import Appointment
from alliance_journal.domain.sample.example_year import sample
from alliance_journal.exchange.brief.formats import BRIEF_FORMATS, as_written, made
from alliance_journal.exchange.brief.render import TEXT_WIDTH
from alliance_journal.store.journal import Journal
from alliance_journal.store.queries.brief import page_for
from alliance_journal.store.transfer.import_document import import_into
from tests.hostile import SHORT, steers

TODAY = dt.date(2026, 5, 30)
TEXT_FORMATS = [name for name, form in BRIEF_FORMATS.items() if form.make_text]
HOSTILE = (*SHORT, "long " * 4_000, "x" * 20_000)
ALL = " ".join(HOSTILE)


def render(page: Page, form: str) -> str:
    """Return the page in a text format."""
    return made(page, form).decode()


def point(total: int, answered: int = 1) -> Point:
    return Point(RatedSession("s", 1, TODAY, {}), total, answered, False)


STRIP = Strip(
    "Warmth",
    "a yes each time, steady",
    (None, point(0), point(1), point(2), point(5, 2), point(3)),
    "Level of warmth: fully",
)
HARDER = "Our last session was harder for me than the ones before. I would like to talk about it."


def page_of(*texts: str, subtitle: str = "Notes to bring.") -> Page:
    return Page(
        title="For Thursday 4 June",
        subtitle=subtitle,
        topics=texts,
        good=(STRIP,),
        below=(Strip("Shared plan", "since 9 April", (point(1),)),),
        questions=("May I ask?",),
        since=texts,
        homework=texts,
        goals=texts,
        excerpts=texts,
        mine=texts,
        helped=texts,
        closing="My own impressions from 12 sessions, not a test result.",
    )


def words_of(text: str) -> list[str]:
    """Return the visible words: without invisible characters, with every white space as one space."""
    seen = "".join(
        " " if c.isspace() else c
        for c in text
        if c.isspace() or c in "\u200c\u200d" or unicodedata.category(c) not in ("Cc", "Cf")
    )
    return seen.split()


@pytest.fixture(scope="module")
def sample_journal() -> Iterator[Journal]:
    with contextlib.closing(Journal.in_memory()) as journal:
        import_into(journal, sample(TODAY))
        yield journal


@pytest.fixture(scope="module")
def sample_page(sample_journal: Journal) -> Page:
    return page_for(sample_journal, sample_journal.therapists.main(), TODAY)[1]


# All formats


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_no_control_characters(form: str) -> None:
    assert steers(render(page_of(*HOSTILE, subtitle=ALL), form)) == []
    # Of a printed page these fit on one sheet.
    for text in HOSTILE if BRIEF_FORMATS[form].is_printed else ():
        assert steers(render(page_of(text), form)) == []


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_sample(sample_page: Page, form: str) -> None:
    out = render(sample_page, form)
    assert out.endswith("\n")
    assert not out.endswith("\n\n")
    there = ("topics", "good", "below", "questions", "since")
    at = [out.index(name) for group, name in GROUP_NAMES.items() if group in there]
    assert at == sorted(at)
    for said in ("For Thursday 4 June", "Zoë", "How the honest sentence", "not a test result"):
        assert said in out
    for forbidden in ("therapy", "score", "journal", "Alliance"):
        assert forbidden not in re.sub(r"<style>.*</style>", "", out, flags=re.DOTALL)


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_only_chosen_items_are_on_the_page(sample_journal: Journal, sample_page: Page, form: str) -> None:
    """Texts, titles, tags and comments of the journal are not."""
    out = " ".join(words_of(render(sample_page, form)))
    kept = [line for entry in sample_journal.entries.list() for line in (*entry.body.splitlines(), entry.title)]
    kept += [given.words for entry in sample_journal.entries.list() for given in entry.answers if given.words]
    kept += [tension.words for entry in sample_journal.entries.list() if (tension := entry.tension)]
    kept = [line for line in kept if len(line.split()) > 2]
    assert len(kept) > 100
    assert [line for line in kept if " ".join(words_of(line)) in out] == []


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_empty_page(form: str) -> None:
    with contextlib.closing(Journal.in_memory()) as journal:
        _, page = page_for(journal, None, TODAY)
    out = render(page, form)
    assert "For next time" in out
    assert "My own impressions, not a test result." in out.replace("\n", " ")
    assert not any(name in out for group, name in GROUP_NAMES.items() if group != "questions")


# What a format holds


@pytest.mark.parametrize("form", BRIEF_FORMATS)
def test_all_or_what_fits_on_a_sheet(form: str) -> None:
    """A printed sheet leaves out items that do not fit, and names them; text and Markdown hold everything."""
    texts = [f"topic number {n} and what I think of it" for n in range(90)]
    page = page_of("x")._replace(topics=tuple(texts))
    held = as_written(page, form)
    if BRIEF_FORMATS[form].is_printed:
        assert held == fit(page)
        assert held.left_out
        assert {short for _, short in held.left_out} >= {short_of(text) for text in texts} - {
            short_of(text) for text in held.topics
        }
        assert say_left_out(held).startswith("Does not fit on one printed page: “topic number")
    else:
        assert held == page
        assert say_left_out(held) == ""


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_a_full_sheet(form: str) -> None:
    texts = [f"topic number {n} and what I think of it" for n in range(90)]
    page = page_of("x")._replace(topics=tuple(texts))
    out = " ".join(words_of(render(page, form)))
    there = [text for text in texts if text in out]
    assert there == list(as_written(page, form).topics)
    assert (len(there) == 90) == (form != "html")


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_a_line_about_all_elements_is_before_them(form: str) -> None:
    out = " ".join(words_of(render(page_of("x")._replace(below_texts=(HARDER,)), form)))
    assert out.index("Could be better for me") < out.index(HARDER) < out.index("Shared plan")
    alone = page_of("x")._replace(below_texts=(HARDER,), below=(), good=())
    out = " ".join(words_of(render(alone, form)))
    assert out.index("Could be better for me") < out.index(HARDER)
    # A heading with nothing under it is not printed.
    assert "Feels good" not in out
    without = page_of("x")._replace(below_texts=(), below=())
    assert "Could be better" not in render(without, form)


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_the_last_answers_are_beside_their_element(form: str) -> None:
    out = " ".join(words_of(render(page_of("x"), form)))
    assert out.index("a yes each time, steady") < out.index("Level of warmth: fully")


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_the_footer(sample_page: Page, form: str) -> None:
    out = " ".join(words_of(render(sample_page, form)))
    assert "A yes is mostly or fully. My own impressions from 39 sessions, not a test result." in out
    assert "Amount of direction: partly" in out
    assert "below a yes" not in out


# Plain text


def test_text_of_the_sample(sample_page: Page) -> None:
    assert render(sample_page, "txt").startswith(
        "For Thursday 4 June\n"
        "Notes to bring to my session with Zoë.\n"
        "\n"
        "I want to talk about\n"
        "1. I'm not sure what we are working towards. Could we look\n"
        "   at the plan together?\n"
    )
    assert set(render(sample_page, "txt")) & set("▁▂▃▄▅▆▇█*#`_<>") == set()


def test_text_is_narrow_and_whole() -> None:
    out = render(page_of(*HOSTILE, subtitle=ALL), "txt")
    assert max(map(len, out.split("\n"))) <= TEXT_WIDTH
    # Only words that are longer than a line are cut.
    shown = re.sub(r"\s", "", out)
    assert [text for text in HOSTILE if "".join(words_of(text)) not in shown] == []
    assert "".join(words_of(ALL)) in shown


def test_text_keeps_the_lines_of_a_text() -> None:
    out = render(page_of("one\r\ntwo\n\nthree"), "txt")
    assert "\n1. one\n   two\n\n   three\n" in out
    assert "\n- one\n  two\n\n  three\n" in out


def test_text_of_many_topics_has_a_hanging_indent() -> None:
    out = render(page_of(*["word " * 20] * 11), "txt")
    assert "\n11. word" in out
    assert "\n    word" in out


# Markdown


MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OURS = {
    "heading", "paragraph", "inline", "text", "em", "strong", "ordered_list", "bullet_list", "list_item",
    "code_inline", "hardbreak", "softbreak",
}  # fmt: skip


def parts(out: str) -> tuple[list[str], list[list[str]], dict[str, int]]:
    """Return the headings, the words of each list item, and the number of tokens of each type."""
    kinds: dict[str, int] = {}
    headings: list[str] = []
    items: list[list[str]] = []
    inside: list[str] = []
    for token in MARKDOWN.parse(out):
        kind = token.type.removesuffix("_open")
        if not token.type.endswith("_close"):
            kinds[kind] = kinds.get(kind, 0) + 1
        if token.type.endswith("_open"):
            inside.append(kind)
        elif token.type.endswith("_close"):
            inside.pop()
        if kind == "list_item" and token.type.endswith("_open"):
            items.append([])
        for child in token.children or ():
            child_kind = child.type.removesuffix("_open")
            if not child.type.endswith("_close"):
                kinds[child_kind] = kinds.get(child_kind, 0) + 1
            if "heading" in inside:
                headings.append(child.content)
            elif "list_item" in inside:
                items[-1] += words_of(child.content) if child.type in ("text", "code_inline") else []
    return headings, items, kinds


def assert_only_words(*texts: str) -> None:
    subtitle = " ".join(words_of(" ".join(texts)))
    headings, items, kinds = parts(render(page_of(*texts, "plain", subtitle=subtitle), "md"))
    assert set(kinds) <= OURS
    assert headings == ["For Thursday 4 June", *GROUP_NAMES.values()]
    expected = [*map(words_of, texts), ["plain"]]
    assert items[: len(expected)] == items[-len(expected) :] == expected
    assert len(items) == 7 * len(expected) + 1 + 1 + 1
    assert (kinds["ordered_list"], kinds["bullet_list"]) == (1, 9)
    assert (kinds["code_inline"], kinds["strong"]) == (2, 2)
    assert kinds["em"] == 2


def test_markdown_is_only_words() -> None:
    assert_only_words(*SHORT)


@given(st.text("#*_-+=`~<>[]()!|\\&;:./1\n\t ax\"'{}^$@\u202e\u00a0", min_size=1, max_size=30).filter(words_of))
@settings(max_examples=250, deadline=None)
def test_markdown_of_signs(text: str) -> None:
    assert_only_words(text)


def test_markdown_characters_are_words() -> None:
    texts = (
     "1. one", "12) twelve", "- item", "+ item", "* item", "# head", "a\n===", "a\n---", "> quote", "    code",
     "\tcode", "```\nx\n```", "~~~\nx", "&copy;", "&#35;", "a\n\n- b", "a\n\n\n# b", "[a]: https://example.org",
     "<!-- x -->", "<b>x</b>", "<a@b.c>", "![x](y)", "a  \nb\\", "\\", "--- | ---\n--- | ---", "1986. A year",
     "\u200e# head", "\u200e1. one", "\u00a0- item",
    )  # fmt: skip
    assert_only_words(*texts)
    # A text at the beginning of a list is read in another way than within it.
    for text in texts:
        assert_only_words(text)


def test_markdown_of_more_than_nine_topics() -> None:
    texts = [f"topic {n}\nsecond line\n\n- third" for n in range(12)]
    _, items, kinds = parts(render(page_of(*texts), "md"))
    assert items[11] == ["topic", "11", "second", "line", "-", "third"]
    assert kinds["ordered_list"] == 1


def test_markdown_strips() -> None:
    assert (
        "- **Warmth** `·▁▃▆▇█` a yes each time, steady  \n  Level of warmth: fully\n"
        "\n## Could be better for me\n\n"
        "- **Shared plan** `▃` since 9 April\n"
    ) in render(page_of("x"), "md")


# HTML


class Reader(HTMLParser):
    """Parser that collects the tags and texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.notes: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "rect", "circle"):
            self.open.append(tag)
        if tag in ("li", "title", "h1", "p"):
            self.texts.append((tag, ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("li", "title", "h1", "p"):
            tag, text = self.texts.pop()
            self.texts.append((tag, text + data))

    def handle_comment(self, data: str) -> None:
        self.notes.append(data)

    def all(self, tag: str) -> list[str]:
        return [text for found, text in self.texts if found == tag]


TAGS = {
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "ol", "ul", "li", "table", "tr", "td", "svg",
    "rect", "circle", "section", "div", "footer",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "class", "width", "height", "role", "aria-label", "x", "y",
    "cx", "cy", "r", "viewbox", "colspan",
}  # fmt: skip


def test_html_is_only_words() -> None:
    """A page for each text, since a sheet does not hold all of them; the line below its title has another one."""
    for text, subtitle in zip(HOSTILE, (*HOSTILE[1:], "Notes to bring."), strict=True):
        page = page_of(text, "plain", subtitle=subtitle)
        reader = Reader(render(page, "html"))
        assert reader.open == []
        assert reader.notes == []
        assert {tag for tag, _ in reader.tags} <= TAGS
        assert {name for _, attributes in reader.tags for name in attributes} <= ATTRIBUTES
        kept = [text for part in filled(fit(page)) for text in part.texts]
        assert [words_of(item) for item in reader.all("li")] == [words_of(one) for one in kept]
        assert words_of(reader.all("p")[0]) == words_of(subtitle)
        if len(text.splitlines()) == len(subtitle.splitlines()) == 1 and len(text + subtitle) < 200:
            assert kept.count(text) == kept.count("plain") == 7


def test_html_keeps_lines() -> None:
    out = render(page_of("one\r\ntwo\u2028three"), "html")
    assert Reader(out).all("li")[0] == "one\ntwo\nthree"
    assert "white-space: pre-line" in out


def test_html_loads_nothing(sample_page: Page) -> None:
    out = render(sample_page, "html")
    for outside in (
        "http:",
        "https:",
        "//",
        "url(",
        "@import",
        "@font-face",
        "src=",
        "href=",
        "<script",
        "<link",
        "data:",
    ):
        assert outside not in out
    policies = [
        a["content"] or "" for tag, a in Reader(out).tags if a.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    rules = dict(rule.strip().split(" ", 1) for rule in policies[0].split(";"))
    assert rules == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert any(a == {"name": "referrer", "content": "no-referrer"} for _, a in Reader(out).tags)
    assert len(out.encode()) < 16_000
    assert made(sample_page, "html") == out.encode()


def test_html_strips_have_a_spoken_text(sample_page: Page) -> None:
    reader = Reader(render(page_of("x"), "html"))
    svgs = [attributes for tag, attributes in reader.tags if tag == "svg"]
    assert svgs[0]["role"] == "img"
    assert svgs[0]["aria-label"] == "no answer, no, partly, mostly, mostly, fully"
    assert svgs[1]["aria-label"] == "partly"
    strips = (*sample_page.good, *sample_page.below)
    svgs = [a for tag, a in Reader(render(sample_page, "html")).tags if tag == "svg"]
    assert [len((a["aria-label"] or "").split(", ")) for a in svgs] == [len(strip.points) for strip in strips]


def test_html_title_is_neutral(sample_journal: Journal, sample_page: Page) -> None:
    assert Reader(render(sample_page, "html")).all("title") == ["For Thursday 4 June"]
    document = sample(TODAY)
    assert document.appointments == (Appointment(dt.date(2026, 6, 4), dt.time(17, 30), document.therapists[0].id),)
    assert sample_journal.appointments.list() == document.appointments
