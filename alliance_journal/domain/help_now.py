"""Texts for somebody who needs help now: where to turn, and that nobody reads the journal."""

from typing import Final

NOT_A_SERVICE: Final = (
    "This is a notebook, not a service: nobody reads along. "
    "If you need help right now, please call your local emergency number."
)
HELP_NOW: Final = (
    "Nobody reads this app. If you or someone is in danger now, call your local emergency number.",
    "If you would like to talk to someone, a helpline in your country can be found at findahelpline.com. "
    "This app does not open it; type the address in a browser on a device you feel safe with.",
    "Someone you trust, your doctor or the nearest emergency room are good places to turn to as well.",
    "You can come back to your notes later. They will be here.",
)
