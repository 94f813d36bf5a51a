"""Quotations as pages of a message: one at a time, the newest first, each with who said it and when on every page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.cards.library import Edition
from bot.cards.schema import Person, Quote
from bot.presentation import notices, vocabulary
from bot.presentation.dates import when_in_words
from bot.presentation.disputes import dispute_mark
from bot.presentation.fields import labelled_list, name_of, tied_name, voice_of
from bot.presentation.footers import sources_in_words
from bot.presentation.lazy import LazyPages
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import Room
from bot.presentation.navigation import Press
from bot.presentation.paging import Paging, with_links
from bot.presentation.quotes_asked import no_quotes, quotes_for, title_of
from bot.presentation.routes import CardRoute, EvidenceRoute, QuotesRoute
from bot.presentation.sheet import Link, Sheet, by_section, paginate
from bot.presentation.voices import words_of

# Pages that the three digits of a route can number, with the page after the last.
_MOST_PAGES = 999

# Characters of what is said, and how many ties: with a title of two names, and the name and role of who says it, all
# of a hundred characters, they fit one page even if every character is escaped or takes four bytes.
_SHORT = 700
_FEW = 5  # one of them to the speaker, whom no line of ties names

# The sections of a page. The words and who said them stand behind one bar, the others are set apart by rules.
_WORDS, _ABOUT, _MARK, _SUMMARY, _TIES = range(5)


def quote_pages(route: QuotesRoute, edition: Edition, localizer: Localizer) -> Sequence[Sheet]:
    """Return a page for each quotation, or several for one that does not fit; or one that says there is none."""
    quotes = quotes_for(route, edition)
    if not quotes:
        return [no_quotes(route, edition, localizer)]
    shown = _Shown(route, quotes, edition, localizer)
    pages = [
        (number, part) for number in range(min(len(quotes), _MOST_PAGES)) for part in range(shown.parts_of(number))
    ][:_MOST_PAGES]
    # Where each has a page, the head has counted them already.
    numbered = len(pages) != len(quotes)

    def sheet(page: int) -> Sheet:
        number, part = pages[page]
        paging = replace(shown.paging(number), numbered=numbered)
        laid = paging.sheet(page, len(pages), shown.blocks(number)[part])
        return with_links(laid, _links(quotes[number], edition, localizer), localizer)

    return LazyPages(len(pages), sheet)


@dataclass(frozen=True, slots=True)
class _Shown:
    """Quotations that are shown one by one."""

    route: QuotesRoute
    quotes: Sequence[Quote]
    edition: Edition
    localizer: Localizer

    def paging(self, number: int) -> Paging:
        quote, t = self.quotes[number], self.localizer.gettext
        kind = f"{vocabulary.SYMBOLS['quote']} {t(vocabulary.KINDS['quote'])}"
        place = t("{number} of {total}").format(
            number=self.localizer.number(number + 1), total=self.localizer.number(len(self.quotes))
        )
        small = " · ".join([kind, place] if len(self.quotes) > 1 else [kind])
        return Paging(
            self.route,
            self.edition,
            self.localizer,
            vocabulary.COLOURS["quote"],
            f"-# {small}\n## {title_of(self.route, self.edition, self.localizer)}",
            parts=[sources_in_words(quote, self.localizer)],
            ways=[Press(t("Open the card"), CardRoute(quote.id)), Press(t("Sources"), EvidenceRoute(quote.id))],
        )

    def parts_of(self, number: int) -> int:
        """Return how many pages a quotation takes."""
        return 1 if self._is_short(number) else len(self.blocks(number))

    def _is_short(self, number: int) -> bool:
        """Tell that a quotation surely fits one page, which costs a hundredth of laying it out."""
        quote, language = self.quotes[number], self.localizer.language
        if quote.disputed:
            return False
        texts = [quote.text, quote.summary.to(language)]
        if quote.translation:
            texts += filter(None, (quote.translation.fr, quote.translation.en))
        if quote.date and quote.date.note:
            texts.append(quote.date.note.to(language))
        return sum(map(len, texts)) <= _SHORT and len(self.edition.bonds_of(quote.id)) <= _FEW

    def blocks(self, number: int) -> list[list[str]]:
        """Return the blocks of each page that a quotation takes: who said it and when, and as much else as fits."""
        lines = list(_lines(self.quotes[number], self.edition, self.localizer))
        room = self.paging(number).room
        said_by = self._attribution(number)
        if self._is_titled_by_speaker(number) and not all(
            Room.of(line).fits(room - Room.of(said_by)) for _, line in lines
        ):
            # A name that the title has already would only take room from the words.
            said_by = self._attribution(number, named=False)
        following = iter(lines)
        pages = paginate((line for _, line in lines), room - Room.of(said_by))
        return [[*_signed([*islice(following, len(page))], said_by)] for page in pages]

    def _is_titled_by_speaker(self, number: int) -> bool:
        return bool(self.route.person) and self.quotes[number].said_by in self.edition.published

    def _attribution(self, number: int, *, named: bool = True) -> str:
        """Return who said it and when."""
        quote, t = self.quotes[number], self.localizer.gettext
        when = when_in_words(quote.date, self.localizer) if quote.date else t("Date not known")
        return f"> — **{voice_of(quote.said_by, self.edition, self.localizer)}** · {when}" if named else f"> — {when}"


def _signed(lines: Sequence[tuple[int, str]], said_by: str) -> Iterator[str]:
    """Yield the blocks of a page, with who said it right below the words, as in a newspaper."""
    words, about = ([line for section, line in lines if section == each] for each in (_WORDS, _ABOUT))
    yield "\n".join([*words, said_by, *about])
    yield from by_section((section, line) for section, line in lines if section > _ABOUT)


def _lines(quote: Quote, edition: Edition, localizer: Localizer) -> Iterator[tuple[int, str]]:
    language, speaker = localizer.language, edition.published.get(quote.said_by)
    for line in words_of(quote, localizer):
        yield _WORDS, line
    role = plain(speaker.role.to(language)) if isinstance(speaker, Person) and speaker.role else ""
    via = name_of(quote.via, edition, localizer) if quote.via else ""
    if about := " · ".join(filter(None, (role, via and localizer.gettext("via {name}").format(name=via)))):
        yield _ABOUT, f"> -# {about}"
    for line in dispute_mark(quote, edition, localizer):
        yield _MARK, line
    yield _SUMMARY, plain(quote.summary.to(language))
    if quote.date and quote.date.note:
        yield _SUMMARY, f"-# {plain(quote.date.note.to(language))}"
    for line in _tie_lines(quote, edition, localizer):
        yield _TIES, line


def _tie_lines(quote: Quote, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield on what occasion it was said and what it is about: what the quotation itself is tied to."""
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for bond in edition.bonds_of(quote.id):
        if not bond.inverse:
            label = localizer.gettext(vocabulary.TIES[bond.type][False])
            grouped[label].append(tied_name(bond, edition, localizer))
    for label, names in grouped.items():
        yield from labelled_list(label, names)


def _links(quote: Quote, edition: Edition, localizer: Localizer) -> Iterator[Link]:
    """Yield the ways to the speaker, to where it was said, and to what it is tied to."""
    tied = (bond.card for bond in edition.bonds_of(quote.id))
    for other in dict.fromkeys(filter(None, (quote.said_by, quote.via, *tied))):
        if other in edition.published and other != quote.id:
            yield notices.card_link(edition.published[other], localizer)
