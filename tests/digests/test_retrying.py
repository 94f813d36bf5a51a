"""How long a nonce is good for, and how long to wait."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.digests.retrying import NONCE_WINDOW, SETTLING, is_fresh, is_settling, pause

AT = datetime(2026, 11, 22, 7, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_a_nonce_is_good_until_its_window_ends() -> None:
    assert is_fresh(AT, AT)
    assert is_fresh(AT, AT + NONCE_WINDOW - SECOND)
    assert not is_fresh(AT, AT + NONCE_WINDOW)


def test_a_clock_that_was_set_back_proves_nothing() -> None:
    assert not is_fresh(AT, AT - SECOND)
    assert not is_settling(AT, AT - SECOND)


def test_a_forum_is_given_time_to_show_what_came() -> None:
    assert is_settling(AT, AT + SETTLING - SECOND)
    assert not is_settling(AT, AT + SETTLING)


@pytest.mark.parametrize("jitter", [0.0, 0.5, 1.0])
def test_pauses_grow_up_to_a_limit(jitter: float) -> None:
    pauses = [pause(tries, jitter) for tries in range(200)]
    assert pauses == sorted(pauses)
    assert timedelta(seconds=15) <= pauses[0] <= timedelta(seconds=25)
    assert pauses[-1] <= timedelta(minutes=20)
