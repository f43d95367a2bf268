"""Which of two forms an Accept header asks for, by its weights (RFC 9110, sections 12.4.2 and 12.5.1)."""

import re

WEIGHT = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")


def prefers(accept: str, kind: str, usual: str) -> bool:
    """Say whether a kind is wanted more than the usual one; of two that weigh the same, the one that is named."""
    weights = _read(accept)
    wanted = _weight(weights, kind)
    return wanted[0] > 0 and wanted > _weight(weights, usual)


def _read(accept: str) -> dict[str, float]:
    """Read the weight of each kind: 1 where nothing is said, 0 (never) where it cannot be read."""
    weights = {}
    for part in accept.lower().split(","):
        name, *more = (word.strip() for word in part.split(";"))
        said = next((word[2:] for word in more if word.startswith("q=")), "1")
        weights[name] = float(said) if WEIGHT.fullmatch(said) else 0.0
    return weights


def _weight(weights: dict[str, float], kind: str) -> tuple[float, bool]:
    """Weigh a kind by the closest that names it, and say whether that is its own name."""
    family = kind.partition("/")[0] + "/*"
    closest = next((name for name in (kind, family, "*/*") if name in weights), "")
    return weights.get(closest, 0.0), closest == kind
