"""Names are compared as readers type them: without case, accents or punctuation."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.cards.text import Text, fold
from tests.cards.support import PROPERTY

# The letters of European names, composed and decomposed, with the marks that stand between them.
LETTERS = st.characters(min_codepoint=0x20, max_codepoint=0x17F) | st.sampled_from("’‘“”«»–—…œŒßﬁ\u0301\u00a0\u202f")


class TestFold:
    @pytest.mark.parametrize(
        ("text", "folded"),
        [
            ("Sam Altman", "sam altman"),
            ("SAM ALTMAN", "sam altman"),
            ("Élysée", "elysee"),
            ("E\u0301lyse\u0301e", "elysee"),
            ("Ça où naïve Noël", "ca ou naive noel"),
            ("œuvre Œuvre ŒUVRE", "oeuvre oeuvre oeuvre"),
            ("Lætitia ÆSOP", "laetitia aesop"),
            ("Straße", "strasse"),
            ("İstanbul", "istanbul"),
            ("L’IA", "l ia"),
            ("L'IA", "l ia"),
            ("Institut Allen pour l’IA", "institut allen pour l ia"),
            ("« America’s AI Action Plan »", "america s ai action plan"),
            ("gpt-oss-20b", "gpt oss 20b"),
            ("gpt_oss_20b", "gpt oss 20b"),
            ("ERNIE 4.5", "ernie 4 5"),
            ("X.com", "x com"),
            ("Donald J. Trump", "donald j trump"),
            ("  two\u00a0words\t\n", "two words"),
            ("ﬁn de ｓｅｒｉｅ", "fin de serie"),
            ("智谱 AI", "智谱 ai"),
            ("", ""),
            ("!?… — ’", ""),
            ("🗞", ""),
        ],
    )
    def test_case_accents_ligatures_and_punctuation_do_not_count(self, text: str, folded: str) -> None:
        assert fold(text) == folded

    @PROPERTY
    @given(st.text(LETTERS))
    def test_folding_twice_changes_nothing(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)

    @PROPERTY
    @given(st.text(LETTERS))
    def test_how_the_accents_are_composed_does_not_matter(self, text: str) -> None:
        assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))

    @PROPERTY
    @given(st.text(LETTERS))
    def test_what_is_left_is_words_with_a_space_between(self, text: str) -> None:
        words = fold(text).split(" ")
        assert words == [""] or all(word.isalnum() for word in words)

    @pytest.mark.parametrize(
        ("typed", "folded"), [("Llama™", "llamatm"), ("𝗦𝗮𝗺 𝗔𝗹𝘁𝗺𝗮𝗻", "sam altman"), ("ℝeddit", "reddit"), ("ǽ", "ae")]
    )
    def test_fancy_letters_are_letters(self, typed: str, folded: str) -> None:
        """People paste bold letters from elsewhere; Discord itself has none."""
        assert fold(typed) == folded

    @PROPERTY
    @given(st.text())
    @example("™")
    @example("ǽ")
    def test_folding_twice_changes_nothing_in_any_script(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)


def test_a_text_is_given_in_the_language_asked_for() -> None:
    text = Text(fr="Bonjour", en="Hello")
    assert (text.to("fr"), text.to("en")) == ("Bonjour", "Hello")
