"""The articles that all cards rest on: which they are, how much rests on each, and how that stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.cards.library import Edition
from bot.cards.schema import Source
from bot.cards.weights import Weight
from bot.presentation.dates import date_in_words
from bot.presentation.footers import footer
from bot.presentation.fragments import link_to
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import MAX_URL, clipped
from bot.presentation.navigation import pager, share_press
from bot.presentation.routes import ArticlesRoute
from bot.presentation.sheet import Sheet, paginate
from bot.presentation.sources import IN_LANGUAGE, LONGEST_TITLE

_COLOUR = 0x5F8A9E


def article_pages(route: ArticlesRoute, edition: Edition, localizer: Localizer) -> list[Sheet]:
    """Return every page, the articles published last first."""
    t = localizer.gettext
    articles = sorted(edition.sources.values(), key=lambda source: (source.title, source.id))
    articles.sort(key=lambda source: source.published.sort_key, reverse=True)
    units = [_article(source, edition.weights.get(source.id, Weight()), localizer) for source in articles]
    pages = paginate(f"{unit}\n" for unit in units or [t("No article yet.")])
    title, subtitle = t("Sources"), t("The articles that all cards rest on")
    head = f"### {title}\n-# {subtitle}"
    return [
        Sheet(
            _COLOUR,
            (head, "\n".join(page).rstrip("\n"), _foot(number, len(pages), edition, localizer)),
            presses=(
                *pager(replace(route, page=number), len(pages), edition.number, localizer),
                share_press(replace(route, page=number), edition.number, localizer),
            ),
        )
        for number, page in enumerate(pages)
    ]


def _article(source: Source, weight: Weight, localizer: Localizer) -> str:
    lines = [
        f"**{plain(clipped(source.title, LONGEST_TITLE))}**",
        f"-# {' · '.join(_origin(source, localizer))}",
        " · ".join(_resting(weight, localizer)),
    ]
    return "\n".join([*lines, *(f"-# {standing}" for standing in _standing(weight, localizer))])


def _origin(source: Source, localizer: Localizer) -> Iterator[str]:
    """Yield where, when and in which language an article appeared, and the way to it."""
    if source.publisher:
        yield plain(clipped(source.publisher, LONGEST_TITLE))
    yield date_in_words(source.published, localizer)
    yield localizer.gettext(IN_LANGUAGE[source.language])
    url = source.url and link_to(source.url)
    if url and len(url) <= MAX_URL:
        label = localizer.gettext("Read it there")
        yield f"[{label}]({url})"


def _resting(weight: Weight, localizer: Localizer) -> Iterable[str]:
    if not weight.cards:
        return [localizer.gettext("no card rests on it")]
    citations = sum(weight.citations.values())
    return [
        localizer.ngettext("{count} card rests on it", "{count} cards rest on it", weight.cards).format(
            count=localizer.number(weight.cards)
        ),
        localizer.ngettext("{count} citation", "{count} citations", citations).format(
            count=localizer.number(citations)
        ),
    ]


def _standing(weight: Weight, localizer: Localizer) -> Iterator[str]:
    """Yield how many of the citations are proven, and how; nothing is said of what there is none of."""
    if count := weight.citations.get("verified", 0):
        yield localizer.ngettext(
            "✓ {count} verified in the article", "✓ {count} verified in the article", count
        ).format(count=localizer.number(count))
    if count := weight.citations.get("locked", 0):
        yield localizer.ngettext(
            "✓ {count} locked: unchanged since it was verified",
            "✓ {count} locked: unchanged since they were verified",
            count,
        ).format(count=localizer.number(count))
    if count := weight.citations.get("unverified", 0):
        yield localizer.ngettext("✗ {count} not verified", "✗ {count} not verified", count).format(
            count=localizer.number(count)
        )


def _foot(page: int, pages: int, edition: Edition, localizer: Localizer) -> str:
    count = len(edition.sources)
    articles = localizer.ngettext("{count} article", "{count} articles", count).format(count=localizer.number(count))
    return footer(edition, localizer, page=page, pages=pages, parts=[articles])
