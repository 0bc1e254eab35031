"""Time zones by name, as other programs write them; a name is never opened as a file path."""

import datetime as dt
import re
import zoneinfo
from typing import Final

_OFFSET: Final = re.compile(r"(?:GMT|UTC)([+-])(\d{1,2}):?(\d{2})?", re.ASCII)
"""Notation of Apple's systems for a zone of which only the offset is known: `GMT+0200`."""


class Zones:
    """Lookup of the time zones known to this computer."""

    def __init__(self) -> None:
        self._names: frozenset[str] | None = None

    def named(self, name: str) -> dt.tzinfo | None:
        """Return the zone with this name, or None.

        `zoneinfo` and python-dateutil would open a file of any given name, wherever it is, so only names from the
        list of available zones are passed on.
        """
        if not name:
            return None
        if self._names is None:
            # Cached, because the lookup reads every zone's file.
            self._names = frozenset(zoneinfo.available_timezones())
        if name not in self._names:
            return _fixed(name)
        try:
            return zoneinfo.ZoneInfo(name)
        except (OSError, ValueError):
            return None


def _fixed(name: str) -> dt.tzinfo | None:
    """Return a zone that is named by its offset from UTC, at most 14 hours; None for any other name."""
    found = _OFFSET.fullmatch(name)
    if not found or len(name) > len("GMT+00:00"):
        return None
    hours, minutes = int(found[2]), int(found[3] or 0)
    if hours > 14 or minutes > 59:
        return None
    away = dt.timedelta(hours=hours, minutes=minutes)
    return dt.timezone(-away if found[1] == "-" else away)
