"""Two cards side by side: nothing left blank, nothing cut, within Discord's limits whatever the cards hold."""

import re
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.snapshot import take_snapshot
from bot.cards.text import LANGUAGES, Language
from bot.presentation.comparison.fields import sides_of
from bot.presentation.comparison.pages import comparison_pages
from bot.presentation.markup import displayed, plain
from bot.presentation.measures import excesses
from bot.presentation.navigation import RouteButton
from bot.presentation.notices import of_another_edition, shared
from bot.presentation.routes import ComparisonRoute, brief
from bot.presentation.sheet import Sheet
from tests.conftest import ROOT
from tests.presentation.support import LOCALIZERS, PROPERTY, check_limits, components_of, edition_of, raw_card


@pytest.fixture(scope="module")
def real() -> Edition:
    return build_edition(take_snapshot(Path(ROOT / "briefings")))


def compared(first: str, second: str, edition: Edition, language: Language = "en") -> list[Sheet]:
    return comparison_pages(ComparisonRoute(brief(first), brief(second)), edition, LOCALIZERS[language])


def text_of(pages: list[Sheet]) -> str:
    return displayed("\n\n".join(block for page in pages for block in page.blocks))


def field(label: str, first: str, second: str, edition: Edition, language: Language = "en") -> list[str]:
    """Return the lines of a field as they are read: its heading, a line for each side, a remark."""
    text = text_of(compared(first, second, edition, language))
    paragraphs = [part.split("\n") for part in re.split(r"\n\n", text)]
    return next(lines for lines in paragraphs if lines[0].partition(" · ")[0] == label)


def check_sendable(page: Sheet, language: Language) -> None:
    """Assert that Discord takes a page, also one that was shared, or asked for from an older edition."""
    localizer = LOCALIZERS[language]
    for sheet in (page, shared(page, "W" * 32, localizer), of_another_edition(page, localizer)):
        check_limits(sheet)
        assert list(excesses(components_of(sheet))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pair_of_real_cards_is_a_message_that_discord_takes_with_nothing_blank(
    real: Edition, language: Language
) -> None:
    pairs = [pair for pair in combinations(real.published.values(), 2) if pair[0].kind == pair[1].kind]
    assert len(pairs) > 500
    for first, second in pairs:
        pages = compared(first.id, second.id, real, language)
        for page in pages:
            check_sendable(page, language)
        lines = text_of(pages).splitlines()
        assert not [line for line in lines if line.rstrip().endswith(("·", ":", "-"))]
        assert not [line for line in lines if line.startswith("- ") and not line[2:].strip()]


def test_both_languages_have_the_same_fields_for_every_real_card(real: Edition) -> None:
    """Two labels that are one word in a language would be one field there."""
    numbers: dict[str, set[int]] = {}
    for card in real.published.values():
        for localizer in LOCALIZERS.values():
            numbers.setdefault(card.kind, set()).add(len(sides_of(card, real, localizer)))
    assert len(numbers) == 8
    assert all(len(number) == 1 for number in numbers.values()), numbers


def test_the_same_and_the_different_are_said_in_words_and_with_a_sign(real: Edition) -> None:
    assert field("Developed by", "gpt-oss-20b", "gpt-2", real) == [
        "Developed by · = the same",
        "- gpt-oss-20b · OpenAI",
        "- GPT-2 · OpenAI",
    ]
    assert field("Released", "gpt-oss-20b", "gpt-2", real, "en") == [
        "Released · ≠ different",
        "- gpt-oss-20b · 5 August 2025 (inferred)",
        "- GPT-2 · 2019",
        "- Earlier: GPT-2 · about 6 years apart",
    ]
    assert (
        field("Sortie", "gpt-oss-20b", "gpt-2", real, "fr")[-1]
        == "- D’abord\u00a0: GPT-2 · à environ 6 ans d’intervalle"
    )


def test_a_glance_sums_up_what_is_the_same_different_and_not_known(real: Edition) -> None:
    glance = field("At a glance", "gpt-oss-20b", "gpt-2", real)[1:]
    assert glance == [
        "- = the same · Developed by, Access",
        "- ≠ different · Released",
        "- ? known for one only · Family",
        "- ? not known for either · Version",
    ]


@pytest.mark.parametrize(
    ("language", "label", "unknown", "senseless"),
    [("en", "Version", "not known", "not comparable"), ("fr", "Version", "non connu", "non comparable")],
)
def test_what_is_not_known_and_what_makes_no_sense_is_said(
    real: Edition, language: Language, label: str, unknown: str, senseless: str
) -> None:
    assert field(label, "deepseek-r1", "gpt-oss", real, language)[1:] == [
        f"- DeepSeek R1 · {unknown}",
        f"- gpt-oss · {senseless}",
    ]


@pytest.mark.parametrize(
    ("label", "first", "second", "expected"),
    [
        ("Works for", "sam-altman", "wei-sun", ["OpenAI", "Counterpoint Research"]),
        ("Category", "openai", "cnbc", ["Company", "News outlet"]),
        ("Country", "openai", "deepseek", ["United States", "China"]),
        (
            "Models",
            "openai",
            "cnbc",
            ["GPT-2, GPT-3, GPT-4, GPT-5, gpt-oss-120b, gpt-oss-20b, gpt-oss", "not comparable"],
        ),
        ("Family", "gpt-oss-20b", "gpt-oss", ["gpt-oss", "not comparable"]),
        ("Said by", "altman-on-chinese-models", "sun-more-symbolic", ["Sam Altman", "Wei Sun"]),
        ("Via", "altman-on-chinese-models", "sun-more-symbolic", ["CNBC", "not known"]),
    ],
)
def test_each_kind_has_its_fields(real: Edition, label: str, first: str, second: str, expected: list[str]) -> None:
    sides = [line.partition(" · ")[2] for line in field(label, first, second, real)[1:3]]
    assert sides == expected


def tied(*ties: tuple[str, str]) -> dict[str, Any]:
    return {"relations": [{"type": type_, "card": card} for type_, card in ties]}


def test_ties_are_told_from_both_ends_and_once_when_they_read_the_same(real: Edition) -> None:
    between = field("What ties them together", "gpt-oss-20b", "gpt-oss", real)[1:]
    assert between == [
        "- gpt-oss-20b · Belongs to the family · gpt-oss",
        "- gpt-oss · Models in the family · gpt-oss-20b",
    ]
    siblings = field("What ties them together", "gpt-oss-20b", "gpt-oss-120b", real)[1:]
    assert siblings == ["- gpt-oss-20b · Same family · gpt-oss-120b"]


def test_what_they_have_in_common_is_told_by_way(real: Edition) -> None:
    edition = edition_of(
        [
            raw_card("person", "ada", **tied(("commented-on", "fair"), ("commented-on", "show"))),
            raw_card("person", "bob", **tied(("commented-on", "fair"), ("announced", "show"))),
            raw_card("event", "fair", start="2025"),
            raw_card("event", "show", start="2025"),
        ]
    )
    common = field("What they have in common", "ada", "bob", edition)[1:]
    assert common == ["- Commented on · Fair", "- In different ways · Show"]


def test_a_dispute_and_opposed_claims_are_told_as_contradictions(real: Edition) -> None:
    lines = field("What contradicts", "sam-altman", "wei-sun", real)[1:]
    assert lines[0].startswith("- Sam Altman · On X, he ranked these models first")
    assert lines[1].startswith("- Disputed by Wei Sun · ")
    contradiction = "- The best open source model (Altman) · Contradicts · Not fully open source (Sun)"
    assert lines[2:] == [contradiction]
    assert field("What contradicts", "best-open-source-model", "not-fully-open-source", real)[1:] == [contradiction]


def test_a_contradiction_that_one_card_tells_is_told_once_from_the_first_of_the_two() -> None:
    said = {"text": {"fr": "Propos", "en": "Words"}}
    edition = edition_of(
        [
            raw_card("person", "ada"),
            raw_card("person", "bob"),
            raw_card("claim", "one", **said, said_by="ada"),
            raw_card("claim", "two", **said, said_by="bob", contradicts=["one"]),
        ]
    )
    assert field("What contradicts", "one", "two", edition)[1:] == ["- One · Contradicted by · Two"]
    assert field("What contradicts", "two", "one", edition)[1:] == ["- Two · Contradicts · One"]
    assert field("What contradicts", "ada", "bob", edition)[1:] == ["- One · Contradicted by · Two"]


def test_both_sides_of_a_dispute_stay_together_on_a_page() -> None:
    words = [{"id": f"f-{n}", "text": long("a", 600, f"f{n}")} for n in range(4)]
    against = [{"by": "bob", "fact": f"f-{n}", "text": long("b", 600, f"d{n}")} for n in range(4)]
    edition = edition_of([raw_card("person", "ada", facts=words, disputed=against), raw_card("person", "bob")])
    pages = [displayed("\n".join(page.blocks)) for page in compared("ada", "bob", edition)]
    assert len(pages) > 1
    for n in range(4):
        assert [f"Ada · f{n}aa" in page for page in pages] == [f"Disputed by Bob · d{n}bb" in page for page in pages]


def test_access_that_sources_name_differently_is_in_the_words_of_none(real: Edition) -> None:
    assert field("Access", "llama", "gemma", real)[1:] == [
        "- Llama · its sources differ",
        "- Gemma · open weights (in the words of the source)",
    ]


def test_a_glance_has_no_line_about_what_makes_no_sense_for_either(real: Edition) -> None:
    glance = "\n".join(field("En un coup d’œil", "altman-on-chinese-models", "sun-more-symbolic", real, "fr"))
    text = text_of(compared("altman-on-chinese-models", "sun-more-symbolic", real, "fr"))
    assert "Notre traduction" not in text
    assert "non comparable" not in glance


def test_steps_that_two_stories_share_are_named(real: Edition) -> None:
    steps = field("Steps", "how-far-to-open", "us-china-race", real)
    assert steps[0] == "Steps · ≈ partly the same"
    assert steps[-1] == "- In common: Launch of gpt-oss"


def test_a_doubtful_tie_is_marked_and_not_the_same_as_a_certain_one() -> None:
    doubtful = {"relations": [{"type": "leads", "card": "home", "certainty": "reported"}]}
    edition = edition_of(
        [
            raw_card("organization", "home"),
            raw_card("person", "ada", **doubtful),
            raw_card("person", "bob", **tied(("leads", "home"))),
        ]
    )
    assert field("Works for", "ada", "bob", edition) == [
        "Works for · ≠ different",
        "- Ada · Home (reported)",
        "- Bob · Home",
    ]


def test_a_claim_is_dated_by_the_words_it_rests_on_or_by_its_occasion() -> None:
    quote = {"text": "Words", "original_language": "en", "said_by": "ada", "date": "2025-01"}
    said = {"text": {"fr": "Propos", "en": "Words"}, "said_by": "ada"}
    edition = edition_of(
        [
            raw_card("person", "ada"),
            raw_card("event", "fair", start="2025-08-05"),
            raw_card("quote", "words", **quote),
            raw_card("claim", "one", **said, **tied(("said-at", "fair"), ("rests-on", "words"))),
            raw_card("claim", "two", **said, **tied(("said-at", "fair"))),
        ]
    )
    assert field("Date", "one", "two", edition)[1:] == [
        "- One · January 2025",
        "- Two · 5 August 2025",
        "- Earlier: One · about 7 months apart",
    ]


def test_two_kinds_are_refused_with_what_to_do_instead(real: Edition) -> None:
    (page,) = compared("sam-altman", "gpt-5", real)
    assert page.refusal
    assert "Sam Altman is a person and GPT-5 is a model" in page.blocks[0]
    assert "Compare two people or two models" in page.blocks[0]
    assert [link.card_id for link in page.links] == ["sam-altman", "gpt-5"]
    assert [press.custom_id for press in page.presses] == ["line:sam-altman:::0", "line:gpt-5:::0"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_two_cards_of_the_edition_get_an_answer_that_discord_takes(real: Edition, language: Language) -> None:
    one_of_each = list({card.kind: card for card in real.published.values()}.values())
    for first, second in permutations(one_of_each, 2):
        (page,) = compared(first.id, second.id, real, language)
        assert page.refusal
        check_sendable(page, language)
    for card in real.published.values():
        (page,) = compared(card.id, card.id, real, language)
        assert page.refusal
        assert [link.card_id for link in page.links] == [card.id]
        check_sendable(page, language)


def test_a_card_with_itself_offers_those_like_it(real: Edition) -> None:
    (page,) = compared("gpt-oss-20b", "gpt-oss-20b", real)
    assert "compare:gpt-oss-20b:gpt-oss-120b:0" in [press.custom_id for press in page.presses]


def long_ids() -> list[dict[str, Any]]:
    facts = [{"id": f"f-{n}", "text": {"fr": "é" * 1_400, "en": "é" * 1_400}} for n in range(3)]
    return [
        raw_card("person", letter * 64, summary={"fr": "é" * 1_500, "en": "é" * 1_500}, facts=facts) for letter in "ab"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_custom_ids_of_the_longest_ids_fit_and_lead_back(language: Language) -> None:
    edition = edition_of(long_ids())
    pages = compared("a" * 64, "b" * 64, edition, language)
    for page in pages:
        check_limits(page)
        for press in page.presses:
            assert RouteButton.__discord_ui_compiled_template__.fullmatch(press.custom_id)
    again = comparison_pages(ComparisonRoute(brief("a" * 64), brief("b" * 64)), edition, LOCALIZERS[language])
    assert again == pages


SPEAKERS = {"person", "organization"}
FEWER = settings(PROPERTY, max_examples=25)
# The worst that the schema lets through: every text as long as can be, every character one to escape.
FILL = st.sampled_from(["*", "_", "[", "@", "é", "\\", '"', "語", "🎉", "1. ", "http://", "\u202e", "א", "<@1>"])


def long(fill: str, size: int, mark: str) -> dict[str, str]:
    filled = (f"{mark}{fill * size}")[: size - 1].rstrip() + "."
    return {"fr": filled, "en": filled}


def worst(kind: str, card_id: str, fill: str, size: int, others: int) -> dict[str, Any]:
    text, short = long(fill, size, card_id), long(fill, 100, card_id)
    when = {"date": "2025-09-28%/2025-09-30%", "basis": "inferred", "note": text}
    claims = [f"p-{number}" for number in range(others)]
    own: dict[str, dict[str, Any]] = {
        "person": {"role": short, "affiliation": "home"},
        "organization": {"category": "research-firm", "country": "BA", "parent": "home"},
        "model": {"developer": "home", "openness": "open-weights", "released": when, "version": short["en"]},
        "event": {"start": when, "end": when, "place": short, "participants": claims},
        "quote": {
            "text": text["en"],
            "original_language": "fr",
            "said_by": "home",
            "translation": {"en": text["en"]},
            "date": when,
            "via": "home",
        },
        "term": {"definition": text},
        "claim": {"text": text, "said_by": "home"},
        "story": {"lede": text, "steps": [{"card": each, "text": text} for each in claims]},
    }
    other = "one" if card_id == "two" else "two"
    by = other if kind in SPEAKERS else "home"
    ties = [{"type": "responds-to", "card": other}, {"type": "inspired", "card": other}]
    return raw_card(
        kind,
        card_id,
        name=short,
        summary=text,
        disputed=[{"by": by, "text": text}, {"by": by, "text": text}],
        relations=[*ties, *({"type": "responds-to", "card": each} for each in claims)],
        **own[kind],
    )


@FEWER
@given(
    kind=st.sampled_from(["person", "organization", "model", "event", "quote", "term", "claim", "story"]),
    fill=FILL,
    size=st.sampled_from([1_500, 1_499, 700, 40]),
    others=st.integers(0, 60),
    language=st.sampled_from(LANGUAGES),
)
def test_the_worst_two_cards_that_the_schema_allows_are_compared_whole(
    *, kind: str, fill: str, size: int, others: int, language: Language
) -> None:
    cards = [worst(kind, card_id, fill, size, others) for card_id in ("one", "two")]
    people = [
        raw_card("person", f"p-{number}", name=(f"{number:03}{fill * 100}")[:99] + ".") for number in range(others)
    ]
    edition = edition_of([*cards, *people, raw_card("organization", "home", name=f"H{fill * 100}"[:99] + ".")])
    pages = compared("one", "two", edition, language)
    assert not pages[0].refusal
    assert len(pages) < 40
    for page in pages:
        check_sendable(page, language)
    text = "\n".join(block for page in pages for block in page.blocks)
    for card in cards:
        assert plain(card["summary"][language]) in text
        if kind in SPEAKERS:
            # In short, as what is disputed, and from two voices that dispute it.
            assert text.count(plain(card["disputed"][0]["text"][language])) == 4
    again = re.compile(r"(?<!\\)(@everyone|<@[0-9])")
    assert not again.search(text)
    assert [page.presses[0].route.page for page in pages if len(pages) > 1] == [
        max(number - 1, 0) for number in range(len(pages)) if len(pages) > 1
    ]


def test_a_route_to_a_card_that_is_not_there_says_so(real: Edition) -> None:
    for route in (ComparisonRoute("xyzzy", "gpt-5"), ComparisonRoute("gpt-5", ""), ComparisonRoute("", "")):
        (page,) = comparison_pages(route, real, LOCALIZERS["en"])
        assert page.refusal
