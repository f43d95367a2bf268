"""A vendor that is down is left alone, and tried now and then with one message."""

import pytest

from app.service.circuit import FAILURES, FIRST_WAIT, LONGEST_WAIT, Circuit

MOST = 16


def broken(times: int = FAILURES, now: float = 0.0) -> Circuit:
    circuit = Circuit()
    for _ in range(times):
        circuit.note(now, down=True)
    return circuit


# Read as: failures in a row · seconds since the last · messages under way · and how many more may go.
ROOMS = [
    (0, 0, 0, MOST),
    (FAILURES - 1, 0, 3, MOST - 3),
    (FAILURES, 0, 0, 0),
    (FAILURES, FIRST_WAIT + 0.1, 0, 1),
    (FAILURES, FIRST_WAIT + 0.1, 1, 0),
    (FAILURES + 1, FIRST_WAIT + 0.1, 0, 0),
    (FAILURES + 1, FIRST_WAIT * 2 + 0.1, 0, 1),
    (FAILURES + 50, LONGEST_WAIT - 1, 0, 0),
    (FAILURES + 50, LONGEST_WAIT + 0.1, 0, 1),
]


@pytest.mark.parametrize(("failures", "seconds", "busy", "room"), ROOMS)
def test_room(failures: int, seconds: float, busy: int, room: int) -> None:
    assert broken(failures).room(seconds, MOST, busy) == room


def test_one_message_that_goes_through_closes_it() -> None:
    circuit = broken()
    circuit.note(2.0, down=False)
    assert circuit.room(2.0, MOST, 0) == MOST


def test_one_failure_among_many_says_nothing() -> None:
    circuit = Circuit()
    for number in range(100):
        circuit.note(number, down=number % FAILURES != 0)
    assert not circuit.is_open
