"""Words that say nothing of what is looked for, and words that stand for each other: folded, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.cards.schema import Kind

_FRENCH = (
    "a ainsi alors apres au aucun aussi autre aux avant avec avoir c ca car ce ceci cela celle celles celui ces cet "
    "cette ceux chaque chez comme comment d dans de depuis des deux dire dit doit donc dont du elle elles en encore "
    "entre es est et etaient etait etant etc ete etre eu eux fait faut ici il ils j je jusqu jusque l la le les leur "
    "leurs lors lorsque lui m ma mais me meme mes moi moins mon n ne ni nos notre nous on ont ou par parce parle "
    "parler parmi pas pendant peu peut plus pour pourquoi puis puisque qu quand que quel quelle quelles quels qui "
    "quoi s sa sans se ses si soi soit son sont sous sur t ta te tes toi ton tous tout toute toutes tres tu un une va "
    "vers veut voici voila vos votre vous y"
)
_ENGLISH = (
    "about after all also am an and any are as at be because been before being between both but by can could did do "
    "does done for from get gets had has have he her here him his how i if in into is it its just me more most much "
    "must my no nor not of off on or our out over really s said say says she should so some such t tell than that the "
    "their them then there these they this those through to too under until up us very was we well were what when "
    "where which while who whom whose why will with would you your"
)
# Too frequent to tell cards apart, or only there to ask. A search for nothing else looks for them all the same.
COMMON = frozenset(f"{_FRENCH} {_ENGLISH}".split())

# Words by which somebody asks after a kind of card; beside others, they are not looked for.
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("who", "whose", "qui"), "person"),
    **dict.fromkeys(("when", "quand", "date", "dates"), "event"),
}

# Forms of one word whose stems differ.
_FORMS = (
    "amerique americain americains",
    "batir bati batie batis bati",
    "build built building",
    "china chinese",
    "chine chinois chinoise",
    "choose chose chosen choice",
    "choisir choix",
    "craindre craint crainte",
    "dire dit",
    "give gave given",
    "lead leads led leader",
    "mettre met mis",
    "ouvrir ouvre ouvert ouverte ouverts ouverture",
    "produire produit production",
    "restreindre restreint restriction",
    "run runs ran running",
    "speak spoke spoken",
    "surprendre surpris surprise",
    "think thought",
    "write wrote written",
    "ecrire ecrit",
)

# A reader's word finds the others where it finds little itself. Only words that mean nearly the same in the news
# about AI; whether a card holds any of them plays no part.
_ALIKE = (
    "ai ia",
    "americain american usa amerique america",
    "application app appli",
    "argent revenu money revenue gain profit",
    "bourse marche stock market",
    "chine chinois china chinese",
    "chercheur scientifique researcher scientist",
    "concurrence concurrent rivalite course competition rival race",
    "cout couteux prix cost price cheap",
    "definition sens meaning",
    "dirige dirigeant patron pdg chef leads leader boss ceo head run",
    "entreprise societe firme company firm",
    "gouvernement administration government",
    "gratuit libre free",
    "inquietude crainte peur fear worry concern",
    "lancement sortie publication launch release",
    "ordinateur portable pc computer laptop machine",
    "presse journaliste press journalist media",
    "securite surete danger risque prudence safety security risk caution",
    "tweet message post",
)


def _others(groups: Iterable[str]) -> Mapping[str, frozenset[str]]:
    return {word: frozenset(group.split()) - {word} for group in groups for word in group.split()}


FORMS = _others(_FORMS)
SYNONYMS = _others(_ALIKE)
