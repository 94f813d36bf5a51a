"""Where findings stand: files are read with all their places only once there is something to say about them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.cards import reader
from bot.cards.diagnostics import Finding, Problem, Related, Splice
from bot.cards.schema import ID_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.cards.document import Document, Path, Span
    from bot.cards.mending import Mending
    from bot.cards.snapshot import Snapshot

# What the items of a card's lists are called, and the key that names one.
_PARTS: Mapping[str, tuple[str, str]] = {
    "facts": ("fact", "id"),
    "disputed": ("dispute by", "by"),
    "relations": ("relation to", "card"),
    "steps": ("step", "card"),
    "corrections": ("correction", "date"),
}


class Places:
    """The documents of a snapshot, each read at most once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._documents: dict[str, Document] = {}
        self._mended: dict[str, Mending] = {}

    def mended(self, file: str, mending: Mending) -> None:
        """Note how the card of ``file`` differs from what is written there."""
        self._mended[file] = mending

    def is_made_up(self, finding: Finding) -> bool:
        """Tell whether ``finding`` only follows from what stands in for a wrong value, and must not be told."""
        mending = self._mended.get(finding.file)
        return mending is not None and mending.has_made_up(finding.path)

    def _written(self, file: str, path: Path) -> Path:
        """Return ``path`` with its keys as they are written in the file."""
        renamed = self._mended[file].renamed if file in self._mended else {}
        return tuple(renamed.get(path[: place + 1], part) for place, part in enumerate(path)) if renamed else path

    def document(self, file: str) -> Document:
        if file not in self._documents:
            # The lock file is no card: what is found in it is found in the whole of it.
            self._documents[file] = reader.examine(self._snapshot.files.get(file, b"{}"))
        return self._documents[file]

    def slips(self, file: str) -> Iterator[Problem]:
        """Yield the mistakes of syntax in ``file``."""
        for slip in self.document(file).slips:
            yield Problem(
                file=file,
                span=slip.span,
                code=slip.code,
                message=slip.message,
                help=slip.help,
                related=(Related(file, slip.earlier, "it stands here first"),) if slip.earlier else (),
                fix=Splice(*slip.fix) if slip.fix else None,
            )

    def problem(self, finding: Finding) -> Problem:
        """Return what ``finding`` is to its reader."""
        document = self.document(finding.file)
        finding = replace(finding, path=self._written(finding.file, finding.path))
        if finding.within:
            span = document.within(finding.path, *finding.within)
        else:
            span = document.span(finding.path, key=finding.key)
        exact = finding.replacement is not None and self._is_exactly(document, finding, span)
        return Problem(
            file=finding.file,
            span=span,
            code=finding.code,
            message=finding.message,
            help=finding.help,
            note=finding.note,
            subject=_subject(finding.path, document.value),
            related=tuple(
                Related(file, self.document(file).span(path), label) for file, path, label in finding.related
            ),
            fix=Splice(span.first, span.last, finding.replacement or "") if exact else None,
        )

    def _is_exactly(self, document: Document, finding: Finding, span: Span) -> bool:
        """Only what stands in the file letter for letter may be replaced there."""
        written = document.text[span.first : span.last]
        if finding.key:
            # What the key should be called may be there already, and would be there twice.
            return written == finding.path[-1] and (*finding.path[:-1], finding.replacement) not in document.places
        value = document.at(finding.path)
        if finding.within:
            value = value[slice(*finding.within)]
        return bool(written == value)


def _subject(path: Path, value: Any) -> str:
    """Return which part of a card ``path`` leads into: ``fact "runs-on-laptops"``."""
    match path:
        case (str(name), int(index), *_) if name in _PARTS:
            word, key = _PARTS[name]
            try:
                return f'{word} "{str(value[name][index][key])[:ID_LENGTH]}"'
            except (KeyError, TypeError, IndexError):
                return f"{word} {index + 1}"
        case _:
            return ""
