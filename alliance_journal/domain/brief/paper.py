"""The two paper sizes, and the usual one of a country."""

from collections.abc import Mapping
from typing import Final, Literal

Paper = Literal["A4", "Letter"]
PAPERS: Final[Mapping[Paper, tuple[float, float]]] = {"A4": (595.28, 841.89), "Letter": (612, 792)}
"""Width and height, in points."""

VARIABLES: Final = ("LC_ALL", "LC_PAPER", "LANG")
WITH_LETTER: Final = ("US", "CA", "MX", "PH", "CL", "CO", "CR", "GT", "NI", "PA", "PR", "SV", "VE", "DO")


def paper_of(chosen: str, environment: Mapping[str, str]) -> Paper:
    """Return the chosen paper, else the usual one of the country in the locale variables, else A4."""
    for paper in PAPERS:
        if chosen == paper:
            return paper
    locale = next((found for name in VARIABLES if (found := environment.get(name))), "")
    _, _, country = locale.partition(".")[0].partition("_")
    return "Letter" if country in WITH_LETTER else "A4"
