"""The two sizes of paper, and which one is usual where somebody lives."""

from collections.abc import Mapping
from typing import Final, Literal

Paper = Literal["A4", "Letter"]
PAPERS: Final[Mapping[Paper, tuple[float, float]]] = {"A4": (595.28, 841.89), "Letter": (612, 792)}
"""Width and height, in points."""

VARIABLES: Final = ("LC_ALL", "LC_PAPER", "LANG")
WITH_LETTER: Final = ("US", "CA", "MX", "PH", "CL", "CO", "CR", "GT", "NI", "PA", "PR", "SV", "VE", "DO")


def paper_of(chosen: str, environment: Mapping[str, str]) -> Paper:
    """The paper that was chosen, or else the one that is usual in the country of these surroundings; or A4."""
    for paper in PAPERS:
        if chosen == paper:
            return paper
    said = next((found for name in VARIABLES if (found := environment.get(name))), "")
    _, _, country = said.partition(".")[0].partition("_")
    return "Letter" if country in WITH_LETTER else "A4"
