"""Keys that are derived quickly, where a test derives many: a tenth of a second each, at every opening of a file.

SQLCipher's own default holds wherever the program itself is run, and in what other programs open.
"""

from typing import Final

from alliance_journal.store.core.sqlite_driver import HAS_ENCRYPTION, driver

FULL: Final = 256_000
QUICK: Final = 1_000
FOR_A_CHILD: Final = """
import sys
from tests.quick_keys import use
use(int(sys.argv.pop()))
"""
"""How a script begins that opens such files in a process of its own; its last argument is `rounds()`."""


def use(rounds: int) -> None:
    """Derive every key of this process in so many rounds from now on."""
    if HAS_ENCRYPTION:
        driver.connect(":memory:").execute(f"PRAGMA cipher_default_kdf_iter = {rounds}")


def rounds() -> int:
    """How many rounds it takes now."""
    if not HAS_ENCRYPTION:
        return FULL
    return int(driver.connect(":memory:").execute("PRAGMA cipher_default_kdf_iter").fetchone()[0])
