"""Colours that can be read: contrast as WCAG 2.2 measures it, and the shades of a partner's accent.

https://www.w3.org/TR/WCAG22/#dfn-relative-luminance and #dfn-contrast-ratio. Text needs 4.5:1 (success criterion
1.4.3); buttons, outlines and pictures would need 3:1 (1.4.11), but links wear the accent as well.
"""

from dataclasses import dataclass

BLACK, WHITE = "#000000", "#ffffff"
NEEDED = 4.5
PAPER, ACCENT = "#fdf8f1", "#a8471f"  # --paper and --accent of app/web/static/drom.css in the light
# What the accent stands on: --paper and --card of app/web/static/drom.css, by colour scheme.
GROUNDS = {"light": (PAPER, "#ffffff"), "dark": ("#1d1712", "#2a211a")}
TOWARDS = {"light": BLACK, "dark": WHITE}
STEPS = 50


@dataclass(frozen=True, slots=True)
class Shade:
    """An accent that can be read in a colour scheme, and the colour of what is written on it."""

    accent: str
    on: str


def luminance(colour: str) -> float:
    """Measure the relative luminance of "#rrggbb": 0 is black, 1 is white."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Measure the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def on(colour: str) -> str:
    """Choose black or white to write on a colour; the better one has always more than 4.5:1."""
    return max(WHITE, BLACK, key=lambda ink: contrast(ink, colour))


def shade(accent: str, scheme: str) -> Shade:
    """Give the accent for a scheme ("light", "dark"), as little darker or lighter as it must be to be read there."""
    mixed = (mix(accent, TOWARDS[scheme], step / STEPS) for step in range(STEPS + 1))
    seen = next(colour for colour in mixed if least(colour, scheme) >= NEEDED)
    return Shade(seen, on(seen))


def least(colour: str, scheme: str) -> float:
    """Measure the contrast of a colour with the ground on which it is seen worst."""
    return min(contrast(colour, ground) for ground in GROUNDS[scheme])


def mix(colour: str, other: str, share: float) -> str:
    """Mix a share (0 to 1) of another colour into one."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004  # sRGB's own curve
