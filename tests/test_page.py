"""The page to bring: what is offered, what is on it, and what it is called."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import pytest

from alliance_journal.domain import offers as going
from alliance_journal.domain.alliance.trends import Reading, read
from alliance_journal.domain.journal import (
    GOAL_STATES,
    TASK_STATES,
    TOPIC_STATES,
    Appointment,
    Entry,
    Excerpt,
    Goal,
    GoalMark,
    Task,
    Topic,
)
from alliance_journal.domain.offers import (
    MOST_IN_FRONT,
    SUGGESTED_ELEMENTS,
    Choices,
    Material,
    Offer,
    front_key,
    make_page,
    moved,
    said_key,
)
from alliance_journal.domain.page import (
    GROUP_NAMES,
    NOT_A_TEST,
    ONLY_FOR_ME,
    STRIP_LENGTH,
    Page,
    Variant,
    file_name,
    say_left_out,
    say_what_leaves,
    strip_of,
)
from alliance_journal.domain.starters import SUGGESTIONS
from tests.domain.making import weekly
from tests.hostile import SHORT, named, steers

TODAY = dt.date(2026, 5, 30)
LAST = dt.date(2026, 5, 28)
HIGH = {"share": 3, "able": 3, "warmth": 3, "approach": 3, "own_goals": 3, "direction": 3, "measure": 3}
LOW = {"language": 0, "clear": 0, "heard": 1, "silence": 1, "body": 0}


def sessions(count: int, *rows: Mapping[str, int]) -> list[Entry]:
    return weekly(rows or [{**HIGH, **LOW}] * count)


def offers(
    reading: Reading,
    topics: Iterable[Topic] = (),
    tasks: Iterable[Task] = (),
    chosen: Mapping[str, bool] | None = None,
    today: dt.date = TODAY,
    *,
    goals: Sequence[Goal] = (),
    excerpts: Sequence[Excerpt] = (),
    notes: Sequence[Entry] = (),
    places: Mapping[str, int] | None = None,
    latest_session: str = "",
    variant: Variant = "therapist",
) -> tuple[Offer, ...]:
    material = Material(reading, topics, tasks, goals, excerpts, latest_session, notes)
    return going.offers(material, Choices(chosen or {}, places or {}), today, variant)


def offered(
    reading: Reading,
    topics: Iterable[Topic] = (),
    tasks: Iterable[Task] = (),
    chosen: Mapping[str, bool] | None = None,
) -> dict[str, Offer]:
    return {offer.key: offer for offer in offers(reading, topics, tasks, chosen or {}, TODAY)}


def page(reading: Reading, topics: Iterable[Topic] = (), tasks: Iterable[Task] = (), **chosen: bool) -> Page:
    named_choices = {key.replace("_", ":"): included for key, included in chosen.items()}
    found = offers(reading, topics, tasks, named_choices, TODAY)
    return make_page(found, reading, "Zoë", None, TODAY)


def test_nothing_yet() -> None:
    empty = read([])
    found = offered(empty)
    assert [key for key in found if not key.startswith("question:")] == []
    made = page(empty)
    assert not made.topics + made.since
    assert (made.good, made.below, made.left_out) == ((), (), ())
    assert made.closing == NOT_A_TEST.format(source="") == "My own impressions, not a test result."
    assert make_page((), empty, "", None, TODAY).is_empty


def test_order_and_first_suggestions() -> None:
    reading = read(sessions(4))
    found = offered(reading, [Topic("t", "topic")])
    groups = [offer.group for offer in found.values()]
    assert groups == sorted(groups, key=list(GROUP_NAMES).index)
    assert [key for key, offer in found.items() if offer.included and offer.group == "good"] == [
        "good:trust",
        "good:warmth",
    ]
    assert [key for key in found if key.startswith("below:")] == ["below:words", "below:listening", "below:body"]
    assert [found[key].included for key in ("below:words", "below:listening", "below:body")] == [True, True, False]
    assert found["below:words"].short == "Words, since 5 March"
    assert page(reading).left_out == ()


def test_questions_go_with_what_is_below() -> None:
    found = offered(read(sessions(4)))
    asked = [key.removeprefix("question:") for key in found if key.startswith("question:")]
    by_id = {suggestion.id: suggestion for suggestion in SUGGESTIONS}
    assert {by_id[id_].element for id_ in asked} == {"words", "listening"}
    assert [found[f"question:{id_}"].included for id_ in asked] == [True, *[False] * (len(asked) - 1)]
    assert found[f"question:{asked[0]}"].text == by_id[asked[0]].text


def test_mixed_is_offered_and_not_suggested() -> None:
    reading = read(weekly([{"warmth": score} for score in (3, 1, 3, 1, 3)]))
    assert reading.of("warmth").level.word == "mixed"
    offer = offered(reading)["below:warmth"]
    assert not offer.included
    assert offer.short == "Warmth, mixed lately"
    assert page(reading, below_warmth=True).below[0].words == "mixed lately"


def test_choices_by_hand_go_before_suggestions() -> None:
    reading = read(sessions(4))
    chosen = {"good:trust": False, "good:plan": True, "below:body": True, "below:words": False}
    found = offered(reading, chosen=chosen)
    assert {key: found[key].included for key in chosen} == chosen
    made = make_page(tuple(found.values()), reading, "Zoë", None, TODAY)
    assert [strip.label for strip in made.good] == ["Warmth", "Shared plan"]
    assert [strip.label for strip in made.below] == ["Listening", "Body language"]
    first = next(key for key in found if key.startswith("question:"))
    assert offered(reading, chosen={first: False})[first].included is False


@pytest.mark.parametrize("state", TOPIC_STATES)
def test_only_open_topics(state: str) -> None:
    topic = Topic("t", "one\n two", None, state, included=False)  # type: ignore[arg-type]
    found = offered(read([]), [topic])
    assert ("topic:t" in found) == (state == "open")
    if state == "open":
        assert found["topic:t"].short == "one two"
        assert found["topic:t"].text == topic.text
        assert found["topic:t"].topic == topic
        assert not found["topic:t"].included
        assert page(read([]), [topic]).topics == ()


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("open", None),
        ("did", "sentence: done"),
        ("tried", "sentence: tried"),
        ("did not", "sentence: did not"),
        ("not useful", "sentence: not useful"),
    ],
)
def test_homework_with_an_outcome(state: str, said: str | None) -> None:
    entries = sessions(3)
    task = Task("k", "sentence", "why", entries[-1].id, state)  # type: ignore[arg-type]
    assert state in TASK_STATES
    found = offered(read(entries), tasks=[task])
    assert (found["task:k"].text if "task:k" in found else None) == said


def test_homework_of_the_last_two_sessions() -> None:
    entries = sessions(4)
    tasks = [Task(f"k{place}", "x", "", entry.id, "did", "well") for place, entry in enumerate(entries)]
    tasks.append(Task("nowhere", "x", "", None, "did"))
    found = offered(read(entries), tasks=tasks)
    assert [key for key in found if key.startswith("task:")] == ["task:k2", "task:k3"]
    assert page(read(entries), tasks=tasks, task_k2=False).since == ("x: done, well",)


def test_open_homework_is_offered_and_not_suggested() -> None:
    entries = sessions(4)
    tasks = [Task("old", "a walk", "to sleep", entries[0].id), Task("new", "a call", "", None, by_next=False)]
    found = offered(read(entries), tasks=tasks)
    assert [(o.short, o.included) for o in found.values() if o.group == "homework"] == [
        ("a walk", False),
        ("a call", False),
    ]
    made = page(read(entries), tasks=tasks, homework_old=True)
    assert made.homework == ("a walk",)
    assert not made.since


def test_what_came_of_old_homework_is_told_for_two_sessions() -> None:
    entries = sessions(5)
    task = Task("k", "x", "", entries[0].id, "tried")
    for at, told in ((2, False), (3, True), (4, True)):
        chosen = {said_key("k", entries[at].id): True}
        assert ("task:k" in offered(read(entries), tasks=[task], chosen=chosen)) == told
    assert "task:k" not in offered(read(entries), tasks=[task])
    # Before the first session there is none to belong to.
    first = offers(read([]), [], [Task("k", "x", state="did")], {said_key("k", ""): True}, TODAY)
    assert "task:k" in {offer.key for offer in first}


@pytest.mark.parametrize("state", GOAL_STATES)
def test_goals_go_along_in_their_words_and_never_with_a_number(state: str) -> None:
    goal = Goal("g", "sleep\nwell", "no lists at night", state, (GoalMark(LAST, 7),))  # type: ignore[arg-type]
    found = offers(read(sessions(3)), [], [], {"goal:g": True}, TODAY, goals=[goal])
    (text,) = make_page(found, read([]), "", None, TODAY).goals
    said = "" if state == "open" else f": {state}"
    assert text == f"sleep\nwell{said}\nHow we will notice: no lists at night"
    assert not any(sign.isdigit() for sign in text)
    (offer,) = (o for o in offers(read([]), [], [], {}, TODAY, goals=[goal]) if o.goal)
    assert (offer.included, offer.short) == (False, f"sleep well{said}")


def test_open_goals_come_before_the_others() -> None:
    goals = [Goal("a", "a", state="reached"), Goal("b", "b"), Goal("c", "c", state="let go"), Goal("d", "d")]
    found = offers(read([]), [], [], {}, TODAY, goals=goals)
    assert [offer.key for offer in found if offer.goal] == ["goal:b", "goal:d", "goal:a", "goal:c"]


def test_topics_in_front_come_first_and_everything_else_stays() -> None:
    topics = [Topic(f"t{n}", f"topic {n}") for n in range(5)]
    assert page(read([]), topics).topics == tuple(topic.text for topic in topics)
    found = offers(read([]), topics, [], {front_key("t3"): True, front_key("t1"): True}, TODAY)
    shown = [(offer.topic.id, offer.in_front) for offer in found if offer.topic]
    assert shown == [("t1", True), ("t3", True), ("t0", False), ("t2", False), ("t4", False)]
    every = {front_key(topic.id): True for topic in topics}
    assert sum(offer.in_front for offer in offers(read([]), topics, [], every, TODAY)) == MOST_IN_FRONT


def test_only_the_list_says_which_goal_a_topic_belongs_to() -> None:
    topics, goals = [Topic("t", "a topic", goal_id="g")], [Goal("g", "a secret\nwish")]
    found = offers(read([]), topics, [], {}, TODAY, goals=goals)
    assert found[0].towards == "a secret wish"
    assert "wish" not in str(make_page(found, read([]), "", None, TODAY))
    assert offers(read([]), [Topic("t", "x", goal_id="gone")], [], {}, TODAY)[0].towards == ""


def test_what_was_open_last_time_is_open_next_time() -> None:
    topics = [Topic("t", "still open", "s1"), Topic("u", "brought", "s1", "brought")]
    for count in (1, 2, 8):
        assert page(read(sessions(count)), topics).topics == ("still open",)


def test_what_does_not_fit_is_named_and_the_rest_is_there() -> None:
    entries = sessions(4)
    usual = [Topic(f"t{n}", f"topic {n}") for n in range(5)]
    assert (page(read(entries), usual).small, page(read(entries), usual).left_out) == (False, ())
    many = [Topic(f"t{n}", f"topic {n}") for n in range(25)]
    made = page(read(entries), many)
    assert (len(made.topics), made.small, made.left_out) == (25, True, ())
    novel = [Topic("a", "first"), Topic("n", "novel " * 9_000), Topic("z", "last")]
    made = page(read(entries), novel)
    assert made.topics == ("first", "last")
    assert made.left_out == (("topics", "novel novel novel novel novel novel nov…"),)
    assert len(made.good) == len(made.below) == SUGGESTED_ELEMENTS
    assert say_left_out(made).startswith("Does not fit on one page: “novel novel")
    crowd = page(read(entries), [Topic(f"t{n}", f"topic {n}") for n in range(90)])
    named = {short for _, short in crowd.left_out}
    assert len(crowd.topics) + sum(group == "topics" for group, _ in crowd.left_out) == 90
    assert {f"topic {n}" for n in range(90)} == {*crowd.topics, *(n for n in named if n.startswith("topic"))}
    assert say_left_out(page(read(entries))) == ""


def test_what_was_moved_stays_where_it_was_put() -> None:
    topics = [Topic(f"t{n}", f"topic {n}") for n in range(3)]
    goals = [Goal("a", "a"), Goal("b", "b"), Goal("c", "c", state="reached")]
    reading = read(sessions(4))
    found = offers(reading, topics, goals=goals)
    keys = moved(found, "topic:t2", -1)
    assert keys == ["topic:t0", "topic:t2", "topic:t1"]
    assert moved(found, "topic:t0", -1) == moved(found, "topic:t2", 1) == moved(found, "nowhere", 1) == []
    # A goal that is reached stays behind the open ones.
    assert moved(found, "goal:b", 1) == moved(found, "goal:c", -1) == []
    places = {key: place for place, key in enumerate(keys, start=1)} | {"good:warmth": 1, "good:trust": 2}
    later = [*topics, Topic("new", "new")]
    again = [offer.key for offer in offers(reading, later, goals=goals, places=places)]
    assert again[:4] == [*keys, "topic:new"]
    good = [key for key in again if key.startswith("good:")]
    assert good[:2] == ["good:warmth", "good:trust"]
    # In front is in front, wherever it was put.
    front = offers(reading, later, (), {front_key("new"): True}, places=places)
    assert [offer.key for offer in front][:2] == ["topic:new", "topic:t0"]


def test_excerpts_are_only_where_they_were_put() -> None:
    excerpts = [Excerpt("e", "one\ntwo"), Excerpt("f", "gone", state="brought"), Excerpt("m", "brave", for_me=True)]
    chosen = {"excerpt:e": True, "excerpt:m": True, "excerpt:f": True}
    assert [(o.key, o.included) for o in offers(read([]), excerpts=excerpts) if o.excerpt] == [("excerpt:e", False)]
    found = offers(read([]), (), (), chosen, excerpts=excerpts)
    made = make_page(found, read([]), "", None, TODAY)
    assert (made.excerpts, made.mine) == (("one\ntwo",), ())
    mine = make_page(
        offers(read([]), (), (), chosen, excerpts=excerpts, variant="me"), read([]), "", None, TODAY, variant="me"
    )
    assert (mine.excerpts, mine.mine, mine.for_me) == (("one\ntwo",), ("brave",), True)


def test_private_things_are_never_on_the_page_for_somebody_else() -> None:
    notes = [entry._replace(body="## What helped\nA walk\nThe pause\n## Else\nno") for entry in sessions(2)]
    notes[0] = notes[0]._replace(private=True)
    tasks = [Task("k", "a walk", "to sleep")]
    mine = offers(read([]), (), tasks, {"homework:k": True}, notes=notes, variant="me")
    helped = [offer for offer in mine if offer.group == "helped"]
    assert [(offer.text, offer.included) for offer in helped] == [("A walk", False), ("The pause", False)]
    assert "walk" not in helped[0].key
    chosen = {offer.key: True for offer in mine}
    excerpts = [Excerpt("m", "brave", for_me=True)]
    variants: tuple[tuple[Variant, bool], ...] = (("me", True), ("therapist", False))
    for variant, said in variants:
        found = offers(
            read([]), (), tasks, {**chosen, "excerpt:m": True}, excerpts=excerpts, notes=notes, variant=variant
        )  # fmt: skip
        assert {offer.group for offer in found}.issuperset(ONLY_FOR_ME) == said
        out = str(make_page(found, read([]), "Zoë", None, TODAY, variant=variant))
        assert [words in out for words in ("brave", "The pause", "to sleep")] == [said] * 3


def test_what_leaves_is_counted_and_named() -> None:
    reading = read(sessions(4))
    made = page(reading, [Topic("t", "x"), Topic("u", "y")])
    assert say_what_leaves(made) == (
        "For your therapist: 2 things to talk about, 1 question, how Trust, Warmth, Words, Listening went lately, "
        "the name Zoë, how many sessions it is from. Nothing else."
    )
    nothing = make_page((), read([]), "", None, TODAY, variant="me")
    assert say_what_leaves(nothing) == "Only for you: an empty page. Nothing else."


def test_strips_end_with_the_last_session() -> None:
    rows: list[dict[str, int]] = [{"warmth": n % 4} if n % 3 else {"share": 1} for n in range(20)]
    reading = read(weekly(rows))
    strip = strip_of(reading, reading.of("warmth"))
    assert len(strip) == STRIP_LENGTH
    assert [None if p is None else int(p.value) for p in strip] == [r.get("warmth") for r in rows[-STRIP_LENGTH:]]
    short = read(weekly(rows[:4]))
    assert len(strip_of(short, short.of("warmth"))) == 4
    assert strip_of(read([]), read([]).of("warmth")) == ()


def test_strip_as_signs() -> None:
    reading = read(weekly([{"warmth": 0}, {"share": 1}, {"warmth": 1}, {"warmth": 2}, {"warmth": 3}]))
    strip = page(reading, good_warmth=True, below_warmth=True).below[0]
    assert strip.blocks == "▁·▃▆█"
    assert strip.digits == "1·234"
    assert len(strip.blocks) == len(strip.points)


def test_titles() -> None:
    reading = read(sessions(1))

    def made(therapist: str, appointment: Appointment | None, today: dt.date = TODAY) -> tuple[str, str]:
        found = make_page((), reading, therapist, appointment, today)
        return found.title, found.subtitle

    at = Appointment(dt.date(2026, 6, 4), dt.time(17, 30), "z")
    assert made("Zoë", at) == ("For Thursday 4 June", "Notes to bring to my session with Zoë.")
    assert made("", None) == ("For next time", "Notes to bring.")
    assert made("R.", at, dt.date(2025, 6, 1)) == (
        "For Thursday 4 June 2026",
        "Notes to bring to my session with R.",
    )


@pytest.mark.parametrize("name", SHORT, ids=named)
def test_hostile_names_and_texts(name: str) -> None:
    entries = sessions(2)
    topics = [Topic("t", name, goal_id="g")]
    tasks = [Task("k", name, name, entries[-1].id, "did", name), Task("l", name, name)]
    found = offers(read(entries), topics, tasks, {}, TODAY, goals=[Goal("g", name, name)])
    assert all(steers(offer.towards) == [] for offer in found)
    assert all(steers(offer.short) == [] and "\n" not in offer.short for offer in found)
    made = make_page(found, read(entries), name, None, TODAY)
    assert steers(made.subtitle) == []
    assert made.topics == (name,)


def test_closing() -> None:
    assert make_page((), read(sessions(1)), "", None, TODAY).closing.startswith(
        "My own impressions from 1 session,"
    )
    rated = read(weekly([{"warmth": 1}, {}, {"warmth": 2}]))
    assert "from 2 sessions, not a test result." in make_page((), rated, "", None, TODAY).closing
    example = make_page((), rated, "", None, TODAY, example=True)
    assert example.closing.endswith("Example notes: nobody in them is real.")


def test_file_name_is_neutral() -> None:
    assert file_name(None, TODAY) == "notes-2026-05-30"
    assert file_name(Appointment(dt.date(2026, 6, 4), dt.time(17, 30), "Zoë"), TODAY) == "notes-2026-06-04"
