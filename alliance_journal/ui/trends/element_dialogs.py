"""Dialogs about an element: its answers, and what helps with it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar, Final, Literal, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.types import CSSPathType
from textual.widget import Widget
from textual.widgets import Button, Static

from alliance_journal.domain.alliance.conversation_starters import STARTERS
from alliance_journal.domain.alliance.questions import Element, questions_of
from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET, scrolling_frame
from alliance_journal.ui.dialogs.dialog import LongDialog, TextDialog
from alliance_journal.ui.help.guide_dialog import BOUNDARIES, ELEMENTS, text
from alliance_journal.ui.help.help_dialog import how_it_is_worked_out
from alliance_journal.ui.widgets.choice import Choice

Section = Literal["ways", "elements", "how", "boundaries"]

SECTION_NAMES: Final[dict[Section, str]] = {
    "ways": "Ways to say it",
    "elements": "Elements",
    "how": "How it is worked out",
    "boundaries": "Boundaries",
}
WIDE_NAMES: Final = 76
"""Columns of a terminal from which the whole names fit on one line."""
NOT_ABOUT_FIT: Final = "Something that should not happen in therapy? Press i."
"""Last line of the answers about every element, whatever they are."""
AS_GOOD: Final = "Choose one to make it yours. Writing it and handing it over is as good as saying it."


class AnswersDialog(TextDialog):
    """Answers about an element, newest first; earlier ones are added when the end of the text comes into sight.

    The last line always leads to what should not happen in any therapy. The result is that of `AboutDialog`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("i", "boundaries", show=False)]

    def __init__(self, element: Element, latest: Content, more: Callable[[], Content | None]) -> None:
        """Show the latest answers.

        Args:
            element: the element.
            latest: the latest answers.
            more: returns the answers before those; None when there are no more.
        """
        super().__init__(element.label, latest)
        self._element, self._more = element, more

    def on_mount(self) -> None:
        """Add the last line, and earlier answers while the text is shorter than the screen."""
        scroll = self.query_one(VerticalScroll)
        scroll.mount(Button(NOT_ABOUT_FIT, id="boundaries", compact=True))
        self.watch(scroll, "scroll_y", self._show_more, init=False)
        self.call_after_refresh(self._show_more)

    def on_resize(self) -> None:
        """Add earlier answers if the screen is larger now."""
        self.call_after_refresh(self._show_more)

    def _show_more(self) -> None:
        scroll = self.query_one(VerticalScroll)
        if scroll.scroll_y + 2 * scroll.size.height >= scroll.max_scroll_y and (earlier := self._more()):
            scroll.mount(Static(earlier), before="#boundaries")
            # Again, until they are longer than the screen.
            self.call_after_refresh(self._show_more)

    def on_button_pressed(self) -> None:
        """Show what should not happen in any therapy."""
        self.action_boundaries()

    def action_boundaries(self) -> None:
        """Show what should not happen in any therapy; a way to say something that is chosen there is the result."""

        def close(way: str | None) -> None:
            if way is not None:
                self.dismiss(way)

        self.app.push_screen(AboutDialog(self._element, "boundaries"), close)


class AboutDialog(LongDialog):
    """What helps with an element, in sections: ways to say it, what it means, how it is worked out, boundaries.

    Its result is the place of the chosen way to say it, from 0, as text.
    """

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("trends.tcss")]
    CLOSES_BESIDE: ClassVar[bool] = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "section(-1)", show=False),
        Binding("right", "section(1)", show=False),
        Binding("i,q,f1", "close_dialog", show=False),
    ]

    def __init__(self, element: Element, section: Section = "ways") -> None:
        """Show a section about an element.

        Args:
            element: the element.
            section: the section to begin with.
        """
        super().__init__()
        self.element, self.section = element, section

    def compose(self) -> ComposeResult:
        """Compose the choice of the section, and an empty one."""
        hint = "←→ section · ↑↓ · ⏎ choose · esc close"
        names = SECTION_NAMES if self.app.size.width >= WIDE_NAMES else {**SECTION_NAMES, "how": "How"}
        with scrolling_frame(self.element.label, hint, "reading", can_focus=False):
            yield Choice(tuple(names.items()), self.section, id="section")
            yield Vertical(id="about-section")

    async def on_mount(self) -> None:
        """Show the section to begin with."""
        await self._show_section()

    async def on_choice_changed(self, message: Choice.Changed) -> None:
        """Show another section."""
        self.section = cast("Section", message.value)
        await self._show_section()

    async def _show_section(self) -> None:
        body = self.query_one("#about-section")
        await body.remove_children()
        await body.mount(*self._section_widgets())
        self.query_one(VerticalScroll).scroll_home(animate=False)
        (self.query(".way").first() if self.section == "ways" else self.query_one(Choice)).focus()

    def _section_widgets(self) -> Iterator[Widget]:
        # Imported here: it is not needed at the start.
        from textual.widgets import Markdown

        if self.section == "ways":
            yield Static(AS_GOOD, classes="quiet")
            for place, way in enumerate(STARTERS[self.element.id]):
                yield Button(Content(f"“{way}”"), name=str(place), compact=True, classes="way")
        elif self.section == "how":
            yield Static(how_it_is_worked_out())
        else:
            if self.section == "elements":
                yield Static(_meaning(self.element))
            yield Markdown(text(ELEMENTS if self.section == "elements" else BOUNDARIES), open_links=False)

    def action_section(self, step: int) -> None:
        """Show the next section, or the one before."""
        self.query_one(Choice).action_step(step)

    def action_scroll(self, lines: int) -> None:
        """Scroll by a number of lines; among the ways to say it, go to the next or the one before."""
        if self.section != "ways":
            super().action_scroll(lines)
        elif lines > 0:
            self.focus_next(".way")
        else:
            self.focus_previous(".way")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Return the place of the chosen way to say it."""
        self.dismiss(event.button.name)


def _meaning(element: Element) -> Content:
    """Return what an element means, and the questions behind it."""
    lines = [Content.styled(element.label, "bold $accent"), Content(element.meaning)]
    lines += [Content.styled(f"  {question.label}", "$quiet") for question in questions_of(element.id)]
    return Content("\n").join(lines)
