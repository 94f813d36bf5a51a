"""The picture of a digest: frozen with it as what it shows, and drawn again from that, by whoever sends it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from hashlib import blake2b
from typing import Any, cast

from bot.cards.dates import parse_date
from bot.cards.library import Edition
from bot.cards.text import Language
from bot.digests.records import Part
from bot.digests.selection import Selection
from bot.presentation.localizer import Localizer, Localizers
from bot.presentation.measures import Room, octets_of
from bot.presentation.pictures.chart import Chart, Legend, Moment
from bot.presentation.pictures.drawing import png_of
from bot.presentation.pictures.layout import MOST_MOMENTS
from bot.presentation.pictures.timelines import FILE, chart_of, described
from bot.presentation.pictures.timelines import Part as Dated
from bot.presentation.sheet import Picture

_FEWEST = 3  # fewer dates are read more easily than seen
_KEY = "picture"


def frozen_picture(selection: Selection, title: str, edition: Edition, localizer: Localizer) -> Part:
    """Return what a part is to hold for the picture of all dated news, as plain data; nothing when few are dated."""
    told = {card.id for card in (*selection.fresh, *selection.changed)}
    dated = [entry for entry in edition.timeline if entry.card_id in told][-MOST_MOMENTS:]
    if len(dated) < _FEWEST:
        return {}
    page = Dated(dated, 1, len(dated))
    chart = chart_of(page, title, edition, localizer)
    moments = [[moment.name, moment.words, str(moment.date), moment.doubtful] for moment in chart.moments]
    return {
        _KEY: {
            "title": chart.title,
            "description": described(page, title, edition, localizer),
            "moments": moments,
            "legend": asdict(chart.legend),
            "small_print": chart.small_print,
            "language": localizer.language,
        }
    }


def picture_room(part: Part) -> Room:
    """Return what the picture of ``part`` takes of its message: the bytes of its description."""
    return Room(0, octets_of(part[_KEY]["description"]) if _KEY in part else 0)


def picture_in(part: Part, localizers: Localizers) -> Picture | None:
    """Return the picture that ``part`` was frozen with: the same for the same part, whatever the cards say now."""
    if _KEY not in part:
        return None
    data = part[_KEY]
    name = blake2b(json.dumps(data, sort_keys=True).encode(), digest_size=16).hexdigest()
    localizer = localizers[cast("Language", data["language"])]
    return Picture((_KEY, name), FILE, data["description"], partial(_drawn, data, localizer))


def _drawn(data: Mapping[str, Any], localizer: Localizer) -> bytes:
    moments = tuple(Moment(name, words, parse_date(date), doubtful) for name, words, date, doubtful in data["moments"])
    return png_of(Chart(data["title"], "", moments, Legend(**data["legend"]), data["small_print"], localizer))
