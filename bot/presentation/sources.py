"""What stands behind a card: each of its sentences over the passages it rests on, as pages of a message."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from bot.cards.evidence import Standing
from bot.cards.library import Edition
from bot.cards.passages import split
from bot.cards.relations import ENDS
from bot.cards.schema import Card, Citation, Claim, Quote, Relation, Source, Story, Term
from bot.cards.text import Language
from bot.cards.ties import Bond
from bot.presentation import vocabulary
from bot.presentation.dates import date_in_words
from bot.presentation.facts import current_facts, dispute_line, fact_pieces
from bot.presentation.fields import labelled_list, stated_lines, tied_name
from bot.presentation.footers import footer
from bot.presentation.fragments import fragment_url
from bot.presentation.localizer import N_, Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import Room, clipped
from bot.presentation.navigation import Press, pager, share_press
from bot.presentation.routes import CardRoute, EvidenceRoute
from bot.presentation.sheet import PAGE, Sheet, paginate
from bot.presentation.voices import quoted, unbroken

_STANDINGS: Mapping[Standing, str] = {
    "verified": N_("✓ verified in the article"),
    "locked": N_("✓ locked: unchanged since it was verified"),
    "unverified": N_("✗ not verified"),
}
IN_LANGUAGE = {"fr": N_("in French"), "en": N_("in English")}
_QUOTATION_MARK = re.compile(r"[«»“”„\"]")
LEFT_OUT = " […] "  # between the ends of a passage
# A title or an outlet's name that is longer is cut: the passage matters more.
LONGEST_TITLE = 200  # characters


def source_pages(card: Card, edition: Edition, localizer: Localizer) -> list[Sheet]:
    """Return every page of what stands behind ``card``: nothing is said of sentences without a citation."""
    subtitle = localizer.gettext("Sources: the words of the articles behind each sentence")
    head = f"-# {vocabulary.SYMBOLS[card.kind]} {subtitle}\n## {plain(card.name.to(localizer.language))}"
    pages = paginate(_units(card, edition, localizer), PAGE)
    sheets = []
    for number, units in enumerate(pages):
        foot = footer(edition, localizer, page=number, pages=len(pages))
        blocks = filter(None, (head, "\n\n".join(units), foot))
        presses = _presses(card, number, len(pages), edition, localizer)
        sheets.append(Sheet(vocabulary.COLOURS[card.kind], tuple(blocks), presses=presses))
    return sheets


def _presses(card: Card, page: int, pages: int, edition: Edition, localizer: Localizer) -> tuple[Press, ...]:
    """Return the buttons below the sources of a card: those that turn pages, and the way back."""
    route = EvidenceRoute(card.id, page)
    return (
        *pager(route, pages, edition.number, localizer),
        Press(localizer.gettext("Back to the card"), CardRoute(card.id)),
        share_press(route, edition.number, localizer),
    )


def _units(card: Card, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield sentences over their passages; those that rest on the same passages share them.

    A passage is given in full the first time and by its ends from then on. What does not fit a page in one piece
    comes in several.
    """
    groups: defaultdict[tuple[Citation, ...], list[str]] = defaultdict(list)
    for sentence, cited in sentences(card, edition, localizer):
        if cited:
            groups[tuple(dict.fromkeys(cited))].append(sentence)
    given: set[Citation] = set()
    for cited, said in groups.items():
        lines = [*said, *_passages(cited, given, edition, localizer)]
        given.update(cited)
        unit = "\n".join(lines)
        if Room.of(unit).fits(PAGE):
            yield unit
        else:
            yield from lines


def sentences(card: Card, edition: Edition, localizer: Localizer) -> Iterator[tuple[str, tuple[Citation, ...]]]:
    """Yield what a card says, a sentence at a time, with its citations."""
    language = localizer.language
    yield plain(card.summary.to(language)), card.cite
    if own := _own_words(card, localizer):
        yield own, card.cite
    for line in stated_lines(card, edition, localizer):
        yield line, card.cite
    disputes = list(card.disputed)
    for fact in current_facts(card):
        for piece in fact_pieces(fact, card, edition, localizer):
            yield piece, fact.cite
        for dispute in [each for each in disputes if each.fact == fact.id]:
            disputes.remove(dispute)
            yield dispute_line(dispute, edition, localizer), dispute.cite
    for dispute in disputes:
        yield dispute_line(dispute, edition, localizer), dispute.cite
    if isinstance(card, Story):
        for number, step in enumerate(card.steps, 1):
            yield f"{number}. {plain(step.text.to(language))}", step.cite
    yield from _ties(card, edition, localizer)


def _ties(card: Card, edition: Edition, localizer: Localizer) -> Iterator[tuple[str, tuple[Citation, ...]]]:
    """Yield what the relations say, on whichever card they are written; those of one type and passage together."""
    names: defaultdict[tuple[str, tuple[Citation, ...]], list[str]] = defaultdict(list)
    for bond in edition.bonds_of(card.id):
        label = localizer.gettext(vocabulary.TIES[bond.type][bond.inverse])
        for relation in stated(bond, card, edition):
            names[label, relation.cite].append(tied_name(bond, edition, localizer))
    for (label, cited), tied in names.items():
        for line in labelled_list(label, tied):
            yield line, cited


def stated(bond: Bond, card: Card, edition: Edition) -> Iterator[Relation]:
    """Yield the relations that say what ``bond`` of ``card`` says: its own, and those of the card at the other end."""
    symmetric = bond.type in ENDS and ENDS[bond.type].symmetric
    if not bond.inverse:
        yield from (each for each in card.relations if (each.type, each.card) == (bond.type, bond.card))
    if bond.inverse or symmetric:
        other = edition.published[bond.card]
        yield from (each for each in other.relations if (each.type, each.card) == (bond.type, card.id))


def inverse_citations(card: Card, edition: Edition) -> Iterator[Citation]:
    """Yield the citations of other cards that stand behind what is said on ``card``."""
    for bond in edition.bonds_of(card.id):
        for relation in stated(bond, card, edition):
            yield from relation.cite


def _own_words(card: Card, localizer: Localizer) -> str:
    match card:
        case Quote():
            return quoted(card.text, card.original_language)
        case Term():
            return plain(card.definition.to(localizer.language))
        case Claim():
            return plain(card.text.to(localizer.language))
        case Story():
            return plain(card.lede.to(localizer.language))
        case _:
            return ""


def _passage(words: str, language: Language) -> str:
    """Return the words of an article as a block quote, in its quotation marks unless they have some of their own."""
    # A passage may begin or end inside a quotation: marks around it would pair with those of the article.
    return "> " + (unbroken(plain(words)) if _QUOTATION_MARK.search(words) else quoted(words, language))


def _passages(
    cited: Iterable[Citation], given: AbstractSet[Citation], edition: Edition, localizer: Localizer
) -> Iterator[str]:
    """Yield passages, those of one article over its title and how they stand."""
    articles: defaultdict[tuple[str, Standing], list[str]] = defaultdict(list)
    for citation in cited:
        proof = edition.evidence.of(citation)
        words = proof.text if proof.text and citation not in given else _ends(citation)
        source = edition.sources.get(citation.source)
        url = source and source.url and fragment_url(source.url, proof.text or citation.passage)
        label = localizer.gettext("Read it there")
        link = f" · [{label}]({url})" if url else ""
        language = source.language if source else localizer.language
        articles[citation.source, proof.standing].append(f"{_passage(words, language)}{link}")
    for (source_id, standing), quotes in articles.items():
        yield from quotes[:-1]
        yield f"{quotes[-1]}\n-# {_article(source_id, standing, edition, localizer)}"


def _article(source_id: str, standing: Standing, edition: Edition, localizer: Localizer) -> str:
    source = edition.sources.get(source_id)
    about = _about(source, localizer) if source else [plain(source_id)]
    return " · ".join([*about, localizer.gettext(_STANDINGS[standing])])


def _ends(citation: Citation) -> str:
    first, last, _ = split(citation.passage)
    return f"{first}{LEFT_OUT}{last}" if last else first


def _about(source: Source, localizer: Localizer) -> Iterator[str]:
    """Yield which article it is."""
    yield plain(clipped(source.title, LONGEST_TITLE))
    if source.publisher:
        yield plain(clipped(source.publisher, LONGEST_TITLE))
    yield date_in_words(source.published, localizer)
    if source.language != localizer.language:
        yield localizer.gettext(IN_LANGUAGE[source.language])
