"""What a search found: each card with its kind and the sentence that answers best, the words looked for in bold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from bot.cards.fulltext.engine import Found, Hit
from bot.cards.fulltext.marking import Marking
from bot.cards.fulltext.reading import asks_something
from bot.cards.fulltext.wording import quotation, sentences
from bot.cards.library import Edition
from bot.cards.schema import Card
from bot.cards.text import fold
from bot.presentation import notices, vocabulary
from bot.presentation.footers import footer
from bot.presentation.lazy import LazyPages
from bot.presentation.localizer import Localizer
from bot.presentation.markup import echoed, plain
from bot.presentation.measures import MAX_ROW, Room
from bot.presentation.navigation import pager, share_press
from bot.presentation.routes import SearchRoute
from bot.presentation.sheet import AIR, AIR_OCTETS, PAGE, Link, Sheet

_A_PAGE = 6  # cards: what a phone shows in two turns of the thumb
_A_CARD = Room(PAGE.characters // _A_PAGE, PAGE.octets // _A_PAGE - AIR_OCTETS) - Room.of(AIR)
_SUGGESTIONS = MAX_ROW
_CLOSE = 75  # rapidfuzz ratio, 0 to 100: a slip or two in a name, not another name of about that length

# Between two words that were looked for: they are in bold as one.
_BRIDGE = re.compile(r"[\s\-‐‑’']+")


def result_pages(route: SearchRoute, edition: Edition, localizer: Localizer) -> Sequence[Sheet]:
    """Return every page of what a search found, or one that says that there is nothing."""
    found = edition.fulltext.search(route.query, localizer.language)
    if not found.hits:
        asked = asks_something(route.query)
        return [nothing_found(route.query, edition, localizer) if asked else nothing_to_look_for(localizer)]
    results = _Results(route, found, edition, localizer)
    return LazyPages(len(results), results.page)


def nothing_found(query: str, edition: Edition, localizer: Localizer) -> Sheet:
    """Say that nothing answers to ``query``, and offer the cards whose names come closest."""
    close = [each for each in edition.names.closest(query, None, _SUGGESTIONS) if _is_close(query, each.name)]
    if close:
        sentence = localizer.gettext("No card says anything about “{query}”. Did you mean one of these?")
    else:
        sentence = localizer.gettext(
            "No card says anything about “{query}”. Try another word, or fewer: all of them are looked for."
        )
    links = [notices.card_link(edition.published[suggestion.card_id], localizer) for suggestion in close]
    return notices.refusal(sentence.format(query=echoed(query)), links)


def _is_close(typed: str, name: str) -> bool:
    return fuzz.token_sort_ratio(fold(typed), fold(name)) >= _CLOSE


def nothing_to_look_for(localizer: Localizer) -> Sheet:
    """Say that a query has no word in it, or none that tells anything."""
    return notices.refusal(localizer.gettext("There is no word to look for in that. Type a name, a topic or a date."))


def query_too_long(most: int, localizer: Localizer) -> Sheet:
    """Say how long a query may be."""
    sentence = localizer.ngettext(
        "That is too long to look for: write {most} character at most.",
        "That is too long to look for: write {most} characters at most.",
        most,
    )
    return notices.refusal(sentence.format(most=most))


@dataclass(frozen=True, slots=True)
class _Results:
    """What was found, page by page."""

    route: SearchRoute
    found: Found
    edition: Edition
    localizer: Localizer

    def __len__(self) -> int:
        return (len(self.found.hits) + _A_PAGE - 1) // _A_PAGE

    def page(self, page: int) -> Sheet:
        hits = self.found.hits[page * _A_PAGE : (page + 1) * _A_PAGE]
        route = replace(self.route, page=page)
        pages, t = len(self), self.localizer.gettext
        listed = self.found.count - len(self.found.hits)
        parts = [t("the first {count} are listed").format(count=len(self.found.hits))] if listed > 0 else []
        foot = footer(self.edition, self.localizer, page=page, pages=pages, parts=parts)
        links = tuple([notices.card_link(self.edition.published[hit.card_id], self.localizer) for hit in hits])
        return Sheet(
            vocabulary.LIST_COLOUR,
            (f"### {self._title(hits)}", AIR.join(self._blocks(hits, links)), foot),
            links,
            t("Open a card…"),
            presses=(
                *pager(route, pages, self.edition.number, self.localizer),
                # With some of the words only, its title would be nobody's answer in the bot's voice.
                *([share_press(route, self.edition.number, self.localizer)] if self.found.count else []),
            ),
        )

    def _title(self, hits: Sequence[Hit]) -> str:
        count, t = self.found.count, self.localizer.gettext
        missing = ", ".join(t("“{words}”").format(words=echoed(word)) for word in self.found.missing)
        if not count and missing:
            sentence = t("Nothing on {words}. These come closest to “{query}”")
        elif not count:
            sentence = t("No card has every word of “{query}”. These come closest")
        elif all(hit.partial for hit in hits):
            sentence = t("With some of the words of “{query}” only")
        else:
            sentence = self.localizer.ngettext("{count} card for “{query}”", "{count} cards for “{query}”", count)
        return sentence.format(count=self.localizer.number(count), query=echoed(self.route.query), words=missing)

    def _blocks(self, hits: Sequence[Hit], links: Sequence[Link]) -> Iterator[str]:
        told = all(hit.partial for hit in hits)  # the title says so
        marking = self.found.marking(self.localizer.language)
        for hit, link in zip(hits, links, strict=True):
            remark = self.localizer.gettext("some of the words only") if hit.partial and not told else ""
            kind = f"{link.note} · {remark}" if remark else link.note
            head = f"**{plain(link.label)}**\n-# {link.symbol} {kind}"
            texts = _texts(self.edition.published[hit.card_id], self.localizer)
            room = Room(_A_CARD.characters, _A_CARD.octets - link.octets)
            yield _block(head, texts, len(self.found.terms), marking, room)


def _block(head: str, texts: Iterable[str], terms: int, marking: Marking, room: Room) -> str:
    """Return ``head`` with that of ``texts`` which answers best, as far as there is ``room``; nothing is ever cut."""
    for text in _best_first(texts, terms, marking):
        for line in (highlighted(text, marking), plain(text)):
            block = f"{head}\n{line}"
            if room.holds(block):
                return block
    return head


def _best_first(texts: Iterable[str], terms: int, marking: Marking) -> Iterator[str]:
    """Yield ``texts``, first those that have most of the ``terms``, and the first of them before others."""
    scores = {}
    for text in texts:
        scores[text] = marking.met(text)
        if scores[text] >= terms:
            yield text
    yield from sorted(scores, key=lambda text: -scores[text])


def _texts(card: Card, localizer: Localizer) -> Iterator[str]:
    """Yield what there is to show of a card: somebody's words in quotation marks, or they would be taken for ours."""
    yield from sentences(card, localizer.language)
    if words := quotation(card, localizer.language):
        yield localizer.gettext("“{words}”").format(words=words)


def highlighted(text: str, marking: Marking) -> str:
    """Return ``text`` as Markdown, with the words that were looked for in bold."""
    # The words of a text are the same once it is escaped, and no escape begins or ends inside of one.
    line = plain(text)
    runs: list[tuple[int, int]] = []
    for start, end in marking.marked(line):
        if runs and _BRIDGE.fullmatch(line, runs[-1][1], start):
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    for start, end in reversed(runs):
        line = f"{line[:start]}**{line[start:end]}**{line[end:]}"
    return line
