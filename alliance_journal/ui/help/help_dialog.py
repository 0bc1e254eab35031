"""The help page, from the table of commands."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from alliance_journal.domain.alliance.wording.trend_help import HOW_IT_IS_WORKED_OUT
from alliance_journal.ui import commands
from alliance_journal.ui.dialogs.dialog import TextDialog
from alliance_journal.ui.help.guide_dialog import GuideDialog
from alliance_journal.ui.key_map import KeyMap

YOURS = "Your notes are yours: one file, on this computer. Only what you choose on Prepare ever leaves it."
KEY_WIDTH = 9


def create_help_dialog(here: commands.CommandPlace, key_map: KeyMap) -> TextDialog:
    """Return a dialog with all keys in force, those of this page first."""
    first: list[commands.CommandPlace] = [here, "writing"] if here == "journal" else [here]
    order = [*first, *(place for place in commands.PLACE_NAMES if place not in first)]
    lines: list[Content] = []
    for name, group in commands.groups(order, key_map.shown):
        lines.append(Content.styled(name, "bold $text"))
        for keys, command in group:
            lines.append(Content.styled(f"{keys:>{KEY_WIDTH}}", "$accent") + Content(f"  {command.about}"))
        lines.append(Content(""))
    lines.append(Content.styled(YOURS, "$quiet"))
    ways = Content.styled("g", "$accent") + Content.styled(" the guide   ", "$quiet")
    ways += Content.styled("i", "$accent") + Content.styled(" how Trends is worked out", "$quiet")
    return Help("Help", Content("\n").join((ways, Content(""), *lines)))


class Help(TextDialog):
    """Shows the keys, and leads to the guide and to how Trends is worked out."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("i", "how", show=False), Binding("g", "guide", show=False)]

    def action_guide(self) -> None:
        """Show the guide instead."""
        self.app.switch_screen(GuideDialog())

    def action_how(self) -> None:
        """Show how Trends is worked out instead."""
        self.app.switch_screen(how_card())


def how_card() -> TextDialog:
    """Return a dialog that says how Trends is worked out."""
    return TextDialog("How this is worked out", how_it_is_worked_out())


def how_it_is_worked_out() -> Content:
    """Return the text about the rules of Trends."""
    lines: list[Content] = []
    for name, paragraphs in HOW_IT_IS_WORKED_OUT:
        lines.append(Content.styled(name, "bold $accent"))
        lines += [line for paragraph in paragraphs for line in (Content(paragraph), Content(""))]
    return Content("\n").join(lines)
