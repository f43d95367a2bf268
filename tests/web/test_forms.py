"""Forms: whose page one came from, as browsers of all ages tell."""

import pytest

from app.web.forms import Sender, came_from

OURS, FOREIGN, UNSAID = Sender.OURS, Sender.FOREIGN, Sender.UNSAID
DROM = "https://drom.example"


@pytest.mark.parametrize(
    ("headers", "sender"),
    [
        ({"sec-fetch-site": "same-origin"}, OURS),
        ({"sec-fetch-site": "none"}, OURS),
        ({"sec-fetch-site": "same-site", "origin": DROM}, FOREIGN),
        ({"sec-fetch-site": "cross-site"}, FOREIGN),
        ({"origin": DROM, "host": "10.0.0.7:8000"}, OURS),
        ({"origin": "http://10.0.0.7:8000", "host": "10.0.0.7:8000"}, OURS),
        ({"origin": "https://evil.example", "host": "drom.example"}, FOREIGN),
        ({"origin": "https://drom.example.evil.example"}, FOREIGN),
        ({"origin": "https://drom.example@evil.example"}, FOREIGN),
        ({"origin": "https://[", "host": "drom.example"}, FOREIGN),
        ({"origin": "null", "host": "drom.example"}, FOREIGN),
        ({"origin": "", "host": ""}, FOREIGN),
        ({"host": "drom.example"}, UNSAID),
    ],
)
def test_whose_page_sent_a_form(headers: dict[str, str], sender: Sender) -> None:
    assert came_from(headers, DROM) is sender
