"""What stands behind each citation: the words of the article where it is at hand, the lock file's word where not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from bot.cards.lock import Lock, Locked, LockedSource, sha256
from bot.cards.passages import Article, Mismatch, Span, has_ends, resolve
from bot.cards.schema import Card, Citation, Quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.cards.document import Path
    from bot.cards.schema import Source

Standing = Literal["verified", "locked", "unverified"]


class Proof(NamedTuple):
    """How a citation stands. ``text`` is the passage as it was printed, where the article is at hand."""

    standing: Standing
    text: str | None = None
    span: Span | None = None


_UNVERIFIED = Proof("unverified")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The standing of every citation, by source and passage.

    ``refused`` says why a passage is not in its article; ``news`` are those verified that the lock file did not know.
    """

    proofs: Mapping[tuple[str, str], Proof] = field(default_factory=dict)
    refused: Mapping[tuple[str, str], tuple[Mismatch, ...]] = field(default_factory=dict)
    news: frozenset[tuple[str, str]] = frozenset()

    def of(self, citation: Citation) -> Proof:
        return self.proofs.get((citation.source, citation.passage), _UNVERIFIED)

    def standing(self, source: str, passage: str) -> Standing:
        return self.proofs.get((source, passage), _UNVERIFIED).standing


def gather(
    cards: Iterable[Card], sources: Mapping[str, Source], articles: Mapping[str, Article], lock: Lock
) -> Evidence:
    """Look every citation up: in its article (``articles`` is by source id) or else in ``lock``."""
    proofs: dict[tuple[str, str], Proof] = {}
    refused: dict[tuple[str, str], tuple[Mismatch, ...]] = {}
    news: set[tuple[str, str]] = set()
    for citation in {(each.source, each.passage): each for card in cards for each in cited_by(card)}.values():
        key = citation.source, citation.passage
        article = articles.get(citation.source)
        if article is None:
            proofs[key] = _locked(citation, sources, lock)
        elif known := _found_before(citation, article, lock):
            proofs[key] = known
        elif isinstance(found := resolve(citation.passage, article), Span):
            proofs[key] = Proof("verified", article.at(found), found)
            news.add(key)
        else:
            refused[key] = found
    return Evidence(proofs, refused, frozenset(news))


def _found_before(citation: Citation, article: Article, lock: Lock) -> Proof | None:
    """Return the proof that the lock file leads to, if these very words, with these ends, stand where it says.

    Looking there costs a tenth of looking everywhere; that the passage means no other place was seen when it was
    locked, in the same article.
    """
    locked = lock.sources.get(citation.source)
    found = locked.citations.get(citation.passage) if locked else None
    if not found:
        return None
    span = Span(found.start, found.end)
    words = article.at(span)
    proven = sha256(words) == found.sha256 and has_ends(words, citation.passage)
    return Proof("verified", words, span) if proven else None


def _locked(citation: Citation, sources: Mapping[str, Source], lock: Lock) -> Proof:
    source, locked = sources.get(citation.source), lock.sources.get(citation.source)
    if source is None or locked is None or source.sha256 != locked.sha256:
        return _UNVERIFIED
    found = locked.citations.get(citation.passage)
    return Proof("locked", None, Span(found.start, found.end)) if found else _UNVERIFIED


_CITING = ("facts", "disputed", "relations", "steps")  # the lists of a card whose items have citations


def cited_by(card: Card) -> Iterator[Citation]:
    """Yield every citation of a card."""
    yield from card.cite
    for name in _CITING:
        for part in getattr(card, name, ()):
            yield from part.cite


def citations_of(card: Card) -> Iterator[tuple[Path, Citation]]:
    """Yield every citation of a card, with its path in the file."""
    for index, citation in enumerate(card.cite):
        yield ("cite", index), citation
    for name in _CITING:
        for place, part in enumerate(getattr(card, name, ())):
            for index, citation in enumerate(part.cite):
                yield (name, place, "cite", index), citation


def locking(cards: Iterable[Card], sources: Mapping[str, Source], evidence: Evidence, before: Lock) -> Lock:
    """Return the lock file as it should be: what was verified now, and what stays locked from ``before``."""
    citations: defaultdict[str, dict[str, Locked]] = defaultdict(dict)
    quotes: dict[str, str] = {}
    for card in cards:
        for citation in cited_by(card):
            proof = evidence.of(citation)
            if proof.text is not None and proof.span is not None:
                citations[citation.source][citation.passage] = Locked(*proof.span, sha256(proof.text))
            elif proof.standing == "locked":
                kept = before.sources[citation.source].citations[citation.passage]
                citations[citation.source][citation.passage] = kept
        if isinstance(card, Quote):
            digest = sha256(card.text)
            if stands_in_passage(card, evidence) or before.quotes.get(card.id) == digest:
                quotes[card.id] = digest
    return Lock(
        {
            source_id: LockedSource(source.sha256, citations[source_id])
            for source_id, source in sources.items()
            if source.sha256 and citations[source_id]
        },
        quotes,
    )


def stands_in_passage(quote: Quote, evidence: Evidence) -> bool:
    """Tell whether the words of a quotation stand in a passage that its card cites, where that can be read."""
    passages = [Article(text) for citation in quote.cite if (text := evidence.of(citation).text)]
    pieces = [piece.strip() for piece in quote.text.replace("[...]", "[…]").split("[…]") if piece.strip()]
    return any(all(_occurs(piece, passage) for piece in pieces) for passage in passages)


def _occurs(words: str, passage: Article) -> bool:
    return isinstance(resolve(words, passage), Span)
