"""Subscriptions, their times, their troubles and what became of each digest, in words."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, get_args

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.text import LANGUAGES, Language
from bot.delivery.refusals import undelivered
from bot.digests.cadence import Cadence, CronCadence
from bot.digests.delivery import NEXT, State
from bot.digests.notices import Notice, NoticeKind
from bot.digests.occurrences import Occurrence
from bot.digests.records import Receipt, Record
from bot.digests.subscription import CHANNEL_KINDS, ChannelKind, Options, Place, Subscription
from bot.digests.troubles import TROUBLES, Trouble
from bot.presentation.digests import (
    RESUME,
    advice_on,
    cadence_in_words,
    notice_sheet,
    post_title,
    reason_in_words,
    record_in_words,
    standing_lines,
    subscription_in_words,
    upcoming_in_words,
)
from bot.presentation.digests.reasons import REASONS
from bot.presentation.markup import displayed
from bot.presentation.sheet import Sheet
from tests.digests.support import rules
from tests.presentation.support import LOCALIZERS, PROPERTY, check_limits, components_of, edition_of, raw_card

EN, FR = LOCALIZERS["en"], LOCALIZERS["fr"]
AT = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
DAILY = Cadence(name="daily", time=time(8), zone="Europe/Paris")


def order(**changes: Any) -> Subscription:
    usual: dict[str, Any] = {
        "id": 7,
        "place": Place(guild_id=11, channel_id=77),
        "cadence": DAILY,
        "topics": (),
        "language": "en",
        "created_by": 2,
        "created_at": AT,
        "next_run_at": AT,
        "since": AT,
    }
    return Subscription(**usual | changes)


# When


@pytest.mark.parametrize(
    ("rhythm", "french", "english"),
    [
        ({"name": "daily"}, "chaque jour", "every day"),
        ({"name": "weekdays"}, "du lundi au vendredi", "from Monday to Friday"),
        ({"name": "weekly", "weekday": 0}, "chaque lundi", "every Monday"),
        ({"name": "weekly", "weekday": 6}, "chaque dimanche", "every Sunday"),
        ({"name": "chosen", "weekdays": (3,)}, "le jeudi", "every Thursday"),
        ({"name": "chosen", "weekdays": (5, 0)}, "le lundi et le samedi", "every Monday and Saturday"),
        (
            {"name": "chosen", "weekdays": (0, 2, 4)},
            "le lundi, le mercredi et le vendredi",
            "every Monday, Wednesday and Friday",
        ),
        ({"name": "monthly", "day": 1}, "le 1er de chaque mois", "every month on day 1"),
        ({"name": "monthly", "day": 15}, "le 15 de chaque mois", "every month on day 15"),
        ({"name": "monthly", "day": 0}, "le dernier jour du mois", "on the last day of the month"),
    ],
)
def test_each_cadence_has_its_words(rhythm: dict[str, Any], french: str, english: str) -> None:
    cadence = Cadence(time=time(8, 5), zone="Europe/Paris", **rhythm)
    assert cadence_in_words(cadence, FR) == f"{french} à 08:05 (Europe/Paris)"
    assert cadence_in_words(cadence, EN) == f"{english} at 08:05 (Europe/Paris)"


def test_a_cron_expression_is_shown_as_it_is() -> None:
    cadence = CronCadence(cron="0 8 * * mon,thu", zone="America/New_York")
    assert cadence_in_words(cadence, EN) == "by cron `0 8 * * MON,THU` (America/New\\_York)"
    assert cadence_in_words(cadence, FR) == "selon l’expression cron `0 8 * * MON,THU` (America/New\\_York)"


@pytest.mark.parametrize(("month", "offset"), [(1, "01"), (7, "02")])
def test_of_a_certain_moment_it_says_how_far_the_zone_is_from_utc(month: int, offset: str) -> None:
    words = cadence_in_words(DAILY, EN, datetime(2026, month, 1, tzinfo=UTC))
    assert displayed(words) == f"every day at 08:00 (Europe/Paris (UTC+{offset}:00))"


@PROPERTY
@given(rule=rules(), language=st.sampled_from(LANGUAGES))
def test_every_schedule_has_words_in_both_languages(rule: Any, language: Language) -> None:
    words = cadence_in_words(rule.schedule, LOCALIZERS[language])
    assert rule.schedule.zone in displayed(words)
    assert "{" not in words
    assert len(upcoming_in_words(rule.schedule, AT, 5, LOCALIZERS[language])) == 5


@pytest.mark.parametrize(
    ("now", "french", "english"),
    [
        (
            "2026-03-28T12:00",
            ("29 mars 2026, 03:00", "heure sautée au changement d’heure\u00a0: 02:30 n’existe pas, il part à 03:00"),
            ("29 March 2026, 03:00", "the clocks skip 02:30: it comes at 03:00"),
        ),
        (
            "2026-10-24T12:00",
            (
                "25 octobre 2026, 02:30",
                (
                    "heure répétée au changement d’heure\u00a0: 02:30 revient deux fois, "
                    "il part une seule fois, la première"
                ),
            ),
            ("25 October 2026, 02:30", "the clocks show 02:30 twice: it comes once, the first time"),
        ),
    ],
)
def test_the_next_times_are_told_with_what_a_change_of_the_clocks_does(
    now: str, french: tuple[str, str], english: tuple[str, str]
) -> None:
    cadence = Cadence(name="daily", time=time(2, 30), zone="Europe/Paris")
    for localizer, weekday, (moment, change) in ((FR, "dimanche", french), (EN, "Sunday", english)):
        first, second = upcoming_in_words(cadence, datetime.fromisoformat(now).replace(tzinfo=UTC), 2, localizer)
        assert first == f"{weekday} {moment} · *{change}*"
        assert "*" not in second, "the day after is like any other"


# Subscriptions


@pytest.mark.parametrize(
    ("language", "about_all", "spoken"),
    [("fr", "toutes les fiches", "en français"), ("en", "everything", "in English")],
)
def test_an_order_tells_where_when_what_and_in_which_language(language: Language, about_all: str, spoken: str) -> None:
    edition = edition_of([raw_card("person", "ada", name="Ada *Star*"), raw_card("person", "bob", name="Bob")])

    def words(*topics: str) -> str:
        return subscription_in_words(order(topics=topics, language=language), edition, LOCALIZERS[language])

    assert words().startswith("<#77> · ")
    assert words().endswith(f" · {about_all} · {spoken}")
    # Somebody else's text stays text.
    assert "Ada \\*Star\\*, Bob" in words("ada", "bob")
    assert "gone" in words("gone"), "what was ordered is listed even when its card has left"


def test_how_it_stands_and_what_helps() -> None:
    assert list(standing_lines(order(), EN)) == ["**active** · next: Sunday 22 November 2026, 08:00"]
    paused = order(standing="paused", next_run_at=None)
    assert list(standing_lines(paused, EN)) == ["**paused** · `/digest resume` lets it go on."]
    suspended = order(standing="suspended", next_run_at=None, trouble="no-permission", doubted_at=AT)
    assert list(standing_lines(suspended, EN)) == [
        "**suspended**",
        "It has not been possible to post in its channel since Sunday 22 November 2026, 08:00.",
        "I may not post in <#77>. Give me *Send Messages* in <#77>, then press *Resume*.",
    ]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("", "Le bulletin du 1er décembre 2026"),
        ("N° {number} — {date}", "N° 12 — 1er décembre 2026"),
        ("{0} {nothing} {number", "{0} {nothing} {number"),
        ("🎉" * 99, "🎉" * 50),
    ],
)
def test_a_post_is_called_what_its_admin_wrote(title: str, expected: str) -> None:
    occurrence = Occurrence("2026-12-01T00:30", datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
    assert post_title(order(options=Options(title=title)), 12, occurrence, FR) == expected


# Troubles


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", CHANNEL_KINDS)
@pytest.mark.parametrize("trouble", TROUBLES)
def test_every_trouble_has_a_reason_and_a_remedy(trouble: Trouble, kind: ChannelKind, language: Language) -> None:
    advice = advice_on(trouble, Place(guild_id=11, channel_id=77, kind=kind), LOCALIZERS[language])
    for sentence in (advice.reason, advice.remedy):
        assert sentence.endswith(".")
        assert "{" not in sentence
    assert {"fr": "*Reprendre*", "en": "*Resume*"}[language] in advice.remedy


@pytest.mark.parametrize(
    ("kind", "permission"),
    [("text", "Send Messages"), ("thread", "Send Messages in Threads"), ("forum", "Create Posts")],
)
def test_the_missing_permission_is_named_as_discord_calls_it_there(kind: ChannelKind, permission: str) -> None:
    advice = advice_on("no-permission", Place(guild_id=11, channel_id=77, kind=kind), EN)
    assert advice.remedy == f"Give me *{permission}* in <#77>, then press *Resume*."


def test_a_reason_is_told_in_the_readers_language_if_it_is_ours_and_escaped_if_not() -> None:
    place = order().place
    assert reason_in_words("no-channel", place, FR) == "Le salon a été supprimé."
    assert reason_in_words(REASONS[0], place, FR) == "le bot ne fonctionnait pas à l’heure dite"
    assert reason_in_words("Discord: *no* <@1>", place, FR) == "Discord: \\*no\\* \\<\\@1\\>"
    assert reason_in_words("", place, FR) == ""


@pytest.mark.parametrize("code", [10003, 50001, 50013, 50083, 40067, 20016, 10008, 50035])
def test_no_refusal_of_discords_is_told_in_english_but_for_its_own_words(code: int) -> None:
    class Response:
        status, reason = 403, "Forbidden"

    refusal = undelivered(discord.HTTPException(Response(), {"code": code, "message": "Missing *this*"}))
    english, french = (reason_in_words(str(refusal), order().place, localizer) for localizer in (EN, FR))
    assert english.endswith(f": “Missing \\*this\\*” (Discord's code {code}).")
    assert french.endswith(f"\u00a0: «\u00a0Missing \\*this\\*\u00a0» (code {code} de Discord).")
    assert french.partition("\u00a0:")[0] != english.partition(":")[0]


def test_a_reason_within_another_is_told_in_the_readers_language_too() -> None:
    said = reason_in_words("Discord could not be asked: the connection broke off.", order().place, FR)
    assert said == "Impossible de joindre Discord\u00a0: la connexion a été coupée."


# Deliveries


def record(**changes: Any) -> Record:
    usual: dict[str, Any] = {
        "id": 1,
        "subscription_id": 7,
        "occurrence": Occurrence("2026-11-22T08:00", AT),
        "state": "sent",
        "token": 1,
        "manual": False,
        "claimed_at": AT,
        "retry_at": None,
        "tries": 0,
        "number": 12,
        "edition": "4f2a91c",
        "reason": None,
        "finished_at": AT + timedelta(seconds=3),
        "receipts": (),
    }
    return Record(**usual | changes)


def receipt(part: int, message_id: int | None = None) -> Receipt:
    return Receipt(part=part, nonce="n", attempted_at=AT, message_id=message_id, channel_id=message_id and 77)


def test_a_digest_that_was_sent_is_told_with_its_number_and_a_link() -> None:
    done = record(receipts=(receipt(0, 99), receipt(1, 100)))
    link = "https://discord.com/channels/11/77/99"
    assert record_in_words(done, order(), EN) == f"[**No. 12**]({link}) · Sunday 22 November 2026, 08:00 · sent"


def test_a_late_one_says_so() -> None:
    late = record(finished_at=AT + timedelta(minutes=40), manual=True)
    words = "**No. 12** · Sunday 22 November 2026, 08:00 · asked for · sent · 40 min late"
    assert record_in_words(late, order(), EN) == words


def test_one_that_was_not_sent_says_why() -> None:
    missed = record(state="missed", number=None, reason=REASONS[0])
    assert record_in_words(missed, order(), FR).split("\n") == [
        "dimanche 22 novembre 2026, 08:00 · manqué",
        "-# le bot ne fonctionnait pas à l’heure dite",
    ]
    refused = record(state="failed", reason="50013 *x*")
    assert record_in_words(refused, order(), EN).endswith("not sent\n-# 50013 \\*x\\*")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [*NEXT])
def test_every_state_has_words(state: State, language: Language) -> None:
    words = record_in_words(record(state=state, finished_at=None, number=None), order(), LOCALIZERS[language])
    assert words.startswith(("Sunday 22 November", "dimanche 22 novembre"))
    assert state not in {"nothing-new", "claimed", "failed"} or state not in words


# Notices


KINDS: tuple[NoticeKind, ...] = get_args(NoticeKind)


def notice(kind: NoticeKind, reason: str = "", key: str = "2026-11-22T08:00") -> Notice:
    return Notice(subscription_id=7, kind=kind, reason=reason, key=key, at=AT)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reason", ["", "no-permission", "Refused: *@everyone* " + "w" * 3_000])
def test_every_notice_can_be_sent_and_says_what_happened(kind: NoticeKind, reason: str, language: Language) -> None:
    sheet = notice_sheet(notice(kind, reason), order(), LOCALIZERS[language])
    check_limits(sheet)
    assert all("{" not in block for block in sheet.blocks)
    assert "<#77>" in sheet.blocks[0]
    assert "@everyone*" not in "".join(sheet.blocks)
    assert Sheet.from_json(sheet.to_json()) == sheet, "it is sent from storage, with its button"


def test_a_suspension_says_what_happened_why_and_what_to_do_and_can_be_resumed() -> None:
    sheet = notice_sheet(notice("suspended", "no-permission"), order(), EN)
    assert sheet.blocks == (
        "**The digest in <#77> is suspended: nothing more is sent.**\n**Why** · I may not post in <#77>.",
        "Give me *Send Messages* in <#77>, then press *Resume*.",
        "-# Digest 7",
    )
    (button,) = next(each for each in components_of(sheet)[0]["components"] if each["type"] == 1)["components"]
    assert (button["label"], button["custom_id"]) == ("Resume", RESUME.format(id=7)) == ("Resume", "digest:resume:7")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "suspended"])
def test_only_what_is_suspended_can_be_resumed(kind: NoticeKind) -> None:
    assert notice_sheet(notice(kind, "no-permission"), order(), EN).presses == ()


def test_that_all_is_well_again_needs_no_reason_and_no_remedy() -> None:
    sheet = notice_sheet(notice("recovered", "whatever"), order(), EN)
    assert sheet.blocks == ("**The digests in <#77> arrive again.**", "-# Digest 7")
    assert sheet.colour != notice_sheet(notice("missed"), order(), EN).colour


def test_an_occurrence_that_is_not_named_after_a_time_is_told_by_the_notices() -> None:
    words = "on Sunday 22 November 2026, 08:00"
    assert words in notice_sheet(notice("failed"), order(), EN).blocks[0]
    assert words in notice_sheet(notice("failed", key="asked for"), order(), EN).blocks[0]


def test_times_are_told_by_the_clock_of_the_subscriptions_zone() -> None:
    far = order(cadence=replace(DAILY, zone="America/New_York"))
    assert "22 November 2026, 02:00" in notice_sheet(notice("failed", key="asked for"), far, EN).blocks[0]
    assert "22 November 2026, 02:00" in record_in_words(record(), far, EN)
    assert "22 November 2026, 02:00" in next(standing_lines(far, EN))
