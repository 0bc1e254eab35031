"""Every command of the app, declared once: key binding, footer, palette, help page and README come from here."""

from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

from alliance_journal.ui.pages import PAGES, PageRow

CommandPlace = Literal["everywhere", "palette", "journal", "writing", "checklist", "trends", "prepare", "people"]

PLACE_NAMES: Final[dict[CommandPlace, str]] = {
    "everywhere": "Everywhere",
    "palette": "In the palette",
    "journal": "Journal",
    "writing": "While writing",
    "checklist": "Checklist",
    "trends": "Trends",
    "prepare": "Prepare",
    "people": "People",
}


class Command(NamedTuple):
    """A command.

    Attributes:
        action: Textual action: the page of its place, or the app, has an `action_` method for it. The handler of a
            command without keys has this name in one of the objects in `controllers` that end in `_commands`.
        place: where it works.
        keys: Textual's names of its keys; empty if only the palette offers it.
        shown: the keys as shown on screen; empty if another command shows them.
        label: a word or two, for footer and palette.
        help: description for help page and README.
        footer: True if it is shown in the footer of its place.
        by_widget: True if a widget handles the keys, so that no screen binds them.
        spare: True if the footer leaves it out first when space is short.
        always: True if the keys work in dialogs and text fields as well.
        name: last part of its id; empty for the same as the action.
    """

    action: str
    place: CommandPlace
    keys: tuple[str, ...]
    shown: str
    label: str
    help: str
    footer: bool = False
    by_widget: bool = False
    spare: bool = False
    always: bool = False
    name: str = ""

    @property
    def id(self) -> str:
        """Id in a key map (`App.set_keymap`), such as `journal.new_session`; it never changes."""
        return f"{self.place}.{self.name or self.action}"


def _go_to(page: PageRow) -> Command:
    """Return the command that goes to a page."""
    words = f"o to {page.title}"
    keys, name = (page.key,), f"go_to_{page.name}"
    return Command(
        f"go('{page.name}')", "everywhere", keys, page.key, f"G{words}", f"g{words}", always=True, name=name
    )


COMMANDS: Final = (
    Command("help", "everywhere", ("f1",), "f1", "Help", "these keys; from there, the guide", footer=True),
    *(_go_to(page) for page in PAGES),
    Command(
        "help_now", "everywhere", ("f12",), "f12", "Help now", "where to turn if you need help now", always=True
    ),
    Command("command_palette", "everywhere", ("ctrl+p",), "^p", "More", "find any command", footer=True),
    Command("lock", "everywhere", ("ctrl+l",), "^l", "Lock", "lock the journal, or draw the curtain", always=True),
    Command("hide", "everywhere", ("ctrl+g", "f9"), "^g f9", "Hide", "hide everything at once", always=True),
    Command("leave", "everywhere", ("ctrl+q",), "^q", "Close", "close; everything is saved", always=True),
    Command("settings", "everywhere", ("f8",), "f8", "Settings", "theme, lock, what is shown", always=True),
    Command("guide", "everywhere", (), "", "Guide", "short pages: the alliance, what can help, boundaries"),
    Command("manual", "palette", (), "", "Manual", "keys, formats, privacy, command line"),
    Command("own_numbers", "palette", (), "", "Numbers to call", "whom you would call; F12 shows them first"),
    Command("meet_next", "palette", (), "", "Next appointment", "when you meet next, another day, stop repeating"),
    Command("other_therapist", "palette", (), "", "Another therapist", "look at another therapist's sessions"),
    Command("other_theme", "everywhere", (), "", "Light or dark", "change between the dark and the light theme"),
    Command("lock_after", "everywhere", (), "", "Lock after", "so many minutes without a key, or never"),
    Command(
        "hide_on_blur", "everywhere", (), "", "Hide when I look away", "hide when you go to another window, or not"
    ),
    Command("plain_glyphs", "palette", (), "", "Plain signs", "digits instead of bars, or bars again"),
    Command("discreet", "palette", (), "", "Discreet list", "only day and kind in the list, or titles again"),
    Command("save_copy", "palette", (), "", "Save a copy", "a checked copy, to go on in if this is read-only"),
    Command("backups", "palette", (), "", "Backups", "make a backup, restore one, choose a second folder"),
    Command("open_trash", "palette", (), "", "Trash", "take something back, or delete it for good"),
    Command("merge", "palette", (), "", "Merge another copy", "take over what another copy of this journal has"),
    Command("export_all", "palette", (), "", "Export everything", "all of it, as JSON, CSV, Markdown or jrnl"),
    Command("import_all", "palette", (), "", "Import", "notes of jrnl, Day One, Markdown, CSV or a journal"),
    Command("passphrase", "palette", (), "", "Passphrase", "encrypt the journal, or change its passphrase"),
    Command("word_count", "palette", (), "", "Word count", "show or hide the number of words"),
    Command(
        "ask_disagree", "everywhere", (), "", "Room to disagree", "ask the optional thirteenth question, or stop"
    ),
    Command("write", "journal", ("enter",), "⏎", "Write", "write in the note", footer=True),
    Command("new_session", "journal", ("n",), "n", "New session", "new session", footer=True),
    Command("new_note", "journal", ("a",), "a", "Note", "a note between sessions"),
    Command("new_letter", "journal", ("w",), "w", "Letter", "a letter that is not sent"),
    Command("straight_after", "journal", ("s",), "s", "Straight after", "one minute after the session"),
    Command("search", "journal", ("slash",), "/", "Search", "search your notes", footer=True),
    Command(
        "filter",
        "journal",
        ("f",),
        "f",
        "Filter",
        "all, to bring, below a yes, without checklist",
        True,
        spare=True,
    ),
    Command("tags", "journal", ("number_sign",), "#", "Tags", "find by a tag, or rename one"),
    Command("details", "journal", ("e",), "e", "Details", "title, day, therapist, tags, goal"),
    Command("raw", "journal", ("r",), "r", "Raw", "shown only when it is opened, or as usual again"),
    Command("checklist", "journal", ("c",), "c", "Answer", "answer the checklist of this session"),
    Command("quote", "journal", ("q",), "q", "For the page", "cut a copy of it down to an excerpt for the page"),
    Command("tension", "journal", ("t",), "t", "Tension", "tension: it was there, talked through, what came of it"),
    Command("looking_back", "palette", (), "", "Looking back", "what helped and what was said, by month"),
    Command(
        "versions", "journal", ("h",), "h", "Earlier versions", "what the text was on other days, to bring it back"
    ),
    Command("trash", "journal", ("d",), "d", "Delete", "put in the trash"),
    Command("undo", "journal", ("u",), "u", "Undo", "take the last deleted one back"),
    Command("bring", "writing", ("ctrl+b",), "^b", "Bring this line", "bring this line next time", footer=True),
    Command("move_line", "writing", ("ctrl+n",), "^n", "Move to next time", "move this line to next time"),
    Command("quote", "writing", ("ctrl+o",), "^o", "For the page", "these words for the page, as an excerpt"),
    Command("prompt", "writing", ("ctrl+t",), "^t", "Prompt", "put in a gentle prompt", True, spare=True),
    Command("done", "writing", ("escape",), "esc", "Done writing", "back to the list", footer=True),
    Command(
        "answer",
        "checklist",
        ("1", "2", "3", "4"),
        "1-4",
        "Answer",
        "no, partly, mostly, fully",
        True,
        by_widget=True,
    ),
    Command("not_sure", "checklist", ("5",), "5", "Not sure", "not sure", True, by_widget=True, spare=True),
    Command(
        "not_up", "checklist", ("0",), "0", "Didn't come up", "it did not come up", True, by_widget=True, spare=True
    ),
    Command("words", "checklist", ("w",), "w", "A word", "a few words of your own", footer=True),
    Command("clear", "checklist", ("backspace",), "⌫", "Clear", "take an answer away"),
    Command("give_back", "checklist", ("u",), "u", "Undo", "put it back"),
    Command("finish", "checklist", ("enter",), "⏎", "Done", "done for now", footer=True),
    Command("last_time", "checklist", ("p",), "p", "Last time", "show last time's answers"),
    Command("bring_dip", "checklist", ("b",), "b", "Bring along", "bring up what was lower than usual"),
    Command("marks", "checklist", ("g",), "g", "Goals", "your own marks for your goals"),
    Command("older", "checklist", ("left",), "←→", "Earlier", "the session before or after"),
    Command("newer", "checklist", ("right",), "", "Later", ""),
    Command(
        "older",
        "trends",
        ("left_square_bracket", "left"),
        "[ ]",
        "Earlier",
        "earlier or later sessions; ← and → do the same",
        footer=True,
    ),
    Command("newer", "trends", ("right_square_bracket", "right"), "", "Later", ""),
    Command("all", "trends", ("z",), "z", "All sessions", "all sessions, or the latest", True, spare=True),
    Command("answers", "trends", ("enter",), "⏎", "Answers", "the answers behind an element", footer=True),
    Command("order", "trends", ("o",), "o", "Order", "lowest first, or the usual order", True, spare=True),
    Command("bring_up", "trends", ("b",), "b", "Bring up", "put a way to say it on your list", footer=True),
    Command(
        "about",
        "trends",
        ("i",),
        "i",
        "About it",
        "ways to say it, meaning, how it is worked out, boundaries",
        footer=True,
        name="how",
    ),
    Command("ways", "trends", (), "", "Ways to say it", "other ways to say something about the element"),
    Command("elements", "trends", (), "", "Elements", "what the elements are"),
    Command("boundaries", "trends", (), "", "Boundaries", "what should not happen in therapy"),
    Command("include", "prepare", ("space",), "space", "Include", "put on the page, or leave out", footer=True),
    Command(
        "line",
        "prepare",
        ("enter",),
        "⏎",
        "Open",
        "the line's words, and what can be done with it",
        True,
        name="reword",
    ),
    Command("new", "prepare", ("n",), "n", "New", "something to talk about, a question, homework, a goal", True),
    Command(
        "move(-1)",
        "prepare",
        ("less_than_sign", "shift+up"),
        "< >",
        "Move",
        "move up or down; shift with ↑ or ↓ does the same",
        True,
        spare=True,
        name="move_up",
    ),
    Command("move(1)", "prepare", ("greater_than_sign", "shift+down"), "", "Move down", "", name="move_down"),
    Command("export", "prepare", ("e",), "e", "Export", "write the page to a file", footer=True),
    Command("copy", "prepare", ("y",), "y", "Copy", "copy the page to the clipboard", footer=True),
    Command("undo", "prepare", ("u", "ctrl+z"), "u", "Undo", "undo the last change here", True, spare=True),
    Command(
        "for_whom", "prepare", ("m",), "m", "For whom", "the page for my therapist, or my own", True, spare=True
    ),
    Command("quote", "prepare", ("q",), "q", "Own words", "an excerpt, or words only for you", True, spare=True),
    Command("show_page", "prepare", ("v",), "v", "Page", "to the page, or back to choosing"),
    Command("new('topic')", "prepare", (), "", "Add a topic", "something to talk about", name="add"),
    Command(
        "new('homework')", "prepare", (), "", "Homework", "write down homework that was agreed", name="homework"
    ),
    Command("new('goal')", "prepare", (), "", "Goal", "write down a goal, in your own words", name="goal"),
    Command("front", "prepare", (), "", "To the front", "up to three topics before the others"),
    Command("line('goal')", "prepare", (), "", "For a goal", "which goal a topic belongs to", name="towards"),
    Command("brought", "prepare", (), "", "Brought up", "after the session: it was brought up, or done"),
    Command("let_go", "prepare", (), "", "Remove", "take it off the list; homework: it was not useful"),
    Command(
        "person", "people", ("enter",), "⏎", "Open", "what you know about this person, and what can be done", True
    ),
    Command("new_person", "people", ("n",), "n", "New", "a therapist, or one you are thinking of", footer=True),
    Command(
        "call", "people", ("c",), "c", "Call", "a consultation call: its day, then nine questions", footer=True
    ),
    Command("mark", "people", ("space",), "space", "Mark", "mark to compare", True, spare=True),
    Command("compare", "people", ("v",), "v", "Compare", "those marked side by side", footer=True),
    Command("undo", "people", ("u", "ctrl+z"), "u", "Undo", "undo the last change here", True, spare=True),
    Command("look_at", "people", (), "", "Show this person", "let all pages be about this person"),
    Command("continue", "people", (), "", "Continue with this person", "as a current therapist"),
    Command("meet", "people", (), "", "Appointments", "when you meet next, or a rhythm"),
    Command("meet('skip')", "people", (), "", "Leave this date out", "the next date, this once", name="skip"),
    Command("meet('move')", "people", (), "", "Another day", "for the next date, this once", name="move"),
    Command(
        "meet('end')",
        "people",
        (),
        "",
        "Stop repeating",
        "no more dates; those you already had stay",
        name="end_rhythm",
    ),
    Command("put_away", "people", (), "", "Move to past", "among the past ones, or back"),
)


def of(place: CommandPlace) -> tuple[Command, ...]:
    """Return the commands of one place, in the order of the table."""
    return tuple(command for command in COMMANDS if command.place == place)


def footer(place: CommandPlace) -> tuple[Command, ...]:
    """Return the commands in the footer: those of the place, then those that work everywhere."""
    return tuple(command for command in (*of(place), *of("everywhere")) if command.footer)


def groups(places: Iterable[CommandPlace] = PLACE_NAMES) -> Iterator[tuple[str, tuple[Command, ...]]]:
    """Yield name and commands of each place, for the help page and the README; only commands with keys."""
    for place in places:
        if found := tuple(command for command in of(place) if command.shown):
            yield PLACE_NAMES[place], found


def readme_table() -> str:
    """Return the table of keys in the README; a test compares them."""
    lines: list[str] = []
    for name, commands in groups():
        lines += [f"| **{name}** | |"] if lines else [f"| {name} | |", "|---|---|"]
        lines += [f"| `{command.shown}` | {command.help} |" for command in commands]
    return "\n".join(lines)
