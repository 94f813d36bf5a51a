"""The articles that all cards rest on: which they are, how much rests on each, and how that stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.cards.library import Edition
from bot.cards.schema import Source
from bot.cards.weights import Weight
from bot.presentation import vocabulary
from bot.presentation.dates import date_in_words
from bot.presentation.fragments import link_to
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import MAX_URL, clipped
from bot.presentation.paging import Paging
from bot.presentation.routes import ArticlesRoute
from bot.presentation.sheet import AIR, AIR_OCTETS, MOST_ENTRIES, Sheet, paginate
from bot.presentation.sources import IN_LANGUAGE, LONGEST_TITLE


def article_pages(route: ArticlesRoute, edition: Edition, localizer: Localizer) -> list[Sheet]:
    """Return every page, the articles published last first."""
    t = localizer.gettext
    articles = sorted(edition.sources.values(), key=lambda source: (source.title, source.id))
    articles.sort(key=lambda source: source.published.sort_key, reverse=True)
    units = [_article(source, edition.weights.get(source.id, Weight()), localizer) for source in articles]
    title, subtitle = t("Sources"), t("The articles that all cards rest on")
    count = localizer.ngettext("{count} article", "{count} articles", len(articles))
    paging = Paging(
        route,
        edition,
        localizer,
        vocabulary.LIST_COLOUR,
        f"### {title}\n-# {subtitle}",
        parts=[count.format(count=localizer.number(len(articles)))],
    )
    pages = paginate(units or [t("No article yet.")], paging.room, MOST_ENTRIES, beside=lambda _: AIR_OCTETS)
    return paging.sheets([[AIR.join(page)] for page in pages])


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
