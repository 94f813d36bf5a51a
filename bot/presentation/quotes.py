"""Quotations as pages of a message: one at a time, the newest first, each with who said it and when on every page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from bot.cards.library import Edition
from bot.cards.schema import Person, Quote
from bot.presentation import notices, vocabulary
from bot.presentation.dates import when_in_words
from bot.presentation.disputes import dispute_mark
from bot.presentation.fields import labelled_list, name_of, tied_name, voice_of
from bot.presentation.footers import footer, sources_in_words
from bot.presentation.lazy import LazyPages
from bot.presentation.localizer import Localizer
from bot.presentation.markup import displayed, plain
from bot.presentation.measures import MAX_CHARACTERS, MAX_OCTETS, MAX_OPTIONS, REMARK, Room
from bot.presentation.navigation import Press, pager, share_press
from bot.presentation.routes import CardRoute, EvidenceRoute, QuotesRoute, brief, in_full
from bot.presentation.sheet import FRAME_OCTETS, Link, Sheet, by_section, paginate
from bot.presentation.voices import words_of

# Pages that the three digits of a route can number, with the page after the last.
_MOST_PAGES = 999

# Characters of what is said, and how many ties: with a title of two names, and the name and role of who says it, all
# of a hundred characters, they fit one page even if every character is escaped or takes four bytes.
_SHORT = 700
_FEW = 5  # one of them to the speaker, whom no line of ties names

# A line of a page, and the section that it belongs to: sections are set apart by rules.
_Line = tuple[int, str]


def quotes_for(route: QuotesRoute, edition: Edition) -> Sequence[Quote]:
    """Return the quotations that ``route`` asks for, newest first and the undated last."""
    return edition.quotations.find(*_asked_for(route, edition))


def speakers(quotes: Iterable[Quote], edition: Edition) -> Counter[str]:
    """Return who said ``quotes``, and how many of them."""
    return Counter(quote.said_by for quote in quotes if quote.said_by in edition.published)


def topics(quotes: Iterable[Quote], edition: Edition) -> Counter[str]:
    """Return the cards that ``quotes`` are tied to, and how many of them; to have said something is no such tie."""
    return Counter(chain.from_iterable(map(edition.quotations.topics_of, quotes)))


def quote_pages(route: QuotesRoute, edition: Edition, localizer: Localizer) -> Sequence[Sheet]:
    """Return a page for each quotation, or several for one that does not fit; or one that says there is none."""
    quotes = quotes_for(route, edition)
    if not quotes:
        return [_nothing(route, edition, localizer)]
    title = _title(route, edition, localizer)
    kind = f"{vocabulary.SYMBOLS['quote']} {localizer.gettext(vocabulary.KINDS['quote'])}"
    pages = [
        (number, part)
        for number, quote in enumerate(quotes[:_MOST_PAGES])
        for part in range(1 if _is_short(quote, edition, localizer) else len(_parts(quote, route, edition, localizer)))
    ][:_MOST_PAGES]
    several = len(pages) != len(quotes)

    def sheet(page: int) -> Sheet:
        number, part = pages[page]
        quote, here = quotes[number], replace(route, page=page)
        place = localizer.gettext("{number} of {total}").format(
            number=localizer.number(number + 1), total=localizer.number(len(quotes))
        )
        head = f"-# {' · '.join([kind, place] if len(quotes) > 1 else [kind])}\n## {title}"
        foot = _foot(quote, edition, localizer, page, len(pages) if several else 1)
        blocks = (head, *by_section(_parts(quote, route, edition, localizer)[part]), foot)
        presses = _presses(here, quote, len(pages), edition, localizer)
        return with_links(
            Sheet(vocabulary.COLOURS["quote"], blocks, presses=presses), _links(quote, edition, localizer), localizer
        )

    return LazyPages(len(pages), sheet)


def _foot(quote: Quote, edition: Edition, localizer: Localizer, page: int, pages: int) -> str:
    return footer(edition, localizer, page=page, pages=pages, parts=[sources_in_words(quote, localizer)])


def _is_short(quote: Quote, edition: Edition, localizer: Localizer) -> bool:
    """Tell that a quotation surely fits one page, which costs a hundredth of laying it out."""
    if quote.disputed:
        return False
    texts = [quote.text, quote.summary.to(localizer.language)]
    if quote.translation:
        texts += filter(None, (quote.translation.fr, quote.translation.en))
    if quote.date and quote.date.note:
        texts.append(quote.date.note.to(localizer.language))
    return sum(map(len, texts)) <= _SHORT and len(edition.bonds_of(quote.id)) <= _FEW


def with_links(sheet: Sheet, links: Iterable[Link], localizer: Localizer) -> Sheet:
    """Return ``sheet`` with as many of ``links`` as it has bytes left for."""
    left = MAX_OCTETS - REMARK.octets - sheet.room.octets
    fitting: list[Link] = []
    for link in links:
        left -= link.octets
        if left < 0 or len(fitting) == MAX_OPTIONS:
            break
        fitting.append(link)
    return replace(sheet, links=tuple(fitting), more=localizer.gettext("Open a related card…"))


def link_to(card_id: str, edition: Edition, localizer: Localizer) -> Link:
    """Return the way to a card, with what kind of card it is."""
    card = edition.published[card_id]
    kind = localizer.gettext(vocabulary.KINDS[card.kind])
    return Link(card.name.to(localizer.language), card_id, vocabulary.SYMBOLS[card.kind], kind)


def _asked_for(route: QuotesRoute, edition: Edition) -> tuple[str, str]:
    return in_full(route.person, edition.published), in_full(route.topic, edition.published)


def _title(route: QuotesRoute, edition: Edition, localizer: Localizer) -> str:
    t = localizer.gettext
    person, topic = (name_of(card_id, edition, localizer) for card_id in _asked_for(route, edition))
    if person and topic:
        return t("Quotations from {person} about {topic}").format(person=person, topic=topic)
    if person:
        return t("Quotations from {person}").format(person=person)
    return t("Quotations about {topic}").format(topic=topic) if topic else t("Quotations")


def _parts(quote: Quote, route: QuotesRoute, edition: Edition, localizer: Localizer) -> list[list[_Line]]:
    """Return the lines of each page that ``quote`` takes: who said it and when, and as much of the rest as fits."""
    title = _title(route, edition, localizer)
    attribution = _attribution(quote, route, edition, localizer)
    foot = _foot(quote, edition, localizer, 998, 999)
    around = Room.of(f"-# {vocabulary.SYMBOLS['quote']} {'x' * 30}\n## {title}\n{attribution}\n{foot}")
    room = Room(MAX_CHARACTERS, MAX_OCTETS - FRAME_OCTETS) - around - REMARK
    lines = list(_lines(quote, edition, localizer))
    following = iter(lines)
    pages = paginate((line for _, line in lines), room)
    return [[(0, attribution), *islice(following, len(page))] for page in pages]


def _attribution(quote: Quote, route: QuotesRoute, edition: Edition, localizer: Localizer) -> str:
    """Return who said it and when."""
    when = when_in_words(quote.date, localizer) if quote.date else localizer.gettext("Date not known")
    if route.person and quote.said_by in edition.published:
        return when  # a name that the title has already would only take room from the words
    return f"**{voice_of(quote.said_by, edition, localizer)}** · {when}"


def _lines(quote: Quote, edition: Edition, localizer: Localizer) -> Iterator[_Line]:
    language, speaker = localizer.language, edition.published.get(quote.said_by)
    role = plain(speaker.role.to(language)) if isinstance(speaker, Person) and speaker.role else ""
    via = name_of(quote.via, edition, localizer) if quote.via else ""
    if about := " · ".join(filter(None, (role, via and localizer.gettext("via {name}").format(name=via)))):
        yield 0, f"-# {about}"
    for line in words_of(quote, localizer):
        yield 0, line
    for line in dispute_mark(quote, edition, localizer):
        yield 1, line
    yield 1, plain(quote.summary.to(language))
    if quote.date and quote.date.note:
        yield 1, f"-# {plain(quote.date.note.to(language))}"
    for line in _tie_lines(quote, edition, localizer):
        yield 2, line


def _tie_lines(quote: Quote, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield on what occasion it was said and what it is about: what the quotation itself is tied to."""
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for bond in edition.bonds_of(quote.id):
        if not bond.inverse:
            label = localizer.gettext(vocabulary.TIES[bond.type][False])
            grouped[label].append(tied_name(bond, edition, localizer))
    for label, names in grouped.items():
        yield from labelled_list(label, names)


def _presses(route: QuotesRoute, quote: Quote, pages: int, edition: Edition, localizer: Localizer) -> tuple[Press, ...]:
    return (
        *pager(route, pages, edition.number, localizer),
        Press(localizer.gettext("Open the card"), CardRoute(quote.id)),
        Press(localizer.gettext("Sources"), EvidenceRoute(quote.id)),
        share_press(route, edition.number, localizer),
    )


def _links(quote: Quote, edition: Edition, localizer: Localizer) -> Iterator[Link]:
    """Yield the ways to the speaker, to where it was said, and to what it is tied to."""
    tied = (bond.card for bond in edition.bonds_of(quote.id))
    for other in dict.fromkeys(filter(None, (quote.said_by, quote.via, *tied))):
        if other in edition.published and other != quote.id:
            yield link_to(other, edition, localizer)


def _nothing(route: QuotesRoute, edition: Edition, localizer: Localizer) -> Sheet:
    """Say that there is no such quotation, and lead to those that there are."""
    t = localizer.gettext
    named = [card_id for card_id in _asked_for(route, edition) if card_id in edition.published]
    person, topic = (name_of(card_id, edition, localizer) for card_id in _asked_for(route, edition))
    if person and topic:
        sentence = t("No published quotation from {person} is about {topic}.").format(person=person, topic=topic)
    elif person:
        sentence = t("No quotation from {person} has been published.").format(person=person)
    elif topic:
        sentence = t("No published quotation is about {topic}.").format(topic=topic)
    else:
        sentence = t("No quotation has been published yet.")
    links = [link_to(card_id, edition, localizer) for card_id in dict.fromkeys(named)]
    return replace(notices.refusal(sentence, links), presses=tuple(_instead(route, edition, localizer)))


def _instead(route: QuotesRoute, edition: Edition, localizer: Localizer) -> Iterator[Press]:
    """Yield the ways to what there is: by the person, about the topic, by or about either taken for the other, all."""
    person, topic = _asked_for(route, edition)
    others = [QuotesRoute(person=route.person), QuotesRoute(topic=route.topic)]
    others += [QuotesRoute(topic=brief(person)), QuotesRoute(person=brief(topic)), QuotesRoute()]
    for other in dict.fromkeys(others):
        if other != QuotesRoute() and other != replace(route, page=0) and quotes_for(other, edition):
            # A button shows no Markdown, and would show the escapes.
            yield Press(displayed(_title(other, edition, localizer)), other)
    if quotes_for(QuotesRoute(), edition):
        yield Press(localizer.gettext("All quotations"), QuotesRoute())
