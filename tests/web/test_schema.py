"""What the OpenAPI says is true: generated requests, good and bad, get what it promises."""

import schemathesis
from hypothesis import HealthCheck, given, settings

from app.main import create_fastapi
from app.service.parts import Parts

EXAMPLES = 25


def test_the_api_keeps_what_it_says(parts: Parts) -> None:
    api = schemathesis.openapi.from_asgi("/openapi.json", create_fastapi(parts))
    operations = [found.ok() for found in api.get_all_operations()]
    assert len(operations) == 10
    for operation in operations:

        @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def keeps(case: schemathesis.Case) -> None:
            case.call_and_validate()

        keeps()
