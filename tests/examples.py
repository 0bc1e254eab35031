"""Numbers of examples of the property tests: a third in every run, all with `--hypothesis-profile full`."""

from typing import Final

from hypothesis import settings

FULL: Final = "full"
"""Name of the profile with all examples."""


def examples(count: int) -> settings:
    """Return the settings of a property test.

    Args:
        count: how many examples are tried with the profile `full`.
    """
    full = settings.get_current_profile_name() == FULL
    return settings(max_examples=count if full else count // 3, deadline=None)
