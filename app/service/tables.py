"""From what was counted in a month to tables that may be shown: which events each one counts, and what it hides."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain import suppress, within
from app.domain.library import Library
from app.domain.person import Origin, Plan
from app.domain.ring import Place
from app.domain.suppress import Cell, Draw
from app.store.counts import Count

SAID = ("", *(str(plan) for plan in Plan))
CAME_FROM = ("", *(str(origin) for origin in Origin))
OF_CARDS = ("opened", "played", "heard", "helpful", "not-helpful", "not-understood", "not-meant")
CHOSEN = {
    "cards": ("opened", "heard", "helpful", "not-helpful", "not-understood"),
    "missed": ("not-understood", "not-helpful", "not-meant"),
    "listening": ("played", "heard"),
}
ALWAYS = {"not-meant"}  # what can happen to a card that nobody opened
Counted = Mapping[Count, int]
Pairs = Mapping[tuple[str, str], int]  # row and column -> how often
Draws = Callable[[str], Draw]  # chance for one table or column, by its name


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by row and column, with their sums. `rows` and `columns` are codes: cards, plans, languages, events.

    "" stands for "not said". Where columns are different events, the sum of a row is shown if all its cells are.
    """

    id: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    row_totals: tuple[Cell, ...]
    column_totals: tuple[Cell, ...]
    total: Cell


class Month:
    """What was counted in the weeks of a month; `channels` are all that there are, whether they were used or not."""

    def __init__(self, weeks: Mapping[str, Counted], library: Library, channels: Sequence[str], draws: Draws) -> None:
        self.weeks, self.library, self.channels, self.draws = weeks, library, channels, draws
        self.counted: Counter[Count] = Counter()
        for week in weeks.values():
            self.counted.update(week)
        gone = {count.card: count.topic for count in sorted(self.counted) if count.card}
        self._topics = {**gone, **{card.id: card.topic for card in library.cards.values()}}
        self._opened = Counter[str]()
        for count, n in self.counted.items():
            if count.event == "opened":
                self._opened[count.card] += n

    def tables(self) -> Iterator[Table]:
        """Draw all tables that are about this month alone and come from its counts."""
        topics = self.topics()
        cards = self._cards(topics)
        yield topics
        for name, columns in CHOSEN.items():
            yield _chosen(cards, name, columns)
        opened = {count: n for count, n in self.counted.items() if count.event == "opened"}
        spoken = _pairs(((count.language, count.plan), n) for count, n in opened.items())
        yield self._grid("languages", spoken, self.library.languages, SAID)
        came = _pairs(((count.channel, count.origin), n) for count, n in opened.items())
        yield self._grid("channels", came, self.channels, CAME_FROM)
        changed = _pairs((_change(count.event), n) for count, n in self.counted.items() if count.event[:5] == "plan:")
        yield self._grid("plans", changed, SAID, SAID, never=[(place, place) for place in range(len(SAID))])

    def topics(self) -> Table:
        """Draw topic by week. The sum of a topic is that of its cards as well."""
        opened = _pairs(
            ((self._topics[count.card], week), n)
            for week, counted in self.weeks.items()
            for count, n in counted.items()
            if count.event == "opened"
        )
        rows = _all(self.library.topics, self._topics.values())
        below = [[self._opened[card] for card in self._of(topic)] for topic in rows]
        return self._grid("topics", opened, rows, tuple(self.weeks), below=below)

    def _of(self, topic: str) -> list[str]:
        """Name the cards of a topic, in the editors' order; then those that are gone."""
        ordered = _all(self.library.cards, self._topics)
        return [card for card in ordered if self._topics[card] == topic]

    def _cards(self, topics: Table) -> Table:
        """Draw card by event: opened cards as the parts of their topics, listening as one, all else on its own.

        A page tells each at most once while it is open, and `played` before `heard`. Where a month begins in between,
        `played` is taken to be as much as was heard.
        """
        found = _pairs(((count.card, _event(count)), n) for count, n in self.counted.items())
        rows = tuple(card for topic in topics.rows for card in self._of(topic))
        columns = {"opened": (self._parts(topics), topics.total)}
        values = {event: [found.get((card, event), 0) for card in rows] for event in OF_CARDS}
        unopened = [place for place, n in enumerate(values["opened"]) if not n]
        played = [max(both) for both in zip(values["played"], values["heard"], strict=True)]
        told = within.pair(played, values["heard"], self.draws("cards.played"), known=unopened)
        columns |= {"played": (told.wholes, told.whole), "heard": (told.parts, told.part)}
        for event in OF_CARDS[3:]:
            known = () if event in ALWAYS else unopened
            columns[event] = suppress.line(values[event], self.draws(f"cards.{event}"), known=known)
        cells = tuple(zip(*(columns[event][0] for event in OF_CARDS), strict=True))
        return _mixed("cards", rows, OF_CARDS, cells, [columns[event][1] for event in OF_CARDS])

    def _parts(self, topics: Table) -> tuple[Cell, ...]:
        """Hide cards within their topic; where no topic's sum is shown, every card."""
        silent = all(total is None for total in topics.row_totals)
        found: list[Cell] = []
        for topic, total in zip(topics.rows, topics.row_totals, strict=True):
            values = [self._opened[card] for card in self._of(topic)]
            safe = suppress.parts(values, self.draws(f"cards.opened.{topic}"), of_hidden=total is None)
            found += [None] * len(values) if silent else safe
        return tuple(found)

    def _grid(
        self,
        name: str,
        found: Pairs,
        rows: Iterable[str],
        columns: Iterable[str],
        *,
        never: Collection[Place] = (),
        below: Sequence[Sequence[int]] | None = None,
    ) -> Table:
        """Draw a table of two ways, with every row and column that was counted, expected or not."""
        down, across = _all(rows, (row for row, _ in found)), _all(columns, (column for _, column in found))
        cells = [[found.get((row, column), 0) for column in across] for row in down]
        grid = suppress.grid(cells, self.draws(name), never=never, below=below)
        return Table(name, down, across, grid.cells, grid.rows, grid.columns, grid.total)


def hours(asked: Mapping[int, int], draws: Draws) -> Table:
    """Draw in which hours of the day people asked for a person."""
    cells, total = suppress.line([asked.get(hour, 0) for hour in range(24)], draws("hours"))
    rows = tuple(f"{hour:02}" for hour in range(24))
    return Table("hours", rows, ("asked",), tuple((cell,) for cell in cells), cells, (total,), total)


def before(this: Table, last: Table) -> Table:
    """Set the topics of two months side by side, as each is shown in its own month."""
    rows = _all(this.rows, last.rows)
    old, new = (dict(zip(table.rows, table.row_totals, strict=True)) for table in (last, this))
    cells = tuple((new.get(row, 0), old.get(row, 0)) for row in rows)
    return _mixed("before", rows, ("this-month", "month-before"), cells, (this.total, last.total))


def _pairs(found: Iterable[tuple[tuple[str, str], int]]) -> Pairs:
    summed = Counter[tuple[str, str]]()
    for pair, n in found:
        summed[pair] += n
    return summed


def _all(known: Iterable[str], found: Iterable[str]) -> tuple[str, ...]:
    """Name all that are known, in their order, then those that were found besides."""
    listed = tuple(known)
    return (*listed, *sorted(set(found) - set(listed)))


def _event(count: Count) -> str:
    """Take listening to any voice as one event."""
    event = count.event.removesuffix("-human").removesuffix("-machine")
    return event if event in {"played", "heard"} else count.event


def _change(event: str) -> tuple[str, str]:
    old, _, new = event.removeprefix("plan:").partition(">")
    return old, new


def _chosen(table: Table, name: str, columns: tuple[str, ...]) -> Table:
    """Take some columns out of a table that is safe; they hide what they hid there."""
    places = [table.columns.index(column) for column in columns]
    cells = tuple(tuple(row[place] for place in places) for row in table.cells)
    return _mixed(name, table.rows, columns, cells, [table.column_totals[place] for place in places])


def _mixed(
    name: str,
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    cells: tuple[tuple[Cell, ...], ...],
    totals: Sequence[Cell],
) -> Table:
    """Add sums over different events. They tell nothing that does not stand beside them."""
    return Table(name, rows, columns, cells, tuple(map(_sum, cells)), tuple(totals), _sum(totals))


def _sum(cells: Sequence[Cell]) -> Cell:
    shown = [cell for cell in cells if cell is not None]
    return sum(shown) if len(shown) == len(cells) else None
