"""Two cards side by side: nothing left blank, nothing cut, within Discord's limits whatever the cards hold."""

import re
from itertools import combinations, permutations, takewhile
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
from tests.presentation.support import (
    LOCALIZERS,
    PROPERTY,
    check_limits,
    components_of,
    edition_of,
    presses_of,
    raw_card,
)

REMARKS = ("Earlier: ", "D’abord : ", "In common: ", "A date is", "The dates are")


@pytest.fixture(scope="module")
def real() -> Edition:
    return build_edition(take_snapshot(Path(ROOT / "briefings")))


def compared(first: str, second: str, edition: Edition, language: Language = "en") -> list[Sheet]:
    return comparison_pages(ComparisonRoute(brief(first), brief(second)), edition, LOCALIZERS[language])


def text_of(pages: list[Sheet]) -> str:
    return displayed("\n\n".join(block for page in pages for block in page.blocks))


def rows(first: str, second: str, edition: Edition, language: Language = "en") -> list[str]:
    """Return every line as it is read, without no-break spaces."""
    return text_of(compared(first, second, edition, language)).replace("\u00a0", " ").splitlines()


def field(label: str, first: str, second: str, edition: Edition, language: Language = "en") -> list[str]:
    """Return what is said of a field: of either card, where known, and a remark."""
    lines = rows(first, second, edition, language)
    start = next(number for number, line in enumerate(lines) if line.partition(" · ")[0] == label)
    below = takewhile(lambda line: line[:1] in {"①", "②"} or line.startswith(REMARKS), lines[start + 1 :])
    return [*lines[start].split(" · ")[1:], *below]


def section(heading: str, first: str, second: str, edition: Edition, language: Language = "en") -> list[str]:
    """Return the lines below a heading."""
    lines = rows(first, second, edition, language)
    return [*takewhile(bool, lines[lines.index(heading) + 1 :])]


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


def test_what_differs_stands_first_side_by_side_and_what_is_the_same_in_one_line(real: Edition) -> None:
    head, different, same, *_ = compared("gpt-oss-20b", "gpt-2", real)[0].blocks
    assert displayed(head).replace("\u00a0", " ") == "① gpt-oss-20b · ② GPT-2\n🧠 Comparison of two models"
    assert displayed(different).replace("\u00a0", " ").splitlines() == [
        "≠ What differs",
        "Released · ① 5 August 2025 (inferred) · ② 2019",
        "Earlier: GPT-2 · about 6 years apart",
    ]
    assert displayed(same) == (
        "= What is the same · Developed by: OpenAI · Access: open weights (in the words of the source)"
    )
    assert field("Sortie", "gpt-oss-20b", "gpt-2", real, "fr")[-1] == "D’abord : GPT-2 · à environ 6 ans d’intervalle"


def test_two_short_sides_share_a_line_with_their_label(real: Edition) -> None:
    assert "Developed by · ① OpenAI · ② DeepSeek" in rows("gpt-oss-20b", "deepseek-r1", real)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Not known · ① Version, Family", "Not comparable · ② Version, Family"]),
        ("fr", ["Non connu · ① Version, Famille", "Non comparable · ② Version, Famille"]),
    ],
)
def test_what_is_not_known_and_what_makes_no_sense_is_gathered_in_a_line_each(
    real: Edition, language: Language, expected: list[str]
) -> None:
    lines = rows("deepseek-r1", "gpt-oss", real, language)
    assert [line for line in lines if line.startswith(("Not ", "Non "))] == expected
    assert "Version" not in {line.partition(" · ")[0] for line in lines}


def test_what_is_not_known_of_either_is_told_apart_from_what_is_known_of_one(real: Edition) -> None:
    assert "Not known · ② Family · ①② Version" in rows("gpt-oss-20b", "gpt-2", real)
    assert field("Family", "gpt-oss-20b", "gpt-2", real) == ["① gpt-oss"]


def test_every_field_of_both_cards_is_told_or_said_to_be_missing(real: Edition) -> None:
    """Whatever came out: nothing is lost between what is shown and what is gathered."""
    localizer = LOCALIZERS["en"]
    for first, second in combinations(real.published.values(), 2):
        if first.kind != second.kind:
            continue
        text = text_of(compared(first.id, second.id, real)).replace("\u00a0", " ")
        missing = "\n".join(line for line in text.splitlines() if line.startswith(("Not known", "Not comparable")))
        for card, mark in ((first, "①"), (second, "②")):
            other = second if card is first else first
            others = sides_of(other, real, localizer)
            for label, side in sides_of(card, real, localizer).items():
                if side.words:
                    assert displayed(side.words).replace("\u00a0", " ") in text, (first.id, second.id, label)
                elif not (side.senseless and others[label].senseless):
                    gathered = re.findall(rf"[①②]*{mark}[①②]* ([^·\n]+)", missing)
                    assert label in {each.strip() for part in gathered for each in part.split(",")}, (card.id, label)


def test_the_other_way_round_each_side_has_the_other_mark(real: Edition) -> None:
    assert field("Country", "openai", "deepseek", real) == ["① United States", "② China"]
    assert field("Country", "deepseek", "openai", real) == ["① China", "② United States"]


def test_sides_that_are_long_stand_on_lines_of_their_own(real: Edition) -> None:
    lines = rows("gpt-oss-20b", "deepseek-r1", real)
    place = lines.index("Access")
    assert lines[place + 1 : place + 3] == [
        "① open weights (in the words of the source)",
        "② open source (in the words of the source)",
    ]


@pytest.mark.parametrize(
    ("label", "first", "second", "expected"),
    [
        ("Works for", "sam-altman", "wei-sun", ["① OpenAI", "② Counterpoint Research"]),
        ("Category", "openai", "cnbc", ["① Company", "② News outlet"]),
        ("Country", "openai", "deepseek", ["① United States", "② China"]),
        ("Models", "openai", "cnbc", ["① GPT-2, GPT-3, GPT-4, GPT-5, gpt-oss-120b, gpt-oss-20b, gpt-oss"]),
        ("Family", "gpt-oss-20b", "gpt-oss", ["① gpt-oss"]),
        ("Said by", "altman-on-chinese-models", "sun-more-symbolic", ["① Sam Altman", "② Wei Sun"]),
        ("Via", "altman-on-chinese-models", "sun-more-symbolic", ["① CNBC"]),
    ],
)
def test_each_kind_has_its_fields(real: Edition, label: str, first: str, second: str, expected: list[str]) -> None:
    assert field(label, first, second, real) == expected


def tied(*ties: tuple[str, str]) -> dict[str, Any]:
    return {"relations": [{"type": type_, "card": card} for type_, card in ties]}


def test_ties_are_told_from_both_ends_and_once_when_they_read_the_same(real: Edition) -> None:
    between = section("What ties them together", "gpt-oss-20b", "gpt-oss", real)
    assert between == [
        "- gpt-oss-20b · Belongs to the family · gpt-oss",
        "- gpt-oss · Models in the family · gpt-oss-20b",
    ]
    siblings = section("What ties them together", "gpt-oss-20b", "gpt-oss-120b", real)
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
    common = section("What they have in common", "ada", "bob", edition)
    assert common == ["- Commented on · Fair", "- In different ways · Show"]


def test_a_dispute_and_opposed_claims_are_told_as_contradictions(real: Edition) -> None:
    lines = section("What contradicts", "sam-altman", "wei-sun", real)
    assert lines[0].startswith("- Sam Altman · On X, he ranked these models first")
    assert lines[1].startswith("- Disputed by Wei Sun · ")
    contradiction = "- The best open source model (Altman) · Contradicts · Not fully open source (Sun)"
    assert lines[2:] == [contradiction]
    assert section("What contradicts", "best-open-source-model", "not-fully-open-source", real) == [contradiction]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_claims_that_oppose_each_other_are_there_on_as_many_pages_as_they_take(language: Language) -> None:
    said = {"text": {"fr": "Oui.", "en": "Yes."}}
    opposed = [(f"yes-{number}", f"no-{number}") for number in range(60)]
    claims = [raw_card("claim", yes, **said, said_by="ada") for yes, _ in opposed]
    claims += [raw_card("claim", no, **said, said_by="bob", contradicts=[yes]) for yes, no in opposed]
    edition = edition_of([raw_card("person", "ada"), raw_card("person", "bob"), *claims])
    pages = compared("ada", "bob", edition, language)
    told = [line for line in text_of(pages).splitlines() if re.match(r"- Yes \d+ · .* · No \d+$", line)]
    assert len(told) == len(set(told)) == len(opposed)
    assert len(pages) > 1
    for page in pages:
        check_sendable(page, language)


def test_a_list_of_opposing_claims_that_is_cut_says_that_the_card_has_the_others() -> None:
    said = {"text": {"fr": "Oui.", "en": "Yes."}, "said_by": "ada"}
    against = [raw_card("claim", f"against-{number}", **said, contradicts=["one"]) for number in range(60)]
    pair = [raw_card("claim", "one", **said), raw_card("claim", "two", **said)]
    edition = edition_of([raw_card("person", "ada"), *pair, *against])
    for language, words in (("en", r"and (\d+) more on the card"), ("fr", r"et (\d+) autres sur la fiche")):
        pages = compared("one", "two", edition, language)  # type: ignore[arg-type]
        (left,) = re.findall(words, text_of(pages))
        assert text_of(pages).count("Against") == len(against) - int(left)
        assert "one" in {link.card_id for link in pages[0].links}


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
    assert section("What contradicts", "one", "two", edition) == ["- One · Contradicted by · Two"]
    assert section("What contradicts", "two", "one", edition) == ["- Two · Contradicts · One"]
    assert section("What contradicts", "ada", "bob", edition) == ["- One · Contradicted by · Two"]


def test_both_sides_of_a_dispute_stay_together_on_a_page_below_their_heading() -> None:
    words = [{"id": f"f-{n}", "text": long("a", 600, f"f{n}")} for n in range(4)]
    against = [{"by": "bob", "fact": f"f-{n}", "text": long("b", 600, f"d{n}")} for n in range(4)]
    edition = edition_of([raw_card("person", "ada", facts=words, disputed=against), raw_card("person", "bob")])
    pages = [displayed("\n".join(page.blocks)) for page in compared("ada", "bob", edition)]
    assert len(pages) > 1
    for n in range(4):
        assert [f"Ada · f{n}aa" in page for page in pages] == [f"Disputed by Bob · d{n}bb" in page for page in pages]
    disputes = [[block for block in page.blocks if "Disputed by" in block] for page in compared("ada", "bob", edition)]
    assert [len(page) for page in disputes].count(1) > 1
    assert all(block.startswith("### What contradicts\n- ") for page in disputes for block in page)


def test_access_that_sources_name_differently_is_in_the_words_of_none(real: Edition) -> None:
    assert field("Access", "llama", "gemma", real) == [
        "① its sources differ",
        "② open weights (in the words of the source)",
    ]


def test_what_makes_no_sense_for_either_is_not_mentioned(real: Edition) -> None:
    text = text_of(compared("altman-on-chinese-models", "sun-more-symbolic", real, "fr"))
    assert "Notre traduction" not in text
    assert "Non comparable" not in text


def test_steps_that_two_stories_share_are_named(real: Edition) -> None:
    first, *_, last = section("≈ What is partly the same", "how-far-to-open", "us-china-race", real)
    assert (first, last) == ("Steps", "In common: Launch of gpt-oss")


def test_what_lies_between_has_a_heading_where_there_is_something_and_a_line_where_there_is_nothing(
    real: Edition,
) -> None:
    lines = rows("openai", "cnbc", real)
    assert not {"What contradicts", "What ties them together", "What they have in common"} & set(lines)
    assert (
        "No card sets one against the other. No tie leads directly from one to the other. "
        "Beyond what the fields say, they have nothing in common."
    ) in lines
    assert "No tie leads directly from one to the other." in rows("sam-altman", "wei-sun", real)


def test_of_a_long_list_that_is_not_weighed_a_few_are_named_and_the_others_counted() -> None:
    said = {"original_language": "fr", "text": "Mots", "said_by": "ada"}
    quotes = [raw_card("quote", f"words-number-{number}", **said) for number in range(30)]
    edition = edition_of([raw_card("person", "ada"), raw_card("person", "bob"), *quotes])
    (words,) = field("Quotations", "ada", "bob", edition)
    named = words.count("Words number")
    assert 3 < named < 12
    assert words.endswith(f", and {30 - named} more on the card")


def test_how_much_there_is_of_either_is_counted_in_small_print() -> None:
    facts = [{"id": f"f-{number}", "text": {"fr": "Un.", "en": "One."}} for number in range(2)]
    edition = edition_of([raw_card("person", "ada", facts=facts), raw_card("person", "bob")])
    (page,) = compared("ada", "bob", edition)
    counted = "-# Facts and sources · ①\u00a02 facts, 1 source · ②\u00a00 facts, 1 source · 1 source in common"
    assert counted in page.blocks[-2].splitlines()


def test_a_doubtful_tie_is_marked_and_not_the_same_as_a_certain_one() -> None:
    doubtful = {"relations": [{"type": "leads", "card": "home", "certainty": "reported"}]}
    edition = edition_of(
        [
            raw_card("organization", "home"),
            raw_card("person", "ada", **doubtful),
            raw_card("person", "bob", **tied(("leads", "home"))),
        ]
    )
    assert section("≠ What differs", "ada", "bob", edition) == ["Works for · ① Home (reported) · ② Home"]


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
    assert field("Date", "one", "two", edition) == [
        "① January 2025",
        "② 5 August 2025",
        "Earlier: One · about 7 months apart",
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
    assert [presses_of(page)[0].route.page for page in pages if len(pages) > 1] == [
        max(number - 1, 0) for number in range(len(pages)) if len(pages) > 1
    ]


def test_a_route_to_a_card_that_is_not_there_says_so(real: Edition) -> None:
    for route in (ComparisonRoute("xyzzy", "gpt-5"), ComparisonRoute("gpt-5", ""), ComparisonRoute("", "")):
        (page,) = comparison_pages(route, real, LOCALIZERS["en"])
        assert page.refusal
