"""A scene as a PNG: shapes at twice the size and shrunk to be smooth, then the text, then a small palette."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from functools import singledispatchmethod

from PIL import Image, ImageDraw

from bot.presentation.pictures.scene import HEIGHT, WIDTH, Area, Band, Box, Colour, Dot, Scene, Stroke
from bot.presentation.pictures.typeface import Typeface

_TWICE = 2
_COLOURS = 64  # of seven and their blends, as many as can be told apart
_HATCH = 11  # pixels from one stroke of a hatching to the next
_DASH, _PAUSE = 7.0, 5.0
_EDGE = 2  # pixels of an outline


def paint(scene: Scene, typeface: Typeface) -> bytes:
    """Return a scene as a PNG."""
    brush = _Brush()
    for shape in scene.shapes:
        brush.paint(shape)
    image = brush.image.reduce(_TWICE)
    pen = ImageDraw.Draw(image)
    for text in scene.texts:
        font = typeface.font(text.style)
        ascent, descent = font.getmetrics()
        baseline = (text.box.top + text.box.bottom + ascent - descent) / 2
        pen.text((round(text.box.left), round(baseline)), text.text, text.colour.value, font, anchor="ls")
    written = io.BytesIO()
    image.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(written, "PNG")
    return written.getvalue()


class _Brush:
    """Paints shapes at twice their size."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH * _TWICE, HEIGHT * _TWICE), Colour.PAPER.value)
        self._draw = ImageDraw.Draw(self.image)

    @singledispatchmethod
    def paint(self, shape: object) -> None:
        raise TypeError(f"there is no way to paint {shape!r}")

    @paint.register
    def _area(self, shape: Area) -> None:
        left, top, right, bottom = _enlarged(shape.box)
        self._draw.rectangle((left, top, right - 1, bottom - 1), shape.colour.value)

    @paint.register
    def _stroke(self, shape: Stroke) -> None:
        ends = [(x * _TWICE, y * _TWICE) for x, y in (shape.start, shape.end)]
        self._draw.line(ends, shape.colour.value, round(shape.width * _TWICE))

    @paint.register
    def _dot(self, shape: Dot) -> None:
        (x, y), radius = shape.centre, shape.radius * _TWICE
        box = (x * _TWICE - radius, y * _TWICE - radius, x * _TWICE + radius, y * _TWICE + radius)
        if not shape.doubtful:
            self._draw.ellipse(box, Colour.MARK.value)
            return
        self._draw.ellipse(box, Colour.PAPER.value)
        for start in range(0, 360, 72):
            self._draw.arc(box, start, start + 48, Colour.MARK.value, _EDGE * _TWICE + 1)

    @paint.register
    def _band(self, shape: Band) -> None:
        left, top, right, bottom = map(round, _enlarged(shape.box))
        size = max(right - left, 1), max(bottom - top, 1)
        ground = Colour.MARK if shape.solid else Colour.PAPER if shape.doubtful else Colour.TINT
        piece = Image.new("RGB", size, ground.value)
        pen = ImageDraw.Draw(piece)
        if shape.doubtful:
            for x in range(-size[1], size[0], _HATCH * _TWICE):
                pen.line([(x, size[1]), (x + size[1], 0)], Colour.TINT.value, 4 * _TWICE)
            for ends in _dashes(size):
                pen.line(ends, Colour.MARK.value, _EDGE * _TWICE)
        else:
            pen.rectangle((0, 0, size[0] - 1, size[1] - 1), outline=Colour.MARK.value, width=_EDGE * _TWICE)
        self.image.paste(piece, (left, top))


def _dashes(size: tuple[int, int]) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Yield the dashes around a rectangle of that size; its ends are closed."""
    width, height = size
    edge = _EDGE * _TWICE / 2 - 0.5
    dash, period = _DASH * _TWICE, (_DASH + _PAUSE) * _TWICE
    count = max(math.floor(width / period), 1)
    for number in range(count):
        start = number * width / count
        for y in (edge, height - 1 - edge):
            yield (start, y), (min(start + dash, width), y)
    for x in (edge, width - 1 - edge):
        yield (x, 0), (x, height)


def _enlarged(box: Box) -> tuple[float, float, float, float]:
    left, top, right, bottom = (edge * _TWICE for edge in box)
    return left, top, right, bottom
