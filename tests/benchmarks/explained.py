"""Reasons for goals that are not met, from profiles, in a sentence or two for each goal."""

from collections.abc import Iterable
from typing import Final

WHY: Final[dict[int, str]] = {
    0: "A command that reads starts Python, SQLCipher and the modules of the journal first, some 0.1 s, before "
    "it reads anything; a short `jrnl -n 20` does hardly more than start. At 50,000 entries `trends --json` "
    "is bound by the answers it counts. `list` prints every entry there is, where `jrnl -n 20` prints twenty; "
    "beside that stands `list -n 20`. `brief` says from how many sessions it speaks; of 50,000, to count those "
    "with an answer takes two thirds of it.",
    1: "Of what it takes longer than the bare app, half is imports (45 ms by -X importtime beside 207 of "
    "Textual in the same run: 39 our own 84 modules, 5 SQLCipher). The rest is the page: twelve widgets in the "
    "place of one, their styles read and worked out, and one picture of the list (9 ms, that of the bare app 4). "
    "The note beside it, whose text field is a seventh of a start, comes behind that picture.",
    2: "The first key waits until the note is there, too. By the clock inside the app that takes 13 ms to load, 10 "
    "to put together and 10 to draw; then the focus is styled, and the key does its work.",
    3: "The same is read and drawn at each size (the tests count it): a window of the list, by its index. Taken "
    "again the same evening, on a quieter machine, it was 0.995x to 1.05x.",
    5: "The key is derived in a thread. What comes behind it is making, laying out and drawing the first page; "
    "the note comes behind the list.",
    6: "Measured by itself on 23 November (`--only typing`), it was met at each length: 1.09x at 20,000 words, "
    "from 0.998x to 1.49x. In the whole run its few rounds lie further apart than that. The words of the whole "
    "note are counted when the draft is saved, not at every key.",
    7: "The app's own export works in a thread of the same Python, and a key waits there for its turn several "
    "times on its way to the screen. That thread gives way after half a millisecond; after Python's own five it "
    "was 5.5x to 7.5x. Another program's export is hardly noticed.",
    8: "Most of `add` from the shell is starting; a hundred times the entries take some 20 ms more. From a key to "
    "what is saved lies on either side of its goals from run to run (0.17x and 0.2x at 500 entries, 0.045x and "
    "0.053x at 5,000).",
    9: "The index answers in under a millisecond. The rest is the list: the lines in sight with the words found in "
    "them, read and marked (2 ms; at 50,000 entries 3 more, to count the sessions before each), and drawn (5 ms). "
    "The note beside it is drawn after it.",
    10: "A key draws the rows that changed or came into sight at the next sixtieth of a second, as Textual does; "
    "what is read and drawn is the same at each size.",
    11: "The list and the note are drawn at the next sixtieth of a second, as Textual does, and a text of another "
    "height is laid out once more.",
    12: "A page is kept. Textual lays it out and draws all of it; the journal is asked for nothing where nothing "
    "changed.",
    13: "Textual makes the widgets, styles the page before and the new one, and draws it when all of them are "
    "there.",
    14: "The transaction puts the answer on the disk before its mark is seen, which is drawn at the next sixtieth "
    "of a second. What the session says now, and the next question in full, come behind that.",
    16: "Textual waits 8 ms for the next of many sizes. Then the list, the note and their frames get styles for "
    "another width, which a bare editor does not have; they are drawn, and drawn again once the text is "
    "wrapped.",
    17: "Of 500 entries the start of the program decides: 70 to 85 ms are modules that `--version` does not "
    "need. The writing itself takes as long as the raw loop, also where it makes a file for each of 50,000.",
    18: "Of 500 entries the start decides: in a profile a third is loading modules, a twelfth the backup "
    "before it.",
    19: "5.9 MiB are SQLCipher's library, by what the system says of each mapping. The rest is what Python holds: "
    "the modules of goal 1 and of the four other pages, which are loaded a moment after the first one is seen "
    "so that no key waits for them.",
    20: "Every two seconds it is looked whether another program changed the file. Where it rests for ten minutes, "
    "the journal is locked after five, and the curtain is drawn, one to three times 3.6 kB: that is all that is "
    "sent. In the editor, Textual's blinking cursor draws a line twice a second, and with it the frame around. A "
    "bare editor takes 0.7 % by itself, which is more than the goal.",
    22: "Per byte of text at 5,000 entries: texts 1.4 (a fifth of their pages is unused), the index of words "
    "0.9, answers 0.3, tags 0.1, digests 0.1, the rest 0.2. At 500, tables and indexes with hardly a page of their "
    "own add 0.3. The index is cleaned of deleted words a few pages at a time, so that it leaves hardly any page "
    "unused; cleaned at once, it left 0.6. A day's growth is that of one note saved 320 times: half of the file is "
    "free pages then, used again by what is saved next (2.0x after a VACUUM).",
}
"""By the goal's number in the design's table; 0 for what it names besides. Only what was measured stands here."""
HEADING: Final = "## Where a goal is not met"
NOT_YET: Final = "Not looked into yet."


def renewed(page: str) -> str:
    """A page of results with what is explained now; what was measured stays as it is."""
    unmet = [row.split(" | ")[0].strip("| ") for row in page.splitlines() if "| **not met** |" in row]
    numbers = [int(number) if number.isdigit() else 0 for number in unmet]
    before, _, after = page.partition("\n## Notes\n")
    measured = before.partition(f"\n{HEADING}\n")[0]
    return "\n".join([measured, *section(numbers), "## Notes"]) + "\n" + after


def section(unmet: Iterable[int]) -> list[str]:
    """The lines that explain these goals, under a heading of their own; none where all are met."""
    numbers = sorted(set(unmet))
    if not numbers:
        return []
    told = (f"- {f'Goal {number}' if number else 'Also'}: {WHY.get(number, NOT_YET)}" for number in numbers)
    return [HEADING, "", *told, ""]
