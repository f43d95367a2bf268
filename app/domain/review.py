"""What a native speaker found good: one card in one language, as it was worded on one day."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Review:
    """`texts` is the digest of all texts of the card; `by` is the role of the reviewer, never a name."""

    card: str
    texts: str
    by: str
    on: date


def digest(said: Iterable[tuple[str, str]]) -> str:
    """Give the fingerprint of texts, each as (place, words); it changes with every word, place and order."""
    return hashlib.sha256(json.dumps(list(said), ensure_ascii=False).encode()).hexdigest()[:24]
