"""What curators read in the newsroom's channel. The problems themselves are in English, like a compiler's."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.diagnostics import Problem
from bot.cards.library import Edition
from bot.cards.text import shortened
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import Room
from bot.presentation.sheet import PAGE, Sheet, paginate

_GREEN = 0x2E9E6B
_RED = 0xC0392B
# Characters: a page holds several even when all of them have to be escaped, and the log has all of each.
_LONGEST_PROBLEM = 500


def reloaded_sheet(before: Edition, now: Edition, localizer: Localizer) -> Sheet:
    """Say which edition is live and how many cards came, changed and left."""
    t = localizer.gettext
    title = t("Edition {number} is live").format(number=now.number)
    added = now.cards.keys() - before.cards.keys()
    removed = before.cards.keys() - now.cards.keys()
    changed = [
        card_id for card_id in now.cards.keys() & before.cards.keys() if now.cards[card_id] != before.cards[card_id]
    ]
    lines = [
        *_names(t("Added"), sorted(added)),
        *_names(t("Changed"), sorted(changed)),
        *_names(t("Removed"), sorted(removed)),
    ]
    return Sheet(_GREEN, (f"**{title}**", "\n".join(paginate(lines)[0]) or t("No card has changed.")))


def _names(label: str, card_ids: Sequence[str], most: int = 10) -> list[str]:
    if not card_ids:
        return []
    shown = ", ".join(plain(card_id) for card_id in card_ids[:most])
    return [f"{label} ({len(card_ids)}) · {shown}{' …' if len(card_ids) > most else ''}"]


def refused_sheet(serving: Edition, problems: Sequence[Problem], localizer: Localizer) -> Sheet:
    """Say what is wrong, file by line by column, and that readers notice nothing."""
    problems_title = localizer.ngettext(
        "The briefings have {count} problem", "The briefings have {count} problems", len(problems)
    ).format(count=len(problems))
    kept = localizer.gettext("Readers keep edition {number} until this is mended.").format(number=serving.number)
    pages = paginate(
        [f"- {plain(shortened(str(problem), _LONGEST_PROBLEM))}" for problem in problems],
        PAGE - Room.of(problems_title) - Room.of(kept),
    )
    return Sheet(_RED, (f"**{problems_title}**\n{kept}", "\n".join(pages[0])), refusal=True)
