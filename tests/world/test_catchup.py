"""/catchup: what a member has not seen yet, privately, and nothing twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.presentation.news import MOST, news_pages
from bot.presentation.routes import CatchUpRoute
from bot.readers import NO_NEWS, Arrival, News
from bot.storage.arrivals import SqlArrivals
from tests.presentation.support import LOCALIZERS, check_limits, edition_of, raw_card
from tests.world.support import A_DAY, EIGHT, House, Seen, answer_to, edit, write_card

MINUTE = timedelta(minutes=1)


async def arrive(house: House, *card_ids: str, **fields: Any) -> None:
    """Have these cards come a minute later."""
    for card_id in card_ids:
        write_card(house.briefings, "person", card_id, **fields)
    house.clock.advance(MINUTE)
    await house.reload()


async def caught_up(house: House) -> None:
    await house.ask("catchup")
    assert not (await house.ask("catchup")).links


async def break_the_database(house: House, table: str) -> None:
    async with house.app.members._engine.begin() as connection:
        await connection.execute(text(f"ALTER TABLE {table} RENAME TO elsewhere"))


async def mend_the_database(house: House, table: str) -> None:
    async with house.app.members._engine.begin() as connection:
        await connection.execute(text(f"ALTER TABLE elsewhere RENAME TO {table}"))


class TestTheFirstTime:
    @pytest.mark.parametrize(
        ("locale", "title", "promise"),
        [
            ("fr", "Dépêche vous souhaite la bienvenue", "Désormais, `/catchup` vous montrera"),
            ("en-US", "Welcome to Dépêche", "From now on, `/catchup` shows you"),
        ],
    )
    async def test_a_few_cards_welcome_a_member_and_from_then_on_only_news_come(
        self, house: House, locale: str, title: str, promise: str
    ) -> None:
        house.speak(locale)
        first = await house.ask("catchup")
        assert first.private
        assert first.title == title
        assert promise in first.text
        assert len(first.links) == 5
        assert not (await house.ask("catchup")).links

    async def test_the_newest_cards_come_first_and_of_one_day_the_best_connected(self, house: House) -> None:
        write_card(house.briefings, "person", "ada-test", updated="2027-01-02")
        tied = {"relations": [{"type": "rival-of", "card": "ada-test"}]}
        write_card(house.briefings, "person", "bob-test", updated="2027-01-03")
        write_card(house.briefings, "person", "cyd-test", updated="2027-01-02", **tied)
        write_card(house.briefings, "person", "dan-test", updated="2027-01-02")
        await house.reload()
        first = await house.ask("catchup")
        assert list(first.links.values())[:4] == ["bob-test", "ada-test", "cyd-test", "dan-test"]
        assert "Person · updated 3 January 2027" in first.text


class TestLater:
    @pytest.mark.parametrize(
        ("locale", "title", "told"),
        [
            (
                "fr",
                "Ce que vous n’avez pas encore vu",
                ["Personne · nouvelle · 22 novembre 2026", "Résumé de zoe-test.", "mise à jour · 22 novembre 2026"],
            ),
            (
                "en-US",
                "What you have not seen yet",
                ["Person · new · 22 November 2026", "Summary of zoe-test.", "updated · 22 November 2026"],
            ),
        ],
    )
    async def test_cards_that_came_or_changed_are_told_once(
        self, house: House, locale: str, title: str, told: list[str]
    ) -> None:
        write_card(house.briefings, "person", "ada-test", updated="2026-11-20")
        await house.reload()
        house.speak(locale)
        await caught_up(house)
        write_card(house.briefings, "person", "ada-test", updated="2026-11-22")
        await arrive(house, "zoe-test")
        news = await house.ask("catchup")
        assert news.private
        assert news.title == title
        assert sorted(news.links.values()) == ["ada-test", "zoe-test"]
        assert all(each in news.text for each in told)
        assert not any(press.startswith("share:") for press in news.buttons.values())
        assert not (await house.ask("catchup")).links

    @pytest.mark.parametrize(
        ("locale", "sentence"),
        [
            ("fr", "Aucune fiche n’est arrivée ni n’a changé depuis le 22 novembre 2026 : vous avez tout vu."),
            ("en-US", "No card has come or changed since 22 November 2026: you have seen everything."),
        ],
    )
    async def test_when_nothing_is_new_it_says_since_when(self, house: House, locale: str, sentence: str) -> None:
        house.speak(locale)
        await house.ask("catchup")
        house.clock.advance(9 * A_DAY)
        nothing = await house.ask("catchup")
        assert sentence in nothing.text.replace("\u00a0", " ")
        assert nothing.private

    async def test_what_was_told_can_be_looked_at_again(self, house: House) -> None:
        house.clock.advance(40 * A_DAY)
        await house.ask("catchup")
        await arrive(house, "zoe-test")
        card = await house.click(await house.ask("catchup"), "Zoe test")
        assert card.title == "Zoe test"
        again = await house.click(await house.ask("catchup"), "The latest again")
        assert list(again.links.values()) == ["zoe-test"]
        assert again.private

    @pytest.mark.parametrize(
        ("locale", "button", "head", "marks"),
        [
            (
                "fr",
                "Revoir les dernières",
                "Les 30 derniers jours\nJusqu’au 2 janvier 2027\u00a0: 2 fiches sont arrivées ou ont changé.",
                ("mise à jour · 2 janvier 2027", "nouvelle · 1er janvier 2027"),
            ),
            (
                "en-US",
                "The latest again",
                "The last 30 days\nUp to 2 January 2027: 2 cards came or changed.",
                ("updated · 2 January 2027", "new · 1 January 2027"),
            ),
        ],
    )
    async def test_a_look_back_claims_nothing_of_what_was_seen(
        self, house: House, locale: str, button: str, head: str, marks: tuple[str, str]
    ) -> None:
        house.clock.advance(40 * A_DAY)
        await arrive(house, "ada-test", "zoe-test")
        house.clock.advance(A_DAY)
        await arrive(house, "ada-test", updated="2027-01-02")
        house.speak(locale)
        await caught_up(house)
        again = await house.click(await house.ask("catchup"), button)
        assert head in again.text
        in_order = ["Ada test", marks[0], "Zoe test", marks[1]]
        assert sorted(in_order, key=again.text.index) == in_order

    async def test_the_pages_of_a_look_back_have_its_head(self, house: House) -> None:
        await caught_up(house)
        again = await house.click(await house.ask("catchup"), "The latest again")
        shown = set(again.links)
        following = await house.click(again, "Next ▶")
        assert following.title == "The last 30 days"
        assert shown.isdisjoint(following.links)

    async def test_each_member_catches_up_alone(self, house: House) -> None:
        await caught_up(house)
        await arrive(house, "zoe-test")
        await caught_up(house)
        assert (await house.ask("catchup", by=house.admin)).title == "Welcome to Dépêche"

    async def test_it_is_the_same_in_direct_messages(self, house: House) -> None:
        await caught_up(house)
        await arrive(house, "zoe-test")
        assert "zoe-test" in answer_to(await house.reader.user.slash("catchup")).links.values()
        assert not (await house.ask("catchup")).links

    async def test_a_restart_keeps_what_was_seen_and_since_when_cards_stand(self, house: House) -> None:
        await caught_up(house)
        await arrive(house, "zoe-test")
        house.clock.advance(A_DAY)
        await house.restart()
        assert list((await house.ask("catchup")).links.values()) == ["zoe-test"]
        await house.restart()
        assert not (await house.ask("catchup")).links

    async def test_what_changed_while_the_bot_was_away_is_news(self, house: House) -> None:
        await caught_up(house)
        write_card(house.briefings, "person", "zoe-test")
        house.clock.advance(A_DAY)
        await house.restart()
        assert "new · 23 November 2026" in (await house.ask("catchup")).text

    async def test_a_member_who_forgot_is_welcomed_again(self, house: House) -> None:
        await caught_up(house)
        await house.ask("settings forget-me")
        assert (await house.ask("catchup")).title == "Welcome to Dépêche"

    @pytest.mark.parametrize("known", ["where they had caught up", "a choice"])
    async def test_a_member_who_forgets_while_they_catch_up_leaves_nothing(
        self, house: House, monkeypatch: pytest.MonkeyPatch, known: str
    ) -> None:
        members, reader = house.app.members, house.reader.id
        if known == "a choice":
            await house.ask("settings language", language="en")
        else:
            await caught_up(house)
        await arrive(house, "zoe-test")
        latest = SqlArrivals.latest

        async def forgetting_meanwhile(arrivals: SqlArrivals) -> datetime | None:
            await members.forget(reader)
            return await latest(arrivals)

        monkeypatch.setattr(SqlArrivals, "latest", forgetting_meanwhile)
        await house.ask("catchup")
        monkeypatch.undo()
        assert (await members.known(reader)).nothing
        assert (await house.ask("catchup")).title == "Welcome to Dépêche"

    async def test_of_more_than_are_shown_the_rest_is_counted(self, house: House) -> None:
        await caught_up(house)
        await arrive(house, *(f"new-{number:03}" for number in range(203)))
        news = await house.ask("catchup")
        assert "203 cards are new" in news.text
        assert "and 3 more" in news.text

    async def test_cards_that_left_meanwhile_are_not_told(self, house: House) -> None:
        await caught_up(house)
        await arrive(house, "ada-test", "zoe-test")
        (house.briefings / "people" / "ada-test.yaml").unlink()
        house.clock.advance(MINUTE)
        await house.reload()
        assert list((await house.ask("catchup")).links.values()) == ["zoe-test"]

    async def test_when_all_of_them_left_that_is_said(self, house: House) -> None:
        await caught_up(house)
        await arrive(house, "ada-test")
        edit(house.briefings / "people" / "ada-test.yaml", '"published"', '"withheld"')
        house.clock.advance(MINUTE)
        await house.reload()
        assert "What was new then has left" in (await house.ask("catchup")).text

    async def test_nothing_falls_between_two_catch_ups_in_the_same_second(self, house: House) -> None:
        await caught_up(house)
        seen: list[str] = []
        for name in ("ada-test", "bob-test", "cyd-test"):
            write_card(house.briefings, "person", name)
            house.clock.advance(timedelta(milliseconds=200))
            await house.reload()
            seen += (await house.ask("catchup")).links.values()
        assert seen == ["ada-test", "bob-test", "cyd-test"]


class TestPages:
    async def opened(self, house: House) -> Seen:
        await caught_up(house)
        await arrive(house, *(f"new-{number:02}" for number in range(25)))
        return await house.ask("catchup")

    async def test_every_card_is_on_one_page_and_news_that_come_meanwhile_disturb_none(self, house: House) -> None:
        page = await self.opened(house)
        shown = [*page.links.values()]
        await arrive(house, "zoe-test")
        while "Next ▶" in page.enabled:
            page = await house.click(page, "Next ▶")
            shown += page.links.values()
        assert shown == [f"new-{number:02}" for number in range(25)]
        assert "page 3 of 3" in page.text
        assert list((await house.ask("catchup")).links.values()) == ["zoe-test"]

    async def test_they_turn_after_a_restart_and_when_all_is_seen(self, house: House) -> None:
        page = await self.opened(house)
        await house.restart()
        assert not (await house.ask("catchup")).links
        assert "new-10" in (await house.click(page, "Next ▶")).links.values()

    async def test_old_buttons_whose_cards_changed_again_say_so(self, house: House) -> None:
        page = await self.opened(house)
        await arrive(house, *(f"new-{number:02}" for number in range(25)), updated="2026-11-30")
        assert "What was new then has left, or has changed again since." in (await house.click(page, "Next ▶")).text
        assert len((await house.ask("catchup")).links) == 10


class TestWhenTheDatabaseFails:
    async def test_readers_get_the_new_edition_and_its_news_once_it_is_back(self, house: House) -> None:
        await caught_up(house)
        await break_the_database(house, "arrival")
        write_card(house.briefings, "person", "zoe-test", name="Zoe")
        house.clock.advance(MINUTE)
        await house.reload()
        assert (await house.ask("who", person="zoe-test")).title == "Zoe"
        await mend_the_database(house, "arrival")
        await house.reload()
        assert list((await house.ask("catchup")).links.values()) == ["zoe-test"]

    async def test_the_bot_starts_all_the_same(self, house: House) -> None:
        await break_the_database(house, "arrival")
        await house.restart()
        assert (await house.ask("who", person="sam-altman")).title == "Sam Altman"

    async def test_a_catch_up_that_cannot_be_remembered_is_shown_and_shown_again(self, house: House) -> None:
        await caught_up(house)
        await arrive(house, "zoe-test")
        async with house.app.members._engine.begin() as connection:
            await connection.execute(
                text("CREATE TRIGGER stuck BEFORE UPDATE ON member BEGIN SELECT RAISE(ABORT, 'stuck'); END")
            )
        for _ in range(2):
            assert list((await house.ask("catchup")).links.values()) == ["zoe-test"]

    async def test_a_lookup_that_cannot_be_counted_is_answered_all_the_same(self, house: House) -> None:
        await break_the_database(house, "miss")
        assert "No card is called" in (await house.ask("who", person="xyzzy")).text


async def test_failed_lookups_are_counted_and_keystrokes_are_not(house: House) -> None:
    for _ in range(3):
        await house.ask("who", person="Xyzzy")
        await house.suggest("who", "person", "Plugh")
        await house.ask("who", person="sam-altman")
    (miss,) = await house.app.client.services.misses.wanted(10)
    assert (miss.query, miss.kind, miss.times) == ("xyzzy", "person", 3)


HOSTILE = "@everyone *[x](http://example.org)* _<@1> `||" * 30


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("since", [0, 1])
def test_no_page_exceeds_what_discord_takes_however_much_is_new(language: Any, since: int) -> None:
    summary = HOSTILE[:1_400]
    cards = [
        raw_card("person", f"card-{number:03}", name="*" * 95 + str(number), summary={"fr": summary, "en": summary})
        for number in range(260)
    ]
    edition = edition_of(cards)
    at = datetime(2026, 11, 22, tzinfo=UTC)
    news = News(tuple(Arrival(card_id, at, at) for card_id in sorted(edition.published)[:MOST]), len(cards))
    route = CatchUpRoute(since, int(EIGHT.timestamp()))
    pages = news_pages(route, news, edition, LOCALIZERS[language], "UTC")
    for page in pages:
        check_limits(page)
    shown = [link.card_id for page in pages for link in page.links]
    assert shown == [f"card-{number:03}" for number in range(200 if since else 5)]
    assert all(("60" in page.blocks[-1]) is bool(since) for page in pages)
    assert "http://example.org" not in "".join(pages[0].blocks)


def test_where_there_is_no_card_yet_a_member_is_welcomed_all_the_same() -> None:
    (page,) = news_pages(CatchUpRoute(0, 0), NO_NEWS, edition_of([]), LOCALIZERS["en"], "UTC")
    check_limits(page)
    assert "Welcome" in page.blocks[0]
