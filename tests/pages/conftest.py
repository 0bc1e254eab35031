"""What several tests of pages look at."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App

from tests.pages.driving import lines_of


@pytest.fixture
def tell_updates(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Any, Any, Any], object]], None]:
    """Tells somebody the app, its screen and what of it is drawn, each time that something is."""
    display = App._display

    def tell_updates_to(somebody: Callable[[Any, Any, Any], object]) -> None:
        def seeing(app: Any, screen: Any, update: Any) -> None:
            if not app._batch_count:
                somebody(app, screen, update)
            display(app, screen, update)

        monkeypatch.setattr(App, "_display", seeing)

    return tell_updates_to


@pytest.fixture
def tell_pictures(
    tell_updates: Callable[[Callable[[Any, Any, Any], object]], None],
) -> Callable[[Callable[[str], object]], None]:
    """Tells somebody all that is on the screen, each time that something was drawn."""

    def tell_pictures_to(somebody: Callable[[str], object]) -> None:
        tell_updates(lambda app, screen, update: somebody("\n".join(lines_of(screen))))

    return tell_pictures_to
