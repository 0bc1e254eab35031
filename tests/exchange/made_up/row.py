"""The row of the made-up format."""

from typing import Final

from alliance_journal.exchange.base import Format
from tests.exchange.made_up.detection import detect
from tests.exchange.made_up.reader import read
from tests.exchange.made_up.writer import write

MADE_UP: Final = Format(
    name="made-up",
    title="a made-up notebook",
    label="Notebook",
    suffix=".notebook",
    detect=detect,
    read=read,
    write_file=write,
    lacks="It holds days and titles alone; the JSON export holds everything.",
)
