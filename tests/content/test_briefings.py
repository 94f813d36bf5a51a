"""The real cards, as the bot loads them: complete, found by every name, well set in French, and true to the articles.

Nothing of the articles stands here but names. Where they can be read, the cards are held against them.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from itertools import pairwise
from typing import Any, TypeVar

import pytest

from bot.cards.evidence import cited_by
from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.passages import Article, Span, resolve
from bot.cards.relations import ENDS
from bot.cards.schema import Card, Citation, Claim, Event, Fact, Kind, Model, Quote, Source, Story, When
from bot.cards.snapshot import take_snapshot
from bot.cards.text import ShortText, Text, fold
from tests.content.support import ARTICLES, BRIEFINGS, comparable, matches, with_articles

T = TypeVar("T")

MAX_RUN = 8  # words in a row that a card may have in common with an article

# Everybody and everything that either article names, as it prints the name.
NAMED: dict[Kind, dict[str, str]] = {
    "person": {
        "Sam Altman": "sam-altman",
        "Altman": "sam-altman",
        "Mark Zuckerberg": "mark-zuckerberg",
        "Donald Trump": "donald-trump",
        "Yann LeCun": "yann-lecun",
        "Ray Wang": "ray-wang",
        "Wang": "ray-wang",
        "Wei Sun": "wei-sun",
        "Sun": "wei-sun",
        "Nathaniel Lambert": "nathaniel-lambert",
        "Lian Jye Su": "lian-jye-su",
    },
    "model": {
        "gpt-oss": "gpt-oss",
        "GPT-oss": "gpt-oss",
        "gpt-oss-120b": "gpt-oss-120b",
        "gpt-oss-20b": "gpt-oss-20b",
        "GPT-2": "gpt-2",
        "GPT-3": "gpt-3",
        "GPT-4": "gpt-4",
        "GPT-5": "gpt-5",
        "Llama": "llama",
        "R1": "deepseek-r1",
        "DeepSeek R1": "deepseek-r1",
        "Qwen": "qwen",
        "ERNIE 4.5": "ernie-4-5",
        "Kimi K2": "kimi-k2",
        "Grok-1": "grok-1",
        "Gemma": "gemma",
    },
    "organization": {
        # Companies
        "OpenAI": "openai",
        "Meta": "meta",
        "DeepSeek": "deepseek",
        "Alibaba": "alibaba",
        "Baidu": "baidu",
        "Moonshot": "moonshot",
        "xAI": "xai",
        "Google DeepMind": "google-deepmind",
        # Who comments and who reports
        "CNBC": "cnbc",
        "Futurum Group": "futurum-group",
        "Counterpoint Research": "counterpoint-research",
        "Omdia": "omdia",
        "Allen Institute for AI": "allen-institute-for-ai",
        # Platforms
        "X": "x",
        "Reddit": "reddit",
        "Alipay": "alipay",
        "WeChat": "wechat",
        # Institutions
        "Open Source Initiative": "open-source-initiative",
        "gouvernement Trump": "trump-administration",
    },
    "event": {
        "America’s AI Action Plan": "ai-action-plan",
        "AMA de Sam Altman": "reddit-ama",
        "Point presse": "press-briefing",
        "Lancement de gpt-oss": "gpt-oss-launch",
        "Publication de GPT-2": "gpt-2-release",
        "Sortie de DeepSeek R1": "deepseek-r1-release",
        "Message de Sam Altman sur X": "altman-x-message",
        "Signal d’alarme": "trump-wake-up-call",
        "Réaction des marchés de janvier": "january-market-reaction",
        "Zuckerberg appelle à la prudence": "zuckerberg-openness-caution",
    },
    "term": {
        "AGI": "agi",
        "IA générale": "agi",
        "pile d’IA": "ai-stack",
        "modèles fermés": "closed-model",
        "ancrage écosystémique": "ecosystem-anchoring",
        "poids du modèle": "model-weights",
        "modèle ouvert": "open-model",
        "open source": "open-source",
        "open-source": "open-source",
        "poids ouverts": "open-weights",
        "open-weight": "open-weights",
    },
    "story": {
        "Ouvrir, mais jusqu’où ?": "how-far-to-open",
        "Ouvert ou open source ? La querelle d’un mot": "open-or-open-source",
        "La course entre les États-Unis et la Chine": "us-china-race",
        "Pourquoi OpenAI a ouvert ses poids": "why-openai-opened-its-weights",
    },
}

# Who says the words that the articles print between quotation marks.
QUOTED = {
    "altman-agi-for-humanity": "sam-altman",
    "altman-best-open-source-model": "sam-altman",
    "altman-on-chinese-models": "sam-altman",
    "altman-rethink-approach": "sam-altman",
    "altman-wrong-side-of-history": "sam-altman",
    "lambert-chinese-norms": "nathaniel-lambert",
    "openai-best-open-model": "openai",
    "sun-more-symbolic": "wei-sun",
    "trump-alarm-signal": "donald-trump",
    "wang-narrowed-gap": "ray-wang",
}

# Everybody whose view the articles report, and how many claims of theirs at least.
CLAIMING = {
    "sam-altman": 5,
    "openai": 1,
    "mark-zuckerberg": 2,
    "donald-trump": 1,
    "trump-administration": 1,
    "yann-lecun": 2,
    "ray-wang": 3,
    "wei-sun": 4,
    "nathaniel-lambert": 1,
    "lian-jye-su": 2,
}

# What readers would type: first names, nicknames, other orders and languages, missing hyphens, slips.
TYPED: dict[Kind, dict[str, str]] = {
    "person": {
        "sam": "sam-altman",
        "altman": "sam-altman",
        "SAM ALTMAN": "sam-altman",
        "samaltman": "sam-altman",
        "sam-altman": "sam-altman",
        "altmann": "sam-altman",
        "altamn": "sam-altman",
        "sam atlman": "sam-altman",
        "samuel altman": "sam-altman",
        "Altman Sam": "sam-altman",
        "s. altman": "sam-altman",
        "zuck": "mark-zuckerberg",
        "mark": "mark-zuckerberg",
        "zuckerberg": "mark-zuckerberg",
        "zuckerburg": "mark-zuckerberg",
        "zukerberg": "mark-zuckerberg",
        "marc zuckerberg": "mark-zuckerberg",
        "trump": "donald-trump",
        "donald": "donald-trump",
        "Donald J. Trump": "donald-trump",
        "president trump": "donald-trump",
        "donal trump": "donald-trump",
        "lecun": "yann-lecun",
        "le cun": "yann-lecun",
        "yann": "yann-lecun",
        "yan lecun": "yann-lecun",
        "nathan lambert": "nathaniel-lambert",
        "nathan": "nathaniel-lambert",
        "nate lambert": "nathaniel-lambert",
        "lambert": "nathaniel-lambert",
        "wei": "wei-sun",
        "sun wei": "wei-sun",
        "wei-sun": "wei-sun",
        "wang": "ray-wang",
        "raywang": "ray-wang",
        "lian": "lian-jye-su",
        "su lian jye": "lian-jye-su",
        "lian-jye su": "lian-jye-su",
    },
    "model": {
        "gpt oss": "gpt-oss",
        "gptoss": "gpt-oss",
        "GPT_OSS": "gpt-oss",
        "gpt oss 20b": "gpt-oss-20b",
        "gptoss20b": "gpt-oss-20b",
        "gpt-oss20b": "gpt-oss-20b",
        "gpt oss 20 b": "gpt-oss-20b",
        "oss 20b": "gpt-oss-20b",
        "20b": "gpt-oss-20b",
        "openai/gpt-oss-20b": "gpt-oss-20b",
        "120": "gpt-oss-120b",
        "120b": "gpt-oss-120b",
        "gpt-oss-120": "gpt-oss-120b",
        "gpt2": "gpt-2",
        "gpt 3": "gpt-3",
        "GPT4": "gpt-4",
        "gtp5": "gpt-5",
        "lama": "llama",
        "LLaMA": "llama",
        "meta llama": "llama",
        "llama meta": "llama",
        "r1": "deepseek-r1",
        "deepseek": "deepseek-r1",
        "deepseek-r1": "deepseek-r1",
        "deep seek r1": "deepseek-r1",
        "quen": "qwen",
        "alibaba qwen": "qwen",
        "ernie": "ernie-4-5",
        "ernie4.5": "ernie-4-5",
        "baidu ernie": "ernie-4-5",
        "kimi": "kimi-k2",
        "k2": "kimi-k2",
        "moonshot kimi": "kimi-k2",
        "grok": "grok-1",
        "grok1": "grok-1",
        "xai grok": "grok-1",
        "gema": "gemma",
        "google gemma": "gemma",
        "gemma google": "gemma",
    },
    "organization": {
        "open ai": "openai",
        "open-ai": "openai",
        "opneai": "openai",
        "openia": "openai",
        "meat": "meta",
        "meta ai": "meta",
        "deep seek": "deepseek",
        "depseek": "deepseek",
        "deepseek ai": "deepseek",
        "google": "google-deepmind",
        "deepmind": "google-deepmind",
        "x.ai": "xai",
        "twitter": "x",
        "x (twitter)": "x",
        "x.com": "x",
        "redit": "reddit",
        "cbnc": "cnbc",
        "ali baba": "alibaba",
        "bai du": "baidu",
        "moonshot ai": "moonshot",
        "ali pay": "alipay",
        "we chat": "wechat",
        "osi": "open-source-initiative",
        "O.S.I.": "open-source-initiative",
        "open-source initiative": "open-source-initiative",
        "initiative open source": "open-source-initiative",
        "ai2": "allen-institute-for-ai",
        "allenai": "allen-institute-for-ai",
        "institut allen": "allen-institute-for-ai",
        "counterpoint": "counterpoint-research",
        "futurum": "futurum-group",
        "the futurum group": "futurum-group",
        "administration trump": "trump-administration",
        "gouvernement": "trump-administration",
        "gouvernement américain": "trump-administration",
        "us government": "trump-administration",
    },
    "event": {
        "ai action plan": "ai-action-plan",
        "america's ai action plan": "ai-action-plan",
        "plan ia": "ai-action-plan",
        "plan d'action": "ai-action-plan",
        "plan américain": "ai-action-plan",
        "ama": "reddit-ama",
        "ama reddit": "reddit-ama",
        "tweet": "altman-x-message",
        "wake up call": "trump-wake-up-call",
        "signal d'alarme": "trump-wake-up-call",
        "gpt-oss launch": "gpt-oss-launch",
        "lancement gpt-oss": "gpt-oss-launch",
        "sortie de r1": "deepseek-r1-release",
        "gpt2": "gpt-2-release",
        "r1": "deepseek-r1-release",
        "marchés": "january-market-reaction",
        "janvier": "january-market-reaction",
        "press briefing": "press-briefing",
        "prudence": "zuckerberg-openness-caution",
    },
    "quote": {
        "humanité": "altman-agi-for-humanity",
        "wrong side of history": "altman-wrong-side-of-history",
        "signal d'alarme": "trump-alarm-signal",
        "normes chinoises": "lambert-chinese-norms",
        "écart réduit": "wang-narrowed-gap",
    },
    "term": {
        "agi": "agi",
        "opensource": "open-source",
        "open weights": "open-weights",
        "open weight": "open-weights",
        "modele ferme": "closed-model",
        "closed model": "closed-model",
        "poids": "model-weights",
        "ai stack": "ai-stack",
        "ancrage": "ecosystem-anchoring",
    },
    "claim": {
        "trump plan": "models-on-american-values",
        "not fully open source": "not-fully-open-source",
    },
    "story": {
        "le vrai motif": "why-openai-opened-its-weights",
        "us china race": "us-china-race",
        "ouvert ou open source": "open-or-open-source",
    },
}


@pytest.fixture(scope="module")
def edition() -> Edition:
    return build_edition(take_snapshot(BRIEFINGS))


def spellings(table: dict[Kind, dict[str, str]]) -> list[tuple[Kind, str, str]]:
    return [(kind, typed, card_id) for kind, names in table.items() for typed, card_id in names.items()]


def parts(value: Any, kind: type[T]) -> Iterator[T]:
    """Yield everything of ``kind`` inside a card."""
    if isinstance(value, kind):
        yield value
    if isinstance(value, tuple):
        for inner in value:
            yield from parts(inner, kind)
    elif is_dataclass(value):
        for field in fields(value):
            yield from parts(getattr(value, field.name), kind)


def parts_of_all(edition: Edition, kind: type[T]) -> list[tuple[str, T]]:
    """Return everything of ``kind`` inside the published cards, each with its card's id."""
    return [(card.id, part) for card in edition.published.values() for part in parts(card, kind)]


def sentences(edition: Edition) -> list[tuple[str, Text]]:
    return [(card_id, text) for card_id, text in parts_of_all(edition, Text) if not isinstance(text, ShortText)]


def ties(edition: Edition) -> set[tuple[str, str, str, bool]]:
    """Return every tie as it shows on a card: the card, the tie, the other card, and whether it points here."""
    return {
        (card_id, bond.type, bond.card, bond.inverse)
        for card_id in edition.published
        for bond in edition.bonds_of(card_id)
    }


def test_every_file_is_a_card_or_a_source(edition: Edition) -> None:
    files = {path.stem for path in BRIEFINGS.rglob("*.yaml")}
    assert files == edition.cards.keys() | edition.sources.keys()


class TestNames:
    @pytest.mark.parametrize(("kind", "name", "card_id"), spellings(NAMED))
    def test_whoever_the_articles_name_has_a_card(self, kind: Kind, name: str, card_id: str, edition: Edition) -> None:
        assert edition.find(name, kind).id == card_id

    def test_a_card_has_its_name_as_it_is_printed(self, edition: Edition) -> None:
        """Of events the articles tell, but name none."""
        for kind in ("person", "model", "organization"):
            printed = {(fold(name), card_id) for name, card_id in NAMED[kind].items()}
            named = {(fold(card.name.fr), card.id) for card in edition.published.values() if card.kind == kind}
            assert named <= printed

    def test_every_card_is_about_somebody_or_something_that_the_articles_name(self, edition: Edition) -> None:
        listed = {card_id for names in NAMED.values() for card_id in names.values()}
        assert {card.id for card in edition.published.values() if card.kind in NAMED} == listed

    @pytest.mark.parametrize(("kind", "typed", "card_id"), spellings(TYPED))
    def test_what_readers_type_finds_the_card(self, kind: Kind, typed: str, card_id: str, edition: Edition) -> None:
        assert edition.find(typed, kind).id == card_id
        assert card_id in {offer.card_id for offer in edition.suggest(typed, kind)}

    def test_a_card_is_found_by_each_of_its_names_and_offered_at_their_first_letter(self, edition: Edition) -> None:
        for card in edition.published.values():
            for name in {card.name.fr, card.name.en, *card.aliases, card.id}:
                assert edition.find(name, card.kind) is card
                offers = edition.suggest(fold(name)[0], card.kind, limit=1000)
                assert card.id in {offer.card_id for offer in offers}, name


class TestTexts:
    def test_both_languages_say_something_and_not_in_the_same_words(self, edition: Edition) -> None:
        """Only a name may be the same in both."""
        names = {card.name for card in edition.published.values()}
        for card_id, text in parts_of_all(edition, Text):
            assert text.fr.strip(), card_id
            assert text.en.strip(), card_id
            assert text.fr != text.en or text in names, card_id

    def test_neither_language_stands_in_the_others_place(self, edition: Edition) -> None:
        in_french = re.compile(r"\b(?:l|d|qu|n|le|la|les|des|du|de|une?|et|est|que|pour|dans|aux?|sur)\b")
        in_english = re.compile(r"\b(?:the|of|and|an?|to|in|is|that|for|with|on|from|by|its|it)\b")
        for card_id, text in sentences(edition):
            french, english = text.fr.casefold(), text.en.casefold()
            assert len(in_french.findall(french)) >= len(in_english.findall(french)), card_id
            assert len(in_english.findall(english)) >= len(in_french.findall(english)), card_id

    @pytest.mark.parametrize(
        ("mistake", "pattern"),
        [
            ("a straight apostrophe or quotation mark", "['\"]"),
            ("three dots for an ellipsis", r"\.\.\."),
            ("no no-break space before ; ! ? or »", "(?<![\u00a0\u202f])[;!?»]"),
            ("no no-break space before a colon", "(?<![\u00a0\u202f]):(?=\\s|$)"),
            ("no no-break space after «", "«(?![\u00a0\u202f])"),
        ],
    )
    def test_french_is_set_as_french(self, mistake: str, pattern: str, edition: Edition) -> None:
        french = [(card_id, text.fr) for card_id, text in parts_of_all(edition, Text)]
        french += [(card.id, alias) for card in edition.published.values() for alias in card.aliases]
        assert [said for said in french if re.search(pattern, said[1])] == [], mistake

    def test_a_sentence_ends_and_has_no_space_too_many(self, edition: Edition) -> None:
        said = [(card_id, words) for card_id, text in sentences(edition) for words in (text.fr, text.en)]
        assert [words for words in said if not words[1].endswith((".", "!", "?", "…", "»", "”"))] == []
        assert [words for words in said if re.search(r"\s{2}|\s[.,]|\n", words[1])] == []

    def test_a_note_on_an_inferred_fact_goes_on_in_its_brackets(self, edition: Edition) -> None:
        notes = [fact.note for card in edition.published.values() for fact in card.facts if fact.basis == "inferred"]
        assert [note for note in notes if note and not re.match("[« “\u00a0]*[a-zà]", note.fr)] == []
        assert [note for note in notes if note and not re.match("“?[a-z]", note.en)] == []

    def test_a_card_about_both_articles_names_the_one_it_speaks_of(self, edition: Edition) -> None:
        """Where two are cited, “the article” is either."""
        bare = re.compile(
            r"(?:l’|un |autre |même |premier |second )article\b(?! sur)"
            r"|(?:the|one|other|another|same) article\b(?! on)",
            re.IGNORECASE,
        )
        about_both = [card for card in edition.published.values() if len({each.source for each in cited_by(card)}) > 1]
        texts = [(card.id, words) for card in about_both for text in parts(card, Text) for words in (text.fr, text.en)]
        assert len(about_both) > 20
        assert [said for said in texts if bare.search(said[1]) and "L’un et l’autre article" not in said[1]] == []


class TestSourcing:
    def test_every_card_and_all_that_it_says_cites_a_passage(self, edition: Edition) -> None:
        for card in edition.published.values():
            assert card.cite, card.id
            assert [fact.id for fact in card.facts if not fact.cite] == [], card.id
            assert [dispute.by for dispute in card.disputed if not dispute.cite] == [], card.id
            assert [relation.card for relation in card.relations if not relation.cite] == [], card.id

    def test_what_is_inferred_says_from_what(self, edition: Edition) -> None:
        dates = [(card_id, when.note) for card_id, when in parts_of_all(edition, When) if when.basis == "inferred"]
        facts = [(card_id, fact.note) for card_id, fact in parts_of_all(edition, Fact) if fact.basis == "inferred"]
        assert dates
        assert facts
        assert [card_id for card_id, note in (*dates, *facts) if not (note and note.fr and note.en)] == []

    def test_no_date_claims_a_year_that_the_articles_do_not_print(self, edition: Edition) -> None:
        """They print 2019 only; any other year is inferred, and says so."""
        stated = {when.date.start.year for _, when in parts_of_all(edition, When) if when.basis == "stated"}
        assert stated == {2019}

    def test_the_day_of_the_last_change_is_known(self, edition: Edition) -> None:
        days = {card.id: card.updated for card in edition.published.values()}
        assert [card_id for card_id, day in days.items() if day.end or day.start.precision != "day"] == []

    def test_what_somebody_says_is_not_confirmed(self, edition: Edition) -> None:
        facts = parts_of_all(edition, Fact)
        assert [said for said in facts if said[1].said_by and said[1].certainty == "confirmed"] == []

    def test_what_is_disputed_is_shown_as_disputed(self, edition: Edition) -> None:
        for card in edition.published.values():
            contested = {dispute.fact for dispute in card.disputed}
            certainties = {fact.certainty for fact in card.facts if fact.id in contested}
            assert certainties <= {"disputed", "refuted"}, card.id


class TestWords:
    """Quotations, terms, claims and stories."""

    def test_every_quotation_has_its_speaker(self, edition: Edition) -> None:
        quotes = [card for card in edition.published.values() if isinstance(card, Quote)]
        assert {quote.id: quote.said_by for quote in quotes} == QUOTED

    def test_a_quotation_stays_in_its_language_and_is_translated(self, edition: Edition) -> None:
        for card in edition.published.values():
            if isinstance(card, Quote):
                assert card.original_language == "fr"
                assert card.translation, card.id
                assert card.translation.en, card.id

    def test_everybody_whose_view_is_reported_has_claims(self, edition: Edition) -> None:
        counts = Counter(card.said_by for card in edition.published.values() if isinstance(card, Claim))
        assert counts.keys() == CLAIMING.keys()
        assert {who: counts[who] for who in CLAIMING if counts[who] < CLAIMING[who]} == {}

    def test_claims_answer_one_another(self, edition: Edition) -> None:
        claims = {card.id: card for card in edition.published.values() if isinstance(card, Claim)}
        supported = [(claim.id, other) for claim in claims.values() for other in claim.supports]
        contradicted = [(claim.id, other) for claim in claims.values() for other in claim.contradicts]
        assert supported
        assert contradicted
        assert not set(supported) & set(contradicted)
        voices = {(claims[one].said_by, claims[other].said_by) for one, other in contradicted}
        assert all(one != other for one, other in voices), "nobody contradicts themselves"

    def test_a_story_leads_through_several_cards_in_order(self, edition: Edition) -> None:
        stories = [card for card in edition.published.values() if isinstance(card, Story)]
        assert len(stories) >= 2
        for story in stories:
            led = [step.card for step in story.steps]
            assert len(led) >= 4, story.id
            assert len(led) == len(set(led)), story.id
            assert set(led) <= edition.published.keys(), story.id
            assert all(step.cite for step in story.steps), story.id


class TestTies:
    def test_every_relation_shows_on_both_cards(self, edition: Edition) -> None:
        shown = ties(edition)
        for card in edition.published.values():
            for relation in card.relations:
                symmetric = ENDS[relation.type].symmetric
                assert (card.id, relation.type, relation.card, False) in shown
                assert (relation.card, relation.type, card.id, not symmetric) in shown

    def test_what_the_fields_say_shows_on_both_cards(self, edition: Edition) -> None:
        shown = ties(edition)
        for card in edition.published.values():
            said = [
                (card.id, "works-for", getattr(card, "affiliation", None)),
                (card.id, "part-of", getattr(card, "parent", None)),
                (getattr(card, "developer", None), "developed", card.id),
                *((participant, "took-part-in", card.id) for participant in getattr(card, "participants", ())),
            ]
            for start, tie, end in said:
                if start and end:
                    assert (start, tie, end, False) in shown
                    assert (end, tie, start, True) in shown

    def test_every_card_leads_to_others_and_none_to_itself(self, edition: Edition) -> None:
        for card_id in edition.published:
            others = {bond.card for bond in edition.bonds_of(card_id)}
            assert others, card_id
            assert card_id not in others

    def test_every_model_has_a_developer(self, edition: Edition) -> None:
        cards = edition.published.values()
        assert [card.id for card in cards if isinstance(card, Model) and not card.developer] == []


class TestTimeline:
    def test_it_runs_from_2019_to_august_2025(self, edition: Edition) -> None:
        dates = [entry.when.date for entry in edition.timeline]
        assert dates[0].start.year == 2019
        assert (dates[-1].start.year, dates[-1].start.month) == (2025, 8)
        assert max(known.last_day for known in dates if known.start.month) <= date(2025, 8, 31)

    def test_it_is_in_order(self, edition: Edition) -> None:
        for earlier, later in pairwise(edition.timeline):
            assert earlier.when.date.first_day <= later.when.date.first_day

    def test_it_has_every_event_and_tells_of_no_release_twice(self, edition: Edition) -> None:
        shown = [entry.card_id for entry in edition.timeline]
        assert len(shown) == len(set(shown))
        assert set(shown) >= {card.id for card in edition.published.values() if isinstance(card, Event)}
        assert not {"gpt-2", "gpt-oss", "deepseek-r1"} & set(shown), "events tell of these releases"


def article(source: Source) -> str:
    assert source.snapshot
    return (ARTICLES / source.snapshot).read_text("utf-8")


def own_words(value: Any) -> Iterator[str]:
    """Yield all that is said in our own words, which passages and quotations are not."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for inner in value:
            yield from own_words(inner)
    elif is_dataclass(value) and not isinstance(value, Citation):
        for field in fields(value):
            if not (isinstance(value, Quote) and field.name == "text"):
                yield from own_words(getattr(value, field.name))


def runs(text: str) -> set[tuple[str, ...]]:
    """Return each run of words that is one word longer than a card may share."""
    words = fold(text).split(" ")
    return {tuple(words[place : place + MAX_RUN + 1]) for place in range(len(words) - MAX_RUN)}


@with_articles
class TestAgainstTheArticles:
    def test_a_source_is_the_file_that_was_read(self, edition: Edition) -> None:
        assert len(edition.sources) >= 2
        for source in edition.sources.values():
            assert hashlib.sha256(article(source).encode()).hexdigest() == source.sha256, source.id

    def test_each_passage_stands_in_its_article_exactly_once(self, edition: Edition) -> None:
        texts = {source.id: comparable(article(source)) for source in edition.sources.values()}
        cited = parts_of_all(edition, Citation)
        assert len(cited) > 100
        counts = [(card_id, cite.passage, len(matches(texts[cite.source], cite.passage))) for card_id, cite in cited]
        assert [count for count in counts if count[2] != 1] == []

    def test_our_reader_of_passages_finds_the_same_words(self, edition: Edition) -> None:
        """Two programs, written apart: neither can hide the other's mistake."""
        texts = {source.id: Article(article(source)) for source in edition.sources.values()}
        for card_id, cite in parts_of_all(edition, Citation):
            found = resolve(cite.passage, texts[cite.source])
            assert isinstance(found, Span), card_id
            (words,) = matches(comparable(texts[cite.source].text), cite.passage)
            assert comparable(texts[cite.source].at(found)).strip('" ') == words.strip('" '), card_id

    def test_all_that_stands_between_quotation_marks_has_a_card(self, edition: Edition) -> None:
        """And nothing else is called a quotation. The name of a document is none."""
        quotes = [card for card in edition.published.values() if isinstance(card, Quote)]
        documents = {fold("America’s AI Action Plan")}
        for source in edition.sources.values():
            printed = {fold(words) for words in re.findall(r"«([^»]+)»", article(source))} - documents
            carded = {fold(quote.text) for quote in quotes if quote.cite[0].source == source.id}
            assert printed
            assert printed == carded, source.id

    def test_the_speaker_is_named_close_to_the_words(self, edition: Edition) -> None:
        near = 300  # characters before and after
        for quote in [card for card in edition.published.values() if isinstance(card, Quote)]:
            text = comparable(article(edition.sources[quote.cite[0].source]))
            start = text.index(comparable(quote.text))
            around = fold(text[max(0, start - near) : start + len(quote.text) + near]).split()
            assert fold(edition.cards[quote.said_by].name.fr).split()[-1] in around, quote.id

    def test_no_card_copies_an_article(self, edition: Edition) -> None:
        printed = set[tuple[str, ...]]().union(*(runs(article(source)) for source in edition.sources.values()))
        cards: list[Card | Source] = [*edition.cards.values(), *edition.sources.values()]
        said = [(card.id, words) for card in cards for words in own_words(card)]
        assert len(printed) > 1000
        assert [words for words in said if runs(words[1]) & printed] == []

    def test_the_only_year_that_the_articles_print_is_2019(self, edition: Edition) -> None:
        """What the test of inferred dates takes for granted."""
        for source in edition.sources.values():
            assert set(re.findall(r"\b(?:19|20)\d\d\b", article(source))) == {"2019"}


class TestTheTestsOfPassages:
    """The articles are not always there; what holds the cards against them is tested with words of its own."""

    TEXT = "Le « petit » chat l’a vu — hier. Le petit chien l’a vu aussi, hier soir."

    @pytest.mark.parametrize(
        ("passage", "found"),
        [
            ("Le « petit » chat ... vu — hier", 1),
            ('le "petit" CHAT ... vu - hier', 1),
            ("Le petit ... aussi", 1),
            ("chat l'a vu", 1),
            ("l’a vu", 2),
            ("Le ... hier", 3),
            ("pétit chien ... aussi", 0),
            ("chat ... demain", 0),
            ("cha ... hier soir", 0),
            ("aussi ... chat", 0),
        ],
    )
    def test_a_passage_is_found_as_often_as_it_stands_there(self, passage: str, found: int) -> None:
        assert len(matches(comparable(self.TEXT), passage)) == found

    def test_a_passage_has_at_most_400_characters(self) -> None:
        start, end = "ici commence", "la fin"
        between = "x" * (400 - len(start) - len(end) - 2)
        assert len(matches(f"{start} {between} {end}", "Ici commence ... la fin")) == 1
        assert matches(f"{start} x{between} {end}", "Ici commence ... la fin") == []

    def test_nine_words_in_a_row_are_a_copy(self) -> None:
        words = "un deux trois quatre cinq six sept huit neuf"
        assert runs(f"Avant, {words.upper()} !") & runs(words)
        assert not runs(words.replace("neuf", "dix")) & runs(words)
