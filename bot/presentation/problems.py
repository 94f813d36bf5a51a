"""What is wrong with the briefings in the newsroom's language, over the words of `depeche check`, which are English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from bot.cards.diagnostics import Problem, with_hint
from bot.cards.library import Edition
from bot.cards.rules import RULES
from bot.cards.text import shortened
from bot.presentation.localizer import N_, Localizer
from bot.presentation.markup import plain

# Characters: a page holds several even when all of them have to be escaped, and the log has all of each.
_LONGEST_PROBLEM = 500

# The titles of the rules, for the catalogs: bot.cards knows no other language than that of its messages.
TITLES = (
    N_("the file cannot be read as UTF-8 text"),
    N_("an invisible character"),
    N_("a colon and a space inside a text"),
    N_("a tab"),
    N_("a quotation mark opens and never closes"),
    N_("a text goes on after its closing quotation mark"),
    N_("a text begins with a sign that YAML keeps for itself"),
    N_("a line is not indented like its neighbours"),
    N_("a key is there twice"),
    N_("anchors, aliases and tags"),
    N_("more than one document in a file"),
    N_("the file holds no card"),
    N_("the file is too long or nested too deep"),
    N_("a bracket or a comma is missing"),
    N_("a backslash between double quotes"),
    N_("a # cuts the text off"),
    N_("a key without a colon and a space"),
    N_("this is not YAML"),
    N_("an unknown key"),
    N_("a key is missing"),
    N_("a text, a list or a block in another's place"),
    N_("not one of the possible words"),
    N_("nothing where something must be"),
    N_("too long"),
    N_("not in the form that this field has"),
    N_("inferred, and no note says from what"),
    N_("a file in the wrong place"),
    N_("the id is not the file's name"),
    N_("a language is missing"),
    N_("the same text in both languages"),
    N_("a translation into the language it was printed in"),
    N_("no card has this id"),
    N_("a card of another kind is needed"),
    N_("a card tied to itself"),
    N_("a relation that this kind of card cannot have"),
    N_("no fact of this card has this id"),
    N_("facts that replace each other in a circle"),
    N_("an id that is taken"),
    N_("a name that another card has"),
    N_("two facts with one id"),
    N_("the same correction twice"),
    N_("not a date"),
    N_("not a day of the calendar"),
    N_("it ends before it begins"),
    N_("one day is needed here"),
    N_("corrected later than `updated`"),
    N_("a correction on a day to come"),
    N_("a published sentence without a citation"),
    N_("words that are not in the article"),
    N_("a passage that could mean several places"),
    N_("a passage that is too long"),
    N_("a passage that is not first words ... last words"),
    N_("another article than the one that was recorded"),
    N_("the lock file is out of date"),
    N_("a citation that could not be verified"),
    N_("a number or date that the passage lacks"),
    N_("a name that the passage lacks"),
    N_("a negation lost or added"),
    N_("a quotation that does not stand in its passage"),
    N_("the lock file cannot be read"),
    N_("a message that Discord would refuse"),
    N_("a name that is cut on buttons"),
    N_("an address too long for a link"),
)


def problem_lines(problem: Problem, serving: Edition, localizer: Localizer) -> str:
    """Return whose card is meant and where its file is wrong, by which rule, and below in what exactly."""
    return "\n".join(_lines(problem, serving, localizer))


def _lines(problem: Problem, serving: Edition, localizer: Localizer) -> Iterator[str]:
    card = serving.cards.get(PurePosixPath(problem.file).stem)
    place = in_code(f"{problem.file}:{problem.line}:{problem.column}")
    yield f"**{plain(card.name.to(localizer.language))}** · {place}" if card else place
    title = localizer.gettext(RULES[problem.code].title)
    yield f"{title[:1].upper()}{title[1:]} ({problem.code})"
    yield f"-# {plain(shortened(with_hint(problem.message, problem.help), _LONGEST_PROBLEM))}"


def in_code(text: str) -> str:
    """Return ``text`` as it is to be typed: the name of a file, an id."""
    return f"`{' '.join(text.replace('`', chr(39)).split())}`"
