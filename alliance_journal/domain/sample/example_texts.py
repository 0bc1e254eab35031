"""Texts of the invented year in `example_year`, keyed by weeks before the last session.

No text names a season or a month, because the dates depend on the day of the call. All persons are invented.
"""

from typing import Final, NamedTuple

from alliance_journal.domain.writing_prompts import PROMPTS

_PARTS: Final = ("stayed", "between", "hard", "helped", "to_try", "surprised", "unsaid", "ask", "agreed")
_HEADINGS: Final = dict(zip(_PARTS, PROMPTS, strict=True))


class Prose(NamedTuple):
    """Text of one entry: plain text first, then each part under its prompt, in the prompts' order."""

    title: str
    plain: str = ""
    stayed: str = ""
    between: str = ""
    hard: str = ""
    helped: str = ""
    to_try: str = ""
    surprised: str = ""
    unsaid: str = ""
    ask: str = ""
    agreed: str = ""
    tags: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        """The text as stored in the journal, with its `## headings`."""
        told = [(heading, getattr(self, part)) for part, heading in _HEADINGS.items()]
        parts = [self.plain, *(f"## {heading}\n{text}" for heading, text in told if text)]
        return "\n\n".join(part for part in parts if part)


SESSIONS: Final = {
    50: Prose(
        "First meeting",
        stayed="I was early and walked round the block twice. I said 'fine' four times in the first ten minutes "
        "and Zoë asked about the fourth.",
        between="She explains what she is going to do before she does it. I liked that more than I expected.",
    ),
    49: Prose(
        "What fine means",
        stayed="We made a list of what 'fine' can stand for: tired, cross, please don't ask. "
        "It was longer than I would have guessed.",
    ),
    48: Prose(
        "Dad's watch",
        stayed="I told her about Dad's watch, which stopped in the week he died and which I still wear. "
        "She asked what time it says. Nobody had asked me that.",
        tags=("dad",),
    ),
    47: Prose(
        "Sunday calls",
        plain="Mum rings every Sunday at six and tells me about the neighbours. "
        "It is two years since either of us said his name. I had never counted.",
        tags=("mum", "dad"),
    ),
    46: Prose(
        "Two jokes",
        surprised="Zoë counted two jokes, both right after the word 'hospital'. "
        "She said it kindly, and I did not mind, which surprised me too.",
        tags=("silences",),
    ),
    45: Prose(
        "At the kitchen table",
        plain="By video, with the washing machine going. The picture froze while I was saying something difficult "
        "and I had to say it twice. The second time was plainer.",
    ),
    44: Prose(
        "What I want from this",
        between="She asked whether 'one sentence' was mine or what I thought she would like to hear. It is mine.",
        agreed="In my words: say what I think at work, one sentence at a time, and open the box with Dad's things.",
        tags=("plan",),
    ),
    43: Prose(
        "Before the long break",
        stayed="Five weeks until the next one. I said I would be fine, we both heard it, "
        "and then I said that five weeks is long.",
    ),
    38: Prose(
        "Five weeks later",
        stayed="I had expected to start again from the bottom stair, but she remembered the watch. "
        "I was stiff for half an hour, and then less so.",
    ),
    37: Prose(
        "The box in the hall",
        stayed="The box has stood in the hall since the funeral and I walk round it. "
        "Today we drew the hall on paper, and the path I take.",
        to_try="Carry it into the living room. Only carry.",
        tags=("dad",),
    ),
    36: Prose(
        "A list on paper",
        agreed="Three lines, kept in her folder: one honest sentence at work, the box, the Sundays. "
        "We look at it once a month and ask whether the evenings are quieter.",
        tags=("plan",),
    ),
    35: Prose(
        "Priya's email",
        stayed="Priya copied half the floor into a question that was really for me. I wrote four answers and sent "
        "none. Zoë asked to hear the second one. It was the honest one.",
        tags=("work",),
    ),
    34: Prose(
        "The quiet in the room",
        stayed="A silence of maybe two minutes. I looked at the plant, she looked at nothing in particular, "
        "and it was comfortable. I did not know that was possible with somebody I am paying.",
        tags=("silences",),
    ),
    32: Prose(
        "Dad's handwriting",
        stayed="There are lists in the box, in his handwriting: paint, hinges, ring the bank. "
        "I brought one along and she read it as carefully as if it were a letter.",
        tags=("dad",),
    ),
    31: Prose(
        "Not in our house",
        stayed="Anger did not happen in our house; somebody left the room instead. "
        "I am good at leaving rooms while I am still sitting in them.",
    ),
    30: Prose(
        "Half the box",
        stayed="Half of it is out: tools, a scarf, the handbook of a car he sold before I could drive. "
        "I had a screwdriver in my coat pocket all day, and showed it to her.",
        tags=("dad",),
    ),
    29: Prose(
        "An ordinary hour",
        stayed="Nothing large. We talked about lunch breaks and whether I take them. "
        "Afterwards I walked home instead of taking the bus, the long way by the canal.",
        tags=("work",),
    ),
    28: Prose(
        "She looked at the clock",
        stayed="I was in the middle of the corridor, the last day at the hospital, and Zoë looked at the clock. "
        "I finished in two sentences and said something funny.",
        between="It went cool between us, or I did. I was polite to her for the rest of the hour.",
        unsaid="That I saw it.",
        tags=("dad",),
    ),
    27: Prose(
        "Talking about the clock",
        stayed="I told her about the clock. It took me twenty minutes to get there. She said that she had looked, "
        "that it was the wrong moment, and that she was sorry.",
        between="She did not explain it away and I did not say it was fine. "
        "Then I told her the rest of that day, to the end.",
    ),
    26: Prose(
        "Sunday without a script",
        stayed="I rang Mum without notes. We ran out of neighbours after ten minutes "
        "and stayed on the line anyway. She hummed while she looked for her glasses.",
        tags=("mum",),
    ),
    25: Prose(
        "Two colds",
        plain="By video, both of us with colds. Short sentences, two mugs in the picture. "
        "We agreed to leave Dad for a day with more voice.",
    ),
    24: Prose(
        "His chair",
        stayed="At Mum's table I sat in his chair because it was the nearest one. She looked up, "
        "and then passed me the potatoes. Zoë and I spent the hour on that look.",
        tags=("mum", "dad"),
    ),
    23: Prose(
        "Before the two weeks off",
        stayed="We looked at the list. Sundays are easier, the box is half empty, "
        "the sentence at work has happened twice.",
        to_try="A walk on the day when I usually hide in the kitchen.",
        tags=("plan",),
    ),
    20: Prose(
        "Mum and the photographs",
        stayed="Mum got out the photographs without being asked. She said 'your father' and not his name, "
        "but she said it.",
        tags=("mum",),
    ),
    19: Prose(
        "The tools on the shelf",
        stayed="The box is flat and in the recycling. His tools are where I can see them from the table. "
        "I had thought it would feel like an ending, and it feels like a shelf.",
        helped="That Zoë never asked how far along I was.",
        tags=("dad",),
    ),
    18: Prose(
        "Interrupted twice",
        stayed="Priya finished my sentence twice in one meeting and got it wrong both times. "
        "I rehearsed an answer on the way home, to nobody.",
        tags=("work",),
    ),
    17: Prose(
        "No trains",
        plain="No trains, so by video. I talked more to my own small picture than to her. "
        "We noticed it together, and I covered it with a sticky note.",
    ),
    15: Prose(
        "What I say instead",
        stayed="'No worries', 'up to you', 'either is good'. I counted nine of them since Monday. "
        "Zoë asked what each one stood in front of.",
        to_try="Write down what I say instead of what I mean.",
        tags=("work",),
    ),
    14: Prose(
        "The letter I will not send",
        stayed="Zoë asked what I would write to Mum if nobody ever read it. "
        "I had the first line before she finished asking: you never said his name again.",
        between="She put her pen down while I talked. It is a small thing, and I saw it.",
        to_try="Write the letter on Saturday, by hand, and leave it in the drawer.",
        tags=("mum",),
    ),
    13: Prose(
        "Reading it aloud",
        stayed="I read the letter to the end. My voice went at the part about his chair and I kept going. "
        "Zoë said nothing for a while, and it was the right length.",
        between="Afterwards she asked which sentence was the truest. I had expected her to pick one herself.",
        to_try="Keep the letter. Underline the one sentence.",
        tags=("mum", "dad"),
    ),
    12: Prose(
        "Not my word",
        stayed="Zoë called it my pattern: smoothing things over first and being cross later. It may be true. "
        "It is not my word, and I carried it home like somebody else's coat.",
        between="I nodded, as I do in meetings. I think she believed the nod.",
        to_try="Find my own word for it.",
    ),
    11: Prose(
        "Why now",
        stayed="She asked why I came now and not straight after Dad died. I said work. "
        "On the stairs I thought: because I had run out of cheerful.",
        between="Two questions came quickly, one after the other, and I answered the easier one. "
        "She was writing a good deal today.",
        unsaid="The answer from the stairs.",
        tags=("dad",),
    ),
    10: Prose(
        "A clumsy week",
        stayed="I snapped at Priya over a spreadsheet and apologised three times, which made it worse. "
        "Zoë suggested that we work on the apologies. I wanted to work on the snapping.",
        between="It felt like her plan for me. I said 'sure', and it was settled before I had looked at it.",
        to_try="Apologise once, then stop.",
        tags=("work",),
    ),
    9: Prose(
        "Words for sad",
        stayed="She read out words for sad and asked which of them fitted. Wistful, bereft, low. "
        "None are words that anyone in my family would use. We say tired.",
        between="I said tired and she wrote it down. Still, for a while we were speaking two languages.",
        ask="Could we use tired, and both know what it means?",
    ),
    8: Prose(
        "Shoulders and breath",
        stayed="My shoulders were up by my ears, and Zoë asked whether I had noticed. I laughed, "
        "and then they came down by themselves. After that I could talk about the corridor again.",
        between="She sat further back today and so did I.",
        to_try="Notice the shoulders in Friday's meeting.",
        agreed="We took the list out of the folder: one honest sentence a week at work, "
        "and we ask in a month whether the evenings are quieter.",
        tags=("body", "plan"),
    ),
    7: Prose(
        "What Mum would say",
        stayed="Most of the hour went to Mum: what she would say, what I would say back. "
        "Zoë asked for my goal in my own words and wrote down exactly those. I liked seeing them there.",
        between="The list stayed in the folder. Nobody asked how we would tell that this helps, and neither did I.",
        to_try="One thought a day that is mine, and not Mum's answer to it.",
        tags=("mum", "plan"),
    ),
    6: Prose(
        "By phone, in the car",
        stayed="Parked behind the supermarket with the engine off. Some things are easier to say to a windscreen. "
        "I told her that I still have his voice on my phone, eleven seconds of it.",
        between="Without her face I could not tell the thinking pauses from the waiting ones.",
        to_try="Listen to the eleven seconds once, or decide not to.",
        tags=("dad", "silences"),
    ),
    4: Prose(
        "Back after the break",
        stayed="Zoë was away last Thursday. I had saved up so much that I did not know where to begin, "
        "and she let me not know for a while. That was the best part.",
        between="She remembered the windscreen. Once she said 'processing', and it went past me.",
        to_try="Begin next time with the thing I would rather leave until the end.",
    ),
    3: Prose(
        "Words for anger",
        stayed="I began with Friday's meeting and said I was tired. Zoë waited. "
        "Then I said livid, and said it again, louder. It is a good word and I had never used it.",
        between="She did not soften it. She leaned in rather quickly, and I noticed that I leaned back.",
        to_try="Use the word once at home, to the kettle.",
        tags=("work",),
    ),
    2: Prose(
        "Lost track of the plan",
        stayed="I came to talk about the meetings and we went from the week to Mum and to the week again. "
        "Each part made sense while we were in it.",
        between="Near the end I looked for the thread and could not find it. It went quiet for a long time, "
        "I said something about her plant, and we both looked at the plant.",
        to_try="Find my copy of the list and read it.",
        unsaid="That I would like a next step.",
        tags=("plan", "silences"),
    ),
    1: Prose(
        "Planning the call with Mum",
        stayed="We planned Sunday's call: ask about Dad once, then wait. Zoë played Mum and was better at changing "
        "the subject than Mum is. I can see now that the calls and the meetings are one thing.",
        between="She had the plan ready before I had said what frightens me about it. "
        "When it went quiet I made a remark about her impression of Mum.",
        to_try="Ask once. Count to ten before I help her out.",
        tags=("mum",),
    ),
    0: Prose(
        "The pause after I cried",
        stayed="I told Zoë about the argument at work and cried a bit. She did not rush me. The long pause "
        "afterwards felt heavier than usual, and I filled it with a joke.",
        between="We talked through the week again and not about the plan. "
        "I am not sure what we are working towards, and I did not say so.",
        to_try="One honest sentence to Priya about Friday's meeting.",
        tags=("work", "silences"),
    ),
}
"""Texts of the sessions with Zoë, by weeks before the last one."""

CALL_WITH_R: Final = Prose(
    "A call with R.",
    plain="Twenty minutes, on time to the second. R. knows a great deal and told me some of it. "
    "I put the phone down with a plan and without having said why I rang.",
)

CALL_WITH_ZOE: Final = Prose(
    "A first call with Zoë",
    plain="Fifteen minutes in the stairwell at work. She asked what I would like to be different in a year "
    "and then let me think. I said I did not know, and she said that was a place to start.",
)

NOTES: Final = {
    (46, 3): Prose(
        "After the call",
        plain="Mum rang at six. I counted three places where I could have said his name, and let them go by. "
        "Writing it down so that I can tell Zoë the number.",
        tags=("mum",),
    ),
    (37, 2): Prose(
        "Carried it",
        plain="The box is in the living room. It is lighter than I remembered. "
        "I made tea and sat beside it and did not open it.",
        tags=("dad",),
    ),
    (31, 3): Prose(
        "Fetching a jumper",
        plain="Mum and I nearly quarrelled about the curtains. I went upstairs to fetch a jumper and came back a "
        "quarter of an hour later. I only saw it on the way home.",
        tags=("mum",),
    ),
    (26, 1): Prose(
        "In the lift",
        plain="Priya asked how I was and I said 'a bit flat, actually'. She said 'me too'. "
        "Two floors, nothing else.",
        tags=("work",),
    ),
    (19, 4): Prose(
        "His screwdriver",
        plain="Mended the kitchen drawer with it. The handle is worn on the side where his thumb was, "
        "and mine goes in the same place.",
        tags=("dad",),
    ),
}
"""Texts of notes between sessions, by weeks before the last session and days after the one of that week."""

LETTER: Final = Prose(
    "To Mum",
    plain="Dear Mum,\n\n"
    "You never said his name again. I waited for you to, and I think you were waiting for me. So we have had "
    "the neighbours, every Sunday, and I know all about their hedge.\n\n"
    "I sat in his chair that day because it was the nearest. I did not mean anything by it. "
    "You looked up and I thought: now. And then there were potatoes.\n\n"
    "I am not cross with you. I was, for a while, and I was very polite about it. "
    "I would like to hear how you met him, even if I have heard it before.\n\n"
    "I will not send this.",
    tags=("mum", "dad"),
)
