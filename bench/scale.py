"""What a city, a country and the EU would need, from what was measured and what is assumed: `python -m bench.scale`.

Change a number below and run it: it prints the table of docs/scale.md. tests/test_scale_doc.py keeps the two together.
"""

from dataclasses import dataclass, fields
from math import ceil


@dataclass(frozen=True)
class Assumed:
    """Nobody has measured these. Change them."""

    people_a_month: float = 0.05  # of all who live there, those who talk to Drom in a month
    talks_a_month: float = 2  # of one of them
    busiest_day: float = 0.05  # of a month's messages
    busiest_hour: float = 0.10  # of a day's messages
    within_the_hour: float = 3  # its busiest minute beside its mean
    in_a_bad_hour: float = 0.05  # of all, those who write in one hour after something was on the news
    by_whatsapp: float = 0.60  # of messages; the rest of what is not Telegram comes over pages
    by_telegram: float = 0.10
    listens: float = 0.60  # of replies on a page, those whose sound is fetched
    filled: float = 0.50  # how far a process may be filled with what it could do


@dataclass(frozen=True)
class Measured:
    """docs/delivery.md, docs/faults.md, bench.delivery and bench.month, on two shared cores of a virtual machine."""

    turns: float = 9  # messages of a person in a talk
    stored_sqlite: float = 443  # messages of messengers received and safely stored a second, one process
    stored_postgres: float = 335 / 2  # the same for each of two processes on PostgreSQL
    answered: float = 210  # messages of the talk on a page answered a second, one process
    sent: float = 321  # replies handed to a vendor a second, one process on PostgreSQL
    memory: float = 216  # MB a process
    clip: float = 97  # KB of the sound of a reply, as Opus
    conversation: float = 0.5  # KB in the database, with its index
    message: float = 0.7  # KB in the database: inbox and settled outbox, with their indexes
    counted: float = 0.25  # KB a row of counts, with its index
    counted_rows: float = 5  # rows of counts a talk, at most: the more talks, the fewer
    sound: float = 0.2  # GB of clips: 40 MB a language
    joined: float = 0.47  # GB of joined clips that a web process may keep: 2,000, each as Opus and MP3


@dataclass(frozen=True)
class Told:
    """What vendors say that they take; their word, not ours (docs/channels)."""

    whatsapp: float = 80  # messages a second from one number
    telegram: float = 30  # messages a second from one bot
    a_reply: float = 2  # messages: words with choices, and sound


@dataclass(frozen=True)
class Need:
    """What one area needs. Rates are a second."""

    peak: float
    bad_hour: float
    store: str
    web: int
    senders: int
    numbers: int
    bots: int
    gigabytes: float
    megabits: float


AREAS = {"Duisburg": 25_000, "the Ruhr": 100_000, "Germany": 1_300_000, "EU": 5_000_000}
KEPT_DAYS, CONVERSATION_DAYS, MONTH_DAYS = 8, 90, 30
YEARS = 1  # of counts, which are kept


def need(people: float, a: Assumed, m: Measured, t: Told) -> Need:
    """Calculate. A bad hour decides on processes and numbers, an ordinary month on storage."""
    month = people * a.people_a_month * a.talks_a_month * m.turns
    peak = month * a.busiest_day * a.busiest_hour * a.within_the_hour / 3600
    bad = people * a.in_a_bad_hour * m.turns / 3600
    chatted = 1 - a.by_whatsapp - a.by_telegram
    full = {
        stored: bad * ((1 - chatted) / stored + chatted / m.answered) for stored in (m.stored_sqlite, m.stored_postgres)
    }
    sqlite = full[m.stored_sqlite] <= a.filled
    stored = (
        people * a.people_a_month * CONVERSATION_DAYS / MONTH_DAYS * m.conversation
        + month * KEPT_DAYS / MONTH_DAYS * m.message
        + YEARS * 12 * people * a.people_a_month * a.talks_a_month * m.counted_rows * m.counted
    )
    web = 1 if sqlite else ceil(full[m.stored_postgres] / a.filled)
    return Need(
        peak,
        bad,
        "SQLite" if sqlite else "PostgreSQL",
        web,
        0 if sqlite else ceil(bad * (1 - chatted) / (m.sent * a.filled)),
        ceil(bad * a.by_whatsapp * t.a_reply / t.whatsapp),
        ceil(bad * a.by_telegram * t.a_reply / t.telegram),
        stored / 1e6 + m.sound + web * m.joined,
        bad * chatted * a.listens * m.clip * 8 / 1000,
    )


ROWS = {
    "peak": ("messages a second in the busiest minute of an ordinary month", "{:.2g}"),
    "bad_hour": ("messages a second in a bad hour", "{:.3g}"),
    "store": ("database", "{}"),
    "web": ("web processes", "{}"),
    "senders": ("senders beside them", "{}"),
    "numbers": ("numbers at WhatsApp", "{}"),
    "bots": ("bots at Telegram", "{}"),
    "gigabytes": ("GB on the disk after a year, clips included", "{:.2g}"),
    "megabits": ("Mbit a second of sound to pages in a bad hour", "{:.3g}"),
}


def table(a: Assumed = Assumed(), m: Measured = Measured(), t: Told = Told()) -> list[str]:
    """Write the table of docs/scale.md."""
    needs = [need(people, a, m, t) for people in AREAS.values()]
    lines = ["| | " + " | ".join(f"{area} ({people:,})" for area, people in AREAS.items()) + " |"]
    lines.append("|---|" + "---|" * len(AREAS))
    for name, (words, form) in ROWS.items():
        lines.append(f"| {words} | " + " | ".join(form.format(getattr(each, name)) for each in needs) + " |")
    return lines


def inputs() -> list[tuple[str, float]]:
    """Name every number that goes in."""
    return [
        (each.name, getattr(given, each.name)) for given in (Assumed(), Measured(), Told()) for each in fields(given)
    ]


if __name__ == "__main__":
    print("\n".join(table()))
