"""Key derivation in few rounds, for tests that open many encrypted files.

SQLCipher's default of 256,000 rounds costs a tenth of a second at every opening. Tests that ask for the fixture
`quick_keys` use few rounds in their own process and in the programs that they start. The package has no setting for
this: `tests/cli/test_key_derivation.py` checks that the program itself uses all rounds.
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
"""Beginning of a script that opens such files in a process of its own; its last argument is `rounds()`."""

SITE: Final = f"""
try:
    from sqlcipher3 import dbapi2
except ImportError:
    pass
else:
    dbapi2.connect(":memory:").execute("PRAGMA cipher_default_kdf_iter = {QUICK}")
"""
"""A `sitecustomize` module: Python runs it at the start of a program whose `PYTHONPATH` has its folder."""


def use(rounds: int) -> None:
    """Derive every key of this process in so many rounds from now on."""
    if HAS_ENCRYPTION:
        driver.connect(":memory:").execute(f"PRAGMA cipher_default_kdf_iter = {rounds}")


def rounds() -> int:
    """The number of rounds in use."""
    if not HAS_ENCRYPTION:
        return FULL
    return int(driver.connect(":memory:").execute("PRAGMA cipher_default_kdf_iter").fetchone()[0])
