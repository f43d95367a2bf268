"""Charts as SVG, drawn here: bars, stacked columns and a matrix, each with a title and told apart without colour.

All sizes are units of the drawing; it is WIDTH wide, which is a small phone's width, and grows with the page. Colours,
and how big the letters are, stand in static/desk.css by the classes given here: nothing is styled in place.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree as ET  # only written, never read

from markupsafe import Markup

WIDTH = 340
LETTER = 6.7  # about as wide as a letter is drawn
BAR, LINE, GAP = 15, 16, 8
PLOT, AXIS = 170, 34
TICKS = 4
PATTERNS = ("full", "stripes", "dots", "hollow", "lines", "cross")


@dataclass(frozen=True, slots=True)
class Figures:
    """What is drawn, in the reader's words. None in a cell is hidden: `few` is written instead.

    `id` is this drawing's own on its page; `description` says what somebody sees who cannot see it.
    """

    id: str
    title: str
    description: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    few: str

    @property
    def most(self) -> int:
        """The biggest number; 1 where there is none, so that one can divide by it."""
        return max((cell or 0 for row in self.cells for cell in row), default=0) or 1


class Drawing:
    """An SVG picture that grows downwards."""

    def __init__(self, figures: Figures) -> None:
        self.id = figures.id
        names = f"{self.id}-title {self.id}-told"
        self.root = ET.Element("svg", {"class": "chart", "role": "img", "aria-labelledby": names})
        self.add("title", id=f"{self.id}-title").text = figures.title
        self.add("desc", id=f"{self.id}-told").text = figures.description
        self.y = 0.0

    def add(self, tag: str, **given: object) -> ET.Element:
        """Add an element to the picture."""
        return _add(self.root, tag, **given)

    def write(self, text: str, x: float, y: float, *, kind: str = "", anchor: str = "start") -> None:
        """Write a text whose letters stand on `y`."""
        self.add("text", x=x, y=y, text_anchor=anchor, **({"class_": kind} if kind else {})).text = text

    def box(self, x: float, y: float, width: float, height: float, series: int) -> None:
        """Draw a box in the pattern of a series."""
        number = series % len(PATTERNS)
        fill = f"url(#{self.id}-{PATTERNS[number]})"
        self.add("rect", x=x, y=y, width=width, height=height, rx=2, fill=fill, class_=f"edge s{number}")

    def patterns(self, series: int) -> None:
        """Define the patterns of so many series: full, stripes, dots, hollow, lines, cross."""
        defs = self.add("defs")
        marks = {
            "stripes": "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4",
            "lines": "M0,2 h8 M0,6 h8",
            "cross": "M0,0 l8,8 M8,0 l-8,8",
        }
        for number, name in enumerate(PATTERNS[:series]):
            tile = {"id": f"{self.id}-{name}", "width": 8, "height": 8, "patternUnits": "userSpaceOnUse"}
            pattern = _add(defs, "pattern", class_=f"s{number}", **tile)
            _add(pattern, "rect", width=8, height=8, class_="solid" if name == "full" else "ground")
            if name in marks:
                _add(pattern, "path", d=marks[name], class_="mark")
            elif name == "dots":
                _add(pattern, "circle", cx=4, cy=4, r=2.2, class_="solid")

    def legend(self, names: Sequence[str]) -> None:
        """Say which pattern is whose."""
        x = 0.0
        for number, name in enumerate(names):
            wide = BAR + 6 + len(name) * LETTER + 12
            if x and x + wide > WIDTH:
                x, self.y = 0.0, self.y + LINE + 4
            self.box(x, self.y, BAR, BAR - 2, number)
            self.write(name, x + BAR + 6, self.y + 11)
            x += wide
        self.y += LINE + GAP

    def finish(self) -> Markup:
        """Give the SVG, as high as it has grown."""
        self.root.set("viewBox", f"0 0 {WIDTH} {_written(self.y)}")
        return Markup(ET.tostring(self.root, encoding="unicode"))  # noqa: S704  # ElementTree has escaped every text


def _add(parent: ET.Element, tag: str, **given: object) -> ET.Element:
    """Add an element; `class_` is its class, and "_" in a name stands for "-"."""
    named = {key.rstrip("_").replace("_", "-"): _written(value) for key, value in given.items()}
    return ET.SubElement(parent, tag, named)


def bars(figures: Figures) -> Markup:
    """Draw each row as a group of lying bars, one a column, with its number behind it."""
    drawing = Drawing(figures)
    drawing.patterns(len(figures.columns))
    if len(figures.columns) > 1:
        drawing.legend(figures.columns)
    room = WIDTH - max(len(figures.few), len(str(figures.most))) * LETTER - GAP
    for label, row in zip(figures.rows, figures.cells, strict=True):
        drawing.write(label, 0, drawing.y + 12, kind="label")
        drawing.y += LINE
        for number, cell in enumerate(row):
            wide = room * (cell or 0) / figures.most
            if wide:
                drawing.box(0, drawing.y, max(wide, 2), BAR - 2, number)
            told = figures.few if cell is None else str(cell)
            drawing.write(told, wide + (6 if wide else 0), drawing.y + 11, kind="few" if cell is None else "number")
            drawing.y += BAR
        drawing.y += GAP
    return drawing.finish()


def stacks(figures: Figures) -> Markup:
    """Draw each column as a standing pile of its rows. What is hidden is not in the pile: "92+"."""
    drawing = Drawing(figures)
    drawing.patterns(len(figures.rows))
    drawing.legend(figures.rows)
    piles = [sum(cell or 0 for cell in column) for column in zip(*figures.cells, strict=True)]
    height = _axis(drawing, max(piles, default=0) or 1)
    step = (WIDTH - AXIS) / max(len(figures.columns), 1)
    wide = min(step * 0.7, 48)
    for place, label in enumerate(figures.columns):
        middle, y = AXIS + step * (place + 0.5), drawing.y
        for number, row in enumerate(figures.cells):
            if tall := height(row[place] or 0):
                y -= tall
                drawing.box(middle - wide / 2, y, wide, tall, number)
        if piles[place]:
            hides = any(row[place] is None for row in figures.cells)
            drawing.write(
                f"{piles[place]}+" if hides else str(piles[place]), middle, y - 4, kind="number", anchor="middle"
            )
        for line, part in enumerate(_lines(label, step)):
            drawing.write(part, middle, drawing.y + 14 + line * 12, kind="small", anchor="middle")
    drawing.y += 24 + 12 * max((len(_lines(label, step)) - 1 for label in figures.columns), default=0)
    return drawing.finish()


def columns(figures: Figures, every: int = 1) -> Markup:
    """Draw each row's first cell as a standing bar, with a label at every so many; what is hidden is a small ring."""
    drawing = Drawing(figures)
    drawing.patterns(1)
    height = _axis(drawing, figures.most)
    step = (WIDTH - AXIS) / max(len(figures.rows), 1)
    for place, (label, row) in enumerate(zip(figures.rows, figures.cells, strict=True)):
        middle = AXIS + step * (place + 0.5)
        if row[0] is None:
            drawing.add("circle", cx=middle, cy=drawing.y - 5, r=min(3.0, step / 3), class_="ring")
        elif tall := height(row[0]):
            drawing.box(middle - step * 0.38, drawing.y - tall, step * 0.76, tall, 0)
        if place % every == 0:
            drawing.write(label, middle, drawing.y + 14, kind="small", anchor="middle")
    drawing.y += 34
    drawing.add("circle", cx=AXIS + 6, cy=drawing.y - 4, r=3, class_="ring")
    drawing.write(figures.few, AXIS + 16, drawing.y, kind="small")
    drawing.y += GAP
    return drawing.finish()


def matrix(figures: Figures) -> Markup:
    """Draw a field for each cell, the darker the more, with its number in it."""
    drawing = Drawing(figures)
    left = min(max((len(row) for row in figures.rows), default=0) * LETTER + GAP, WIDTH * 0.28)
    step = (WIDTH - left) / max(len(figures.columns), 1)
    heads = [_lines(column, step) for column in figures.columns]
    drawing.y = 12 * max(map(len, heads), default=0) + 4
    for place, head in enumerate(heads):
        for line, part in enumerate(reversed(head)):
            middle = left + step * (place + 0.5)
            drawing.write(part, middle, drawing.y - 5 - line * 12, kind="small", anchor="middle")
    for label, row in zip(figures.rows, figures.cells, strict=True):
        parts = _lines(label, left)
        tall = max(34, 12 * len(parts) + 6)
        for line, part in enumerate(parts):
            y = drawing.y + tall / 2 + 4 + (line - (len(parts) - 1) / 2) * 12
            drawing.write(part, 0, y, kind="small")
        for place, cell in enumerate(row):
            x, shade = left + step * place, round(0.06 + 0.44 * (cell or 0) / figures.most, 2) if cell else 0
            size = {"x": x + 1, "y": drawing.y + 1, "width": step - 2, "height": tall - 2, "rx": 4}
            drawing.add("rect", class_="field none" if cell is None else "field", fill_opacity=shade, **size)
            told, kind = (figures.few, "few") if cell is None else (str(cell), "number")
            drawing.write(told, x + step / 2, drawing.y + tall / 2 + 4, kind=kind, anchor="middle")
        drawing.y += tall
    return drawing.finish()


def _axis(drawing: Drawing, most: int) -> Callable[[int], float]:
    """Draw lines at round numbers up to the first that is not below the most; leave `y` at zero's line.

    Gives how tall a number is drawn.
    """
    step = _round_step(most)
    top = -(-most // step) * step
    zero = drawing.y + PLOT + LINE

    def height(number: int) -> float:
        return PLOT * number / top

    for number in range(0, top + 1, step):
        y = zero - height(number)
        drawing.add("line", x1=AXIS, x2=WIDTH, y1=y, y2=y, class_="grid")
        drawing.write(str(number), AXIS - 6, y + 4, kind="small", anchor="end")
    drawing.y = zero
    return height


def _round_step(most: int) -> int:
    """Give the smallest of 1, 2, 5, 10, 20, 50 … of which at most TICKS reach the most."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power * TICKS >= most:
                return factor * power
        power *= 10


def _lines(text: str, room: float) -> list[str]:
    """Break a label between words, so that each line fits where it can."""
    most = max(int(room / LETTER), 1)
    words = text.split(" ")
    breaks, length = [0], 0
    for number, word in enumerate(words):
        if number and length + 1 + len(word) > most:
            breaks.append(number)
            length = len(word)
        else:
            length += len(word) + (1 if number else 0)
    return [" ".join(words[first:last]) for first, last in pairwise([*breaks, len(words)])]


def _written(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
