"""Read QR codes as a phone does: from the picture of a page, or from the SVG itself."""

import io
import re

import av
import numpy as np
import zxingcpp

PIXELS = 8  # of one module


def seen(png: bytes) -> list[str]:
    """What the codes in a picture say, from top to bottom."""
    with av.open(io.BytesIO(png)) as file:
        grey = next(file.decode(video=0)).to_ndarray(format="gray")
    found = zxingcpp.read_barcodes(grey)
    return [code.text for code in sorted(found, key=lambda code: code.position.top_left.y)]


def drawn(svg: str) -> str:
    """What a code says that is drawn as lines of one module's height; it must say exactly one thing."""
    side = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    grid = np.full((side, side), 255, np.uint8)
    x, y = 0.0, 0.0
    for move, across, down, length in re.findall(r"([Mm])(-?[\d.]+) (-?[\d.]+)|h(\d+)", svg[svg.index("stroke") :]):
        if move:
            x, y = (0.0, 0.0) if move == "M" else (x, y)
            x, y = x + float(across), y + float(down)
        else:
            grid[int(y), int(x) : int(x) + int(length)] = 0
            x += int(length)
    (code,) = zxingcpp.read_barcodes(np.kron(grid, np.ones((PIXELS, PIXELS), np.uint8)))
    return code.text
