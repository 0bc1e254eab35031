"""The style sheet, read once: Textual reads all of it again for every page that is opened for the first time."""

from pathlib import Path

from textual.css.stylesheet import Stylesheet


class KeptStylesheet(Stylesheet):
    """Keeps the rules it has read for as long as the theme's values stay the same."""

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take over a theme's values; only other ones make what was read useless."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Put the rules together again, and read what was not read with these values yet."""
        self.parse()


def read_ahead(sheet: Stylesheet, path: Path) -> None:
    """Read the styles of pages that nobody has opened yet; nothing that is on the screen depends on them."""
    if not sheet.has_source(str(path)):
        sheet.read(path)
        sheet.parse()
