"""The page to bring: what is offered, what is on it, and what it is called."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import pytest

from alliance_journal.domain.alliance.conversation_starters import ASK_ABOUT, SUGGESTIONS
from alliance_journal.domain.alliance.questions import QUESTIONS
from alliance_journal.domain.alliance.trends.trends_model import Reading
from alliance_journal.domain.brief import candidates as going
from alliance_journal.domain.brief.candidates import Material
from alliance_journal.domain.brief.element_offers import SUGGESTED_ELEMENTS
from alliance_journal.domain.brief.make_page import make_page
from alliance_journal.domain.brief.model import (
    GROUP_NAMES,
    NOT_A_TEST,
    ONLY_FOR_ME,
    STRIP_LENGTH,
    Page,
    Strip,
    Variant,
    file_name,
    say_left_out,
    say_what_leaves,
    strip_of,
)
from alliance_journal.domain.brief.offer import MOST_IN_FRONT, Choices, Offer, front_key, moved, question_key
from alliance_journal.domain.brief.page_layout import fit
from alliance_journal.domain.brief.work_offers import outcome_noted_key
from alliance_journal.domain.models import (
    GOAL_STATES,
    TASK_STATES,
    TOPIC_STATES,
    Appointment,
    Entry,
    Excerpt,
    Goal,
    GoalMark,
    Task,
    Tension,
    Topic,
)
from tests.domain.making import alike, course, entry, read_entries, weekly
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
    calls: Sequence[Entry] = (),
    variant: Variant = "therapist",
) -> tuple[Offer, ...]:
    material = Material(reading, topics, tasks, goals, excerpts, latest_session, notes, calls)
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
    empty = read_entries([])
    found = offered(empty)
    assert [key for key in found if not key.startswith("question:")] == []
    made = page(empty)
    assert not made.topics + made.since
    assert (made.good, made.below, made.left_out) == ((), (), ())
    assert made.closing == NOT_A_TEST.format(source="") == "My own impressions, not a test result."
    assert make_page((), empty, "", None, TODAY).is_empty


def test_order_and_first_suggestions() -> None:
    reading = read_entries(sessions(4))
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
    found = offered(read_entries(sessions(4)))
    asked = [key.removeprefix("question:") for key in found if key.startswith("question:")]
    by_id = {suggestion.id: suggestion for suggestion in SUGGESTIONS}
    assert {by_id[id_].element for id_ in asked} == {"words", "listening"}
    assert [found[f"question:{id_}"].included for id_ in asked] == [True, *[False] * (len(asked) - 1)]
    assert found[f"question:{asked[0]}"].text == by_id[asked[0]].text


def test_mixed_is_neither_good_nor_better() -> None:
    reading = read_entries(weekly([{"warmth": score} for score in (3, 1, 3, 1, 3)]))
    assert reading.of("warmth").level.word == "mixed"
    assert not {"good:warmth", "below:warmth"} & set(offered(reading))
    assert page(reading, below_warmth=True, good_warmth=True).below == ()


def test_what_just_fell_is_not_offered_as_good() -> None:
    for score, words in ((0, "lower last session"), (1, None)):
        reading = read_entries(course(*[2] * 4, alike(2, warmth=score)))
        found = offered(reading)
        assert "good:warmth" not in found
        assert ("below:warmth" in found) == (score == 0)
        assert [strip.words for strip in page(reading).below] == ([words] if words else [])


def test_what_was_lower_last_session_comes_before_what_is_low() -> None:
    reading = read_entries(course(*[alike(3, warmth=0)] * 4, alike(3, warmth=0, body=0)))
    found = offered(reading)
    below = [offer for offer in found.values() if offer.group == "below"]
    assert [(offer.short, offer.included) for offer in below] == [
        ("Body language, lower last session", True),
        ("Warmth, since 1 January", True),
    ]


HARDER = "Our last session was harder for me than the ones before. I would like to talk about it."
NOT_RIGHT = "Much of this has not felt right for me since 1 January. I would like to talk about it."


def test_one_line_stands_for_a_session_that_was_lower_as_a_whole() -> None:
    """It names no element, and no element is ticked beside it."""
    reading = read_entries(course(3, 3, 3, 3, 0))
    made = page(reading)
    assert (made.below_texts, made.below, made.good) == ((HARDER,), (), ())
    found = [offer for offer in offered(reading).values() if offer.group == "below"]
    assert [(offer.text, offer.included) for offer in found if offer.strip is None] == [(HARDER, True)]
    assert [offer.included for offer in found if offer.strip] == [False] * 7
    # Each can be left out and put on by hand.
    without = {
        next(key for key, offer in offered(reading).items() if offer.text == HARDER): False,
        "below:plan": True,
    }
    by_hand = make_page(offers(reading, (), (), without), reading, "Zoë", None, TODAY)
    assert (by_hand.below_texts, [strip.label for strip in by_hand.below]) == ((), ["Shared plan"])
    # Said of the next session that is lower as a whole, it is asked about anew.
    again = read_entries(course(3, 3, 3, 3, 0, 3, 3, 3, 3, 0))
    assert make_page(offers(again, (), (), without), again, "Zoë", None, TODAY).below_texts == (HARDER,)


def test_one_line_stands_for_much_that_is_low() -> None:
    assert page(read_entries(course(*[0] * 4))).below_texts == (NOT_RIGHT,)
    half = read_entries(course(*[alike(0, warmth=3, body=3, heard=3, silence=3)] * 4))
    assert page(half).below_texts == (NOT_RIGHT,)
    assert [strip.label for strip in page(half).good] == ["Warmth", "Listening"]
    apart = read_entries(course(alike(0, warmth=3), *[0] * 3))
    assert page(apart).below_texts == (NOT_RIGHT.replace("since 1 January", "lately"),)
    few = read_entries(course(*[{"warmth": 0, "body": 0}] * 4))
    assert page(few).below_texts == ()
    assert [strip.label for strip in page(few).below] == ["Warmth", "Body language"]
    both = page(read_entries(course(3, 1, 3, 1, 3, 1, 3, 1)))
    assert both.below_texts == (HARDER, NOT_RIGHT.replace("since 1 January", "lately"))


def test_answers_stand_beside_elements_and_never_the_comment() -> None:
    entries = course(3, 3, 3, alike(3, direction=1, measure=None))
    commented = tuple(g._replace(words="a secret comment") for g in entries[-1].answers)
    entries[-1] = entries[-1]._replace(answers=commented)
    reading = read_entries(entries)
    (plan,) = page(reading, below_plan=True).below or page(reading, good_plan=True).good[:1]
    assert plan.label == "Shared plan"
    assert plan.answers == "Amount of direction: partly · We know how we'll tell: not sure"
    assert "secret" not in str(offers(reading))
    # The last answer to a question can be older than the last session.
    older = read_entries(course(3, 3, alike(3, warmth=2), {"share": 3, "able": 3}))
    assert page(older, good_warmth=True, good_body=False).good[-1].answers == "Level of warmth: mostly"
    # Nothing is repeated from before a long break.
    late = entry(9, {"share": 2}, day=dt.date(2026, 12, 1))
    assert [strip.answers for strip in page(read_entries([*course(3, 3, 3), late])).good] == []


def test_no_answer_is_called_below_a_yes_on_paper() -> None:
    for entries in (course(*[0] * 5), course(3, 3, 3, 0), course(*[alike(3, warmth=1)] * 5), sessions(4)):
        reading = read_entries(entries)
        every = {offer.key: True for offer in offers(reading)}
        made = make_page(offers(reading, (), (), every), reading, "Zoë", None, TODAY)
        assert "below a yes" not in str(made)
        assert "A yes is mostly or fully." in made.closing
    assert GROUP_NAMES["below"] == "Could be better for me"


def test_without_elements_the_foot_does_not_say_what_a_yes_is() -> None:
    assert "A yes is" not in page(read_entries([])).closing


def test_a_tension_can_be_put_on_the_page_and_is_not_ticked_by_itself() -> None:
    entries = course(*[3] * 4)
    entries[1] = entries[1]._replace(tension=Tension("a long silence", talked_through_in=entries[2].id))
    entries[3] = entries[3]._replace(tension=Tension(""))
    reading = read_entries(entries)
    found = [offer for offer in offers(reading) if offer.key.startswith("tension:")]
    assert [(offer.text, offer.included, offer.group) for offer in found] == [
        ("There was tension on 8 January: a long silence", False, "excerpts"),
        ("We talked it through on 15 January.", False, "excerpts"),
        ("There was tension on 22 January.", False, "excerpts"),
    ]
    assert page(reading).excerpts == ()
    chosen = {found[0].key: True, found[1].key: True}
    made = make_page(offers(reading, (), (), chosen), reading, "Zoë", None, TODAY)
    assert made.excerpts == (found[0].text, found[1].text)
    # One of long ago is not offered.
    later = [
        *entries,
        *(entry(n, {}, day=dt.date(2026, 2, 1) + dt.timedelta(n)) for n in range(5, 5 + STRIP_LENGTH)),
    ]
    assert not any(offer.key.startswith("tension:") for offer in offers(read_entries(later)))


def test_after_calls_only_the_open_questions_are_things_to_ask() -> None:
    call = entry(
        1, {"share": 3, "heard": 3, "able": None, "warmth": 0, "measure": None}, kind="consultation", day=LAST
    )
    found = offers(read_entries([]), calls=[call])
    asked = [offer for offer in found if offer.key.startswith("ask:")]
    assert [offer.key for offer in asked] == [
        f"ask:{question}" for question in ("able", "language", "approach", "clear", "direction", "silence")
    ]
    assert all(offer.included for offer in asked)
    made = make_page(found, read_entries([]), "R.", None, TODAY)
    assert made.questions == tuple(ASK_ABOUT[offer.key.removeprefix("ask:")] for offer in asked)
    assert "How directive are you usually, and what do you do when a client wants to lead?" in made.questions
    # A second call answers some of them; a session makes them questions of the past.
    second = entry(2, {"able": 2, "language": 2, "share": None}, kind="consultation", day=LAST)
    keys = [offer.key for offer in offers(read_entries([]), calls=[call, second])]
    assert "ask:able" not in keys
    assert not any(offer.key.startswith("ask:") for offer in offers(read_entries(course(3)), calls=[call]))
    no_answers = call._replace(answers=())
    assert not any(offer.key.startswith("ask:") for offer in offers(read_entries([]), calls=[no_answers]))


def test_one_can_ask_about_each_of_the_nine() -> None:
    assert list(ASK_ABOUT) == [question.id for question in QUESTIONS if question.from_article]


def test_choices_by_hand_go_before_suggestions() -> None:
    reading = read_entries(sessions(4))
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
    found = offered(read_entries([]), [topic])
    assert ("topic:t" in found) == (state == "open")
    if state == "open":
        assert found["topic:t"].short == "one two"
        assert found["topic:t"].text == topic.text
        assert found["topic:t"].topic == topic
        assert not found["topic:t"].included
        assert page(read_entries([]), [topic]).topics == ()


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
    found = offered(read_entries(entries), tasks=[task])
    assert (found["task:k"].text if "task:k" in found else None) == said


def test_homework_of_the_last_two_sessions() -> None:
    entries = sessions(4)
    tasks = [Task(f"k{place}", "x", "", entry.id, "did", "well") for place, entry in enumerate(entries)]
    tasks.append(Task("nowhere", "x", "", None, "did"))
    found = offered(read_entries(entries), tasks=tasks)
    assert [key for key in found if key.startswith("task:")] == ["task:k2", "task:k3"]
    assert page(read_entries(entries), tasks=tasks, task_k2=False).since == ("x: done, well",)


def test_open_homework_is_offered_and_not_suggested() -> None:
    entries = sessions(4)
    tasks = [Task("old", "a walk", "to sleep", entries[0].id), Task("new", "a call", "", None, by_next=False)]
    found = offered(read_entries(entries), tasks=tasks)
    assert [(o.short, o.included) for o in found.values() if o.group == "homework"] == [
        ("a walk", False),
        ("a call", False),
    ]
    made = page(read_entries(entries), tasks=tasks, homework_old=True)
    assert made.homework == ("a walk",)
    assert not made.since


def test_what_came_of_old_homework_is_told_for_two_sessions() -> None:
    entries = sessions(5)
    task = Task("k", "x", "", entries[0].id, "tried")
    for at, told in ((2, False), (3, True), (4, True)):
        chosen = {outcome_noted_key("k", entries[at].id): True}
        assert ("task:k" in offered(read_entries(entries), tasks=[task], chosen=chosen)) == told
    assert "task:k" not in offered(read_entries(entries), tasks=[task])
    # Before the first session there is none to belong to.
    first = offers(read_entries([]), [], [Task("k", "x", state="did")], {outcome_noted_key("k", ""): True}, TODAY)
    assert "task:k" in {offer.key for offer in first}


@pytest.mark.parametrize("state", GOAL_STATES)
def test_goals_go_along_in_their_words_and_never_with_a_number(state: str) -> None:
    goal = Goal("g", "sleep\nwell", "no lists at night", state, (GoalMark(LAST, 7),))  # type: ignore[arg-type]
    found = offers(read_entries(sessions(3)), [], [], {"goal:g": True}, TODAY, goals=[goal])
    (text,) = make_page(found, read_entries([]), "", None, TODAY).goals
    said = {"open": "", "reached": ": reached", "let go": ": set aside"}[state]
    assert text == f"sleep\nwell{said}\nHow we will notice: no lists at night"
    assert not any(sign.isdigit() for sign in text)
    (offer,) = (o for o in offers(read_entries([]), [], [], {}, TODAY, goals=[goal]) if o.goal)
    assert (offer.included, offer.short) == (False, f"sleep well{said}")


def test_open_goals_come_before_the_others() -> None:
    goals = [Goal("a", "a", state="reached"), Goal("b", "b"), Goal("c", "c", state="let go"), Goal("d", "d")]
    found = offers(read_entries([]), [], [], {}, TODAY, goals=goals)
    assert [offer.key for offer in found if offer.goal] == ["goal:b", "goal:d", "goal:a", "goal:c"]


def test_questions_of_ones_own_come_before_the_others() -> None:
    topics = [Topic("t1", "first"), Topic("t2", "Can we go slower?"), Topic("t3", "third")]
    chosen = {question_key("t2"): True, front_key("t2"): True}
    found = offers(read_entries(sessions(3)), topics, [], chosen, TODAY)
    assert [offer.key for offer in found if offer.group == "topics"] == ["topic:t1", "topic:t3"]
    assert not any(offer.in_front for offer in found)
    assert make_page(found, read_entries([]), "", None, TODAY).questions[0] == "Can we go slower?"


def test_topics_in_front_come_first_and_everything_else_stays() -> None:
    topics = [Topic(f"t{n}", f"topic {n}") for n in range(5)]
    assert page(read_entries([]), topics).topics == tuple(topic.text for topic in topics)
    found = offers(read_entries([]), topics, [], {front_key("t3"): True, front_key("t1"): True}, TODAY)
    shown = [(offer.topic.id, offer.in_front) for offer in found if offer.topic]
    assert shown == [("t1", True), ("t3", True), ("t0", False), ("t2", False), ("t4", False)]
    every = {front_key(topic.id): True for topic in topics}
    assert sum(offer.in_front for offer in offers(read_entries([]), topics, [], every, TODAY)) == MOST_IN_FRONT


def test_only_the_list_says_which_goal_a_topic_belongs_to() -> None:
    topics, goals = [Topic("t", "a topic", goal_id="g")], [Goal("g", "a secret\nwish")]
    found = offers(read_entries([]), topics, [], {}, TODAY, goals=goals)
    assert found[0].towards == "a secret wish"
    assert "wish" not in str(make_page(found, read_entries([]), "", None, TODAY))
    assert offers(read_entries([]), [Topic("t", "x", goal_id="gone")], [], {}, TODAY)[0].towards == ""


def test_what_was_open_last_time_is_open_next_time() -> None:
    topics = [Topic("t", "still open", "s1"), Topic("u", "brought", "s1", "brought")]
    for count in (1, 2, 8):
        assert page(read_entries(sessions(count)), topics).topics == ("still open",)


def test_the_page_holds_everything_and_the_sheet_what_fits() -> None:
    entries = sessions(4)
    usual = fit(page(read_entries(entries), [Topic(f"t{n}", f"topic {n}") for n in range(5)]))
    assert (usual.small, usual.left_out) == (False, ())
    many = page(read_entries(entries), [Topic(f"t{n}", f"topic {n}") for n in range(25)])
    assert (len(fit(many).topics), fit(many).small, fit(many).left_out) == (25, True, ())
    novel = [Topic("a", "first"), Topic("n", "novel " * 9_000), Topic("z", "last")]
    whole = page(read_entries(entries), novel)
    assert whole.topics == tuple(topic.text for topic in novel)
    assert (whole.small, whole.left_out, say_left_out(whole)) == (False, (), "")
    sheet = fit(whole)
    assert sheet.topics == ("first", "last")
    assert sheet.left_out == (("topics", "novel novel novel novel novel novel nov…"),)
    assert len(sheet.good) == len(sheet.below) == SUGGESTED_ELEMENTS
    assert say_left_out(sheet).startswith("Does not fit on one printed page: “novel novel")
    assert say_left_out(sheet).endswith("plain text or Markdown, which hold everything.")
    crowd = fit(page(read_entries(entries), [Topic(f"t{n}", f"topic {n}") for n in range(90)]))
    named = {short for _, short in crowd.left_out}
    assert len(crowd.topics) + sum(group == "topics" for group, _ in crowd.left_out) == 90
    assert {f"topic {n}" for n in range(90)} == {*crowd.topics, *(n for n in named if n.startswith("topic"))}
    assert say_left_out(fit(page(read_entries(entries)))) == ""


def test_a_line_about_how_it_was_is_left_out_of_a_full_sheet_like_any_other() -> None:
    reading = read_entries(course(*[0] * 5))
    full = fit(page(reading, [Topic(f"t{n}", f"topic {n}") for n in range(90)]))
    assert full.below_texts == ()
    assert ("below", "Much of this has not felt right for me…") in full.left_out


def test_what_was_moved_stays_where_it_was_put() -> None:
    topics = [Topic(f"t{n}", f"topic {n}") for n in range(3)]
    goals = [Goal("a", "a"), Goal("b", "b"), Goal("c", "c", state="reached")]
    reading = read_entries(sessions(4))
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
    assert [(o.key, o.included) for o in offers(read_entries([]), excerpts=excerpts) if o.excerpt] == [
        ("excerpt:e", False)
    ]
    found = offers(read_entries([]), (), (), chosen, excerpts=excerpts)
    made = make_page(found, read_entries([]), "", None, TODAY)
    assert (made.excerpts, made.mine) == (("one\ntwo",), ())
    mine = make_page(
        offers(read_entries([]), (), (), chosen, excerpts=excerpts, variant="me"),
        read_entries([]),
        "",
        None,
        TODAY,
        variant="me",
    )
    assert (mine.excerpts, mine.mine, mine.for_me) == (("one\ntwo",), ("brave",), True)


def test_private_things_are_never_on_the_page_for_somebody_else() -> None:
    notes = [entry._replace(body="## What helped\nA walk\nThe pause\n## Else\nno") for entry in sessions(2)]
    notes[0] = notes[0]._replace(private=True)
    tasks = [Task("k", "a walk", "to sleep")]
    mine = offers(read_entries([]), (), tasks, {"homework:k": True}, notes=notes, variant="me")
    helped = [offer for offer in mine if offer.group == "helped"]
    assert [(offer.text, offer.included) for offer in helped] == [("A walk", False), ("The pause", False)]
    assert "walk" not in helped[0].key
    chosen = {offer.key: True for offer in mine}
    excerpts = [Excerpt("m", "brave", for_me=True)]
    variants: tuple[tuple[Variant, bool], ...] = (("me", True), ("therapist", False))
    for variant, said in variants:
        everything = {**chosen, "excerpt:m": True}
        found = offers(read_entries([]), (), tasks, everything, excerpts=excerpts, notes=notes, variant=variant)
        assert {offer.group for offer in found}.issuperset(ONLY_FOR_ME) == said
        out = str(make_page(found, read_entries([]), "Zoë", None, TODAY, variant=variant))
        assert [words in out for words in ("brave", "The pause", "to sleep")] == [said] * 3


def test_what_leaves_is_counted_and_named() -> None:
    reading = read_entries(sessions(4))
    made = page(reading, [Topic("t", "x"), Topic("u", "y")])
    assert say_what_leaves(made) == (
        "For your therapist: 2 things to talk about, 1 question, how Trust, Warmth, Words, Listening went lately, "
        "with your last answers, the name Zoë, how many sessions it is from. Nothing else."
    )
    low = page(read_entries(course(*[0] * 5)))
    assert say_what_leaves(low) == (
        "For your therapist: 1 line about how it was for you, 1 question, the name Zoë, "
        "how many sessions it is from. Nothing else."
    )
    nothing = make_page((), read_entries([]), "", None, TODAY, variant="me")
    assert say_what_leaves(nothing) == "Only for you: an empty page. Nothing else."


def test_strips_end_with_the_last_session() -> None:
    rows: list[dict[str, int]] = [{"warmth": n % 4} if n % 3 else {"share": 1} for n in range(20)]
    reading = read_entries(weekly(rows))
    strip = strip_of(reading, reading.of("warmth"))
    assert len(strip) == STRIP_LENGTH
    assert [None if p is None else int(p.value) for p in strip] == [r.get("warmth") for r in rows[-STRIP_LENGTH:]]
    short = read_entries(weekly(rows[:4]))
    assert len(strip_of(short, short.of("warmth"))) == 4
    assert strip_of(read_entries([]), read_entries([]).of("warmth")) == ()


def test_strip_as_signs() -> None:
    reading = read_entries(weekly([{"warmth": 0}, {"share": 1}, {"warmth": 1}, {"warmth": 2}, {"warmth": 3}]))
    strip = Strip("Warmth", "", strip_of(reading, reading.of("warmth")))
    assert strip.blocks == "▁·▃▆█"
    assert strip.digits == "1·234"
    assert len(strip.blocks) == len(strip.points)


def test_titles() -> None:
    reading = read_entries(sessions(1))

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
    found = offers(read_entries(entries), topics, tasks, {}, TODAY, goals=[Goal("g", name, name)])
    assert all(steers(offer.towards) == [] for offer in found)
    assert all(steers(offer.short) == [] and "\n" not in offer.short for offer in found)
    made = make_page(found, read_entries(entries), name, None, TODAY)
    assert steers(made.subtitle) == []
    assert made.topics == (name,)


def test_closing() -> None:
    assert make_page((), read_entries(sessions(1)), "", None, TODAY).closing.startswith(
        "My own impressions from 1 session,"
    )
    rated = read_entries(weekly([{"warmth": 1}, {}, {"warmth": 2}]))
    assert "from 2 sessions, not a test result." in make_page((), rated, "", None, TODAY).closing
    example = make_page((), rated, "", None, TODAY, example=True)
    assert example.closing.endswith("Example notes: nobody in them is real.")


def test_file_name_is_neutral() -> None:
    assert file_name(None, TODAY) == "notes-2026-05-30"
    assert file_name(Appointment(dt.date(2026, 6, 4), dt.time(17, 30), "Zoë"), TODAY) == "notes-2026-06-04"
