"""Message for an unexpected error, without any words of the journal."""

import traceback
from pathlib import Path
from typing import Final

ALL_SAVED: Final = "What you wrote is saved; open the journal again to go on."
LAST_WORDS_NOT_SAVED: Final = "The last words you wrote could not be saved; what was saved before is still there."
EARLIER_WORDS_SAVED: Final = "What was saved before is still there."


def crash_message(error: BaseException, then: str = EARLIER_WORDS_SAVED) -> str:
    """Return one line: type of the error, its place in the program, and what is saved. It holds no values."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"Something unforeseen happened: {type(error).__name__}{place}. {then}"
