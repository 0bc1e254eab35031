"""Time zones by their names, as other programs write them; a name is never opened as a file."""

import datetime as dt
import re
import zoneinfo
from typing import Final

_OFFSET: Final = re.compile(r"(?:GMT|UTC)([+-])(\d{1,2}):?(\d{2})?", re.ASCII)
"""What Apple's systems write where they know a zone's distance alone: `GMT+0200`."""


class Zones:
    """The zones that this computer knows, looked up by name."""

    def __init__(self) -> None:
        self._names: frozenset[str] | None = None

    def named(self, name: str) -> dt.tzinfo | None:
        """The zone of this name; None where none has it.

        `zoneinfo` and python-dateutil open a file of the given name, wherever that is. So only names out of the
        list of zones are handed on.
        """
        if not name:
            return None
        if self._names is None:
            # Asked for once: every zone's file is looked at for it.
            self._names = frozenset(zoneinfo.available_timezones())
        if name not in self._names:
            return _fixed(name)
        try:
            return zoneinfo.ZoneInfo(name)
        except (OSError, ValueError):
            return None


def _fixed(name: str) -> dt.tzinfo | None:
    """A zone that is named by its distance from UTC."""
    found = _OFFSET.fullmatch(name)
    if not found or len(name) > len("GMT+00:00"):
        return None
    hours, minutes = int(found[2]), int(found[3] or 0)
    if hours > 14 or minutes > 59:
        return None
    away = dt.timedelta(hours=hours, minutes=minutes)
    return dt.timezone(-away if found[1] == "-" else away)
