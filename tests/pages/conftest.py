"""What several tests of pages look at."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App

from tests.pages.driving import lines_of


@pytest.fixture
def tell_pictures(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[str], object]], None]:
    """Tells somebody all that is on the screen, each time that something was drawn."""
    display = App._display

    def tell_pictures_to(somebody: Callable[[str], object]) -> None:
        def seeing(app: Any, screen: Any, renderable: Any) -> None:
            if not app._batch_count:
                somebody("\n".join(lines_of(screen)))
            display(app, screen, renderable)

        monkeypatch.setattr(App, "_display", seeing)

    return tell_pictures_to
