"""Private and internal names of Textual that the app depends on, each with its reason.

Where a new release of Textual lacks one, the test of this table says which; its reason says what to look at.
"""

from typing import Final, NamedTuple


class PrivateName(NamedTuple):
    """One name that is no part of Textual's public API."""

    owner: str
    """Module, or module and class, as `textual.app:App`."""
    name: str
    reason: str


PRIVATE_NAMES: Final = (
    PrivateName(
        "textual.app:App", "_handle_exception", "saves typed text before the app ends of an unexpected error"
    ),
    PrivateName(
        "textual.app:App",
        "_mouse_down_widget",
        "the widget that was clicked last; it would keep a locked journal's text in memory",
    ),
    PrivateName(
        "textual.reactive",
        "__watchers",
        "the app's list of widgets that watch the theme; it would keep a locked journal's text in memory",
    ),
    PrivateName("textual.drivers.linux_driver:LinuxDriver", "_app", "is the app still running at SIGCONT"),
    PrivateName(
        "textual.drivers.linux_driver:LinuxDriver",
        "_sigcont_application",
        "SIGCONT also comes with a lost terminal; starting the threads again would keep the program from ending",
    ),
    PrivateName(
        "textual.drivers.linux_driver:LinuxDriver",
        "_must_signal_resume",
        "tells a pause by Ctrl+Z from another one",
    ),
    PrivateName(
        "textual.drivers._writer_thread:WriterThread",
        "_queue",
        "output to a lost terminal is dropped; the full queue would block the app for ever",
    ),
)
"""Names that begin with an underscore."""

INTERNAL_NAMES: Final = (
    PrivateName("textual.drivers.linux_driver", "getincrementaldecoder", "decodes bytes that are not UTF-8 as �"),
    PrivateName("textual.drivers.linux_driver", "WriterThread", "replaced by one that survives a lost terminal"),
    PrivateName("textual.drivers.linux_driver", "selectors", "replaced by one that wakes when the app is left"),
    PrivateName("textual.drivers.linux_driver:LinuxDriver", "exit_event", "set when the app is left"),
    PrivateName("textual.drivers.linux_driver:LinuxDriver", "attrs_before", "modes that the shell gets back"),
    PrivateName("textual.drivers.linux_driver:LinuxDriver", "run_input_thread", "the thread that reads keys"),
    PrivateName("textual.drivers.linux_driver:LinuxDriver", "fileno", "the terminal, to see whether it is there"),
)
"""Names without an underscore that Textual does not document."""
