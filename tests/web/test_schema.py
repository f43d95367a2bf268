"""What the OpenAPI says is true: generated requests, good and bad, get what it promises."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from app.main import create_fastapi
from app.service import token
from app.service.parts import Parts
from app.web import stats
from app.web.hurry import Hurry
from tests.empty import emptied

EXAMPLES = 25


@pytest.fixture
def own(parts: Parts, tmp_path: Path) -> Iterator[Parts]:
    """With a database of its own, since the application closes it when it ends."""
    with emptied(parts, tmp_path) as made:
        yield made


def test_the_api_keeps_what_it_says(own: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stats, "hurry", Hurry(burst=10_000, seconds=0.001))  # wrong tokens are tried all the time
    holder = {"Authorization": f"Bearer {token.make(own, 'example-centre')}"}
    api = schemathesis.openapi.from_asgi("/openapi.json", create_fastapi(own))
    operations = [found.ok() for found in api.get_all_operations()]
    assert len(operations) == 11
    for operation in operations:

        @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def keeps(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=holder if case.operation.path == "/api/v1/stats" else None)

        keeps()
