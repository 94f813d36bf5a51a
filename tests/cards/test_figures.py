"""Numbers and negations in a sentence, in both languages, whichever way they are written."""

import pytest

from bot.cards.dates import parse_date
from bot.cards.figures import negations, number, numbers, numbers_of
from bot.cards.text import Language, fold


@pytest.mark.parametrize(
    ("word", "language", "value"),
    [
        ("12", "fr", "12"),
        ("007", "fr", "7"),
        ("0", "en", "0"),
        ("00", "en", "0"),
        ("deux", "fr", "2"),
        ("seize", "fr", "16"),
        ("sixteen", "en", "16"),
        ("août", "fr", "month 8"),
        ("Février", "fr", "month 2"),
        ("december", "en", "month 12"),
        ("mai", "fr", "month 5"),
        # Words of their own: an article, a verb, a walk; and the other language's numbers.
        ("un", "fr", None),
        ("une", "fr", None),
        ("one", "en", None),
        ("may", "en", None),
        ("march", "en", None),
        ("six", "fr", "6"),
        ("six", "en", "6"),
        ("two", "fr", None),
        ("août", "en", None),
        # Digits inside a name count nothing.
        ("R1", "fr", None),
        ("20b", "fr", None),
        ("2e", "fr", None),
        ("-", "en", None),
        ("", "fr", None),
        ("lampe", "fr", None),
    ],
)
def test_what_a_word_counts(word: str, language: Language, value: str | None) -> None:
    assert number(fold(word), language) == value


def test_digits_and_words_count_the_same() -> None:
    assert numbers(fold("Le 3 août, douze lampes").split(), "fr") == {"3", "month 8", "12"}
    assert numbers(fold("trois lampes et 12 autres").split(), "fr") == {"3", "12"}


@pytest.mark.parametrize(
    ("date", "parts"),
    [
        ("2019", {"2019"}),
        ("2025-08", {"2025", "month 8"}),
        ("2025-08-05", {"2025", "month 8", "5"}),
        ("2025-01~", {"2025", "month 1"}),
        ("2025-01/2025-08-05", {"2025", "month 1", "month 8", "5"}),
    ],
)
def test_the_parts_of_a_date(date: str, parts: set[str]) -> None:
    assert numbers_of(parse_date(date)) == parts


@pytest.mark.parametrize(
    ("said", "language", "denied"),
    [
        ("Elle n’est pas à vendre.", "fr", {"n", "pas"}),
        ("Personne ne l’a vue.", "fr", {"ne"}),
        ("Sans lampe, ni bruit", "fr", {"sans", "ni"}),
        ("Plutôt ceci", "fr", {"plutot"}),
        ("Elle est neuve.", "fr", set()),
        ("Le passage et la panne", "fr", set()),
        ("It is not for sale, nor cheap.", "en", {"not", "nor"}),
        ("It cannot be had.", "en", {"cannot"}),
        ("A knot, a note, another", "en", set()),
        ("pas", "en", set()),
    ],
)
def test_what_denies(said: str, language: Language, denied: set[str]) -> None:
    assert negations(fold(said).split(), language) == denied
