"""Message for an unexpected error, without any words of the journal."""

import traceback
from pathlib import Path
from typing import Final

KEPT: Final = "What you wrote is saved; open the journal again to go on."
NOT_KEPT: Final = "The last words you wrote could not be saved; what was saved before is still there."
AS_BEFORE: Final = "What was saved before is still there."


def unforeseen(error: BaseException, then: str = AS_BEFORE) -> str:
    """Return one line: type of the error, its place in the program, and what is saved. It holds no values."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"Something unforeseen happened: {type(error).__name__}{place}. {then}"
