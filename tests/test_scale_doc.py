"""docs/scale.md says what its own numbers give."""

import pytest

from app.settings import HOME
from bench import scale

DOC = (HOME / "docs" / "scale.md").read_text(encoding="utf-8")


def test_the_table_is_what_its_inputs_give() -> None:
    assert "\n".join(scale.table()) in DOC, "run python -m bench.scale and put its table into docs/scale.md"


@pytest.mark.parametrize(("name", "value"), scale.inputs())
def test_each_number_that_goes_in_is_told(name: str, value: float) -> None:
    assert f"| `{name}` | {value:g} |" in DOC


def test_more_people_need_no_less_and_one_city_needs_one_process() -> None:
    needs = [scale.need(people, scale.Assumed(), scale.Measured(), scale.Told()) for people in scale.AREAS.values()]
    assert (needs[0].store, needs[0].web, needs[0].senders) == ("SQLite", 1, 0)
    for name in ("peak", "bad_hour", "web", "senders", "numbers", "bots", "gigabytes", "megabits"):
        values = [getattr(each, name) for each in needs]
        assert values == sorted(values)
