"""A field for a passphrase, which leaves the field only by `take`."""

from typing import Final

from textual.widgets import Input

TYPE_IT: Final = "Type your passphrase, then press ⏎."
"""Said where nothing was typed."""


class PassphraseInput(Input):
    """Shows dots. Nothing in it can be selected, copied or cut; nothing is suggested, and nothing is remembered."""

    ALLOW_SELECT = False

    def __init__(self, placeholder: str = "", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(placeholder=placeholder, password=True, select_on_focus=False, compact=True, id=id)

    def take(self) -> str:
        """Return what was typed, and empty the field."""
        typed, self.value = self.value, ""
        return typed

    def action_copy(self) -> None:
        """Copy nothing, and do not let the screen copy either."""

    def action_cut(self) -> None:
        """Cut nothing."""
