"""Which cards a text names: inflected, without accents, the longest name first, and no common word for a name."""

from pathlib import Path

import pytest

from bot.cards.inspection import inspect
from bot.cards.library import Edition
from bot.cards.mentions import LONGEST_TEXT, Mentions
from bot.cards.snapshot import take_snapshot
from tests.conftest import ROOT
from tests.presentation.support import edition_of, raw_card


@pytest.fixture(scope="module")
def real() -> Mentions:
    return named(inspect(take_snapshot(Path(ROOT / "briefings"))).edition)


def named(edition: Edition) -> Mentions:
    return Mentions(edition.published.values())


@pytest.mark.parametrize(
    ("text", "card_ids"),
    [
        # in the order in which they are named, each once
        ("Meta, OpenAI and Meta again", ["meta", "openai"]),
        ("Yann LeCun répond à Sam Altman.", ["yann-lecun", "sam-altman"]),
        # the longest name first
        ("gpt-oss-20b est plus petit que gpt-oss-120b", ["gpt-oss-20b", "gpt-oss-120b"]),
        ("the gpt-oss family", ["gpt-oss"]),
        ("Allen Institute for AI", ["allen-institute-for-ai"]),
        ("un modèle open source initiative", ["open-source-initiative"]),
        ("Google DeepMind", ["google-deepmind"]),
        ("the Trump administration", ["trump-administration"]),
        # in any case, without accents, with an elision or a possessive
        ("openai, OPENAI et OpenAi", ["openai"]),
        ("sam altman", ["sam-altman"]),
        ("d’OpenAI, qu'OpenAI", ["openai"]),
        ("OpenAI's and OpenAI’s", ["openai"]),
        ("OpenAI models, les openai modèles", ["openai"]),
        ("le plan d'action americain pour l'IA", ["ai-action-plan"]),
        ("Institut Allen pour l'IA", ["allen-institute-for-ai"]),
        # common nouns, inflected
        ("des modèles ouverts", ["open-model"]),
        ("des modeles ouverts", ["open-model"]),
        ("un modèle fermé, des modèles fermés", ["closed-model"]),
        ("open models and closed models", ["open-model", "closed-model"]),
        # around words, what belongs to no word
        ("**Sam** Altman", ["sam-altman"]),
        ("_OpenAI_, ~~Meta~~, ||Qwen||", ["openai", "meta", "qwen"]),
        ("Sam\nAltman", ["sam-altman"]),
        ("S\u200bam Al\u200dtman", ["sam-altman"]),
        ("«\u00a0OpenAI\u00a0»", ["openai"]),
        ("Open\\-source", ["open-source"]),
        ("de\u0301cembre, Llama\u202e 3", ["llama"]),
    ],
)
def test_a_card_is_found_by_its_names(real: Mentions, text: str, card_ids: list[str]) -> None:
    assert real.find(text) == card_ids


@pytest.mark.parametrize(
    "text",
    [
        # parts of words
        "Les métadonnées de Xavier",
        "metadata, Metaphor, allama, ChatGPT",
        # common words
        "meta, méta, Méta, llama, moonshot, trump, grok",
        "Meta-analyse et méta-analyse, pré-Meta",
        "open AI models",
        "il a agi, the r1 and the k2",
        "la pile, le poids, the stack, symbolic, symbolique",
        # signs, sizes and other people's names
        "x = 3, X = 3, 2 X 4, X/Y, X-ray, plan-X, x",
        "Malcolm X, heure X, rayons X, film classé X, X marks the spot, selon X, le facteur X",
        "répartis sur X jours, on X axis, on X and Y, sur X + 1",
        "Bert and Ernie, Ernie",
        "Kimi Räikkönen et Robert Altman",
        "le R1 de Renault, un K2",
        # titles of ours are anybody's words
        "Repenser notre approche du bruit dans les locaux",
        "un écart réduit, a narrower gap, alarm signal",
        "« Un écart réduit entre les deux villes »",
        "un signal d’alarme, Un signal d'alarme pour tous, les signal d’alarme",
        "Signal d’alarme dans les banques. signal d'alarme",
        "UN SIGNAL D’ALARME POUR LES BANQUES",
        "Melania Trump, Trump Tower",
        # all in capitals, a capital says nothing
        "META IS IN A META STATE ON X",
        # other versions
        "GPT-4.5, GPT-4o, GPT-40",
        # what is no text
        "`Meta` ```py\nOpenAI``` ``Sam Altman``",
        "https://openai.com/OpenAI, [x](https://Meta.com), openai.com/index/gpt-oss",
        "<:Meta:12> <a:Meta:12> <@12> <#1> </OpenAI:1> <t:0:R>",
        # names do not run across sentences
        "I met Sam. Altmann said so: open; source, model",
        "",
        "🎉",
    ],
)
def test_no_card_is_found_by_what_is_no_name(real: Mentions, text: str) -> None:
    assert real.find(text) == []


@pytest.mark.parametrize(
    ("text", "card_ids"),
    [
        ("Posted on X.", ["x"]),
        ("On X, he wrote", ["x"]),
        ("Meta’s new model", ["meta"]),
        ("l’AGI, AGI?", ["agi"]),
        ("sur X", ["x"]),
        ("le réseau social X, le compte X", ["x"]),
        ("@sama (X) and Musk’s X", ["x"]),
        ("an X account", ["x"]),
        ("twitter", ["x"]),
        ("R1, by DeepSeek", ["deepseek-r1", "deepseek"]),
        ("K2 by Moonshot", ["kimi-k2", "moonshot"]),
        ("Kimi, kimi et Kimi AI", ["kimi-k2"]),
        ("Ernie, de Baidu", ["ernie-4-5", "baidu"]),
        # as people type
        ("reddit, alipay, qwen, wechat", ["reddit", "alipay", "qwen", "wechat"]),
        ("altman et zuckerberg", ["sam-altman", "mark-zuckerberg"]),
        ("les sam altmans de ce monde, these Altmans", ["sam-altman"]),
        # all in capitals
        ("DONALD TRUMP ET META SONT D’ACCORD", ["donald-trump", "meta"]),
        ("REDDIT ET ALIBABA AUSSI", ["reddit", "alibaba"]),
        # titles
        ("« Un écart réduit », dit-il", ["wang-narrowed-gap"]),
        ("“**Alarm signal**.”", ["trump-alarm-signal"]),
        ("on the wrong side of history", ["altman-wrong-side-of-history"]),
        ("on parle d’un « signal d'alarme » depuis", ["trump-wake-up-call"]),
        ("le Signal d’alarme de janvier", ["trump-wake-up-call"]),
        ("Signal d'alarme : la suite", ["trump-wake-up-call"]),
        ("le « signal d’alarme » de Donald Trump", ["trump-wake-up-call"]),
        ("le signal d'alarme de donald trump", ["trump-wake-up-call"]),
        # phrases that have a name in them, or more to tell
        ("trump wake up call", ["trump-wake-up-call"]),
        ("zuckerberg urges caution, reddit ama", ["zuckerberg-openness-caution", "reddit-ama"]),
        ("la reaction boursiere de janvier", ["january-market-reaction"]),
        ("the january market reaction", ["january-market-reaction"]),
        ("r1 launch", ["deepseek-r1-release"]),
        ("le gouvernement américain", ["trump-administration"]),
        ("Llama-3 and Grok-1", ["llama", "grok-1"]),
        ("I use Meta. AI is everywhere", ["meta"]),
        ("OPENAI ANNOUNCES GPT-OSS", ["openai", "gpt-oss"]),
        ("Open AI said", ["openai"]),
        ("GPT-4. And then", ["gpt-4"]),
    ],
)
def test_a_common_word_is_a_name_when_it_is_written_like_one(real: Mentions, text: str, card_ids: list[str]) -> None:
    assert real.find(text) == card_ids


@pytest.mark.parametrize("text", ["Selon Altman, rien", "Altman’s plan", "what Altman said"])
def test_a_surname_that_one_person_has_is_enough(real: Mentions, text: str) -> None:
    assert real.find(text) == ["sam-altman"]


@pytest.mark.parametrize(
    ("name", "names", "words"),
    [
        ("Le Monde", ["dans le Monde", "Le Monde", "LE MONDE", "« Le Monde »"], ["le monde entier", "Le monde"]),
        ("The Verge", ["the Verge", "The Verge says"], ["on the verge of", "The verge"]),
        ("L’Express", ["dans L’Express", "l'Express"], ["l’express de midi"]),
        ("Orange Point", ["Orange Point"], ["un orange point", "Orange point"]),
    ],
)
def test_an_organization_called_by_two_words_needs_their_capitals(
    name: str, names: list[str], words: list[str]
) -> None:
    mentions = named(edition_of([raw_card("organization", "it", name=name)]))
    assert [mentions.find(text) for text in names] == [["it"]] * len(names)
    assert [mentions.find(text) for text in words] == [[]] * len(words)


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("Prise de conscience", "c’est une prise de conscience"),
        ("Wake-up call", "it was a wake-up call"),
        ("Open letter", "an open letter"),
    ],
)
def test_an_event_called_by_a_phrase_of_everybodys_is_written_as_a_name(name: str, spoken: str) -> None:
    event = raw_card("event", "it", name=name, start="2025-01")
    mentions = named(edition_of([event]))
    assert mentions.find(spoken) == []
    assert mentions.find(f"{name} in the news") == [], "any phrase has a capital at the beginning of a sentence"
    assert mentions.find(f"la « {name.lower()} »") == ["it"]
    assert mentions.find(f"la {name} est loin") == ["it"]
    assert mentions.find(name) == ["it"]


def test_a_surname_that_two_people_have_names_neither() -> None:
    cards = [raw_card("person", "ada-lovelace", name="Ada Lovelace"), raw_card("person", "bo", name="Bo Lovelace")]
    assert named(edition_of(cards)).find("Selon Lovelace") == []
    assert named(edition_of(cards[:1])).find("Selon Lovelace") == ["ada-lovelace"]


def test_a_surname_gives_way_to_what_is_called_just_that() -> None:
    cards = [raw_card("person", "ada", name="Ada Lovelace"), raw_card("organization", "lovelace", name="Lovelace")]
    assert named(edition_of(cards)).find("Selon Lovelace") == ["lovelace"]


def test_a_common_noun_counts_next_to_a_name(real: Mentions) -> None:
    assert real.find("les poids de gpt-oss") == ["model-weights", "gpt-oss"]
    assert real.find("les poids de la balance") == []


def test_all_cards_of_one_name_are_found() -> None:
    cards = [raw_card("model", "gemma", name="Gemma 3"), raw_card("person", "launch", name="Gemma 3")]
    assert named(edition_of(cards)).find("about gemma 3") == ["gemma", "launch"]


@pytest.mark.parametrize("status", ["draft", "withheld", "retracted"])
def test_a_card_that_is_not_published_is_not_found(status: str) -> None:
    assert named(edition_of([raw_card("model", "gemma", name="Gemma 3", status=status)])).find("Gemma 3") == []


def test_every_card_is_found_by_each_of_its_names_of_several_words() -> None:
    edition = inspect(take_snapshot(Path(ROOT / "briefings"))).edition
    mentions = named(edition)
    for card in edition.published.values():
        for name in (card.name.fr, card.name.en, *card.aliases):
            if " " in name:
                assert card.id in mentions.find(f"On en parle : « {name} »"), name


def test_only_the_beginning_of_a_very_long_text_is_read(real: Mentions) -> None:
    assert real.find("OpenAI " + " " * LONGEST_TEXT + "Meta") == ["openai"]


@pytest.mark.parametrize("unit", ["x ", "```", "``` `` `", "<@", "Publication de ", "a.", "l’", "e\u0301", "ﷺ", "«»"])
def test_hostile_texts_name_nothing(real: Mentions, unit: str) -> None:
    assert real.find(unit * (LONGEST_TEXT // len(unit))) == []
