"""What a member has not seen yet, as pages of a message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cards.library import Edition
from bot.cards.schema import Card
from bot.presentation import vocabulary
from bot.presentation.dates import date_in_words, day_in_words
from bot.presentation.footers import footer
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.navigation import Press
from bot.presentation.paging import Paging
from bot.presentation.routes import CatchUpRoute
from bot.presentation.sheet import AIR, AIR_OCTETS, MOST_ENTRIES, Link, Sheet, paginate
from bot.readers import Arrival, News

# A route has room for 999 pages, and nobody reads that many: what is beyond is counted.
MOST = 200
_TO_BEGIN_WITH = 5  # the buttons one row holds
_LOOK_BACK = timedelta(days=30)


def news_pages(route: CatchUpRoute, news: News, edition: Edition, localizer: Localizer, zone: str) -> list[Sheet]:
    """Return every page of the ``news`` of the span of ``route``, of which it takes ``MOST``, dated in ``zone``.

    A span that begins with 0 is that of a member who has never caught up: they are shown a few cards to begin with.
    """
    if not route.since:
        return _pages(route, _welcome(edition, localizer), _first_head(localizer), edition, localizer)
    here = [arrival for arrival in news.newest if arrival.card_id in edition.published]
    if not here:
        return [_nothing(route, edition, localizer, zone)]
    count = news.count - (len(news.newest) - len(here))
    head = _head_of_old(route, count, localizer, zone) if route.again else _head(count, localizer)
    items = [_item(edition.published[each.card_id], _remark(each, route, localizer, zone), localizer) for each in here]
    return _pages(route, items, head, edition, localizer, beyond=count - len(items))


def _pages(  # noqa: PLR0913  (what a page is made of)
    route: CatchUpRoute,
    items: Sequence[tuple[str, Link]],
    head: str,
    edition: Edition,
    localizer: Localizer,
    *,
    beyond: int = 0,
) -> list[Sheet]:
    links = dict(items)  # no two cards share a name
    pages = paginate(links, most=MOST_ENTRIES, beside=lambda block: links[block].octets + AIR_OCTETS)
    more = localizer.ngettext("and {count} more", "and {count} more", beyond).format(count=localizer.number(beyond))
    paging = Paging(
        route,
        edition,
        localizer,
        vocabulary.LIST_COLOUR,
        head,
        parts=[more] if beyond else [],
        more=localizer.gettext("Open a card…"),
        shared=False,  # what somebody has not seen yet is nobody else's business
    )
    # Where there is no card at all, nothing stands between head and foot.
    return [
        replace(
            paging.sheet(number, len(pages), filter(None, [AIR.join(page)])),
            links=tuple(links[block] for block in page),
        )
        for number, page in enumerate(pages)
    ]


def _first_head(localizer: Localizer) -> str:
    title = localizer.gettext("Welcome to Dépêche")
    lead = localizer.gettext(
        "The latest cards to begin with. From now on, `/catchup` shows you what is new or has changed since the last "
        "time."
    )
    return f"### {title}\n{lead}"


def _welcome(edition: Edition, localizer: Localizer) -> list[tuple[str, Link]]:
    """Return the cards that changed last, of those of one day the best connected."""
    cards = edition.latest(_TO_BEGIN_WITH)
    updated = localizer.gettext("updated {date}")
    return [_item(card, updated.format(date=date_in_words(card.updated, localizer)), localizer) for card in cards]


def _head(count: int, localizer: Localizer) -> str:
    title = localizer.gettext("What you have not seen yet")
    lead = localizer.ngettext(
        "{count} card is new or has changed since you last caught up.",
        "{count} cards are new or have changed since you last caught up.",
        count,
    )
    return f"### {title}\n-# {lead.format(count=localizer.number(count))}"


def _head_of_old(route: CatchUpRoute, count: int, localizer: Localizer, zone: str) -> str:
    """Return a head that claims nothing of what the member has seen: they look back."""
    title = localizer.gettext("The last 30 days")
    lead = localizer.ngettext(
        "Up to {date}: {count} card came or changed.", "Up to {date}: {count} cards came or changed.", count
    )
    until = _day(datetime.fromtimestamp(route.until, UTC), localizer, zone)
    return f"### {title}\n-# {lead.format(date=until, count=localizer.number(count))}"


def _remark(arrival: Arrival, route: CatchUpRoute, localizer: Localizer, zone: str) -> str:
    """Return ``new · 23 November 2026``, or ``updated`` for a card that the member may know.

    What they look at again was new on that day, or was changed on it, whenever they last caught up.
    """
    since = datetime.fromtimestamp(route.since, UTC)
    new = arrival.came_at == arrival.at if route.again else arrival.came_at > since
    mark = localizer.gettext("new") if new else localizer.gettext("updated")
    return f"{mark} · {_day(arrival.at, localizer, zone)}"


def _item(card: Card, remark: str, localizer: Localizer) -> tuple[str, Link]:
    name = card.name.to(localizer.language)
    kind = localizer.gettext(vocabulary.KINDS[card.kind])
    summary = plain(card.summary.to(localizer.language))
    symbol = vocabulary.SYMBOLS[card.kind]
    return f"**{plain(name)}**\n-# {symbol} {kind} · {remark}\n{summary}", Link(name, card.id, symbol, kind)


def _nothing(route: CatchUpRoute, edition: Edition, localizer: Localizer, zone: str) -> Sheet:
    if route.until > route.since:
        # Of old buttons, or when what came has left again.
        sentence = localizer.gettext("What was new then has left, or has changed again since.")
        return Sheet(vocabulary.LIST_COLOUR, (sentence, footer(edition, localizer)))
    title = localizer.gettext("Nothing new")
    day = _day(datetime.fromtimestamp(route.until, UTC), localizer, zone)
    since = localizer.gettext("No card has come or changed since {date}: you have seen everything.").format(date=day)
    before = CatchUpRoute(max(route.until - int(_LOOK_BACK.total_seconds()), 1), route.until, again=1)
    back = Press(localizer.gettext("The latest again"), before)
    return Sheet(vocabulary.LIST_COLOUR, (f"### {title}\n{since}", footer(edition, localizer)), presses=(back,))


def _day(at: datetime, localizer: Localizer, zone: str) -> str:
    return day_in_words(at.astimezone(ZoneInfo(zone)).date(), localizer)
