"""/settings: a member's language and time zone, what is stored about them, and its erasure."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.world.support import House, Seen, answer_to, write_card

NOTHING = {"en-US": "Nothing is stored about you.", "fr": "Rien n’est enregistré à votre sujet."}


async def in_dms(house: House, command: str, **options: str) -> Seen:
    return answer_to(await house.reader.user.slash(command, **options))


def engine_of(house: House) -> AsyncEngine:
    return house.app.members._engine


class TestLanguage:
    @pytest.mark.parametrize("locale", ["fr", "en-US", "de"])
    @pytest.mark.parametrize(
        ("language", "confirmed", "kind"),
        [
            ("fr", "Désormais, vous lisez en français, quelle que soit la langue de votre Discord.", "Personne"),
            ("en", "From now on you read in English, whatever the language of your Discord.", "Person ·"),
        ],
    )
    async def test_the_chosen_language_rules_from_its_confirmation_on(
        self, house: House, locale: str, language: str, confirmed: str, kind: str
    ) -> None:
        house.speak(locale)
        said = await house.ask("settings language", language=language)
        assert said.text == confirmed
        assert said.private
        assert kind in (await house.ask("who", person="sam-altman")).text
        await house.restart()
        assert kind in (await house.ask("who", person="sam-altman")).text
        assert kind in (await in_dms(house, "who", person="sam-altman")).text

    async def test_it_rules_autocomplete_too(self, house: House) -> None:
        async def offered() -> str:
            choices = await house.reader.autocomplete(house.channel, "event", "event", "gpt-oss-launch")
            return str(choices[0]["name"]).partition(" (")[0]

        assert await offered() == "Launch of gpt-oss"
        await house.ask("settings language", language="fr")
        assert await offered() == "Lancement de gpt-oss"

    async def test_it_rules_buttons_on_what_others_were_sent(self, house: House) -> None:
        await house.ask("settings language", language="fr")
        await house.ask("server answers", by=house.admin, visibility="public")
        public = await house.ask("who", by=house.admin, person="sam-altman")
        assert "Entreprise" in (await house.choose(public, "openai")).text

    async def test_it_is_nobody_elses(self, house: House) -> None:
        await house.ask("settings language", language="fr")
        assert "Person ·" in (await house.ask("who", person="sam-altman", by=house.admin)).text

    @pytest.mark.parametrize(
        ("locale", "confirmed"),
        [
            ("fr", "Désormais, vous lisez dans la langue de votre Discord."),
            ("en-US", "From now on you read in the language of your Discord."),
        ],
    )
    async def test_it_can_be_left_to_discord_again(self, house: House, locale: str, confirmed: str) -> None:
        house.speak(locale)
        await house.ask("settings language", language="en" if locale == "fr" else "fr")
        assert (await house.ask("settings language", language="discord")).text == confirmed
        assert (await house.ask("settings show")).text == NOTHING[locale]


class TestTimezone:
    @pytest.mark.parametrize(
        ("locale", "words"),
        [
            ("fr", ("Votre fuseau horaire est America/Montreal", "dimanche 22 novembre 2026, 01:00")),
            ("en-US", ("Your time zone is America/Montreal", "Sunday 22 November 2026, 01:00")),
        ],
    )
    async def test_the_time_there_confirms_it(self, house: House, locale: str, words: tuple[str, ...]) -> None:
        house.speak(locale)
        said = await house.ask("settings timezone", timezone="America/Montreal")
        assert all(each in said.text for each in words)
        assert said.private

    @pytest.mark.parametrize("typed", ["tokyo", "Asia/Tokyo", "TÔKYO"])
    async def test_a_city_will_do_and_is_what_digests_start_from(self, house: House, typed: str) -> None:
        await house.ask("settings timezone", by=house.admin, timezone=typed)
        order = {"channel": house.channel, "cadence": "daily", "time": "8:00"}
        *_, rehearsal = await house.ask_all("digest create", by=house.admin, **order)
        assert "08:00 (Asia/Tokyo)" in rehearsal.text
        *_, rehearsal = await house.ask_all("digest create", by=house.admin, **order, timezone="UTC")
        assert "(UTC)" in rehearsal.text

    async def test_without_one_digests_start_from_their_languages(self, house: House) -> None:
        order = {"channel": house.channel, "cadence": "daily", "time": "8:00"}
        for language, zone in (("fr", "Europe/Paris"), ("en", "UTC")):
            *_, said = await house.ask_all("digest create", by=house.admin, **order, language=language)
            assert f"({zone})" in said.text

    @pytest.mark.parametrize(
        ("locale", "sentence"),
        [("fr", "Aucun fuseau horaire ne s’appelle « Atlan*tis »."), ("en-US", "No time zone is called “Atlan*tis”.")],
    )
    async def test_an_unknown_one_is_refused_and_changes_nothing(
        self, house: House, locale: str, sentence: str
    ) -> None:
        house.speak(locale)
        said = await house.ask("settings timezone", timezone="Atlan*tis")
        assert said.refusal
        assert said.text.replace("\u00a0", " ").startswith(sentence)
        assert (await house.ask("settings show")).text == NOTHING[locale]

    async def test_cities_are_offered_and_none_among_them(self, house: House) -> None:
        async def offered(typed: str) -> dict[str, str]:
            choices = await house.reader.autocomplete(house.channel, "settings timezone", "timezone", typed)
            return {choice["name"]: choice["value"] for choice in choices}

        assert list(await offered(""))[:2] == ["None in particular", "Europe/Paris"]
        assert list(await offered("montr")) == ["America/Montreal"]
        assert len(await offered("n")) == 25
        await house.ask("settings language", language="fr")
        assert (await offered("aucun"))["Aucun en particulier"] == "none"

    @pytest.mark.parametrize(
        ("locale", "none", "confirmed"),
        [
            ("fr", "aucun en particulier", "Plus aucun fuseau horaire n’est retenu pour vous."),
            ("en-US", "none", "No time zone is kept for you any more."),
        ],
    )
    async def test_it_can_be_taken_back(self, house: House, locale: str, none: str, confirmed: str) -> None:
        house.speak(locale)
        await house.ask("settings timezone", timezone="Tokyo")
        assert (await house.ask("settings timezone", timezone=none)).text == confirmed
        assert (await house.ask("settings show")).text == NOTHING[locale]


async def a_member_of_whom_much_is_known(house: House) -> None:
    """Have the admin use all that leaves a trace."""
    await house.ask("settings timezone", by=house.admin, timezone="Asia/Tokyo")
    await house.ask("catchup", by=house.admin)
    await house.order()
    await house.order()


SHOWN = {
    "fr": [
        "Langue · français",
        "Fuseau horaire · Asia/Tokyo",
        "/catchup · vous avez vu ce qui est arrivé ou a changé jusqu’au dimanche 22 novembre 2026, 15:00",
        "Bulletins · vous en avez créé 2, qui portent votre identifiant",
    ],
    "en": [
        "Language · English",
        "Time zone · Asia/Tokyo",
        "/catchup · you have seen what came or changed up to Sunday 22 November 2026, 15:00",
        "Digests · you created 2, which bear your id",
    ],
}


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_everything_that_is_stored_is_shown_and_can_be_erased(house: House, language: str) -> None:
    house.speak("fr" if language == "fr" else "en-US")
    await a_member_of_whom_much_is_known(house)
    await house.ask("settings language", by=house.admin, language=language)
    await house.restart()
    shown = await house.ask("settings show", by=house.admin)
    assert shown.private
    assert shown.text.splitlines()[1:-1] == SHOWN[language]
    erased = await house.ask("settings forget-me", by=house.admin)
    assert erased.private
    assert erased.text.splitlines()[1:-1] == SHOWN[language]
    assert ("plus rien n’est enregistré" if language == "fr" else "nothing is stored about you any more") in erased.text


async def test_nothing_that_was_forgotten_comes_back(house: House) -> None:
    await a_member_of_whom_much_is_known(house)
    await house.ask("settings language", by=house.admin, language="fr")
    await house.ask("settings forget-me", by=house.admin)
    for _ in range(2):
        assert (await house.ask("settings show", by=house.admin)).text == NOTHING["en-US"]
        assert "(UTC)" in (await house.order(timezone="UTC")).text
        await house.ask("settings forget-me", by=house.admin)
        await house.restart()
    assert "Person ·" in (await house.ask("who", person="sam-altman", by=house.admin)).text
    assert "Welcome" in (await house.ask("catchup", by=house.admin)).title
    assert "08:00" in (await house.ask("digest list", by=house.admin)).text, "digests belong to the server"


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("fr", "Il n’y avait rien à effacer : rien n’est enregistré à votre sujet."),
        ("en-US", "There was nothing to erase: nothing is stored about you."),
    ],
)
async def test_when_there_is_nothing_to_erase_that_is_said(house: House, locale: str, sentence: str) -> None:
    house.speak(locale)
    assert (await house.ask("settings show")).text == NOTHING[locale]
    assert (await house.ask("settings forget-me")).text.replace("\u00a0", " ") == sentence


async def test_one_member_does_not_forget_another(house: House) -> None:
    await house.ask("settings language", by=house.admin, language="fr")
    await house.ask("settings forget-me")
    assert "français" in (await house.ask("settings show", by=house.admin)).text


async def test_all_of_it_works_in_direct_messages_and_for_members_who_installed_the_app(house: House) -> None:
    commands = {"settings language", "settings timezone", "settings show", "settings forget-me", "catchup"}
    assert commands <= set(house.reader.user.available_commands())
    definitions = {each["name"]: each for each in house.requests("PUT", "/commands")[-1].json}
    for name in ("settings", "catchup"):
        assert set(definitions[name]["integration_types"]) == {0, 1}
        assert set(definitions[name]["contexts"]) == {0, 1, 2}
    assert "français" in (await in_dms(house, "settings language", language="fr")).text
    assert "Asia/Tokyo" in (await in_dms(house, "settings timezone", timezone="Tokyo")).text
    assert "bienvenue" in (await in_dms(house, "catchup")).text
    assert "Asia/Tokyo" in (await in_dms(house, "settings show")).text
    assert "effacé" in (await in_dms(house, "settings forget-me")).text


async def test_what_is_chosen_in_another_process_is_known_here_once_it_is_read_again(house: House) -> None:
    async with engine_of(house).begin() as connection:
        statement = text("INSERT INTO member (id, language) VALUES (:id, 'fr')")
        await connection.execute(statement, {"id": house.reader.id})
    assert "Person ·" in (await house.ask("who", person="sam-altman")).text
    await house.app.load_choices()
    assert "Personne" in (await house.ask("who", person="sam-altman")).text


async def test_dates_of_catching_up_are_told_in_the_members_zone(house: House) -> None:
    await house.ask("settings timezone", timezone="Pacific/Auckland")
    await house.ask("catchup")
    write_card(house.briefings, "person", "ada-test", updated="2026-11-22")
    house.clock.set(datetime(2026, 11, 30, 12, 0, tzinfo=UTC))
    await house.reload()
    assert "new · 1 December 2026" in (await house.ask("catchup")).text
