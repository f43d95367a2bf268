"""QR codes as inline SVG: what a phone held before a leaflet opens."""

import segno

# ISO/IEC 18004: level M reads with 15 % of the code lost, as on a folded or stained leaflet; a free rim of 4 modules.
LEVEL = "m"
RIM = 4


def svg(address: str) -> str:
    """Draw the code that opens an address: attributes alone, no style, so that a strict policy lets it be drawn.

    The size is the stylesheet's; the white ground belongs to the code, so that it also reads on a dark screen.
    """
    code = segno.make(address, error=LEVEL, micro=False)
    return code.svg_inline(omitsize=True, border=RIM, svgclass=None, lineclass=None, light="white")
