"""How much of an article stands behind cards: where its sentences end, and which of them are cited."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards import lock
from bot.cards.coverage import Coverage, coverage, sentences
from bot.cards.inspection import build_edition
from bot.cards.passages import Article
from bot.cards.snapshot import Snapshot
from tests.cards.support import PROPERTY, card

TEXT = "La lampe\nElle éclaire dix ans. Elle n’est pas à vendre ! Zoé en a commandé douze."


def split(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\n ", []),
        ("Une phrase.", ["Une phrase."]),
        ("Sans point final", ["Sans point final"]),
        ("Un. Deux. Trois", ["Un.", "Deux.", "Trois"]),
        ("Un titre\nUne phrase.\n\nUne autre.", ["Un titre", "Une phrase.", "Une autre."]),
        ("Un titre\r\nUne phrase.\r\n", ["Un titre", "Une phrase."]),
        ("Vraiment ? Oui ! Bien… Soit.", ["Vraiment ?", "Oui !", "Bien…", "Soit."]),
        ("Quoi ?! Rien...  Bon.", ["Quoi ?!", "Rien...", "Bon."]),
        ("« Oui. » Elle part.", ["« Oui. »", "Elle part."]),
        ("Elle dit : « Non. » « Si. »", ["Elle dit : « Non. »", "« Si. »"]),
        ("“Yes.” She left. (Late.) It rained.", ["“Yes.”", "She left.", "(Late.)", "It rained."]),
        ("Elle part. À demain. Évidemment. 12 lampes.", ["Elle part.", "À demain.", "Évidemment.", "12 lampes."]),
        ("Elle pèse 3.5 kilos, v1.2 comprise.", ["Elle pèse 3.5 kilos, v1.2 comprise."]),
        ("Elle hésite… puis part.", ["Elle hésite… puis part."]),
        ("« Quoi ! » dit-elle.", ["« Quoi ! » dit-elle."]),
        ("Le site nom.fr. Il est lent.", ["Le site nom.fr.", "Il est lent."]),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@PROPERTY
@given(st.text(st.sampled_from('aÀ1 .!?…«»“”()"\n\u00a0'), max_size=60))
def test_no_word_is_lost_and_none_is_told_twice(text: str) -> None:
    spans = list(sentences(text))
    assert all(span.start < span.end for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert "".join("".join(split(text)).split()) == "".join(text.split())
    assert all(words == words.strip() for words in split(text))


def covered(*cited: str, status: str = "published", text: str = TEXT) -> Coverage:
    """Return the coverage of ``text`` by cards that cite one passage each."""
    source = "id: lampe\nkind: source\ntitle: La lampe\npublished: 2026\nlanguage: fr\nsnapshot: lampe.txt\n"
    source += f"sha256: {lock.sha256(text)}\n"
    files = {"sources/lampe.yaml": source} | {
        f"people/p{number}.yaml": card(
            "person", f"p{number}", f'cite: [{{source: lampe, passage: "{passage}"}}]', status=status
        )
        for number, passage in enumerate(cited)
    }
    snapshot = Snapshot({name: each.encode() for name, each in files.items()}, None, {"lampe.txt": text.encode()})
    return coverage("lampe", Article(text), build_edition(snapshot))


def test_an_article_that_nobody_cites() -> None:
    found = covered()
    assert [sentence.text for sentence in found.sentences] == split(TEXT)
    assert (found.cited, found.share) == (0, 0.0)
    assert {sentence.cards for sentence in found.sentences} == {()}


def test_a_sentence_is_cited_when_half_of_its_letters_are() -> None:
    found = covered("Elle éclaire ... dix ans", "Zoé en")
    assert [sentence.cited for sentence in found.sentences] == [False, True, False, False]
    assert [sentence.cards for sentence in found.sentences] == [(), ("p0",), (), ("p1",)]
    assert found.sentences[1].share == 1.0
    assert 0 < found.sentences[3].share < 0.5
    assert found.share == 0.25


def test_a_passage_over_several_sentences_and_several_passages_in_one() -> None:
    found = covered("Elle éclaire ... à vendre", "éclaire dix ans", "Zoé en a", "commandé douze")
    assert [sentence.cards for sentence in found.sentences] == [(), ("p0", "p1"), ("p0",), ("p2", "p3")]
    assert found.sentences[3].share == 1.0


def test_letters_that_two_passages_hold_count_once() -> None:
    twice = covered("Zoé en a", "en a").sentences[3]
    assert twice.share == covered("Zoé en a").sentences[3].share


def test_only_published_cards_count() -> None:
    assert covered("Elle éclaire ... dix ans", status="draft").cited == 0


def test_a_card_is_named_once() -> None:
    text = "Un mot et un autre mot."
    found = covered("Un mot", text=text)
    assert found.sentences[0].cards == ("p0",)


def test_an_empty_article_leaves_nothing_out() -> None:
    assert covered(text="").share == 1.0


def test_what_has_no_letters_is_not_missed() -> None:
    found = covered(text="***\nUn mot.")
    assert [sentence.cited for sentence in found.sentences] == [True, False]
