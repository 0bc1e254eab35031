"""Rules for one record of two copies."""

from alliance_journal.store.merge import combine

EARLIER, LATER = "2026-05-28T10:00:00.000+00:00", "2026-05-28T10:00:00.001+00:00"


def test_a_revision_that_both_copies_know_has_the_later_instant() -> None:
    mine, theirs = {"one": EARLIER, "two": LATER}, {"one": LATER, "two": EARLIER, "three": ""}
    expected = {"one": LATER, "two": LATER, "three": ""}
    assert combine.united(mine, theirs) == combine.united(theirs, mine) == expected
