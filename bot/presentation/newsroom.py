"""What curators read in the newsroom's channel: which edition is live, or why none has come of an edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.cards.diagnostics import Problem
from bot.cards.library import Edition
from bot.cards.schema import Card
from bot.cards.text import fold
from bot.presentation.fields import LIST_ROOM
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import Room
from bot.presentation.problems import in_code, problem_lines
from bot.presentation.sheet import PAGE, Sheet, paginate

_GREEN = 0x2E9E6B
_RED = 0xC0392B
_MOST_NAMES = 10  # of the cards that came, changed or left


def reloaded_sheet(before: Edition, now: Edition, localizer: Localizer) -> Sheet:
    """Say which edition is live and which cards came, changed and left."""
    t = localizer.gettext
    title = t("Edition {number} is live").format(number=now.number)
    added = now.cards.keys() - before.cards.keys()
    removed = before.cards.keys() - now.cards.keys()
    changed = [
        card_id for card_id in now.cards.keys() & before.cards.keys() if now.cards[card_id] != before.cards[card_id]
    ]
    lines = [
        *_named(t("Added"), added, now.cards, localizer),
        *_named(t("Changed"), changed, now.cards, localizer),
        *_named(t("Removed"), removed, before.cards, localizer),
    ]
    return Sheet(_GREEN, (f"**{title}**", "\n".join(lines) or t("No card has changed.")))


def _named(label: str, card_ids: Iterable[str], cards: Mapping[str, Card], localizer: Localizer) -> list[str]:
    """Return a line with the first of these cards by name, each with the id that its file is called by."""
    names = {card_id: cards[card_id].name.to(localizer.language) for card_id in card_ids}
    in_order = sorted(names, key=lambda card_id: (fold(names[card_id]), card_id))
    if not in_order:
        return []
    listed = (f"{plain(names[card_id])} ({in_code(card_id)})" for card_id in in_order[:_MOST_NAMES])
    shown = paginate(listed, LIST_ROOM)[0]
    if left := len(in_order) - len(shown):
        more = localizer.ngettext("and {count} more", "and {count} more", left)
        shown.append(more.format(count=localizer.number(left)))
    return [f"{label} ({localizer.number(len(in_order))}) · {', '.join(shown)}"]


def refused_sheet(serving: Edition, problems: Sequence[Problem], localizer: Localizer) -> Sheet:
    """Say what is wrong, file by line by column, and that readers notice nothing."""
    title = localizer.ngettext(
        "The briefings have {count} problem", "The briefings have {count} problems", len(problems)
    ).format(count=localizer.number(len(problems)))
    kept = localizer.gettext("Readers keep edition {number} until this is mended.").format(number=serving.number)
    quoted = localizer.gettext("In small print, the words of `depeche check`.")
    head = f"**{title}**\n{kept}\n-# {quoted}"
    room = PAGE - Room.of(head) - Room.of(_left_out(len(problems), localizer))
    # Each with an empty line after it.
    shown = paginate((f"{problem_lines(each, serving, localizer)}\n" for each in problems), room)[0]
    blocks = [head, "\n".join(shown).rstrip("\n")]
    if left := len(problems) - len(shown):
        blocks.append(_left_out(left, localizer))
    return Sheet(_RED, tuple(blocks), refusal=True)


def _left_out(count: int, localizer: Localizer) -> str:
    more = localizer.ngettext(
        "and {count} more: `depeche check` lists them all", "and {count} more: `depeche check` lists them all", count
    )
    return f"-# {more.format(count=localizer.number(count))}"
