"""A style sheet that parses each source once for as long as the theme stays the same."""

from pathlib import Path

from textual.css.stylesheet import Stylesheet


class CachedStylesheet(Stylesheet):
    """Keeps parsed rules until a variable changes.

    When a screen is shown for the first time, Textual sets the same variables again and parses all sources twice.
    """

    def __init__(self, *, variables: dict[str, str]) -> None:
        """Begin with the variables of the first theme."""
        super().__init__(variables=variables)
        self.parsed_with = variables

    def set_variables(self, variables: dict[str, str]) -> None:
        """Set the CSS variables; the same ones again keep what is parsed."""
        if variables != self.parsed_with:
            self.parsed_with = variables
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse the sources that are not parsed with the present variables yet."""
        self.parse()

    def read_ahead(self, path: Path) -> None:
        """Read and parse the file of a screen that nobody has opened yet."""
        if not self.has_source(str(path)):
            self.read(path)
            self.parse()
