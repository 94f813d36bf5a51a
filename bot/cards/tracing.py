"""Whether every published sentence leads back to words of an article, and whether those are still where they were."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from bot.cards.diagnostics import Finding
from bot.cards.evidence import Evidence, citations_of, cited_by, locking, stands_in_passage
from bot.cards.lock import FILE, Lock, sha256
from bot.cards.passages import Article, split
from bot.cards.schema import Card, Quote, Source
from bot.cards.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.cards.document import Path
    from bot.cards.passages import Mismatch

# The parts of a card that have citations of their own; the others rest on those of the card.
_CITING = ("fact", "dispute", "relation", "step")
_CITE = "add `cite:` with a source and a passage"


def articles_of(
    sources: Mapping[str, Source], texts: Mapping[str, bytes]
) -> tuple[dict[str, Article], list[tuple[str, str, str]]]:
    """Return the article of each source that is at hand, and what is wrong with others: id, field and message."""
    articles: dict[str, Article] = {}
    wrong: list[tuple[str, str, str]] = []
    for source in sources.values():
        data = texts.get(source.snapshot or "")
        if data is None:
            continue
        digest = sha256(data)
        try:
            text = data.decode()
        except UnicodeDecodeError:
            wrong.append((source.id, "snapshot", f"the article {source.snapshot} is not UTF-8 text"))
            continue
        if source.sha256 is None:
            wrong.append((source.id, "snapshot", f"the article's sha256 is not recorded; write `sha256: {digest}`"))
        elif source.sha256 != digest:
            wrong.append((source.id, "sha256", f"{source.snapshot} is another text than the one recorded here"))
        else:
            articles[source.id] = Article(text)
    return articles, wrong


class Reading(NamedTuple):
    """How much of the briefings could be read: what follows from the rest is left out.

    ``verified`` is whether the lock file can be compared with an article at hand, ``whole`` whether every file could be
    read; ``wrong`` are the ids of the sources with another article than theirs.
    """

    verified: bool
    whole: bool
    wrong: frozenset[str]


def trace(loaded: Mapping[str, Card | Source], evidence: Evidence, lock: Lock, reading: Reading) -> Iterator[Finding]:
    """Yield what keeps sentences from being traced."""
    cards = {file: card for file, card in loaded.items() if isinstance(card, Card)}
    sources = {file: card for file, card in loaded.items() if isinstance(card, Source)}
    doubtful = bool(evidence.refused) or any(proof.standing == "unverified" for proof in evidence.proofs.values())
    unknown = _unknown(cards, evidence) if doubtful else {}
    for file, source in sources.items():
        if source.id in unknown and source.id not in reading.wrong:
            message = f"none of the {unknown[source.id]} citations of this source could be verified"
            text = f"its text, {source.snapshot}," if source.snapshot else "its text"
            remedy = f"name the folder that holds {text} with --articles"
            yield Finding(file=file, path=("id",), code="S08", message=message, help=remedy)
    for file, card in cards.items():
        if card.published:
            yield from _uncited(file, card)
        for path, citation in citations_of(card) if doubtful else ():
            mismatches = evidence.refused.get((citation.source, citation.passage), ())
            for mismatch in mismatches:
                yield _mismatch(file, path, citation.source, citation.passage, mismatch)
            told = citation.source in unknown or citation.source in reading.wrong
            if not mismatches and not told and evidence.of(citation).standing == "unverified":
                message = "the lock file does not know this passage, and the article is not at hand"
                remedy = "name the folder that holds its text with --articles"
                yield Finding(file=file, path=(*path, "passage"), code="S08", message=message, help=remedy)
        if isinstance(card, Quote):
            yield from _misquoted(file, card, evidence, lock)
    if reading.verified:
        by_id = {source.id: source for source in sources.values()}
        # What is missing because of another mistake is not left over.
        known = all(source in by_id for source, _ in evidence.proofs)
        complete = reading.whole and known and not evidence.refused
        yield from _out_of_date(cards, by_id, evidence, lock, complete=complete)


def _unknown(cards: Mapping[str, Card], evidence: Evidence) -> dict[str, int]:
    """Return how many citations have each source of which nothing at all is verified or locked."""
    cited: Counter[str] = Counter()
    vouched: set[str] = set()
    for card in cards.values():
        for citation in cited_by(card):
            cited[citation.source] += 1
            refused = (citation.source, citation.passage) in evidence.refused
            if refused or evidence.of(citation).standing != "unverified":
                vouched.add(citation.source)
    return {source: count for source, count in cited.items() if source not in vouched}


def _uncited(file: str, card: Card) -> Iterator[Finding]:
    if not card.cite:
        message = f"this {card.kind} is published, and its summary and fields cite nothing"
        yield Finding(file=file, path=("summary",), code="S01", message=message, help=_CITE, key=True)
    for statement in statements(card):
        if not statement.cite and statement.part in _CITING:
            message = f"this {statement.part} is published and cites nothing"
            yield Finding(file=file, path=statement.path, code="S01", message=message, help=_CITE)


def _mismatch(file: str, path: Path, source: str, passage: str, mismatch: Mismatch) -> Finding:
    first, last, last_start = split(passage)
    within = {None: None, "first": (0, len(first)), "last": (last_start, len(passage))}[mismatch.edge]
    note, replacement = "", None
    if mismatch.closest:
        note = f'closest text in {source}: "{mismatch.closest.words}" (not accepted)'
        replacement = mismatch.closest.words if mismatch.closest.accents_only else None
    label = {None: "", "first": " (its first words)", "last": " (its last words)"}[mismatch.edge if last else None]
    return Finding(
        file=file,
        path=(*path, "passage"),
        code=mismatch.code,
        message=mismatch.message + label,
        help=mismatch.help,
        note=note,
        within=within,
        replacement=replacement,
    )


def _misquoted(file: str, quote: Quote, evidence: Evidence, lock: Lock) -> Iterator[Finding]:
    if any(evidence.of(citation).text for citation in quote.cite):
        if not stands_in_passage(quote, evidence):
            message = "these words do not stand in the passage that the quotation cites"
            remedy = (
                "write them as they are printed, with […] where you leave some out, or cite the passage they stand in"
            )
            yield Finding(file=file, path=("text",), code="S12", message=message, help=remedy)
    elif lock.quotes.get(quote.id) != sha256(quote.text) and any(
        evidence.of(citation).standing == "locked" for citation in quote.cite
    ):
        message = "the lock file does not know these words, and the article is not at hand"
        remedy = "name the folder that holds its text with --articles"
        yield Finding(file=file, path=("text",), code="S08", message=message, help=remedy)


def _says_it_all(lock: Lock, cards: Iterable[Card], evidence: Evidence) -> bool:
    """Tell, without building it anew, whether the lock file has all citations and quotations and no others."""
    quotes = {card.id: sha256(card.text) for card in cards if isinstance(card, Quote)}
    known = sum(len(source.citations) for source in lock.sources.values())
    found = sum(proof.standing != "unverified" for proof in evidence.proofs.values())
    return not evidence.news and known == found and lock.quotes == quotes


def _out_of_date(
    cards: Mapping[str, Card], sources: Mapping[str, Source], evidence: Evidence, lock: Lock, *, complete: bool
) -> Iterator[Finding]:
    if _says_it_all(lock, cards.values(), evidence):
        return
    now = locking(cards.values(), sources, evidence, lock)
    if now == lock:
        return
    remedy = "run `depeche check --fix S07`, and commit the lock file"
    if not lock.sources:
        message = "there is no lock file yet: without the articles, nobody could tell that the citations were verified"
        yield Finding(file=FILE, path=(), code="S07", message=message, help=remedy)
        return
    told = False
    for file, card in cards.items():
        for path, citation in citations_of(card):
            known = lock.sources.get(citation.source)
            found = (
                now.sources[citation.source].citations.get(citation.passage) if citation.source in now.sources else None
            )
            if found and (known is None or known.citations.get(citation.passage) != found):
                told = True
                message = "verified, but the lock file does not say so"
                yield Finding(file=file, path=(*path, "passage"), code="S07", message=message, help=remedy)
        if isinstance(card, Quote) and now.quotes.get(card.id, "") not in {"", lock.quotes.get(card.id)}:
            told = True
            message = "this quotation is verified, but the lock file does not say so"
            yield Finding(file=file, path=("text",), code="S07", message=message, help=remedy)
    misquoted = sum(isinstance(card, Quote) for card in cards.values()) - len(now.quotes)
    if complete and not misquoted and not told:
        message = "the lock file names citations that no card has any more"
        yield Finding(file=FILE, path=(), code="S07", message=message, help=remedy)
