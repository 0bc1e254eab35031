"""A command in a line of its own, where there is no footer."""

from textual import events
from textual.content import Content
from textual.widgets import Static

from alliance_journal.ui import commands
from alliance_journal.ui.widgets.key_hints import key_map_of


class CommandHint(Static):
    """Shows key and name of a command of the app. A click runs it, as the key does."""

    def __init__(self, id_: str) -> None:
        """Show a command.

        Args:
            id_: its id, in the place "everywhere".
        """
        super().__init__()
        self.command = commands.command(id_)

    def on_mount(self) -> None:
        """Show the key in force."""
        if self.command:
            key = Content.styled(key_map_of(self).short(self.command, in_text=True), "bold")
            self.update(key + Content(f" {self.command.label}"))

    async def on_click(self, event: events.Click) -> None:
        """Run the command."""
        event.stop()
        if self.command:
            await self.app.run_action(self.command.action, self.app)
