"""Full-text search: what matches, in which order, and that no query can break it."""

import asyncio
import sqlite3
from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgpack
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.cards.fulltext import reading as reading_module
from bot.cards.fulltext.engine import MOST
from bot.cards.fulltext.index import Index
from bot.cards.fulltext.marking import Marking
from bot.cards.fulltext.reading import Reading
from bot.cards.fulltext.terms import Terms
from bot.cards.fulltext.wording import sentences
from bot.cards.fulltext.writing import write_index
from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.snapshot import take_snapshot
from bot.cards.statements import statements
from bot.cards.stems import Stems, words
from bot.cards.text import LANGUAGES, Language
from tests.conftest import ROOT
from tests.presentation.support import PROPERTY, edition_of, raw_card


def _text(fr: str, en: str = "Nothing.") -> dict[str, str]:
    return {"fr": fr, "en": en}


def _fact(fr: str, en: str = "Nothing.") -> dict[str, Any]:
    return {"id": "one", "text": _text(fr, en)}


def _found(edition: Edition, query: str, language: Language = "fr", limit: int = MOST) -> list[str]:
    return [hit.card_id for hit in edition.fulltext.search(query, language, limit).hits]


def _full(edition: Edition, query: str, language: Language = "fr") -> set[str]:
    return {hit.card_id for hit in edition.fulltext.search(query, language).hits if not hit.partial}


def _terms(*names: str, **fields: Any) -> list[dict[str, Any]]:
    return [raw_card("term", name, definition=_text("Une définition."), **fields) for name in names]


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Kiwi"},
        {"aliases": ["Kiwi"]},
        {"summary": _text("Un kiwi.")},
        {"definition": _text("Un kiwi.")},
        {"facts": [_fact("Un kiwi.")]},
        {"disputed": [{"by": "other", "text": _text("Un kiwi.")}]},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_every_part_of_a_card_can_be_found(fields: dict[str, Any]) -> None:
    cards = [raw_card("term", "one", **{"definition": _text("Rien.")} | fields), raw_card("person", "other")]
    assert _found(edition_of(cards), "kiwis") == ["one"]


def test_roles_places_quotations_claims_and_stories_can_be_found() -> None:
    cards = [
        raw_card("person", "p", role=_text("Jardinière", "Gardener")),
        raw_card("event", "e", start="2025", place=_text("Grenoble", "Grenoble")),
        raw_card("quote", "q", text="Le kiwi mûrit", original_language="fr", said_by="p"),
        raw_card("claim", "c", text=_text("La poire mûrit"), said_by="p"),
        raw_card("story", "s", lede=_text("Un verger"), steps=[{"card": "p", "text": _text("La pêche")}]),
    ]
    edition = edition_of(cards)
    assert [_found(edition, word)[:1] for word in ("jardiniere", "grenoble", "kiwi", "poire", "verger", "pêche")] == [
        [each] for each in ("p", "e", "q", "c", "s", "s")
    ]


def test_a_name_outweighs_a_summary_which_outweighs_a_fact() -> None:
    cards = [
        raw_card("term", "a", definition=_text("Rien."), facts=[_fact("Un kiwi.")]),
        raw_card("term", "b", definition=_text("Un kiwi.")),
        raw_card("term", "c", definition=_text("Rien."), name="Le kiwi vert"),
        raw_card("term", "d", definition=_text("Rien."), name="Kiwi", facts=[_fact("Rien.")]),
    ]
    assert _found(edition_of(cards), "kiwi") == ["d", "c", "b", "a"]


def test_the_readers_language_comes_first_and_the_other_is_found_too() -> None:
    cards = [
        raw_card("term", "a", definition={"fr": "Rien du tout.", "en": "A radical orange."}),
        raw_card("term", "b", definition={"fr": "Un orange radical.", "en": "Nothing at all."}),
    ]
    edition = edition_of(cards)
    assert _found(edition, "orange radical", "fr") == ["b", "a"]
    assert _found(edition, "orange radical", "en") == ["a", "b"]


def test_all_words_count_before_some_of_them() -> None:
    cards = [
        raw_card("term", "both", definition=_text("Un kiwi mange une poire et bien d’autres choses encore.")),
        raw_card("term", "one", definition=_text("Un kiwi.")),
        raw_card("term", "other", definition=_text("Une poire.")),
        *_terms("apple", "plum", "cherry"),
    ]
    edition = edition_of(cards)
    found = edition.fulltext.search("kiwi poire", "fr")
    assert found.hits[0] == ("both", False)
    assert {hit.card_id for hit in found.hits if hit.partial} == {"one", "other"}
    assert found.count == 1


def test_words_that_say_nothing_are_left_out_unless_there_are_no_others() -> None:
    edition = edition_of(_terms("kiwi", "poire"))
    assert _full(edition, "qu'est-ce que le kiwi") == {"kiwi"}
    cards = [raw_card("term", "to-be", name="Who is who", definition=_text("Rien."))]
    assert _found(edition_of(cards), "who is who", "en") == ["to-be"]


@pytest.mark.parametrize("query", ["sécurités", "securite", "SECURITES", "l’insécurité et la sécurité"])
def test_accents_and_endings_are_forgiven(query: str) -> None:
    edition = edition_of([raw_card("term", "a", definition=_text("La sécurité d’abord, l’insécurité ensuite."))])
    assert _full(edition, query) == {"a"}


def test_a_word_being_typed_finds_what_it_begins() -> None:
    edition = edition_of([*_terms("kangourou"), raw_card("term", "b", definition=_text("Un bond de kangourou."))])
    assert _full(edition, "kang") == {"kangourou", "b"}
    assert _full(edition, "bond kang") == {"b"}
    edition = edition_of(_terms("kang", "kangourou"))
    assert _found(edition, "kang") == ["kang", "kangourou"]


@pytest.mark.parametrize("query", ["kangouru", "kagnourou", "kangourrou", "cangourou"])
def test_a_slip_is_forgiven_but_for_the_first_letter(query: str) -> None:
    edition = edition_of(_terms("kangourou", "marsupilami"))
    assert _found(edition, query) == (["kangourou"] if query.startswith("k") else [])


def test_a_slip_is_not_taken_for_a_word_that_tells_nothing_or_stands_on_most_cards() -> None:
    cards = [raw_card("term", f"t{number}", definition=_text("Cela doit pourtant mûrir.")) for number in range(40)]
    edition = edition_of([*cards, raw_card("term", "rare", definition=_text("Un pourtour."))])
    assert _found(edition, "pourtnat") == []
    assert _found(edition, "pourtuor") == ["rare"]
    edition = edition_of([raw_card("term", "a", definition=_text("Rien.", "It is always between them."))])
    assert _found(edition, "betwene", "en") == []


def test_a_slip_in_a_short_word_is_only_taken_for_a_name() -> None:
    edition = edition_of([*_terms("grok"), raw_card("term", "a", definition=_text("Un élan.", "An elk."))])
    assert _found(edition, "grak") == ["grok"]
    assert _found(edition, "elon") == []


def test_a_slip_is_not_forgiven_where_the_other_words_are_nowhere() -> None:
    edition = edition_of(_terms("kangourou", "marsupilami"))
    assert _found(edition, "kangouru zorglub") == []
    assert _found(edition, "kangourou zorglub") == ["kangourou"]
    assert edition.fulltext.search("kangourou zorglub", "fr").missing == ["zorglub"]


def test_a_card_with_some_of_the_words_is_shown_only_where_those_tell_something() -> None:
    cards = [raw_card("term", f"t{number}", definition=_text("Un fruit du marché.")) for number in range(30)]
    cards += [raw_card("term", "a", definition=_text("Un kiwi."))]
    cards += [raw_card("organization", "fruitco", name="Fruitco")]
    edition = edition_of(cards)
    assert _found(edition, "kiwi fruit") == ["a"]  # the rarest
    assert _found(edition, "zorglub fruit") == []
    assert _found(edition, "zorglub fruit marché")[0].startswith("t")  # most of it
    assert _found(edition, "zorglub fruitco quux") == ["fruitco"]  # a name


def test_a_word_that_was_typed_weighs_more_than_one_that_means_the_same() -> None:
    cards = [
        raw_card("term", "a", definition=_text("Un danger pour le verger.")),
        raw_card("term", "b", definition=_text("Une sécurité pour le verger et encore bien d’autres choses.")),
        *_terms("apple", "plum", "cherry", "fig"),
    ]
    assert _found(edition_of(cards), "securite verger") == ["b", "a"]


def test_who_asks_after_a_person_and_when_after_an_event() -> None:
    cards = [
        raw_card("person", "p", summary=_text("Verger, kiwi et bien d’autres choses que voici.")),
        raw_card("event", "e", start="2025", summary=_text("Verger, kiwi et bien d’autres choses que voici.")),
        raw_card("term", "t", definition=_text("Verger, kiwi, verger, kiwi.")),
        *_terms("apple", "plum", "cherry", "fig", "lemon"),
    ]
    edition = edition_of(cards)
    assert _found(edition, "kiwi verger")[0] == "t"
    assert _found(edition, "qui a un verger et un kiwi")[0] == "p"
    assert _found(edition, "verger kiwi date")[0] == "e"
    assert _found(edition, "le kiwi qui est du verger")[0] == "t"


def test_words_in_a_name_count_before_the_same_words_elsewhere() -> None:
    long = " ".join(f"Phrase {number} sur tout autre chose." for number in range(9))
    cards = [
        raw_card("term", "a", name="Le kiwi d’hiver", definition=_text(f"Un verger. {long}")),
        raw_card("term", "b", definition=_text("Un kiwi du verger, un kiwi.")),
        *_terms("apple", "plum", "cherry", "fig"),
    ]
    assert _found(edition_of(cards), "kiwi verger") == ["a", "b"]


@pytest.mark.parametrize("query", ["le la les", "a", "What is it?"])
def test_words_that_tell_nothing_find_nothing_but_what_is_called_so(query: str) -> None:
    edition = edition_of([raw_card("term", "a-b", definition=_text("Le la les a.", "What it is."))])
    assert _found(edition, query) == []


def test_a_short_word_is_not_taken_for_another() -> None:
    assert _found(edition_of(_terms("kiwi")), "kwi") == []


@pytest.mark.parametrize("query", ["gptoss", "gpt oss", "GPT-oss", "open ai", "openai", "OpenAI’s"])
def test_words_written_as_one_or_as_two_are_the_same(query: str) -> None:
    cards = [
        raw_card("model", "gpt-oss", name="gpt-oss"),
        raw_card("organization", "openai", name="OpenAI"),
        raw_card("term", "open", name="Ouvert", definition=_text("Ouvert.", "Open.")),
    ]
    assert _found(edition_of(cards), query, "en")[0] == ("openai" if "ai" in query.lower() else "gpt-oss")


def test_a_name_is_not_taken_for_a_verb() -> None:
    cards = [
        raw_card("organization", "meta", name="Meta", summary=_text("Une entreprise.")),
        raw_card("term", "a", definition=_text("On le met à la portée de tous.")),
    ]
    assert _found(edition_of(cards), "Meta") == ["meta"]


def test_a_surname_names_a_person_before_what_they_did() -> None:
    cards = [
        raw_card("event", "a", name="Message de Sam Altman", start="2025"),
        raw_card("person", "b", name="Sam Altman", facts=[_fact("Rien de neuf sous le soleil.")]),
    ]
    assert _found(edition_of(cards), "altman")[0] == "b"
    assert _found(edition_of(cards), "altmann")[0] == "b"


def test_words_that_mean_the_same_are_tried_where_one_finds_little() -> None:
    edition = edition_of([raw_card("term", "a", definition=_text("Un danger."))])
    assert _full(edition, "securite") == {"a"}


def test_only_published_cards_are_found() -> None:
    cards = [raw_card("term", "draft", definition=_text("Un kiwi."), status="withheld"), *_terms("other")]
    assert _found(edition_of(cards), "kiwi") == []


def test_no_more_cards_are_listed_than_asked_for_but_all_are_counted() -> None:
    cards = [raw_card("term", f"a{number}", definition=_text("Un kiwi.")) for number in range(12)]
    found = edition_of(cards).fulltext.search("kiwi", "fr", 7)
    assert (len(found.hits), found.count) == (7, 12)
    assert len({hit.card_id for hit in found.hits}) == 7


@pytest.mark.parametrize("query", ["", "   ", "!!!", "🎉", "«»", "*", '"', "-", "\x00"])
def test_a_query_without_a_word_finds_nothing(query: str) -> None:
    found = edition_of(_terms("kiwi")).fulltext.search(query, "fr")
    assert (list(found.hits), found.count) == ([], 0)


_SYNTAX = [
    "kiwi",
    "AND",
    "OR",
    "NOT",
    "NEAR(",
    ")",
    "(",
    '"',
    "*",
    "^",
    "{",
    "}",
    ":",
    "names_fr",
    "+",
    "-",
    "'",
    "\x00",
]
_EDITION = edition_of([*_terms("kiwi", "poire-verte"), raw_card("organization", "or", name="AND OR NOT")])


@given(st.one_of(st.text(max_size=90), st.lists(st.sampled_from(_SYNTAX), max_size=20).map(" ".join)))
@PROPERTY
def test_no_query_is_syntax(query: str) -> None:
    for language in LANGUAGES:
        found = _EDITION.fulltext.search(query, language)
        assert len({hit.card_id for hit in found.hits}) == len(found.hits)
        assert all(found.marking(each).marked("Le kiwi AND OR NOT near") is not None for each in LANGUAGES)


def test_operators_are_words() -> None:
    # Taken for syntax, this would find everything but the kiwi.
    assert _full(_EDITION, "poire NOT kiwi") == set()
    assert _full(_EDITION, 'names_fr : "kiwi"') == set()


def test_what_was_looked_for_is_marked_where_it_stands() -> None:
    cards = [raw_card("term", "a", definition=_text("Les poids ouverts d’une IA."))]
    text = "Les poids ouverts d’une IA."
    found = edition_of(cards).fulltext.search("l'IA au poids ouvert", "fr")
    marking = found.marking("fr")
    assert [text[start:end] for start, end in marking.marked(text)] == ["poids", "ouverts", "IA"]
    assert marking.met(text) == 3
    assert marking.met("Les poids.") == 1
    assert found.marking("en").marked(text) == []


_SPELLED = ["kiwi", "Kiwi", "kiwis", "wi", "é", "e\u0301", "éa"]


@given(
    st.lists(st.one_of(st.sampled_from([*_SPELLED, " ", "’", "l’", "-", "_", "\u0301"]), st.text(max_size=3))).map(
        "".join
    ),
    st.lists(st.lists(st.sampled_from(_SPELLED), max_size=4), max_size=3),
    st.booleans(),
)
@PROPERTY
def test_only_whole_words_are_marked_and_all_of_them(text: str, terms: list[list[str]], many: bool) -> None:
    if many:
        terms = [[*term, *(f"autre{number}" for number in range(99))] for term in terms]
    wanted = [word for word in words(text) if any(word.text in term for term in terms)]
    marking = Marking(terms)
    assert marking.marked(text) == [(word.start, word.end) for word in wanted]
    assert marking.met(text) == sum(any(word.text in term for word in wanted) for term in terms)


def test_the_sentences_of_a_card_are_its_statements() -> None:
    for card in build_edition(take_snapshot(Path(ROOT / "briefings"))).published.values():
        for language in LANGUAGES:
            stated = [statement.text.to(language) for statement in statements(card) if statement.text]
            assert list(sentences(card, language))[: len(stated)] == stated


_VERGER = ["kiwi", "poire", "pomme", "prune", "figue", "melon"]
_PLANTED = st.lists(st.lists(st.sampled_from(_VERGER), min_size=1, max_size=8), min_size=1, max_size=30)


@given(_PLANTED, st.lists(st.sampled_from(_VERGER), min_size=1, max_size=3))
@PROPERTY
def test_all_cards_that_have_all_words_are_found_and_no_others(planted: list[list[str]], asked: list[str]) -> None:
    cards = [
        raw_card("term", f"t{number}", definition=_text(" ".join(fruits))) for number, fruits in enumerate(planted)
    ]
    expected = {f"t{number}" for number, fruits in enumerate(planted) if {*asked} <= {*fruits}}
    found = edition_of(cards).fulltext.search(" ".join(asked), "fr")
    assert {hit.card_id for hit in found.hits if not hit.partial} == expected
    assert found.count == len(expected)


def test_of_cards_that_say_it_the_shortest_comes_first() -> None:
    long = " ".join(f"Phrase {number} sur tout autre chose." for number in range(12))
    cards = [
        raw_card("term", "a", definition=_text(f"Un kiwi. {long}")),
        raw_card("term", "b", definition=_text("Un kiwi. Phrase sur tout autre chose.")),
        raw_card("term", "c", definition=_text(f"Un kiwi. {long}")),
    ]
    assert _found(edition_of(cards), "kiwi") == ["b", "a", "c"]


def _asked_of_the_index(edition: Edition, query: str) -> list[str]:
    """Return the statements of ours that a search takes; FTS5 has more of its own."""
    seen: list[str] = []
    connection = edition.fulltext.index._connection
    connection.set_trace_callback(seen.append)
    edition.fulltext.search(query, "fr")
    connection.set_trace_callback(None)
    return [each for each in seen if "cards match" in each or "from names" in each]


def test_a_search_that_finds_enough_is_one_question_and_two_more_about_names() -> None:
    cards = [raw_card("term", f"kiwi-{number}", definition=_text("Un fruit.")) for number in range(9)]
    edition = edition_of(cards)
    assert len(_asked_of_the_index(edition, "fruits")) == 1
    assert len(_asked_of_the_index(edition, "kiwi")) == 3


def test_where_few_cards_have_both_words_only_the_one_that_tells_is_asked_for_alone() -> None:
    cards = [raw_card("term", f"t{number}", definition=_text("Un fruit.")) for number in range(60)]
    edition = edition_of([*cards, raw_card("term", "rare", definition=_text("Un kiwi est un fruit."))])
    asked = _asked_of_the_index(edition, "fruit kiwi")
    assert ["fruit" in each for each in asked] == [True, False]


def test_words_that_tell_nothing_are_not_in_the_index() -> None:
    edition = edition_of([raw_card("term", "a", definition=_text("Le kiwi que voilà, même à la Noël."))])
    terms = edition.fulltext.index.terms
    assert [terms.knows(word) for word in ("kiw", "le", "que", "voil", "voila", "mem", "a")] == [True, *[False] * 6]


_LETTERS = "kiwanu"
_CROWD = edition_of(
    [
        raw_card("term", f"kiwi-{number}", definition=_text(f"Kiwi kiwa{number % 7} kawi{number}."))
        for number in range(60)
    ]
)


_WORDS = st.sampled_from(["kiwi", "kiwa1", "kawi31", "kiw", "kaw", "kawi"])


@given(
    st.lists(st.one_of(_WORDS, st.text(alphabet=_LETTERS, min_size=1, max_size=6)), min_size=1, max_size=20).map(
        " ".join
    )
)
@PROPERTY
def test_whatever_is_typed_what_there_is_to_read_is_bounded(query: str) -> None:
    bounds = {"MOST_READ": 100, "MOST_READ_A_WORD": 90, "MOST_COMPARED": 100}
    with pytest.MonkeyPatch.context() as patch:
        for name, bound in bounds.items():
            patch.setattr(reading_module, name, bound)
        reading = Reading(query, _CROWD.fulltext.index.terms, Stems())
        asked = reading.strict()
        assume(asked)
        assert asked
        for question in (asked, reading.loosened(asked)):
            costs = [term.cost for term in question.terms]
            assert max(costs) <= bounds["MOST_READ_A_WORD"]
            assert sum(costs) <= bounds["MOST_READ"]
            assert all(_cost(_CROWD, term.stems, term.beginning) <= term.cost for term in question.terms)
        assert reading.compared <= bounds["MOST_COMPARED"]


def _cost(edition: Edition, stems: frozenset[str], beginning: str) -> int:
    terms = edition.fulltext.index.terms
    return sum(map(terms.cost, stems)) + (terms.cost_of_beginning(beginning) if beginning else 0)


def test_words_are_taken_loosely_only_as_far_as_that_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_module, "MOST_READ", 130)
    reading = Reading("kiwi kawi1", _CROWD.fulltext.index.terms, Stems())  # it begins ten others
    asked = reading.strict()
    assert asked
    assert reading.loosened(asked) == asked
    monkeypatch.setattr(reading_module, "MOST_READ", 300)
    assert reading.loosened(asked).terms[-1].beginning == "kawi1"


def test_what_is_too_common_to_be_read_gives_way_to_what_is_rarer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_module, "MOST_READ", 50)
    assert _full(_CROWD, "kiwi kawi31") == {"kiwi-31"}
    assert _full(_CROWD, "kiwi") == {f"kiwi-{number}" for number in range(60)}


@given(
    st.dictionaries(st.text(alphabet=_LETTERS, min_size=1, max_size=4), st.tuples(st.integers(1, 9), st.booleans())),
    st.text(alphabet=_LETTERS, min_size=1, max_size=3),
)
@PROPERTY
def test_what_is_known_of_a_term_is_what_was_written(known: Mapping[str, tuple[int, bool]], asked: str) -> None:
    names = sorted(known)
    cards, named = array("I", [known[name][0] for name in names]), bytes(known[name][1] for name in names)
    terms = Terms(names, cards.tobytes(), named)
    begun = [name for name in names if name.startswith(asked)]
    assert terms.knows(asked) == (asked in known)
    assert terms.begins(asked) == bool(begun)
    assert list(terms.beginning_with(asked)) == begun
    assert (terms.cost(asked) > 0) == (asked in known)
    assert terms.cost_of_beginning(asked) == sum(map(terms.cost, begun))
    assert terms.in_names([asked]) == (asked in known and known[asked][1])
    assert terms.in_names([], asked) == any(known[name][1] for name in begun)


def test_terms_of_which_too_little_is_known_are_refused() -> None:
    with pytest.raises(ValueError, match="equally many"):
        Terms(["kiwi"], b"", b"")


async def test_an_index_made_in_one_thread_is_read_in_another() -> None:
    edition = edition_of(_terms("kiwi"))
    index = await asyncio.to_thread(lambda: Index(write_index(edition.published.values())))
    edition.fulltext.use(index)
    assert _found(edition, "kiwi") == ["kiwi"]


def test_the_same_cards_make_the_same_index() -> None:
    cards = list(edition_of(_terms("kiwi", "poire", "pomme")).published.values())
    assert write_index(cards) == write_index(cards)


def test_an_edition_without_cards_can_be_searched() -> None:
    assert _found(edition_of([]), "kiwi") == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no index" * 1000,
        b"\xc1",
        msgpack.packb([1]),
        msgpack.packb({}),
        msgpack.packb({"table": b"no table" * 1000}),
    ],
)
def test_what_is_no_index_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no index"):
        Index(data)


def test_an_index_that_nobody_reads_any_more_closes_its_connection() -> None:
    index = Index(write_index(edition_of(_terms("kiwi")).published.values()))
    connection = index._connection
    assert index.having('"kiwi"')
    del index
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("select 1")


def test_writing_an_index_leaves_no_connection_open(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[sqlite3.Connection] = []

    def connect(path: str) -> sqlite3.Connection:
        opened.append(sqlite3.dbapi2.connect(path))
        return opened[-1]

    monkeypatch.setattr("bot.cards.fulltext.writing.sqlite3.connect", connect)
    write_index(edition_of(_terms("kiwi")).published.values())
    for connection in opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("select 1")
    assert len(opened) == 1
