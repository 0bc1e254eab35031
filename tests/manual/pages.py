"""Pages of the manual, as the tests read them."""

import json
import re
from pathlib import Path
from typing import Any, Final

MANUAL: Final = Path(__file__).parents[2] / "alliance_journal" / "manual"


def text_of(name: str) -> str:
    """The Markdown of a page."""
    return (MANUAL / f"{name}.md").read_text(encoding="utf-8")


def sections(text: str, level: str) -> dict[str, str]:
    """Text under each heading of a level, by heading; deeper headings belong to their section."""
    parts = re.split(rf"^{level} (.+)$", text, flags=re.MULTILINE)
    return {
        heading: body.split(f"\n{level[:-1]} ")[0] for heading, body in zip(parts[1::2], parts[2::2], strict=True)
    }


def marked(text: str, name: str) -> str:
    """Text between the comment that begins with `name` and the comment that ends it."""
    found = re.search(rf"<!-- {name}.*?-->\n(.*?)<!-- end of {name} -->", text, re.DOTALL)
    assert found is not None, name
    return found[1]


def json_under(text: str, heading: str) -> Any:
    """The first JSON example under a heading."""
    found = re.search(r"```json\n(.*?)```", sections(text, "##")[heading], re.DOTALL)
    assert found is not None, heading
    return json.loads(found[1])


def in_one_line(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())
