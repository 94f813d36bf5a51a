"""Finding a passage in its article: exactly or not at all, whatever keyboard and printer did to the characters."""

import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from bot.cards.passages import MAX_CHARACTERS, Article, Closest, Edges, Mismatch, Span, level, resolve, split
from tests.cards.support import PROPERTY

TEXT = (
    "Le phare d’Armen s’allume à l’aube.\n\n"
    "La gardienne note : « Le signal n’est pas perdu » — puis elle éteint 12 lampes.\n"
    "Le bateau rentre à midi. Le soir, le bateau rentre encore.\n"
    "Les œufs du goéland ne sont pas comptés en 2019."
)
ARTICLE = Article(TEXT)


def found(passage: str, text: str = TEXT) -> str:
    """Return the one place of ``passage``, as it was printed."""
    span = resolve(passage, Article(text))
    assert isinstance(span, Span), span
    return text[span.start : span.end]


def refused(passage: str, text: str = TEXT) -> tuple[Mismatch, ...]:
    mismatches = resolve(passage, Article(text))
    assert not isinstance(mismatches, Span), f"{text[mismatches.start : mismatches.end]!r} was accepted"
    assert all(mismatch.message and mismatch.help for mismatch in mismatches)
    return mismatches


def codes(mismatches: tuple[Mismatch, ...]) -> list[tuple[str, str | None]]:
    return [(mismatch.code, mismatch.edge) for mismatch in mismatches]


class TestLevel:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("\N{LATIN SMALL LETTER E WITH ACUTE}té", "e\N{COMBINING ACUTE ACCENT}té"),
            ("L’IA", "l'ia"),
            ("l‘ia", "lʼia"),
            ("l′IA", "L'Ia"),
            ("« Non »", '"non"'),
            ("«\N{NO-BREAK SPACE}Non\N{NARROW NO-BREAK SPACE}»", "“non”"),
            ("„Non“", "«non»"),
            ("oui\n\t  non", "oui non"),
            ("oui\N{NO-BREAK SPACE}non", "oui non"),
            ("oui – non — si", "oui - non - si"),
            ("gpt\N{NON-BREAKING HYPHEN}oss", "gpt-oss"),
            ("gpt\N{HYPHEN}oss", "gpt\N{MINUS SIGN}oss"),
            ("im\N{SOFT HYPHEN}pri\N{ZERO WIDTH SPACE}mé", "imprimé"),
            ("STRASSE", "straße"),
        ],
    )
    def test_what_a_keyboard_or_a_printer_does_differently_is_the_same(self, one: str, other: str) -> None:
        assert level(one) == level(other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("goéland", "goeland"),
            ("où", "ou"),
            ("a", "à"),
            ("œuf", "oeuf"),
            ("est", "n'est pas"),
            ("12", "15"),
            ("1,2", "1.2"),
            ("non", "non !"),
            ("gpt-oss", "gpt oss"),
            ("au tour", "autour"),
            ("m²", "m2"),
        ],
    )
    def test_accents_words_and_digits_stay_what_they_are(self, one: str, other: str) -> None:
        assert level(one) != level(other)

    @PROPERTY
    @given(st.text())
    def test_levelling_twice_changes_nothing(self, text: str) -> None:
        assert level(level(text)) == level(text)


class TestSplit:
    def test_the_last_words_begin_after_the_dots(self) -> None:
        assert split("Le phare ... à l’aube") == Edges("Le phare", "à l’aube", 13)

    def test_a_passage_in_one_piece_has_no_last_words(self) -> None:
        edges = split("Le phare d’Armen")
        assert (edges.first, edges.last) == ("Le phare d’Armen", None)


class TestFound:
    @pytest.mark.parametrize(
        ("passage", "printed"),
        [
            ("Le phare ... l’aube", "Le phare d’Armen s’allume à l’aube"),
            ("le PHARE d'armen ... L'AUBE", "Le phare d’Armen s’allume à l’aube"),
            ("s'allume a\N{COMBINING GRAVE ACCENT} l'aube", "s’allume à l’aube"),
            ('note : "Le signal ... perdu"', "note : « Le signal n’est pas perdu »"),
            ("«Le signal ... perdu» - puis", "« Le signal n’est pas perdu » — puis"),
            ("“Le signal n’est pas perdu” – puis elle", "« Le signal n’est pas perdu » — puis elle"),
            ("l'aube. La gardienne", "l’aube.\n\nLa gardienne"),
            ("12 lampes", "12 lampes"),
            ("Les œufs ... 2019.", "Les œufs du goéland ne sont pas comptés en 2019."),
        ],
    )
    def test_a_passage_is_found_as_it_was_printed(self, passage: str, printed: str) -> None:
        assert found(passage) == printed
        assert found(passage, unicodedata.normalize("NFD", TEXT)) == unicodedata.normalize("NFD", printed)
        assert found(unicodedata.normalize("NFD", passage)) == printed

    @pytest.mark.parametrize("space", ["\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\n", "  ", "\r\n\t"])
    def test_any_white_space_is_one_space(self, space: str) -> None:
        assert found("12 lampes", f"Elle éteint 12{space}lampes.") == f"12{space}lampes"

    def test_no_space_is_needed_inside_guillemets_nor_forbidden(self) -> None:
        for printed in (
            "«Non», dit-elle",
            "« Non », dit-elle",
            "«\N{NARROW NO-BREAK SPACE}Non\N{NO-BREAK SPACE}», dit-elle",
        ):
            for passage in ('"Non", dit-elle', "« Non », dit-elle", "«Non», dit-elle"):
                assert found(passage, f"Ah ! {printed}.") == printed

    @PROPERTY
    @given(st.data())
    def test_any_words_that_stand_once_are_found_where_they_are(self, data: st.DataObject) -> None:
        words = TEXT.split()
        first = data.draw(st.integers(0, len(words) - 1))
        last = data.draw(st.integers(first, len(words) - 1))
        passage = " ".join(words[first : last + 1])
        # A quotation mark may stand at an edge; words that it closes belong to no other place.
        assume(any(letter.isalnum() for letter in passage))
        shown = resolve(passage.swapcase().replace("’", "'"), ARTICLE)
        if isinstance(shown, Span):
            assert level(ARTICLE.at(shown)) == level(passage)
        else:
            assert {mismatch.code for mismatch in shown} == {"S03"}
            assert level(TEXT).count(level(passage)) > 1


# Rapidfuzz finds these as good as the same; they say another thing.
OTHER_MEANINGS = [
    (
        "Le capitaine du port affirme que le signal est perdu depuis la tempête de février",
        "Le capitaine du port affirme que le signal n’est pas perdu depuis la tempête de février",
    ),
    (
        "La gardienne du phare compte 15 lampes neuves dans la réserve",
        "La gardienne du phare compte 12 lampes neuves dans la réserve",
    ),
]


class TestRefused:
    @pytest.mark.parametrize(("written", "printed"), OTHER_MEANINGS)
    def test_what_looks_alike_and_means_another_thing_is_refused(self, written: str, printed: str) -> None:
        assert fuzz.ratio(level(written), level(printed)) > 95, "a likeness would accept this"
        text = f"Voici ce qui est su. {printed}. Rien d’autre."
        (mismatch,) = refused(written, text)
        assert (mismatch.code, mismatch.edge) == ("S02", "first")
        assert mismatch.closest is not None
        assert not mismatch.closest.accents_only

    @pytest.mark.parametrize(
        ("written", "printed"),
        [("signal est perdu", "signal n’est pas perdu"), ("éteint 15 lampes", "éteint 12 lampes")],
    )
    def test_the_words_of_the_article_are_shown_beside_and_never_taken(self, written: str, printed: str) -> None:
        (mismatch,) = refused(written)
        assert mismatch.closest is not None
        assert mismatch.closest.words in TEXT
        assert found(printed) == printed

    @pytest.mark.parametrize(
        ("passage", "words"),
        [("du goeland ne sont", "du goéland ne sont"), ("Les oeufs du goéland", "Les œufs du goéland")],
    )
    def test_an_accent_that_differs_is_named(self, passage: str, words: str) -> None:
        (mismatch,) = refused(passage)
        assert mismatch.closest == Closest(words, accents_only=True)
        assert words in mismatch.help

    def test_an_accent_is_not_all_when_it_could_be_meant_elsewhere(self) -> None:
        (mismatch,) = refused("du goeland", "L’œuf du goéland et l’aile du goéland.")
        assert mismatch.closest is not None
        assert not mismatch.closest.accents_only

    @pytest.mark.parametrize("passage", ["phar", "hare", "pha ... aube", "phare ... aub", "2 lampes", "201"])
    def test_a_part_of_a_word_is_not_the_word(self, passage: str) -> None:
        assert {mismatch.code for mismatch in refused(passage)} == {"S02"}

    @pytest.mark.parametrize("passage", ["bateau rentre", "le bateau ... rentre", "Le"])
    def test_words_that_stand_in_several_places_need_more_of_them(self, passage: str) -> None:
        (mismatch,) = refused(passage)
        assert codes((mismatch,)) == [("S03", None)]

    def test_one_more_word_makes_a_place_the_only_one(self) -> None:
        assert found("bateau rentre à") == "bateau rentre à"

    @pytest.mark.parametrize(
        ("passage", "edges"),
        [
            ("le dauphin ... à l’aube", ["first"]),
            ("Le phare ... au crépuscule", ["last"]),
            ("le dauphin ... au crépuscule", ["first", "last"]),
        ],
    )
    def test_each_edge_that_is_not_there_is_told(self, passage: str, edges: list[str]) -> None:
        assert codes(refused(passage)) == [("S02", edge) for edge in edges]

    def test_the_last_words_stand_after_the_first(self) -> None:
        (mismatch,) = refused("12 lampes ... Le phare")
        assert codes((mismatch,)) == [("S05", None)]
        assert "swap" in mismatch.help

    def test_the_edges_do_not_share_words(self) -> None:
        assert codes(refused("Le phare d’Armen ... d’Armen s’allume")) == [("S05", None)]

    @pytest.mark.parametrize(
        ("passage", "edge"),
        [
            (" ... l’aube", None),
            ("Le phare ... ", None),
            (" ... ", None),
            ("— ... l’aube", None),
            ("Le phare ... s’allume ... l’aube", "last"),
            ("Le phare... l’aube", "first"),
            ("Le phare … l’aube", "first"),
            ("Le phare ...l’aube", "first"),
        ],
    )
    def test_what_is_not_first_words_and_last_words_is_told_the_form(self, passage: str, edge: str | None) -> None:
        mismatches = refused(passage)
        assert codes(mismatches)[0] == ("S05", edge)
        assert "first words ... last words" in mismatches[0].help

    def test_a_text_without_anything_like_it_proposes_nothing(self) -> None:
        (mismatch,) = refused("xylophone zwischenzug", "Le phare.")
        assert (mismatch.code, mismatch.closest) == ("S02", None)


class TestLength:
    @pytest.mark.parametrize("whole", [True, False])
    def test_a_passage_of_400_characters_is_a_citation(self, whole: bool) -> None:
        text = self.text(MAX_CHARACTERS)
        assert found(text if whole else "debut ... fin", f"Avant. {text} Apres.") == text

    @pytest.mark.parametrize("whole", [True, False])
    def test_one_character_more_is_a_copy(self, whole: bool) -> None:
        text = self.text(MAX_CHARACTERS + 1)
        (mismatch,) = refused(text if whole else "debut ... fin", f"Avant. {text} Apres.")
        assert mismatch.code == "S04"
        assert "401 characters" in mismatch.message

    def test_the_length_is_that_of_the_printed_words(self) -> None:
        """White space folds into one, but the article is what would be copied."""
        text = f"debut{' ' * MAX_CHARACTERS}fin"
        assert codes(refused("debut ... fin", text)) == [("S04", None)]

    def test_a_long_way_round_is_no_second_meaning(self) -> None:
        """The last words stand again much further on; nobody means that."""
        text = f"debut du texte fin {'mot ' * 120}fin"
        assert found("debut ... fin", text) == "debut du texte fin"

    @staticmethod
    def text(length: int) -> str:
        return f"debut {'x' * (length - 10)} fin"


PRINTED = st.text("aàâeéèêœßİ ﬁ1259’'‘«»“”\"-–—,;.!?\u00a0\u202f\n\u0301\u0300\u00ad", max_size=60)


@PROPERTY
@given(PRINTED, PRINTED, PRINTED)
@example("", "a\N{SOFT HYPHEN}a", "İ")
def test_whatever_was_printed_can_be_cited(before: str, passage: str, after: str) -> None:
    """It may be too short to be one place only, but never not be there."""
    assume(passage[:1].isalnum() and passage[-1:].isalnum())
    span = resolve(passage, Article(f"{before}|{passage}|{after}"))
    if isinstance(span, Span):
        assert (span.start, span.end) == (len(before) + 1, len(before) + 1 + len(passage))
    else:
        assert codes(span) == [("S03", None)]


@PROPERTY
@given(st.text(max_size=60), st.text(max_size=200))
def test_whatever_is_cited_from_whatever_is_found_or_refused(passage: str, text: str) -> None:
    span = resolve(passage, Article(text))
    if isinstance(span, Span):
        assert 0 <= span.start < span.end <= len(text)
    else:
        assert span


class TestWebCopies:
    """Articles are copied from pages, with what nobody sees in them."""

    @pytest.mark.parametrize("nothing", ["\ufeff", "\u200b", "\u00ad\u2060"])
    def test_a_word_of_invisible_characters_is_none(self, nothing: str) -> None:
        text = f"{nothing}\nBonjour {nothing} monde."
        assert found("Bonjour monde", text) == f"Bonjour {nothing} monde"
        assert codes(refused("Bonjour ... mondx", text)) == [("S02", "last")]
        assert codes(refused("Bonjout monde", text)) == [("S02", "first")]

    def test_words_that_stand_everywhere_are_not_all_counted(self) -> None:
        (mismatch,) = refused("La ... le", "La France et le monde de la presse " * 6_000)
        assert (mismatch.code, mismatch.message) == ("S03", "these words fit more than 10 places in the article")

    def test_a_longer_way_is_no_second_place(self) -> None:
        text = f"Le phare {'x ' * 30}s’allume. {'y ' * 300}Il s’allume."
        assert found("Le phare ... s’allume", text).endswith("x s’allume")

    def test_the_closest_words_are_whole_and_on_one_line(self) -> None:
        (mismatch,) = refused("“Le phare d’Armen s’allume”", "Une source\nLe phare d’Armen s’allume à l’aube.")
        assert mismatch.closest is not None
        assert mismatch.closest.words == "Le phare d’Armen s’allume"
        assert "leave it out" in mismatch.help

    @pytest.mark.parametrize(
        ("written", "text"),
        [
            ("de 102 km", "Un cap de 10² km."),
            ("de 12.5 %", "Un taux de 12,5 % net."),
            ("libre vint", "un « libre » vint"),
        ],
    )
    def test_a_digit_or_a_sign_is_no_accent(self, written: str, text: str) -> None:
        (mismatch,) = refused(written, text)
        assert mismatch.closest is None or not mismatch.closest.accents_only
