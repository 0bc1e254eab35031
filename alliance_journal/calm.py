"""What is said when something happens that nobody foresaw: never a word of what was written."""

import traceback
from pathlib import Path


def unforeseen(error: BaseException) -> str:
    """One calm line: what kind of error, where in the program, and that the text is safe. No values."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return (
        f"Something unforeseen happened: {type(error).__name__}{place}. "
        "What you wrote is saved; open the journal again to go on."
    )
