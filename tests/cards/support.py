"""What the tests of cards share: small folders of briefings, written out and built by the production loader."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.schema import FOLDERS, Card
from bot.cards.snapshot import Snapshot, take_snapshot
from bot.errors import ContentError

# The same examples on every machine, however slow it is, and nothing left behind in the repository.
PROPERTY = settings(deadline=None, derandomize=True, database=None, max_examples=200)

FIRST_FREE_LINE = 9
"""The line of a card from ``card`` on which its own lines begin."""

CITED = "cite: [{source: article, passage: Une phrase}]"
"""What makes a fact, a dispute, a relation or a step fit to be published."""

_FOLDER_OF: dict[str, str] = {kind: folder for folder, kind in FOLDERS.items()}
_NEEDED: dict[str, tuple[str, ...]] = {
    "event": ("start: 2025-08-05",),
    "quote": ("text: Voilà.", "original_language: fr", "said_by: ada"),
    "term": ("definition: {fr: Un mot., en: A word.}",),
    "claim": ("text: {fr: Oui., en: Yes.}", "said_by: ada"),
    "story": ("lede: {fr: Il était une fois., en: Once upon a time.}", "steps: []"),
}


def card(kind: str, card_id: str, *lines: str, name: str = "", status: str = "published") -> str:
    """Return a card with what its kind cannot do without; ``lines`` come ninth, and replace keys that they repeat.

    A published card cites an article, on its last line.
    """
    given = {line.partition(":")[0] for line in lines}
    start = [
        f"id: {card_id}",
        f"kind: {kind}",
        f"name: {name or card_id.replace('-', ' ').title()}",
        f"status: {status}",
        "updated: 2026-11-21",
        "summary:",
        "  fr: Une phrase.",
        "  en: A sentence.",
    ]
    usual = (*_NEEDED.get(kind, ()), *((CITED,) if status == "published" else ()))
    needed = [line for line in usual if line.partition(":")[0] not in given]
    return "\n".join([*start, *lines, *needed, ""])


def source(card_id: str, *lines: str) -> str:
    start = [f"id: {card_id}", "kind: source", "title: Un article", "published: 2025-08", "language: fr"]
    return "\n".join([*start, *lines, ""])


ARTICLE = source("article")


def path_of(text: str) -> str:
    """Return where in the briefings a card from ``card`` or ``source`` belongs."""
    values = dict(line.split(": ", 1) for line in text.splitlines()[:2])
    return f"{_FOLDER_OF[values['kind']]}/{values['id']}.yaml"


def files(*cards: str) -> dict[str, str]:
    """Return ``cards`` by their path in the briefings, with the article that they cite."""
    cited = any("source: article" in text for text in cards)
    return {path_of(text): text for text in ([ARTICLE] if cited else []) + list(cards)}


def written(folder: Path, contents: Mapping[str, str | bytes]) -> Path:
    """Write ``contents`` below ``folder``, by their path in the briefings."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def edition(folder: Path, *cards: str) -> Edition:
    """Return the edition that has ``cards`` in it."""
    return build_edition(take_snapshot(written(folder / "briefings", files(*cards))))


def edition_of(*cards: str) -> Edition:
    """Return the edition that has ``cards`` in it, without a disk."""
    return build_edition(Snapshot({path: text.encode() for path, text in sorted(files(*cards).items())}))


def problems(folder: Path, contents: Mapping[str, str | bytes]) -> list[str]:
    """Return what a curator is told about ``contents``, a line each; the article of other cards lies beside them."""
    written(folder / "briefings", files(ARTICLE) | dict(contents))
    with pytest.raises(ContentError) as caught:
        build_edition(take_snapshot(folder / "briefings"))
    return str(caught.value).splitlines()


def problems_of(folder: Path, *cards: str) -> list[str]:
    return problems(folder, files(*cards))


def short_card(*lines: str, without: str = "") -> str:
    """Return Ada's card, a line a key: ``lines`` come third and replace the keys that they repeat."""
    usual = {"name": "Ada", "status": "published", "updated": "2026-11-21", "summary": "{fr: a, en: b}"}
    usual["cite"] = CITED.partition(": ")[2]
    given = {line.partition(":")[0] for line in lines}
    all_lines = ["id: ada", "kind: person", *lines, *(f"{k}: {v}" for k, v in usual.items() if k not in given)]
    return "\n".join(line for line in all_lines if line.partition(":")[0] != without)


def loaded(folder: Path, *cards: str) -> Card:
    """Return the first of ``cards``, as the others stand beside it."""
    made = edition(folder, *cards)
    return made.cards[Path(path_of(cards[0])).stem]


def problem_of(folder: Path, *cards: str) -> str:
    """Return the only thing that is wrong with ``cards``."""
    (problem,) = problems_of(folder, *cards)
    return problem
