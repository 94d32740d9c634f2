#!/usr/bin/env python3
"""Draws what a terminal showed as an SVG: make_picture.py < transcript > demo.svg

The transcript is kept beside the picture (demo.txt); record_demo.py writes it from a real run. Long lines are broken. Lines
that begin with "$ " were typed.
"""

import sys
from xml.sax.saxutils import escape

WIDTH, LINE, MARGIN = 126, 18, 16

COLOURS = [
    ("#7fd1a0", lambda line: line.startswith("$ ")),
    ("#9fb3c8", lambda line: line.startswith("# ")),
    ("#ff9d94", lambda line: line.lower().startswith("errore")),
    ("#ffd37a", lambda line: '"esito"' in line or line == "RICEVUTA VALIDA"),
]


def wrapped(line):
    """The line in pieces that fit, as a terminal would break it."""
    while len(line) > WIDTH:
        yield line[:WIDTH]
        line = line[WIDTH:]
    yield line


def main():
    lines = [piece for line in sys.stdin.read().rstrip("\n").split("\n") for piece in wrapped(line)]
    width, height = WIDTH * 8 + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN + 10
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
          ' role="img" aria-label="La dimostrazione al lavoro in un terminale">')
    print(f'<rect width="{width}" height="{height}" rx="8" fill="#17212b"/>')
    print('<g font-family="ui-monospace, DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="13" fill="#dbe4ec">')
    for number, line in enumerate(lines):
        colour = next((f' fill="{colour}"' for colour, known in COLOURS if known(line)), "")
        y = MARGIN + 14 + number * LINE
        print(f'<text x="{MARGIN}" y="{y}" xml:space="preserve" textLength="{len(line) * 8}"{colour}>{escape(line)}</text>'
              if line else "")
    print("</g></svg>")


if __name__ == "__main__":
    main()
