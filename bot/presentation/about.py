"""What the bot is, what it promises and what it can be asked: the commands as they are registered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from discord import app_commands

from bot.cards.library import Edition
from bot.cards.schema import Kind
from bot.presentation import vocabulary
from bot.presentation.fields import labelled
from bot.presentation.localizer import N_, Localizer
from bot.presentation.navigation import Press
from bot.presentation.paging import Paging
from bot.presentation.routes import AboutRoute, ArticlesRoute, TimelineRoute
from bot.presentation.sheet import AIR, Sheet

Registered = app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu

# What readers are told first comes first; a command that is named nowhere here is listed all the same.
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    N_("Look something up"): ("who", "model", "org", "event", "term", "quote", "claim", "search"),
    N_("Walk through it"): ("timeline", "story", "compare"),
    N_("Keep up and check"): ("catchup", "sources", "about"),
    N_("Your own settings"): ("settings",),
}
_OTHERS = N_("And also")
_ON_A_MESSAGE = N_("On a message")
_FOR_ADMINS = N_("For those who manage a server")


def about_pages(registered: Sequence[Registered], edition: Edition, version: str, localizer: Localizer) -> list[Sheet]:
    """Return every page; ``registered`` are the commands that Discord knows of."""
    t = localizer.gettext
    what = t("Sourced briefings, distilled from news articles: a card says who maintains what, and how sure it is.")
    head = f"### Dépêche\n{what}"
    sections = (_promises(localizer), _listed(registered, localizer), _served(edition, localizer), _privacy(localizer))
    count = command_count(registered)
    parts = [
        t("version {version}").format(version=version),
        localizer.ngettext("{count} command", "{count} commands", count).format(count=count),
    ]
    ways = [Press(t("Timeline"), TimelineRoute()), Press(t("Sources"), ArticlesRoute())]
    paging = Paging(AboutRoute(), edition, localizer, vocabulary.LIST_COLOUR, head, parts, ways)
    return paging.over_pages((number, line) for number, section in enumerate(sections) for line in section)


def command_count(registered: Iterable[Registered]) -> int:
    """Return how many commands can be typed or chosen: each one of a group, and those in the menu of a message."""
    return sum(len(list(_leaves(command))) for command in registered)


def _leaves(command: Registered) -> Iterator[app_commands.Command[Any, ..., Any] | app_commands.ContextMenu]:
    if isinstance(command, app_commands.Group):
        for each in command.commands:
            yield from _leaves(each)
    else:
        yield command


def _promises(localizer: Localizer) -> Iterator[str]:
    t = localizer.gettext
    promises = {
        t("Traceable"): t("no sentence without a passage of the article that says so; doubt and dispute are shown."),
        t("Never lost, never twice"): t("a digest that is due is sent once, or its admin is told why not."),
        t("Steady"): t("a mistake in a card never takes the rest away: you keep the last good edition."),
    }
    yield from (f"- **{promise}** · {sentence}" for promise, sentence in promises.items())


def _listed(registered: Sequence[Registered], localizer: Localizer) -> Iterator[str]:
    """Yield the commands under their headings; of those for admins, the groups."""
    t = localizer.gettext
    headings = {name: heading for heading, names in _HEADINGS.items() for name in names}
    order = [name for names in _HEADINGS.values() for name in names]
    listed: defaultdict[str, list[str]] = defaultdict(list)
    known = (command for command in registered if command.name in order)
    others = sorted((command for command in registered if command.name not in order), key=lambda each: each.name)
    for command in (*sorted(known, key=lambda each: order.index(each.name)), *others):
        if isinstance(command, app_commands.ContextMenu):
            place = t("the cards that it names: open its menu, then Apps.")
            listed[_ON_A_MESSAGE].append(f"- **{t(command.name)}** · {place}")
        elif command.default_permissions is not None:
            listed[_FOR_ADMINS].append(_line(command, localizer))
        else:
            heading = headings.get(command.name, _OTHERS)
            listed[heading] += [
                _line(leaf, localizer) for leaf in _leaves(command) if isinstance(leaf, app_commands.Command)
            ]
    for heading in (*_HEADINGS, _OTHERS, _ON_A_MESSAGE, _FOR_ADMINS):
        if listed[heading]:
            # With room after it, or the next heading would be taken for a line of this list.
            yield "\n".join((f"**{t(heading)}**", *listed[heading])) + AIR.removesuffix("\n")


def _line(command: app_commands.Command[Any, ..., Any] | app_commands.Group, localizer: Localizer) -> str:
    return f"- `/{command.qualified_name}` · {localizer.gettext(command.description)}"


def _served(edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield how many cards of each kind there are, and the articles they come from."""
    count = Counter(card.kind for card in edition.published.values())
    cards, articles = len(edition.published), len(edition.sources)
    kinds: Mapping[Kind, str] = {
        "person": localizer.ngettext("{count} person", "{count} people", count["person"]),
        "model": localizer.ngettext("{count} model", "{count} models", count["model"]),
        "organization": localizer.ngettext("{count} organization", "{count} organizations", count["organization"]),
        "event": localizer.ngettext("{count} event", "{count} events", count["event"]),
        "quote": localizer.ngettext("{count} quotation", "{count} quotations", count["quote"]),
        "term": localizer.ngettext("{count} term", "{count} terms", count["term"]),
        "claim": localizer.ngettext("{count} claim", "{count} claims", count["claim"]),
        "story": localizer.ngettext("{count} story", "{count} stories", count["story"]),
    }
    total = localizer.ngettext("{count} card", "{count} cards", cards).format(count=localizer.number(cards))
    source = localizer.ngettext("from {count} article", "from {count} articles", articles)
    yield f"**{total}** {source.format(count=localizer.number(articles))}"
    by_kind = (words.format(count=localizer.number(count[kind])) for kind, words in kinds.items() if count[kind])
    if line := " · ".join(by_kind):
        yield line


def _privacy(localizer: Localizer) -> Iterator[str]:
    sentence = localizer.gettext(
        "Of you, only this is stored: the language and time zone you choose, when you last caught up, and your id on "
        "the digests you create. `/settings show` shows it, `/settings forget-me` erases it. What is looked for in "
        "vain is counted, not by whom."
    )
    yield from labelled(localizer.gettext("Privacy"), sentence)
