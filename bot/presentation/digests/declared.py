"""What the newsroom is told of config/digests.yaml when it cannot be followed."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.text import shortened
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import Room
from bot.presentation.sheet import PAGE, Sheet, paginate

_RED = 0xC0392B
_LONGEST = 500  # characters of one problem; the log has all of it


def undeclared_sheet(problems: Sequence[str], localizer: Localizer) -> Sheet:
    """Say what is wrong with the file, line by line, and that digests go on as they were."""
    title = localizer.ngettext(
        "The declared digests have {count} problem", "The declared digests have {count} problems", len(problems)
    ).format(count=localizer.number(len(problems)))
    kept = localizer.gettext("Until this is mended and the bot restarted, digests go on as they were.")
    quoted = localizer.gettext("In small print, the words of `depeche digest check`.")
    head = f"**{title}**\n{kept}\n-# {quoted}"
    lines = [f"-# {plain(shortened(each, _LONGEST))}" for each in problems]
    more = localizer.ngettext("and {count} more", "and {count} more", len(lines))
    shown = paginate(lines, PAGE - Room.of(head) - Room.of(more))[0]
    if left := len(lines) - len(shown):
        more = localizer.ngettext("and {count} more", "and {count} more", left)
        shown.append(f"-# {more.format(count=localizer.number(left))}")
    return Sheet(_RED, (head, "\n".join(shown)), refusal=True)
