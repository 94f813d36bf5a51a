"""``depeche explain``: what a rule means, with a wrong and a right example."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from bot.cards.explaining import explanation
from bot.cards.rules import FAMILIES, RULES
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.cards.rules import Rule


def explain(
    codes: Annotated[
        list[str] | None, typer.Argument(metavar="[CODE]...", help="Such as S02; all are listed without one.")
    ] = None,
) -> None:
    """Explain what `depeche check` found: what a code means, and a wrong and a right example."""
    if not codes:
        _print("\n".join(_listed()))
        return
    rules = [_rule(code) for code in codes]
    _print("\n".join(explanation(rule.code).markdown() for rule in rules))


def _print(markdown: str) -> None:
    console = Console()
    if not console.is_terminal:
        print(markdown, end="")
        return
    from rich.markdown import Markdown

    console.print(Markdown(markdown, code_theme="ansi_dark"))


def _rule(code: str) -> Rule:
    asked = code.strip().upper()
    if asked in RULES:
        return RULES[asked]
    near = difflib.get_close_matches(asked, RULES, n=3) or [known for known in RULES if known[0] == asked[:1]]
    hint = f"Did you mean {_choice(near)}?" if near else "`depeche explain` lists them all."
    raise UsageError(f"There is no rule {code!r}. {hint}")


def _choice(codes: list[str]) -> str:
    *others, last = codes
    return f"{', '.join(others)} or {last}" if others else last


def _listed() -> Iterator[str]:
    """Yield all rules by family, in the order that they have."""
    for letter, family in FAMILIES.items():
        yield f"## {letter}: {family}\n"
        for rule in RULES.values():
            if rule.code.startswith(letter):
                marks = [word for word, given in (("warning", rule.warning), ("fixable", rule.fixable)) if given]
                yield f"- `{rule.code}` {rule.title}{' (' + ', '.join(marks) + ')' if marks else ''}"
        yield ""
    yield "A warning lets an edition through. `depeche check --fix CODE` mends what is fixable and safe to mend.\n"
