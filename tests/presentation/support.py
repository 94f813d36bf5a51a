"""What the tests of messages share: Discord's limits, and editions built from cards at hand."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, settings
from simcord.components import validate_components, walk_components

from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.schema import FOLDERS
from bot.cards.snapshot import Snapshot
from bot.presentation.components import view_of
from bot.presentation.localizer import load_localizers
from bot.presentation.navigation import Press
from bot.presentation.sheet import Sheet

LOCALIZERS = load_localizers()
COMPONENTS_V2 = 1 << 15  # Discord, "Message Flags"

# The same examples on every machine, however slow it is, and nothing left behind in the repository.
PROPERTY = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)

ARTICLE: dict[str, Any] = {
    "id": "article",
    "kind": "source",
    "title": "Un article",
    "published": "2025-08",
    "language": "fr",
}
_CITED = {"cite": [{"source": "article", "passage": "Une phrase"}]}

_FOLDER_OF = {kind: folder for folder, kind in FOLDERS.items()}


def raw_card(kind: str, card_id: str, **fields: Any) -> dict[str, Any]:
    """Return a published card as a file would hold it; it and each of its parts cite ``ARTICLE``."""
    card = {
        "id": card_id,
        "kind": kind,
        "name": card_id.replace("-", " ").capitalize(),
        "status": "published",
        "updated": "2026-11-21",
        "summary": {"fr": f"Résumé de {card_id}.", "en": f"Summary of {card_id}."},
    }
    parts = {
        name: [_CITED | part for part in fields[name]]
        for name in ("facts", "disputed", "relations", "steps")
        if name in fields
    }
    return card | _CITED | fields | parts


def edition_of(cards: Iterable[Mapping[str, Any]]) -> Edition:
    """Build an edition the way the bot does; JSON stands in for YAML, whose reader is tested elsewhere."""
    files = {f"{_FOLDER_OF[card['kind']]}/{card['id']}.yaml": json.dumps(card).encode() for card in (*cards, ARTICLE)}
    return build_edition(Snapshot(files), json.loads)


def components_of(sheet: Sheet) -> list[dict[str, Any]]:
    """Return a message as Discord gets it."""
    view: Any = view_of(sheet)
    components: list[dict[str, Any]] = view.to_components()
    return components


def presses_of(sheet: Sheet) -> list[Press]:
    """Return the buttons of a sheet that lead somewhere."""
    return [press for press in sheet.presses if isinstance(press, Press)]


def check_limits(sheet: Sheet) -> None:
    """Assert that Discord would take this message (its documentation: "Component Reference")."""
    components = components_of(sheet)
    every = list(walk_components(components))
    assert len(every) <= 40
    assert sum(len(each["content"]) for each in every if each["type"] == 10) <= 4_000
    assert all(each["content"].strip() for each in every if each["type"] == 10)
    for row in (each for each in every if each["type"] == 1):
        assert 1 <= len(row["components"]) <= 5
    custom_ids = [each["custom_id"] for each in every if "custom_id" in each]
    assert len(custom_ids) == len(set(custom_ids)), "two controls of a message must not share a custom_id"
    assert all(len(custom_id) <= 100 for custom_id in custom_ids)
    assert all(1 <= len(each["label"]) <= 80 for each in every if each["type"] == 2)
    for select in (each for each in every if each["type"] == 3):
        assert 1 <= len(select["options"]) <= 25
        assert len(select["placeholder"]) <= 150
        assert all(1 <= len(option["label"]) <= 100 for option in select["options"])
        assert all(1 <= len(option["value"]) <= 100 for option in select["options"])
        assert len({option["value"] for option in select["options"]}) == len(select["options"])
    # And somebody else's reading of the same pages.
    validate_components(components, flags=COMPONENTS_V2)


def check_frozen(sheet: Sheet) -> None:
    """Assert that a sheet survives the ledger to the byte, without the buttons and the picture that no digest has."""
    sheet = replace(sheet, presses=(), picture=None)
    frozen = json.loads(json.dumps(sheet.to_json()))
    assert Sheet.from_json(frozen) == sheet
    assert components_of(Sheet.from_json(frozen)) == components_of(sheet)
