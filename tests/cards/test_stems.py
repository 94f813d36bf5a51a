"""Words and their stems."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards import stems as stems_module
from bot.cards.stems import Stems, one_word, spellings, words
from bot.cards.text import LANGUAGES, Language
from tests.presentation.support import PROPERTY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’IA d'OpenAI, qu’il juge", ["IA", "OpenAI", "il", "juge"]),
        ("jusqu’à lorsqu'elle puisqu’on quoiqu'il", ["à", "elle", "on", "il"]),
        ("j’ai m’a t’a s’est n’est c’est", ["ai", "a", "a", "est", "est", "est"]),
        ("OpenAI's and Meta’s models", ["OpenAI", "and", "Meta", "models"]),
        ("gpt-oss-120b, open-source", ["gpt", "oss", "120b", "open", "source"]),
        ("«\u00a0Œuvre\u00a0»", ["Œuvre"]),
        ("snake_case 4.5", ["snake", "case", "4", "5"]),
        # An apostrophe in the middle of a word elides nothing.
        ("prud’homme", ["prud", "homme"]),
        ("!!! 🎉", []),
    ],
)
def test_elisions_and_possessives_belong_to_no_word(text: str, expected: list[str]) -> None:
    assert [word.text for word in words(text)] == spellings(text) == expected


def test_an_accent_of_its_own_stays_with_its_letter() -> None:
    text = unicodedata.normalize("NFD", "la sécurité")
    assert [unicodedata.normalize("NFC", word.text) for word in words(text)] == ["la", "sécurité"]


@given(st.text(alphabet=st.sampled_from("aélL’' -sœ\u0301.1_🎉")))
@PROPERTY
def test_a_word_stands_where_it_is_said_to(text: str) -> None:
    end = 0
    for word in words(text):
        assert text[word.start : word.end] == word.text
        assert word.start >= end
        end = word.end


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("sécurité", "securite", "fr"),
        ("sécurités", "securites", "fr"),
        ("sécurités", "SÉCURITÉ", "fr"),
        ("modèles", "modele", "fr"),
        ("chinoise", "chinois", "fr"),
        # Without their accents, these two would have no stem in common.
        ("première", "premiers", "fr"),
        ("développée", "développement", "fr"),
        ("œuvres", "oeuvre", "fr"),
        ("models", "Model", "en"),
        ("opening", "opened", "en"),
        ("naïve", "naive", "en"),
        (unicodedata.normalize("NFD", "sécurité"), "sécurités", "fr"),
    ],
)
def test_inflection_case_and_accents_make_no_difference(one: str, other: str, language: Language) -> None:
    stems = Stems()
    assert set(stems.of(one, language)) & set(stems.of(other, language))


def test_other_words_have_other_stems() -> None:
    stems = Stems()
    assert not set(stems.of("poids", "fr")) & set(stems.of("point", "fr"))
    assert not set(stems.of("model", "en")) & set(stems.of("mode", "en"))


def test_a_name_has_no_endings() -> None:
    assert "openai" not in Stems().of("OpenAI", "fr")  # why names are given
    assert Stems({"openai"}).of("OpenAI", "fr") == Stems({"openai"}).of("openai", "en") == ("openai",)


@given(st.text(max_size=12), st.sampled_from(LANGUAGES))
@PROPERTY
def test_a_stem_is_one_folded_word(text: str, language: Language) -> None:
    stems = Stems()
    for word in spellings(text):
        for stem in stems.of(word, language):
            assert stem
            assert stem == one_word(stem)
            assert " " not in stem


def test_no_more_words_are_remembered_than_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stems_module, "_MOST_REMEMBERED", 3)
    stems = Stems()
    for word in ("un", "deux", "trois", "quatre", "cinq"):
        stems.of(word, "fr")
    assert len(stems._known["fr"]) <= 3
    assert stems.of("trois", "fr") == Stems().of("trois", "fr")
