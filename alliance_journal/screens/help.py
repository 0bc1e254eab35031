"""Help from the table of commands, and help now."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from alliance_journal import commands
from alliance_journal.domain.how import HOW_IT_IS_WORKED_OUT
from alliance_journal.domain.starters import HELP_NOW
from alliance_journal.screens.dialogs import Reading

YOURS = "Your notes are yours: one file, on this computer. Only what you choose on Prepare ever leaves it."
KEY_WIDTH = 9
HELP_NOW_ID = "help-now"


def help_card(here: commands.Place) -> Reading:
    """The keys, those of this page first."""
    first: list[commands.Place] = [here, "writing"] if here == "journal" else [here]
    order = [*first, *(place for place in commands.PLACE_NAMES if place not in first)]
    lines: list[Content] = []
    for name, group in commands.groups(order):
        lines.append(Content.styled(name, "bold $text"))
        for command in group:
            key = Content.styled(f"{command.shown:>{KEY_WIDTH}}", "$accent")
            lines.append(key + Content(f"  {command.help}"))
        lines.append(Content(""))
    lines.append(Content.styled(YOURS, "$quiet"))
    lines.append(Content.styled("Press i for how Trends is worked out.", "$quiet"))
    return Help("Help", Content("\n").join(lines))


class Help(Reading):
    """The keys, and the way on to how Trends is worked out."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("i", "how", show=False)]

    def action_how(self) -> None:
        """How Trends is worked out."""
        self.app.switch_screen(how_card())


def how_card() -> Reading:
    """How the reading is worked out."""
    lines: list[Content] = []
    for name, paragraphs in HOW_IT_IS_WORKED_OUT:
        lines.append(Content.styled(name, "bold $accent"))
        lines += [line for paragraph in paragraphs for line in (Content(paragraph), Content(""))]
    return Reading("How this is worked out", Content("\n").join(lines))


def help_now_card() -> Reading:
    """Where to turn now; it works without any network and says so by not needing one."""
    return Reading("Help now", Content("\n\n").join(Content(text) for text in HELP_NOW), id=HELP_NOW_ID)
