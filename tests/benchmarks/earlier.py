"""A run beside the one before it: what two days agree on is no noise."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

HEADING: Final = "## Beside the run before"
NEARLY: Final = 1.1
NUMBER: Final = r"\d[\d,]*(?:\.\d+)?(?:e[+-]\d+)?"


@dataclass(frozen=True, slots=True)
class Found:
    """One row of a page of results."""

    median: str
    least: float
    most: float
    verdict: str

    def agrees(self, other: "Found") -> bool:
        """Return whether the ranges of both runs overlap, or nearly: some operations have one round only."""
        return self.least <= other.most * NEARLY and other.least <= self.most * NEARLY


def beside(before: str, now: str) -> str:
    """The section that says how far two pages of results agree; empty where the earlier one has no rows."""
    old, new = dict(_rows(before)), dict(_rows(now))
    both = [what for what in new if what in old]
    if not both:
        return ""
    apart = [what for what in both if not new[what].agrees(old[what])]
    turned = sum(new[what].verdict != old[what].verdict for what in both)
    day = re.search(r"^Made by .* on (.+)\.$", before, re.MULTILINE)
    lines = [
        HEADING,
        "",
        f"- That of {day[1] if day else 'an unknown day'}. Of {len(both)} lines that both have, "
        f"{len(both) - len(apart)} agree: what was found in their rounds overlaps, or is within a tenth. "
        f"{turned} have another verdict.",
        *(f"- Apart: {' | '.join(what)}: {old[what].median}, now {new[what].median}" for what in apart),
    ]
    return "\n" + "\n".join(lines) + "\n"


def _rows(page: str) -> Iterator[tuple[tuple[str, str, str], Found]]:
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        spread = re.findall(NUMBER, cells[4]) if len(cells) > 6 else []
        if len(spread) == 2:
            least, most = (float(number.replace(",", "")) for number in spread)
            yield (cells[0], cells[1], cells[2]), Found(cells[3], least, most, cells[6])
