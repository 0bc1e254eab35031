"""Passphrase files: the first line of a small file that only its owner may read."""

import os
import stat
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

import click

from alliance_journal import paths
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.core.errors import WrongPassphrase

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")

LARGEST: Final = 64 * 1024
"""Maximum size of a passphrase file, in bytes."""
BYTE_ORDER_MARK: Final = "\ufeff"
WITH_MARK: Final = (
    "The passphrase of this journal begins with a byte order mark, which an editor put into its file. "
    "passphrase change sets one without it."
)


class NotUsable(Exception):
    """The file cannot be used: a sentence with a next step."""


class PassphraseFromFile(Passphrase):
    """A passphrase read from a file, without a byte order mark.

    Attributes:
        with_mark: the passphrase with the byte order mark that the file begins with, which earlier versions took
            for a part of it; None without a mark.
    """

    __slots__ = ("with_mark",)

    def __init__(self, text: str, with_mark: Passphrase | None) -> None:
        super().__init__(text)
        self.with_mark = with_mark


def read(file: str, *, new: bool = False) -> Passphrase:
    """Read the passphrase from the first line of a file.

    Args:
        file: its path as typed.
        new: True if a journal is to be encrypted with it.

    Raises:
        NotUsable: if the file cannot be read, or is not a small text file.
        UnusableText: if there is no passphrase in it.
    """
    try:
        line = _first_line(os.path.expanduser(file), file).decode().rstrip("\r\n")  # noqa: PTH111 - a name may be odd
    except UnicodeDecodeError:
        raise NotUsable(f"The first line of {file} is not UTF-8. Write the passphrase there again.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        raise _cannot_be_read(file, reason) from None
    if not line.startswith(BYTE_ORDER_MARK):
        return Passphrase(line)
    text = line.lstrip(BYTE_ORDER_MARK)
    if new:
        return Passphrase(text)
    return PassphraseFromFile(text, Passphrase(line)) if text else Passphrase(line)


def _cannot_be_read(file: str, reason: str) -> NotUsable:
    return NotUsable(f"The passphrase cannot be read from {file}: {reason}. Name another file.")


def _first_line(path: "str | Path", shown: str) -> bytes:
    """Return the first line of a small regular file; pipes and devices are refused without waiting for them."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))
    with os.fdopen(handle, "rb") as opened:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise _cannot_be_read(shown, "it is not a regular file")
        if about.st_size > LARGEST:
            raise _cannot_be_read(shown, "it is too large for a passphrase")
        if os.name == "posix" and about.st_mode & (stat.S_IRGRP | stat.S_IROTH):
            said = f"Other accounts on this computer may read {shown}. Take that away: chmod go= '{shown}'"
            click.echo(paths.printed(said), err=True)
        return opened.readline(LARGEST)


def in_either_reading(use: "Callable[[Passphrase | None], T]", given: Passphrase | None) -> T:
    """Call `use` with a passphrase; if it does not open the journal, with the byte order mark of its file.

    Raises:
        WrongPassphrase: if neither opens it.
    """
    try:
        return use(given)
    except WrongPassphrase:
        if not (isinstance(given, PassphraseFromFile) and given.with_mark):
            raise
    done = use(given.with_mark)
    click.echo(WITH_MARK, err=True)
    return done
