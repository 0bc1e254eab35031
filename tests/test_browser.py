"""The page in a real browser: one printed sheet, nothing loaded. Run with `python -m pytest -m browser`."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from alliance_journal.domain.brief.make_page import make_page
from alliance_journal.domain.brief.offer import Offer
from alliance_journal.exchange.brief.render import as_html
from alliance_journal.store.queries.brief import page_for
from tests.pages.driving import TODAY, example
from tests.whole import main_reading

pytestmark = pytest.mark.browser

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None or shutil.which("pdfinfo") is None:
        pytest.skip("Chromium and poppler's pdfinfo are needed for this one")
    return found


def printed(chromium: str, html: str, folder: Path, *more: str) -> tuple[int, str]:
    """The number of pages, and what the browser asked the network for."""
    folder.mkdir(exist_ok=True)
    page = folder / "page.html"
    page.write_text(html, encoding="utf-8")
    log = folder / "net.json"
    subprocess.run(
        [chromium, *FLAGS, f"--user-data-dir={folder}/profile", f"--log-net-log={log}", "--no-pdf-header-footer",
         f"--print-to-pdf={folder}/page.pdf", *more, page.as_uri()],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    about = subprocess.run(["pdfinfo", f"{folder}/page.pdf"], check=True, capture_output=True, text=True).stdout
    pages = int(about.partition("Pages:")[2].split()[0])
    return pages, log.read_text(encoding="utf-8", errors="replace")


def hosts(log: str) -> set[str]:
    return set(re.findall(r'"url":\s*"(https?://[^/"]+)', log))


def test_the_sample_prints_on_one_page(chromium: str, tmp_path: Path) -> None:
    journal = example()
    _, page = page_for(journal, journal.therapists.main(), TODAY)
    pages, log = printed(chromium, as_html(page), tmp_path)
    assert pages == 1
    text = subprocess.run(
        ["pdftotext", f"{tmp_path}/page.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    flat = " ".join(text.split())
    for words in (page.title, page.subtitle, *page.topics, *page.questions, *page.since, page.closing):
        assert " ".join(words.split()) in flat
    # Chromium asks for things of its own at every start: the page must not add a single host to them.
    _, blank = printed(chromium, "<!doctype html><title>x</title>", tmp_path / "blank")
    assert hosts(log) <= hosts(blank)


PAPERS = ("A4", "Letter")
WIDE = "WWWW MMMM Wide Words @@@@ Mm "
CONTENTS = {
    "usual": ("Something I would like to look at with you, in a sentence that needs two lines on the sheet",) * 5,
    "small": tuple(f"topic {number} " + "and what I think about it " * (number % 5) for number in range(20)),
    "more than fits": tuple(f"topic {number} " + "and what I think about it " * number for number in range(60)),
    "one novel": ("novel " * 9_000, "short"),
    "wide": (
        *(
            WIDE * 8,
            WIDE.upper() * 6,
            "W" * 400,
            "悲しい、でも大丈夫。我很难过" * 12,
            "한국어 " * 60,
            "👩‍👩‍👧‍👦 " * 30,
        )
        * 3,
    ),
    "lines": ("one\ntwo\n\nthree",) * 30,
}


def test_whatever_is_chosen_prints_on_one_page(chromium: str, tmp_path: Path) -> None:
    """On both papers: with the usual things, with more than fits, and with the widest and longest texts."""
    journal = example()
    offered, _ = page_for(journal, journal.therapists.main(), TODAY)
    reading = main_reading(journal)
    everything = [offer._replace(included=True) for offer in offered]
    for name, topics in CONTENTS.items():
        added = [Offer(f"topic:{n}", "topics", "", True, text) for n, text in enumerate(topics)]
        page = make_page([*added, *everything], reading, "Zoë", None, TODAY)
        kept = len(page.topics) + sum(group == "topics" for group, _ in page.left_out)
        assert kept == len(topics) + sum(offer.group == "topics" for offer in everything)
        for paper in PAPERS:
            html = as_html(page).replace("size: auto", f"size: {paper}")
            pages, _ = printed(chromium, html, tmp_path / f"{name} {paper}")
            assert (name, paper, pages) == (name, paper, 1)
