"""Which cards a text names, in the order in which it names them first.

Proper names are compared word by word without accents, common nouns by their stems, so that « des modèles ouverts »
names the card « Modèle ouvert ». Where names overlap, the longest is meant. The time it takes grows with the text,
not with the number of cards: each word is looked up as the beginning of a name, once for each length in words that
names beginning with it have.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from functools import partial
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.cards.manners import Manner, are_one_noun, is_meant, needs_company
from bot.cards.namings import Naming, Surnames, key_of, namings, runs_of
from bot.cards.schema import Model, Organization, Person, Term
from bot.cards.stems import Stems, Word, words
from bot.cards.text import LANGUAGES, NAME_LENGTH, fold, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from bot.cards.schema import Card
    from bot.cards.text import Language

# Characters: a message, the embeds below it and whatever components show. The rest is not looked at.
LONGEST_TEXT = 12_000

# Code, mentions, custom emoji, timestamps and addresses are not words that somebody said.
_NOT_TEXT = re.compile(
    r"```.*?```|``.*?``|`[^`\n]*`|<(?:[@#]|a?:|/|t:|id:)[^<>\n]{1,120}>|https?://[^\s<>)\]]+"
    r"|(?<![\w.-])(?:[\w-]+\.)+[a-z]{2,}/[^\s<>)\]]*",
    re.DOTALL | re.IGNORECASE,
)
# The backslash before what it escapes.
_ESCAPING = re.compile(r"\\(?=[^\w\s])")
# What may stand between two words of a name: no comma, no end of a sentence.
_ELIDED = re.compile(r"^['’ʼ]s(?![^\W_])|(?<![^\W_])[^\W\d_]{1,8}['’ʼ]$")
_BETWEEN = re.compile(r"[-‐‑/.]|[^\S\n]*[*_~`\"“”«»'’‘&]*\s?[*_~`\"“”«»'’‘&]*[^\S\n]*")
_WIDEST = 16  # characters between two words of a name
_SURNAME = 5  # characters: "Sun" and "Wang" are too common to mean one person
_SHORTEST_PLURAL = 3  # characters
_SHOUTED = 3  # words: fewer in capitals may be a name


class _Naming(NamedTuple):
    card_id: str
    name: tuple[str, ...]
    run: tuple[int, ...]
    manner: Manner


class _Lexicon:
    """Names by the words they are compared by."""

    def __init__(self) -> None:
        self._namings: defaultdict[str, list[_Naming]] = defaultdict(list)
        self._lengths: defaultdict[str, set[int]] = defaultdict(set)

    def add(self, keys: Sequence[str], naming: _Naming) -> None:
        if all(keys):
            self._namings[" ".join(keys)].append(naming)
            self._lengths[keys[0]].add(len(keys))

    def found(self, keys: Sequence[str], run: Sequence[int]) -> Iterator[tuple[int, int, _Naming]]:
        """Yield each name with the place of its first word and of what follows its last.

        Words with the same number in ``run`` have nothing between them that parts a name.
        """
        for place, key in enumerate(keys):
            for length in self._lengths.get(key, ()):
                end = place + length
                for naming in self._namings.get(" ".join(keys[place:end]), ()) if end <= len(keys) else ():
                    if run[place] == run[end - 1] or _parted_alike(run[place:end], naming.run):
                        yield place, end, naming


class Mentions:
    """The names of ``cards``, ready to be found in texts. Belongs to one thread at a time, as its stems do."""

    def __init__(self, cards: Collection[Card]) -> None:
        self._stems = Stems()
        self._names = _Lexicon()
        self._nouns = {language: _Lexicon() for language in LANGUAGES}
        surnames = Counter(_surname(card) for card in cards if isinstance(card, Person))
        names = set(map(_own_name, cards)) - {""}
        for card in cards:
            for naming in _namings(card, names):
                self._add(naming, card)
            if isinstance(card, Person) and surnames[_surname(card)] == 1 and len(_surname(card)) >= _SURNAME:
                name = [*words(card.name.fr)][-1].text
                self._add(_Naming(card.id, (name,), (0,), Manner.SURNAME), card)

    def find(self, text: str) -> list[str]:
        """Return the ids of the cards that ``text`` names."""
        text = _ESCAPING.sub("", visible(text[:LONGEST_TEXT]))
        text = _NOT_TEXT.sub("|", unicodedata.normalize("NFC", text))
        found = list(words(text))
        run = _runs(text, found)
        shouted = len(found) >= _SHOUTED and text.isupper()
        spans: defaultdict[tuple[int, int], list[_Naming]] = defaultdict(list)
        for start, end, naming in self._candidates([word.text for word in found], run):
            if is_meant(naming.manner, naming.name, _place(text, found, run, start, end), shouted=shouted):
                spans[start, end].append(naming)
        named = [naming for span in _longest_first(spans, found) for naming in _surest(spans[span])]
        alone = all(needs_company(naming.manner, shouted=shouted) for naming in named)
        return [] if alone else list(dict.fromkeys(naming.card_id for naming in named))

    def _add(self, naming: _Naming, card: Card) -> None:
        if isinstance(card, Term) and naming.manner is not Manner.EXACT:
            for language, form in self._forms():
                self._nouns[language].add([form(word) for word in naming.name], naming)
        else:
            *first, last = map(_key, naming.name)
            for each in (last, last + "s") if last.isalpha() and len(last) > _SHORTEST_PLURAL else (last,):
                self._names.add([*first, each], naming)  # « les Sam Altmans »

    def _candidates(self, written: Sequence[str], run: Sequence[int]) -> Iterator[tuple[int, int, _Naming]]:
        keys = list(map(_key, written))
        yield from self._names.found(keys, run)
        for language, form in self._forms():
            for start, end, naming in self._nouns[language].found([form(word) for word in written], run):
                if all(are_one_noun(key, _key(word)) for key, word in zip(keys[start:end], naming.name, strict=True)):
                    yield start, end, naming

    def _forms(self) -> Iterator[tuple[Language, Callable[[str], str]]]:
        """Yield the two forms that stems have in each language: of a word as written, and without its accents."""
        for language in LANGUAGES:
            for which in (0, -1):
                yield language, partial(self._form, language, which)

    def _form(self, language: Language, which: int, word: str) -> str:
        stems = self._stems.of(word, language) if len(word) <= NAME_LENGTH else ()
        return stems[which] if stems else ""


def _namings(card: Card, names: Collection[str]) -> Iterator[_Naming]:
    """Yield how ``card`` is named; ``names`` are the folded words that are somebody's or something's name."""
    main = {card.name.fr, card.name.en}
    spellings = {each: list(words(each)) for each in (*sorted(main), *card.aliases)}
    whole = {_key(found[0].text) for found in spellings.values() if len(found) == 1}
    for spelling, found in spellings.items():
        name = tuple(word.text for word in found)
        joined = "".join(map(_key, name)) in whole and " " in spelling and spelling.replace(" ", "").isalpha()
        named = bool(name) and _key(name[0]) in names
        if manner := manner_of(card.kind, name, main=spelling in main, joined=joined, named=named):
            yield _Naming(card.id, name, tuple(_runs(spelling, found)), manner)


def _surest(namings: Sequence[_Naming]) -> Sequence[_Naming]:
    """Leave out whose surname it is when something else is called just that."""
    return [naming for naming in namings if naming.manner is not Manner.SURNAME] or namings


def _own_name(card: Card) -> str:
    """Return the word that is a name by itself: somebody's surname, or all that an organization or model is called."""
    if isinstance(card, Person):
        return _surname(card)
    name = [*words(card.name.fr)] if isinstance(card, Organization | Model) else []
    return _key(name[0].text) if len(name) == 1 else ""


def _surname(person: Person) -> str:
    name = list(words(person.name.fr))
    return _key(name[-1].text) if len(name) > 1 else ""


def _key(word: str) -> str:
    return fold(word).replace(" ", "") if len(word) <= NAME_LENGTH else ""


def _runs(text: str, found: Sequence[Word]) -> list[int]:
    """Number the words, those alike that could belong to one name."""
    parted = (not _joined(text[one.end : other.start]) for one, other in pairwise(found))
    return list(accumulate(parted, initial=0))


def _parted_alike(run: Sequence[int], name: Sequence[int]) -> bool:
    """Tell whether words are parted only where those of the name are: "Open, but how far?" has a comma of its own."""
    steps = zip(pairwise(run), pairwise(name), strict=True)
    return all(other - one <= behind - before for (one, other), (before, behind) in steps)


def _joined(gap: str) -> bool:
    if len(gap) > _WIDEST:
        return False
    return gap == " " or _BETWEEN.fullmatch(_ELIDED.sub("", gap)) is not None


def _place(text: str, found: Sequence[Word], run: Sequence[int], start: int, end: int) -> Place:
    first, last = found[start].start, found[end - 1].end
    return Place(
        written=[word.text for word in found[start:end]],
        before=text[max(first - NEARBY, 0) : first],
        after=text[last : last + NEARBY],
        previous=found[start - 1].text if start and run[start - 1] == run[start] else "",
        following=found[end].text if end < len(found) and run[end] == run[start] else "",
    )


def _longest_first(spans: Iterable[tuple[int, int]], found: Sequence[Word]) -> list[tuple[int, int]]:
    """Return the spans that are not inside or across a longer one, in the order of the text."""
    taken = bytearray(len(found))
    chosen = []
    for start, end in sorted(spans, key=lambda span: (found[span[0]].start - found[span[1] - 1].end, span)):
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            chosen.append((start, end))
    return sorted(chosen)
