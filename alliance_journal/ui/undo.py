"""Undoing the changes of a page, the latest first: each record is written back as it was before the change."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Generic, NamedTuple, TypeVar

from alliance_journal.store.core.errors import NotFound, NotPossible
from alliance_journal.store.journal import Journal

R = TypeVar("R")
Filled = TypeVar("Filled")

NOTHING_TO_UNDO: Final = "Nothing was changed on this page since the journal was opened."
WORDS_KEPT: Final = "What you wrote is kept, and comes back when you open its card."


class Draft(NamedTuple):
    """Words that undoing takes out of the journal, as the draft of the form that shows them again.

    Attributes:
        form: name of the form's draft.
        words: content of the draft.
    """

    form: str
    words: str


def _no_drafts(before: Any, after: Any) -> Sequence[Draft]:
    return ()


@dataclass(frozen=True)
class RecordKind(Generic[R]):
    """Records of one kind, all of them named tuples, that a page changes."""

    read: Callable[[], Iterable[R]]
    """Returns all of them."""
    key: Callable[[R], object]
    """Returns the id of one."""
    write: Callable[[R, R], None]
    """Writes the first, in the place of the second, which the journal has now."""
    insert: Callable[[R], None]
    """Inserts one that was deleted."""
    remove: Callable[[R], None]
    """Deletes one that was added."""
    drafts: Callable[[R | None, R], Sequence[Draft]] = _no_drafts
    """Returns drafts for the words that are in the second and not in the first, which replaces it; None if it is
    deleted. One draft is saved: the first whose form has no other draft."""

    def all(self) -> dict[object, R]:
        """Return all records by their id."""
        return {self.key(record): record for record in self.read()}


class _Change(NamedTuple):
    """A record before and after a change; None where it did not exist."""

    kind: RecordKind[Any]
    key: object
    before: Any
    after: Any


class _Step(NamedTuple):
    """What one command changed, in words, and as records or as a call that undoes it."""

    done: str
    changes: tuple[_Change, ...]
    call: Callable[[], None] | None = None


class UndoHistory:
    """The changes of one page since the journal was opened."""

    def __init__(self, journal: Journal, kinds: Sequence[RecordKind[Any]]) -> None:
        """Begin without changes.

        Args:
            journal: the open journal.
            kinds: what the page changes.
        """
        self._journal, self._kinds = journal, kinds
        self._steps: list[_Step] = []

    @contextmanager
    def recorded(self, done: str) -> Iterator[None]:
        """Run the block as one transaction, and remember what it changes as one step.

        Args:
            done: what it does, in a few words that can stand after "Undone:".

        Raises:
            JournalError: when it cannot be saved; nothing is changed then.
        """
        with self._journal.transaction():
            before = [kind.all() for kind in self._kinds]
            yield
            after = [kind.all() for kind in self._kinds]
        changes = tuple(
            change for states in zip(self._kinds, before, after, strict=True) for change in _changes(*states)
        )
        if changes:
            self._steps.append(_Step(done, changes))

    def remember(self, done: str, undo: Callable[[], None]) -> None:
        """Remember a step that changed no record of these kinds.

        Args:
            done: what was done, in a few words.
            undo: undoes it; it raises `NotPossible` if that cannot be done any more.
        """
        self._steps.append(_Step(done, (), undo))

    def recording(self, done: str, save: Callable[[Filled], None] | None) -> Callable[[Filled], None]:
        """Return a callable that saves as `save` does and remembers what that changes as one step."""

        def save_and_remember(filled: Filled) -> None:
            with self.recorded(done):
                if save:
                    save(filled)

        return save_and_remember

    def undo(self) -> str:
        """Undo the latest step, all of it or nothing.

        Returns:
            A sentence for the client. A step that cannot be undone, because what it changed was changed again
            elsewhere, is forgotten.

        Raises:
            JournalError: when it cannot be saved now; the step stays the next one to undo.
        """
        if not self._steps:
            return NOTHING_TO_UNDO
        step = self._steps[-1]
        try:
            with self._journal.transaction():
                kept = self._undo(step)
        except (NotFound, NotPossible) as error:
            self._steps.pop()
            return str(error)
        self._steps.pop()
        return f"Undone: {step.done}." + (f" {WORDS_KEPT}" if kept else "")

    def _undo(self, step: _Step) -> bool:
        """Write everything back; return True if words were kept as a draft."""
        if step.call:
            step.call()
        kept = False
        for kind, key, before, after in reversed(step.changes):
            present = kind.all().get(key)
            if after is None:
                if present is None:
                    kind.insert(before)
            elif before is None:
                if present is not None:
                    _check(present == after)
                    kept |= self._keep_words(kind.drafts(None, after))
                    kind.remove(after)
            else:
                _check(present is not None)
                fields = _differing(before, after)
                _check(all(getattr(present, name) == getattr(after, name) for name in fields))
                kept |= self._keep_words(kind.drafts(before, after))
                kind.write(present._replace(**fields), present)
        return kept

    def _keep_words(self, drafts: Sequence[Draft]) -> bool:
        unfinished = self._journal.unfinished
        free = next((draft for draft in drafts if unfinished.get(draft.form) is None), None)
        if free:
            unfinished.save(*free)
        return free is not None


def _changes(kind: RecordKind[Any], before: Mapping[object, Any], after: Mapping[object, Any]) -> Iterator[_Change]:
    for key in {**before, **after}:
        if before.get(key) != after.get(key):
            yield _Change(kind, key, before.get(key), after.get(key))


def _differing(before: Any, after: Any) -> dict[str, object]:
    """Return the fields of a record that a change gave another value, with their values before it."""
    return {name: value for name, value in before._asdict().items() if value != getattr(after, name)}


def _check(is_unchanged: bool) -> None:
    if not is_unchanged:
        raise NotPossible(
            "This was changed again since, on another page or in another window.", "It stays as it is."
        )
