"""Charts: every number is in them, what is hidden is written, nothing runs out of the picture or needs colour."""

import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from app.web import chart
from app.web.chart import Figures

SHAPES = [chart.bars, chart.stacks, chart.columns, chart.matrix]


def figures(cells: tuple[tuple[int | None, ...], ...], rows: tuple[str, ...] = ()) -> Figures:
    names = rows or tuple(f"row {number}" for number in range(len(cells)))
    columns = tuple(f"column {number}" for number in range(len(cells[0])))
    return Figures("c", "How many?", "Bars.", names, columns, cells, "hidden")


def words(drawn: Markup) -> list[str]:
    return [element.text or "" for element in ET.fromstring(drawn).iter("text")]


@pytest.mark.parametrize("draw", SHAPES)
def test_a_chart_is_one_picture_with_a_name_and_a_description(draw: Callable[[Figures], Markup]) -> None:
    svg = ET.fromstring(draw(figures(((7, 9), (None, 0)))))
    assert svg.get("role") == "img"
    assert [svg.find(f"*[@id='{name}']").text for name in svg.get("aria-labelledby", "").split()] == [
        "How many?",
        "Bars.",
    ]


@pytest.mark.parametrize("draw", SHAPES)
def test_nothing_is_styled_in_place_and_no_name_is_markup(draw: Callable[[Figures], Markup]) -> None:
    drawn = draw(figures(((7,), (3,)), ("<script>alert(1)</script>", '" onload="x')))
    assert "<script" not in drawn
    assert not [
        1
        for element in ET.fromstring(drawn).iter()
        for name in element.attrib
        if name == "style" or name.startswith("on")
    ]


@pytest.mark.parametrize("draw", [chart.bars, chart.matrix])
def test_every_number_is_written_and_what_is_hidden_too(draw: Callable[[Figures], Markup]) -> None:
    told = words(draw(figures(((70, None), (0, 6)))))
    assert {"70", "0", "6", "hidden"} <= set(told)
    assert told.count("hidden") == 1


@pytest.mark.parametrize("draw", [chart.bars, chart.stacks])
def test_each_series_has_a_pattern_of_its_own_and_is_named(draw: Callable[[Figures], Markup]) -> None:
    drawn = draw(figures(((7, 8, 9, 4), (3, 5, 2, 1), (1, 2, 3, 4), (5, 5, 5, 5))))
    patterns = re.findall(r'<pattern [^>]*id="(c-\w+)"', drawn)
    assert len(patterns) == 4
    assert all(drawn.count(f"url(#{name})") >= 2 for name in patterns), "in the picture and in its legend"


def test_a_pile_with_a_hidden_part_says_that_it_is_more() -> None:
    told = words(chart.stacks(figures(((40, 10), (2, None)))))
    assert "42" in told
    assert "10+" in told


def test_a_bar_is_as_long_as_its_number() -> None:
    drawn = ET.fromstring(chart.bars(figures(((50,), (25,)))))
    long, short = [float(rect.get("width", 0)) for rect in drawn.findall("rect")]
    assert long == pytest.approx(2 * short, abs=0.02)


@pytest.mark.parametrize(
    ("most", "lines"),
    [(1, [0, 1]), (4, [0, 1, 2, 3, 4]), (5, [0, 2, 4, 6]), (135, [0, 50, 100, 150]), (900, [0, 500, 1000])],
)
def test_the_lines_of_a_chart_stand_at_round_numbers(most: int, lines: list[int]) -> None:
    told = words(chart.columns(figures(((most,),))))
    assert told[: len(lines)] == [str(number) for number in lines]
    assert not told[len(lines)].isdigit()


@pytest.mark.parametrize("draw", SHAPES)
@given(st.data())
def test_whatever_is_counted_nothing_is_drawn_outside(draw: Callable[[Figures], Markup], data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 6))
    row = st.tuples(*[st.none() | st.integers(0, 10**6)] * width)
    cells = tuple(data.draw(st.lists(row, min_size=1, max_size=6)))
    svg = ET.fromstring(draw(figures(cells)))
    right, bottom = map(float, svg.get("viewBox", "").split()[2:])
    for rect in svg.findall("rect"):
        x, y, wide, tall = (float(rect.get(name, 0)) for name in ("x", "y", "width", "height"))
        assert x >= 0
        assert y >= 0
        assert x + wide <= right + 0.1
        assert y + tall <= bottom + 0.1
