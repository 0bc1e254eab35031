"""A field for a passphrase: it goes in and is taken once; nothing of it comes out by any other way."""

from textual.widgets import Input


class PassphraseInput(Input):
    """Shows dots. Nothing can be selected, copied or cut; nothing is suggested, and nothing is remembered."""

    ALLOW_SELECT = False

    def __init__(self, placeholder: str = "", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(placeholder=placeholder, password=True, select_on_focus=False, compact=True, id=id)

    def take(self) -> str:
        """What was typed; the field is empty afterwards."""
        typed, self.value = self.value, ""
        return typed

    def action_copy(self) -> None:
        """Nothing is copied, and the screen is not asked to copy either."""

    def action_cut(self) -> None:
        """Nothing is cut."""
