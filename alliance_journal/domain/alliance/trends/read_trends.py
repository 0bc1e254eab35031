"""Reading of one therapist's sessions: the results of all rules, and the statements about them.

Nothing computed is stored in the journal: everything is computed again from the answers, once for each reading.
"""

from collections.abc import Sequence

from alliance_journal.domain.alliance.session_history import SessionHistory
from alliance_journal.domain.alliance.trends.apply_rules import apply_rules
from alliance_journal.domain.alliance.trends.choose_statements import statements
from alliance_journal.domain.alliance.trends.trends_model import MarkedTension, Reading


def read(history: SessionHistory, tensions: Sequence[MarkedTension] = ()) -> Reading:
    """Return the reading of one therapist's sessions.

    Args:
        history: the sessions.
        tensions: tensions noted at them, oldest first.
    """
    results = apply_rules(history, tensions)
    return results._replace(statements=statements(results))
