"""What the OpenAPI says is true: generated requests, good and bad, get what it promises."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.pytest import from_fixture

from app.main import create_fastapi
from app.service.parts import Parts


@pytest.fixture
def api(parts: Parts) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_asgi("/openapi.json", create_fastapi(parts))


schema = from_fixture("api")


@schema.parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_api_keeps_what_it_says(case: schemathesis.Case) -> None:
    case.call_and_validate()
