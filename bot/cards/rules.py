"""Every rule that briefings are held to, by its code. A code never changes its meaning; `depeche explain` tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Rule(NamedTuple):
    """``title`` says what is wrong. A warning lets an edition through; a fixable mistake has one safe remedy."""

    code: str
    title: str
    warning: bool = False
    fixable: bool = False


FAMILIES: Mapping[str, str] = {
    "Y": "YAML",
    "K": "keys and values",
    "L": "languages",
    "R": "references",
    "U": "things that must be unique",
    "D": "dates",
    "S": "sources and passages",
    "C": "what Discord takes",
}

RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("Y01", "the file cannot be read as UTF-8 text"),
        Rule("Y02", "an invisible character"),
        Rule("Y03", "a colon and a space inside a text", fixable=True),
        Rule("Y04", "a tab"),
        Rule("Y05", "a quotation mark opens and never closes"),
        Rule("Y06", "a text goes on after its closing quotation mark", fixable=True),
        Rule("Y07", "a text begins with a sign that YAML keeps for itself", fixable=True),
        Rule("Y08", "a line is not indented like its neighbours"),
        Rule("Y09", "a key is there twice"),
        Rule("Y10", "anchors, aliases and tags"),
        Rule("Y11", "more than one document in a file"),
        Rule("Y12", "the file holds no card"),
        Rule("Y13", "the file is too long or nested too deep"),
        Rule("Y14", "a bracket or a comma is missing"),
        Rule("Y15", "a backslash between double quotes"),
        Rule("Y16", "a # cuts the text off", warning=True),
        Rule("Y17", "a key without a colon and a space", fixable=True),
        Rule("Y18", "this is not YAML"),
        Rule("K01", "an unknown key", fixable=True),
        Rule("K02", "a key is missing"),
        Rule("K03", "a text, a list or a block in another's place"),
        Rule("K04", "not one of the possible words"),
        Rule("K05", "nothing where something must be"),
        Rule("K06", "too long"),
        Rule("K07", "not in the form that this field has"),
        Rule("K08", "inferred, and no note says from what"),
        Rule("K09", "a file in the wrong place"),
        Rule("K10", "the id is not the file's name"),
        Rule("L01", "a language is missing"),
        Rule("L02", "the same text in both languages", warning=True),
        Rule("L03", "a translation into the language it was printed in"),
        Rule("R01", "no card has this id"),
        Rule("R02", "a card of another kind is needed"),
        Rule("R03", "a card tied to itself"),
        Rule("R04", "a relation that this kind of card cannot have"),
        Rule("R05", "no fact of this card has this id"),
        Rule("R06", "facts that replace each other in a circle"),
        Rule("U01", "an id that is taken"),
        Rule("U02", "a name that another card has"),
        Rule("U03", "two facts with one id"),
        Rule("U04", "the same correction twice"),
        Rule("D01", "not a date", fixable=True),
        Rule("D02", "not a day of the calendar"),
        Rule("D03", "it ends before it begins"),
        Rule("D04", "one day is needed here"),
        Rule("D05", "corrected later than `updated`"),
        Rule("D06", "a correction on a day to come", warning=True),
        Rule("S01", "a published sentence without a citation"),
        Rule("S02", "words that are not in the article", fixable=True),
        Rule("S03", "a passage that could mean several places"),
        Rule("S04", "a passage that is too long"),
        Rule("S05", "a passage that is not first words ... last words"),
        Rule("S06", "another article than the one that was recorded"),
        Rule("S07", "the lock file is out of date", warning=True, fixable=True),
        Rule("S08", "a citation that could not be verified", warning=True),
        Rule("S09", "a number or date that the passage lacks", warning=True),
        Rule("S10", "a name that the passage lacks", warning=True),
        Rule("S11", "a negation lost or added", warning=True),
        Rule("S12", "a quotation that does not stand in its passage"),
        Rule("S13", "the lock file cannot be read"),
        Rule("C01", "a message that Discord would refuse"),
        Rule("C02", "a name that is cut on buttons", warning=True),
        Rule("C03", "an address too long for a link"),
    )
}
