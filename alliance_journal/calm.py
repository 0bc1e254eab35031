"""What is said when something happens that nobody foresaw: never a word of what was written."""

import traceback
from pathlib import Path
from typing import Final

KEPT: Final = "What you wrote is saved; open the journal again to go on."
NOT_KEPT: Final = "The last words you wrote could not be saved; what was saved before is still there."
AS_BEFORE: Final = "What was saved before is still there."


def unforeseen(error: BaseException, then: str = AS_BEFORE) -> str:
    """One calm line: what kind of error, where in the program, and what is safe. No values."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"Something unforeseen happened: {type(error).__name__}{place}. {then}"
