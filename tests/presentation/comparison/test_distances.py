"""How far apart two dates are is said no more precisely than they are known."""

import pytest

from bot.cards.dates import parse_date
from bot.presentation.comparison.distances import apart_in_words, likeness
from tests.presentation.support import LOCALIZERS


@pytest.mark.parametrize(
    ("first", "second", "english", "french"),
    [
        ("2025-01-20", "2025-01-21", "Earlier: A · 1 day apart", "D’abord\u00a0: A · à 1 jour d’intervalle"),
        ("2025-08-05", "2025-07-01", "Earlier: B · 35 days apart", "D’abord\u00a0: B · à 35 jours d’intervalle"),
        ("2025-01-20", "2025-06-20", "Earlier: A · 5 months apart", "D’abord\u00a0: A · à 5 mois d’intervalle"),
        (
            "2025-01-20",
            "2025-08-05",
            "Earlier: A · more than 6 months apart",
            "D’abord\u00a0: A · à plus de 6 mois d’intervalle",
        ),
        ("2020-02-29", "2023-02-28", "Earlier: A · more than 2 years apart", "à plus de 2 ans d’intervalle"),
        ("2020-03-01", "2023-03-01", "Earlier: A · 3 years apart", "à 3 ans d’intervalle"),
        ("2020-03-01", "2023-05-01", "Earlier: A · more than 3 years apart", "à plus de 3 ans d’intervalle"),
        ("2025-01", "2025-08", "Earlier: A · about 7 months apart", "à environ 7 mois d’intervalle"),
        ("2025-01", "2025-08-05", "Earlier: A · about 7 months apart", "à environ 7 mois d’intervalle"),
        ("2022-01", "2025-02", "Earlier: A · about 3 years apart", "à environ 3 ans d’intervalle"),
        ("2025-08-05", "2019", "Earlier: B · about 6 years apart", "D’abord\u00a0: B · à environ 6 ans d’intervalle"),
        # From the last of January to the first of February is a day.
        ("2025-01", "2025-02", "Earlier: A", "D’abord\u00a0: A"),
        ("2019", "2020-06", "Earlier: A", "D’abord\u00a0: A"),
        ("2025-01/2025-03", "2025-08", "Earlier: A", "D’abord\u00a0: A"),
        ("2025", "2025-08-05", "The dates are not precise enough to say which is earlier.", "Les dates ne sont pas"),
        ("2025-01~", "2025-08", "A date is uncertain or approximate:", "Une date est incertaine ou approximative"),
        ("2019", "2025?", "A date is uncertain or approximate:", "Une date est incertaine ou approximative"),
        ("2025-08-05", "2025-08-05", "", ""),
        ("2025-08", "2025-08", "", ""),
    ],
)
def test_a_distance_is_as_precise_as_the_less_precise_date(first: str, second: str, english: str, french: str) -> None:
    dates = parse_date(first), parse_date(second)
    said = {language: apart_in_words(*dates, ("A", "B"), localizer) for language, localizer in LOCALIZERS.items()}
    for language, expected in (("en", english), ("fr", french)):
        if expected.endswith((":", "pas", "approximative")):
            assert expected in said[language]  # type: ignore[index]
        else:
            assert said[language].endswith(expected)  # type: ignore[index]
            assert bool(said[language]) is bool(expected)  # type: ignore[index]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (["2025-08-05"], ["2025-08-05"], "same"),
        (["2025-08-05", "2025-08-07"], ["2025-08-05", "2025-08-07"], "same"),
        (["2025-08"], ["2025-08"], "same-as-known"),
        (["2025-08-05?"], ["2025-08-05?"], "same-as-known"),
        (["2025"], ["2025-08-05"], "undecided"),
        (["2025-08-05", "2025-08-07"], ["2025-08-05"], "different"),
        (["2019"], ["2025-08-05"], "different"),
    ],
)
def test_dates_are_the_same_only_as_far_as_they_are_known(first: list[str], second: list[str], expected: str) -> None:
    assert likeness([*map(parse_date, first)], [*map(parse_date, second)]) == expected
    assert likeness([*map(parse_date, second)], [*map(parse_date, first)]) == expected
