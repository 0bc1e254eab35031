"""Every command of the app, declared once: key binding, footer, palette, help page and README come from here."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, Literal, NamedTuple

from alliance_journal.ui.pages import PAGES, PageRow

CommandPlace = Literal["everywhere", "palette", "journal", "writing", "checklist", "trends", "prepare", "people"]

PLACE_NAMES: Final[dict[CommandPlace, str]] = {
    "everywhere": "Everywhere",
    "palette": "More",
    "journal": "Journal",
    "writing": "While writing",
    "checklist": "Checklist",
    "trends": "Trends",
    "prepare": "Prepare",
    "people": "People",
}


PAGE_NAMES: Final = frozenset(page.name for page in PAGES)
NO_KEY: Final = "no_key"
"""Stands for a key where Textual wants one and there is none; no terminal sends it."""


class Command(NamedTuple):
    """A command.

    Attributes:
        action: Textual action: the page of its place has an `action_` method for it, with or without keys. That of
            the places "everywhere" and "palette" is in the app; without keys, it has a handler of this name in one
            of the objects in `controllers` that end in `_commands`.
        place: where it works. A command of a page can be run from the palette on every page.
        keys: Textual's names of its usual keys; empty if only the palette offers it. `KeyMap` says which ones are
            in force.
        shown: the usual keys as shown on screen; empty if the command before it shows them.
        label: a word or two, for footer and palette.
        help: description for help page and README.
        footer: True if it is shown in the footer of its place.
        by_widget: True if a widget handles the keys, so that no screen binds them.
        spare: True if the footer leaves it out first when space is short.
        always: True if the keys work in dialogs and text fields as well, except those that type a character.
        name: last part of its id; empty for the same as the action.
        synonyms: other words by which the palette finds it.
        verb: the meaning of its letter, the same for all commands that share the letter and have other labels.
        pane: True if it leads to the other pane; where only one pane is in sight, the footer shows it first.
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
    synonyms: str = ""
    verb: str = ""
    pane: bool = False

    @property
    def id(self) -> str:
        """Id in the settings file and in `App.set_keymap`, such as `journal.new_session`; it never changes."""
        return f"{self.place}.{self.name or self.action}"

    @property
    def about(self) -> str:
        """What it does, for help and the palette: its description, or its label without one."""
        return self.help or self.label.lower()

    @property
    def page(self) -> str:
        """Name of the page that it works on; empty if it works on every page."""
        page = "journal" if self.place == "writing" else self.place
        return page if page in PAGE_NAMES else ""

    @property
    def has_handler(self) -> bool:
        """True if it is run by its handler, False if by an `action_` method."""
        return not self.keys and not self.page


def _go_to(page: PageRow) -> Command:
    """Return the command that goes to a page."""
    words, keys = f"o to {page.title}", (page.letter, page.key)
    shown, name = " ".join(keys), f"go_to_{page.name}"
    return Command(
        f"go('{page.name}')", "everywhere", keys, shown, f"G{words}", f"g{words}", always=True, name=name
    )


def _always(
    action: str, keys: tuple[str, ...], shown: str, help_line: str, synonyms: str, label: str = ""
) -> Command:
    """Return a command that works everywhere, in dialogs and text fields as well."""
    return Command(
        action, "everywhere", keys, shown, label or action.capitalize(), help_line, always=True, synonyms=synonyms
    )


def _listed(
    action: str, label: str, help_line: str, synonyms: str = "", place: CommandPlace = "palette"
) -> Command:
    """Return a command that works everywhere and has no usual key."""
    return Command(action, place, (), "", label, help_line, synonyms=synonyms)


COMMANDS: Final = (
    Command(
        "help",
        "everywhere",
        ("question_mark", "f1"),
        "? f1",
        "Help",
        "these keys; from there, the guide",
        footer=True,
        synonyms="keys shortcuts",
    ),
    *(_go_to(page) for page in PAGES),
    Command(
        "help_now",
        "everywhere",
        ("f12",),
        "f12",
        "Help now",
        "where to turn if you need help now",
        footer=True,
        always=True,
        synonyms="emergency crisis hotline call phone",
    ),
    Command("command_palette", "everywhere", ("ctrl+p",), "^p", "More", "find any command", footer=True),
    _always("lock", ("ctrl+l",), "^l", "lock; a journal that is not encrypted is only hidden", "private away"),
    _always("hide", ("ctrl+g", "f9"), "^g f9", "hide everything at once", "private away quick"),
    _always("save_now", ("ctrl+s",), "^s", "save what you are typing, at once", "keep write", "Save"),
    _always("leave", ("ctrl+q",), "^q", "close; everything is saved", "quit exit end", "Close"),
    _always("settings", ("f8",), "f8", "theme, lock, keys, what is shown", "preferences options configure"),
    _listed("guide", "Guide", "short pages: the alliance, what can help, boundaries", "read help", "everywhere"),
    _listed("manual", "Manual", "keys, formats, privacy, command line", "documentation help read"),
    _listed("own_numbers", "Numbers to call", "whom you would call; Help now shows them first", "phone emergency"),
    _listed(
        "meet_next",
        "Next appointment",
        "when you meet next, another day, stop repeating",
        "date day session schedule calendar rhythm",
    ),
    _listed("other_therapist", "Another therapist", "look at another therapist's sessions", "switch person"),
    _listed("other_theme", "Light or dark", "change between dark and light", "theme colours", "everywhere"),
    _listed(
        "change_keys", "Keys", "every command with its key; give it another one", "shortcuts keyboard bindings"
    ),
    _listed("lock_after", "Lock after", "so many minutes without a key, or never", "timeout idle", "everywhere"),
    _listed(
        "hide_on_blur", "Hide when I look away", "hide when you go to another window, or not", "focus", "everywhere"
    ),
    _listed("plain_glyphs", "Plain signs", "digits instead of bars, or bars again", "ascii glyphs font"),
    _listed("discreet", "Discreet list", "only day and kind in the list, or titles again", "private privacy"),
    _listed("save_copy", "Save a copy", "a checked copy, to go on in if this is read-only", "duplicate backup"),
    _listed("backups", "Backups", "make a backup, restore one, choose a second folder", "copy save safe"),
    _listed("open_trash", "Trash", "take something back, or delete it for good", "bin deleted removed undelete"),
    _listed("merge", "Merge another copy", "take over what another copy of this journal has", "sync combine"),
    _listed("export_all", "Export everything", "all of it, as JSON, CSV, Markdown or jrnl", "save download"),
    _listed("import_all", "Import", "notes of jrnl, Day One, Markdown, CSV or a journal", "load read open"),
    _listed(
        "passphrase",
        "Passphrase",
        "encrypt the journal, or change its passphrase",
        "password encryption decrypt secret security protect",
    ),
    _listed("word_count", "Word count", "show or hide the number of words", "counter length"),
    _listed("ask_disagree", "Room to disagree", "ask the optional thirteenth question, or stop", "", "everywhere"),
    Command("write", "journal", ("enter",), "⏎", "Write", "write in the note", footer=True, pane=True),
    Command("new_session", "journal", ("n",), "n", "New session", "new session", footer=True),
    Command("new_note", "journal", ("a",), "a", "Note", "a note between sessions"),
    Command("new_letter", "journal", ("w",), "w", "Letter", "a letter that is not sent"),
    Command("straight_after", "journal", ("s",), "s", "Straight after", "one minute after the session"),
    Command(
        "search", "journal", ("slash",), "/", "Search", "search your notes", footer=True, synonyms="find look for"
    ),
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
    Command("trash", "journal", ("d",), "d", "Delete", "put in the trash", synonyms="remove throw away"),
    Command("undo", "journal", ("u",), "u", "Undo", "take the last deleted one back"),
    Command("bring", "writing", ("ctrl+b",), "^b", "Bring this line", "bring this line next time", footer=True),
    Command("move_line", "writing", ("ctrl+n",), "^n", "Move to next time", "move this line to next time"),
    Command("quote", "writing", ("ctrl+o",), "^o", "For the page", "these words for the page, as an excerpt"),
    Command("prompt", "writing", ("ctrl+t",), "^t", "Prompt", "put in a gentle prompt", True, spare=True),
    Command("done", "writing", ("escape",), "esc", "Done writing", "back to the list", footer=True, pane=True),
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
    Command("not_sure", "checklist", ("5",), "5", "Not sure", "not sure", by_widget=True),
    Command("not_up", "checklist", ("0",), "0", "Not come up", "it did not come up", by_widget=True),
    Command(
        "move_answer",
        "checklist",
        ("left", "right"),
        "←→",
        "Another answer",
        "another answer; without one, choose for space",
        by_widget=True,
    ),
    Command(
        "answer_highlighted",
        "checklist",
        ("space",),
        "space",
        "Answer",
        "give the answer chosen so",
        by_widget=True,
    ),
    Command("words", "checklist", ("w",), "w", "A word", "a few words of your own", footer=True),
    Command("clear", "checklist", ("backspace",), "⌫", "Clear", "take an answer away"),
    Command("finish", "checklist", ("enter",), "⏎", "Done", "done for now", footer=True),
    Command(
        "undo",
        "checklist",
        ("u", "ctrl+z"),
        "u ^z",
        "Undo",
        "take back the last change here, step by step",
        True,
        spare=True,
        name="give_back",
    ),
    Command(
        "bring_up",
        "checklist",
        ("b",),
        "b",
        "Bring up",
        "bring up what was lower, in one list",
        True,
        spare=True,
        name="bring_dip",
    ),
    Command("last_time", "checklist", ("p",), "p", "Last time", "show last time's answers"),
    Command("marks", "checklist", ("g",), "g", "Goals", "your own marks for your goals"),
    Command(
        "older",
        "checklist",
        ("left_square_bracket", "pageup"),
        "[ ]",
        "Session before",
        "session before, after; also Page Up, Page Down",
    ),
    Command("newer", "checklist", ("right_square_bracket", "pagedown"), "", "Session after", ""),
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
    Command(
        "export",
        "prepare",
        ("e",),
        "e",
        "Export",
        "write the page to a file",
        footer=True,
        synonyms="print pdf save html",
    ),
    Command("copy", "prepare", ("y",), "y", "Copy", "copy the page to the clipboard", footer=True),
    Command("undo", "prepare", ("u", "ctrl+z"), "u", "Undo", "undo the last change here", True, spare=True),
    Command(
        "for_whom", "prepare", ("m",), "m", "For whom", "the page for my therapist, or my own", True, spare=True
    ),
    Command("quote", "prepare", ("q",), "q", "Own words", "an excerpt, or words only for you", True, spare=True),
    Command("show_page", "prepare", ("v",), "v", "Page", "to the page, or back to choosing", pane=True),
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


def command(id_: str) -> Command | None:
    """Return the command with an id; None if there is none."""
    return next((one for one in COMMANDS if one.id == id_), None)


def groups(
    places: Iterable[CommandPlace] = PLACE_NAMES, shown: Callable[[Command], str] = lambda one: one.shown
) -> Iterator[tuple[str, tuple[tuple[str, Command], ...]]]:
    """Yield the name of each place with its commands that have keys, each behind its keys as they are shown.

    Args:
        places: the places, in their order.
        shown: returns the keys of a command as they are shown; empty if it has none, or another one shows them.
    """
    for place in places:
        if found := tuple((keys, one) for one in of(place) if (keys := shown(one))):
            yield PLACE_NAMES[place], found


def readme_table() -> str:
    """Return the table of keys in the manual; a test compares them."""
    lines: list[str] = []
    for name, rows in groups():
        lines += [f"| **{name}** | |"] if lines else [f"| {name} | |", "|---|---|"]
        lines += [f"| `{keys}` | {one.help} |" for keys, one in rows]
    return "\n".join(lines)
