"""Values that hardly change (R5)."""

from alliance_journal.domain.alliance.rule_constants import DIRECTION_NEEDS, DIRECTION_WINDOW, STEADY_WITHOUT_DROP
from alliance_journal.domain.alliance.rules.direction import Direction
from alliance_journal.domain.alliance.rules.drops import had_drop
from alliance_journal.domain.alliance.rules.series import Series


def is_steady(series: Series, going: Direction) -> bool:
    """Return True if the values alone are steady by R5: little spread, no direction and no recent drop."""
    values = [point.value for point in series.points[-DIRECTION_WINDOW:]]
    if len(values) < DIRECTION_NEEDS or going.is_named or going.change is None:
        return False
    measure = series.measure
    return (
        max(values) - min(values) <= measure.change
        and abs(going.change) < measure.steady_change
        and not had_drop(series, STEADY_WITHOUT_DROP)
    )
