"""A schedule is changed: nothing that was owed is lost, nothing comes twice."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.digests.cadence import Cadence
from bot.digests.handover import Handover, first_after_change
from bot.digests.occurrences import Occurrence
from tests.digests.support import INSTANTS, Rule, between, cron, daily, rules, utc
from tests.presentation.support import PROPERTY

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PARIS = daily("08:00", "Europe/Paris")
TODAY = Occurrence("2026-11-22T08:00", utc("2026-11-22T07:00"))


def changed(new: Cadence, now: str, *recorded: str, since: datetime = LONG_AGO) -> Handover:
    return first_after_change(PARIS, new, utc(now), since=since, recorded=recorded)


def test_the_new_schedule_counts_from_the_change() -> None:
    assert changed(daily("20:00", "Europe/Paris"), "2026-11-22T12:00", TODAY.key) == Handover(
        None, Occurrence("2026-11-22T20:00", utc("2026-11-22T19:00"))
    )
    assert changed(daily("07:00", "Europe/Paris"), "2026-11-22T12:00", TODAY.key).first.key == "2026-11-23T07:00"


def test_what_is_due_and_not_yet_recorded_is_still_owed() -> None:
    weekly = Cadence(name="weekly", time=time(8), zone="Europe/Paris", weekday=2)
    handover = changed(weekly, "2026-11-22T07:00", "2026-11-21T08:00")
    assert handover.owed == TODAY
    assert handover.first.key == "2026-11-25T08:00"


def test_nothing_is_owed_before_the_old_schedule_began() -> None:
    assert changed(PARIS, "2026-11-22T12:00", since=utc("2026-11-22T07:00")).owed is None
    assert changed(PARIS, "2026-11-22T12:00", since=utc("2026-11-22T06:59")).owed == TODAY


def test_a_zone_farther_west_does_not_give_today_its_digest_twice() -> None:
    new_york = daily("08:00", "America/New_York")
    assert changed(new_york, "2026-11-22T09:00", TODAY.key) == Handover(
        None, Occurrence("2026-11-23T08:00", utc("2026-11-23T13:00"))
    )


def test_nor_while_today_s_is_still_owed() -> None:
    new_york = daily("08:00", "America/New_York")
    assert changed(new_york, "2026-11-22T09:00") == Handover(
        TODAY, Occurrence("2026-11-23T08:00", utc("2026-11-23T13:00"))
    )


def test_a_zone_farther_east_skips_what_it_has_had_and_gives_tomorrow_its_own() -> None:
    tokyo = daily("08:00", "Asia/Tokyo")
    assert changed(tokyo, "2026-11-22T09:00", TODAY.key).first == Occurrence(
        "2026-11-23T08:00", utc("2026-11-22T23:00")
    )


def test_hours_that_come_again_farther_west_come_only_as_far_as_they_have_not_been() -> None:
    """At 12:30 in Paris it is 6:30 in New York; the digests of 7:00 to 12:00 have all been had."""
    had = [f"2026-11-22T{hour:02}:00" for hour in range(13)]
    handover = first_after_change(
        cron("0 * * * *"),
        cron("0 * * * *", "America/New_York"),
        utc("2026-11-22T11:30"),
        since=LONG_AGO,
        recorded=had,
    )
    assert handover == Handover(None, Occurrence("2026-11-22T13:00", utc("2026-11-22T18:00")))


def test_a_clock_that_was_set_back_owes_nothing_again_and_skips_what_it_has_had() -> None:
    """The digest of 8:00 went out, and then it was 6:30 once more."""
    handover = changed(PARIS, "2026-11-22T05:30", "2026-11-21T08:00", TODAY.key)
    assert handover == Handover(None, Occurrence("2026-11-23T08:00", utc("2026-11-23T07:00")))


@PROPERTY
@given(old=rules(), new=rules(), now=INSTANTS, met=st.integers(0, 6), back=st.integers(0, 48))
def test_whatever_is_changed_no_key_comes_twice_and_nothing_owed_is_lost(
    old: Rule, new: Rule, now: datetime, met: int, back: int
) -> None:
    since = now - timedelta(hours=back)
    promised = between(old, since, now)
    recorded = {each.key for each in promised[:met]}
    handover = first_after_change(old.schedule, new.schedule, now, since=since, recorded=recorded)
    last = promised[-1:]
    assert [handover.owed] == last if last and last[0].key not in recorded else handover.owed is None
    assert handover.first.at > now
    taken = recorded | ({handover.owed.key} if handover.owed else set())
    assert handover.first.key not in taken
    assert all(each.key in taken for each in between(new, now, handover.first.at)[:-1])
