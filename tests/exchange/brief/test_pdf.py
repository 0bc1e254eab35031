"""The page to bring as a PDF: one sheet with all of its text, and no metadata except the title."""

import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.domain.brief.model import Page, filled
from alliance_journal.domain.brief.page_layout import fit
from alliance_journal.domain.brief.paper import PAPERS, paper_of
from alliance_journal.domain.brief.print_sizes import WIDTH
from alliance_journal.domain.brief.text_width import lines_of, width_of
from alliance_journal.domain.text import printable
from alliance_journal.exchange.base import CannotMake
from alliance_journal.exchange.brief import fonts
from alliance_journal.exchange.brief import pdf as brief_pdf
from alliance_journal.exchange.brief.formats import made
from alliance_journal.exchange.brief.render import as_html
from alliance_journal.store.queries.brief import page_for
from tests.hostile import SHORT
from tests.pages.driving import TODAY, example

FONTS: Final = Path(fonts.__file__).parents[2] / "fonts"
LATIN: Final = tuple(text for text in SHORT if all(ord(sign) < 0x530 for sign in text))

HARDER: Final = "Our last session was harder for me than the ones before. I would like to talk about it."
NOT_RIGHT: Final = "Much of this has not felt right for me since 12 March. I would like to talk about it."


@pytest.fixture(scope="module")
def page() -> Page:
    journal = example()
    return page_for(journal, journal.therapists.main(), TODAY)[1]


def bare(text: str) -> str:
    """Return the text without spaces, hyphens and combining marks, which other programs change."""
    apart = unicodedata.normalize("NFD", "".join(map(printable, text.splitlines())))
    return "".join(
        sign for sign in apart if not sign.isspace() and sign != "-" and unicodedata.category(sign) != "Mn"
    )


def read(pdf: bytes) -> str:
    """Return the text that pdftotext reads from the file."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler's pdftotext is needed for this one")
    out = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True)
    return bare(out.stdout.decode())


def texts_of(page: Page) -> list[str]:
    texts = [page.title, page.subtitle, page.closing]
    for part in filled(page):
        texts += [part.name, *part.texts]
        texts += [words for strip in part.strips for words in (strip.label, strip.words, strip.answers)]
    return texts


def sheets(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_equal_pages_give_equal_bytes_without_metadata(page: Page) -> None:
    pdf = made(page, "pdf")
    assert pdf == made(page, "pdf")
    (about,) = re.findall(rb"/Title [^>]*", pdf)
    assert about.split() == [b"/Title", b"(Notes)"]
    for name in (b"/Author", b"/Producer", b"/Creator", b"CreationDate", b"ModDate", b"/ID", b"/Metadata", b"fpdf"):
        assert name not in pdf
    assert len(pdf) < 40_000
    assert b"/URI" not in pdf


@pytest.mark.parametrize("paper", PAPERS)
def test_it_is_one_sheet_of_the_chosen_paper(page: Page, paper: str) -> None:
    pdf = made(page, "pdf", paper)  # type: ignore[arg-type]
    assert sheets(pdf) == 1
    wide, high = (float(n) for n in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)[0])
    assert (wide, high) == pytest.approx(PAPERS[paper])  # type: ignore[index]


def test_every_word_is_found(page: Page) -> None:
    """On the sample page, one with hostile texts, one with lines about all elements, and a full one."""
    assert all(strip.answers for strip in (*page.good, *page.below))
    hostile = fit(page._replace(topics=LATIN, excerpts=("Ελληνικά Кириллица Tiếng Việt Łukasz",)))
    full = fit(page._replace(topics=tuple(f"topic {n} and what I think of it" for n in range(90))))
    assert full.left_out
    for one in (page, hostile, page._replace(below_texts=(HARDER, NOT_RIGHT)), full):
        pdf = made(one, "pdf")
        assert sheets(pdf) == 1
        found = read(pdf)
        assert [text for text in texts_of(one) if bare(text) not in found] == []


def test_items_that_do_not_fit_are_not_in_the_file(page: Page) -> None:
    crowd = page._replace(topics=tuple(f"topic {n} and what I think of it" for n in range(90)))
    sheet = fit(crowd)
    assert sheet.left_out
    assert made(crowd, "pdf") == made(sheet, "pdf")
    assert sheets(made(crowd, "pdf", "Letter")) == 1


def test_lines_and_answers_are_drawn(page: Page) -> None:
    plain = made(page, "pdf")
    silent = [tuple(strip._replace(answers="") for strip in strips) for strips in (page.good, page.below)]
    assert made(page._replace(good=silent[0], below=silent[1]), "pdf") != plain
    lines = made(page._replace(below_texts=(HARDER,)), "pdf")
    assert lines != plain
    assert sheets(lines) == 1


def test_a_character_that_no_font_has_is_named(page: Page) -> None:
    own = page._replace(topics=("one \ue000 two \ue000 \U0010fffd",))
    with pytest.raises(CannotMake, match=r"cannot draw U\+E000 U\+10FFFD: no font here"):
        made(own, "pdf")
    assert "\ue000" in as_html(own)


def test_missing_characters_are_looked_for_in_fonts_of_the_computer(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "DejaVuSans.ttf").write_bytes((FONTS / "NotesSerif-Regular.ttf").read_bytes())
    (tmp_path / "DejaVuSerif.ttf").write_bytes(b"no font at all")
    (tmp_path / "another.ttf").write_bytes(b"not asked")
    used, missing = fonts.fallbacks(["Ж", "李"], [tmp_path, tmp_path / "not there"])
    assert used == [tmp_path / "deep" / "DejaVuSans.ttf"]
    assert missing == ["李"]
    assert fonts.fallbacks([], [tmp_path]) == ([], [])


def test_a_page_with_a_font_of_this_computer_is_one_sheet(page: Page) -> None:
    text = "我很难过 🙂 שלום مرحبا "
    missing = fonts.fallbacks([sign for sign in text if fonts.is_drawn(sign)])[1]
    if missing:
        pytest.skip(f"no font here has {' '.join(missing)}")
    one = fit(page._replace(topics=(text * 20,) * 8))
    pdf = made(one, "pdf")
    assert sheets(pdf) == 1
    assert "我很难过" in read(pdf)


@pytest.mark.parametrize(
    ("system", "first", "last"),
    [
        ("linux", ".local/share/fonts", "/usr/share/fonts"),
        ("darwin", "Library/Fonts", "/System/Library/Fonts"),
        ("win32", "Microsoft/Windows/Fonts", "Fonts"),
    ],
)
def test_where_fonts_are(monkeypatch: pytest.MonkeyPatch, system: str, first: str, last: str) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    found = fonts.folders(Path("/home/x"))
    assert found[0].is_relative_to("/home/x")
    assert (str(found[0]).endswith(first), str(found[-1]).endswith(last)) == (True, True)


def test_the_vendored_fonts_have_their_licence_and_their_scripts() -> None:
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text()
    files = sorted(FONTS.glob("*.ttf"))
    assert [path.stem.partition("-")[2] for path in files] == ["Italic", "Regular", "Semibold"]
    assert sum(path.stat().st_size for path in files) < 1_000_000
    for path in files:
        assert {ord(sign) for sign in "azÀſŁΩжЯấ–—“”…·"} <= fonts.held_by(path)


def test_the_measure_is_wider_than_the_font_of_the_pdf() -> None:
    """Text that fits by the layout's measure fits the PDF."""
    from fontTools.ttLib import TTFont

    with TTFont(FONTS / "NotesSerif-Regular.ttf") as font:
        unit, widths, table = font["head"].unitsPerEm, font["hmtx"], font.getBestCmap()
        wider = [
            chr(sign)
            for sign, name in table.items()
            if width_of(chr(sign)) * unit < widths[name][0] and unicodedata.category(chr(sign)) not in ("Zs", "Cf")
        ]
    assert [sign for sign in wider if sign.isascii()] == []
    assert [sign for sign in wider if sign.isalpha()] == []


def test_lines_are_counted_as_they_break() -> None:
    assert lines_of("", 11, WIDTH) == lines_of("word", 11, WIDTH) == 1
    assert lines_of("one\ntwo\n\nfour", 11, WIDTH) == 4
    assert lines_of("word " * 100, 11, WIDTH) == lines_of(" word  " * 100, 11, WIDTH) > 5
    assert lines_of("x" * 100, 10, 425) == lines_of("x" * 65 + " " + "x" * 35, 10, 425) == 2
    assert lines_of("悲" * 100, 11, WIDTH) == 3
    assert lines_of("long " * 1_000_000, 11, WIDTH) == lines_of("\n" * 1_000_000, 11, WIDTH)


@pytest.mark.parametrize(
    ("chosen", "environment", "paper"),
    [
        ("", {}, "A4"),
        ("", {"LANG": "en_US.UTF-8"}, "Letter"),
        ("", {"LANG": "en_GB.UTF-8", "LC_ALL": ""}, "A4"),
        ("", {"LANG": "en_US.UTF-8", "LC_PAPER": "de_DE.UTF-8"}, "A4"),
        ("", {"LANG": "C.UTF-8"}, "A4"),
        ("Letter", {"LANG": "de_DE.UTF-8"}, "Letter"),
        ("A4", {"LC_ALL": "en_US"}, "A4"),
        ("Legal", {"LC_ALL": "en_CA"}, "Letter"),
    ],
)
def test_paper_is_as_usual_there_or_as_chosen(chosen: str, environment: dict[str, str], paper: str) -> None:
    assert paper_of(chosen, environment) == paper


def test_the_error_without_the_optional_packages(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fpdf", None)
    with pytest.raises(CannotMake, match=r"pip install 'alliance-journal\[pdf\]' adds it; the web page"):
        brief_pdf.as_pdf(page, "A4")


@pytest.mark.parametrize("letter", ["ש", "م", "ह", "ก", "አ"])
def test_widths_of_letters_of_other_writing_systems(letter: str) -> None:
    """Up to 1.1 times the size of the letters, so that no line of them is cut."""
    assert lines_of(letter * 100, 10, 500) == 3
    assert lines_of(letter * 45, 10, 500) == 1


def test_emoji_are_wider_than_letters() -> None:
    assert lines_of("🙂" * 100, 10, 500) == 3
