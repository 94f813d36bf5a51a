"""The states of a delivery, lateness, and the names of its parts."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from bot.digests.delivery import (
    NEXT,
    NONCE_LIMIT,
    OUTCOMES,
    PREVIOUS,
    Outcome,
    State,
    check_transition,
    decide,
    nonce,
)

DUE = datetime(2026, 11, 22, 7, tzinfo=UTC)


def states() -> set[str]:
    return {*OUTCOMES, "due", "claimed", "sending"}


def test_the_table_knows_every_state() -> None:
    assert set(NEXT) == set(PREVIOUS) == states()
    assert get_args(Outcome) == OUTCOMES


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_has_ended_never_changes(outcome: Outcome) -> None:
    for state in NEXT:
        with pytest.raises(ValueError, match=f"a delivery that is {outcome} cannot become {state}"):
            check_transition(outcome, state)


@pytest.mark.parametrize(
    ("current", "following"),
    [
        ("due", "claimed"),
        ("claimed", "claimed"),
        ("claimed", "sending"),
        ("claimed", "nothing-new"),
        ("claimed", "missed"),
        ("claimed", "failed"),
        ("sending", "sending"),
        ("sending", "claimed"),  # Discord has said that nothing was posted
        ("sending", "sent"),
        ("sending", "failed"),
        ("sending", "uncertain"),
    ],
)
def test_a_delivery_goes_this_way(current: State, following: State) -> None:
    check_transition(current, following)
    assert current in PREVIOUS[following]


@pytest.mark.parametrize(
    ("current", "following"),
    [
        ("claimed", "sent"),  # nothing was attempted
        ("claimed", "uncertain"),  # nothing can have arrived
        ("sending", "missed"),
        ("sending", "nothing-new"),  # something may have arrived
        ("due", "sending"),  # nobody holds it
    ],
)
def test_and_no_other(current: State, following: State) -> None:
    with pytest.raises(ValueError, match="cannot become"):
        check_transition(current, following)
    assert current not in PREVIOUS[following]


def test_within_the_grace_it_is_sent_and_past_it_missed() -> None:
    grace = timedelta(hours=2)
    assert decide(DUE, DUE, grace) == "send"
    assert decide(DUE, DUE + grace, grace) == "send"
    assert decide(DUE, DUE + grace + timedelta(seconds=1), grace) == "missed"


def test_a_clock_that_stepped_back_makes_nothing_late() -> None:
    assert decide(DUE, DUE - timedelta(hours=2), timedelta(0)) == "send"


def test_a_nonce_is_the_same_wherever_and_whenever_it_is_made() -> None:
    """A resend by a newer version must be recognised too, so the value itself may not change."""
    assert nonce(1, "2026-11-22T08:00", 0) == "mizlzhi7aehpwsnib5weqtqd"


def test_a_nonce_fits_what_discord_takes() -> None:
    longest = nonce(2**63 - 1, "2026-11-22T08:00", 99)
    assert len(longest) <= NONCE_LIMIT
    assert longest.isalnum()


def test_every_part_of_every_occurrence_has_a_nonce_of_its_own() -> None:
    names = {
        nonce(subscription, f"2026-11-{day}T08:00", part)
        for subscription in (1, 11, 111)
        for day in (11, 12)
        for part in (0, 1, 10)
    }
    assert len(names) == 3 * 2 * 3
