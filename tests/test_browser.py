"""The page in a real browser: one printed sheet, nothing loaded. Run with `python -m pytest -m browser`."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from alliance_journal.domain.page import make_page
from alliance_journal.exchange.brief import as_html
from alliance_journal.store.bringing import page_for, reading_of
from tests.pages.driving import TODAY, example

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
    _, page = page_for(journal, journal.main_therapist(), TODAY)
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


def test_a_full_page_still_fits(chromium: str, tmp_path: Path) -> None:
    """Five topics of two lines, two and two elements, three questions, homework: the most that is suggested."""
    journal = example()
    therapist = journal.main_therapist()
    offered, _ = page_for(journal, therapist, TODAY)
    reading = reading_of(journal, therapist)
    page = make_page(offered, reading, "Zoë", None, TODAY)
    full = replace(
        page,
        topics=(
            "Something I would like to look at with you, in a sentence that needs two lines on the sheet of paper",
        )
        * 5,
        questions=("What would progress look like to you, and how would we both notice that it is there?",) * 3,
        since=page.since or ("One thing I tried: done",),
    )
    pages, _ = printed(chromium, as_html(full), tmp_path)
    assert pages == 1
