"""Corrections of cards, and the messages that are to show them, on every database."""

from datetime import timedelta

from bot.digests.amendments import REACH
from bot.storage.ledger import SqlLedger
from tests.storage.support import (
    MINUTE,
    NOW,
    POSTED,
    TOMORROW,
    Clock,
    begun,
    delivered,
    frozen,
    seated,
)

OLD = ("ada", "2026-11-01-aaa")
NEW = ("ada", "2026-11-22-bbb")
NEWER = ("ada", "2026-11-22-ccc")
OF_ANOTHER = ("zoe", "2026-11-22-ddd")


async def test_the_first_time_nothing_is_amended(ledger: SqlLedger) -> None:
    """What was corrected before anybody looked is old."""
    await delivered(ledger)
    assert await ledger.note_corrections({OLD}) == 0
    assert await ledger.unmade(NOW, 10) == ()


async def test_a_new_correction_is_shown_where_its_card_was_told_of(ledger: SqlLedger) -> None:
    claim = await delivered(ledger)
    await ledger.note_corrections({OLD})
    assert await ledger.note_corrections({OLD, NEW, OF_ANOTHER}) == 1
    (amendment,) = await ledger.unmade(NOW, 10)
    assert (amendment.occurrence_id, amendment.index, amendment.posted) == (claim.id, 0, POSTED)
    assert amendment.corrections == (NEW,)
    assert (amendment.part, amendment.imprint) == (frozen().content.parts[0], "No. 1")
    assert (amendment.nonce, amendment.language, amendment.number) == ("nonce-0", "fr", 1)
    assert (amendment.is_open, amendment.tries) == (False, 0)
    assert await ledger.next_due_at() == NOW


async def test_every_channel_that_received_it_is_amended(ledger: SqlLedger) -> None:
    claims = [await delivered(ledger) for _ in range(3)]
    await ledger.note_corrections(set())
    await ledger.note_corrections({NEW})
    assert {each.occurrence_id for each in await ledger.unmade(NOW, 10)} == {claim.id for claim in claims}
    assert len(await ledger.unmade(NOW, 2)) == 2


async def test_the_same_correction_again_is_no_news(ledger: SqlLedger) -> None:
    await delivered(ledger)
    await ledger.note_corrections(set())
    await ledger.note_corrections({NEW})
    (amendment,) = await ledger.unmade(NOW, 10)
    await ledger.amended(amendment)
    assert await ledger.note_corrections({NEW}) == 0
    assert await ledger.unmade(TOMORROW, 10) == ()


async def test_a_message_shows_all_its_corrections(ledger: SqlLedger) -> None:
    await delivered(ledger)
    await ledger.note_corrections(set())
    await ledger.note_corrections({NEW})
    (first,) = await ledger.unmade(NOW, 10)
    await ledger.amended(first)
    assert await ledger.note_corrections({NEW, NEWER}) == 1
    (second,) = await ledger.unmade(NOW, 10)
    assert second.corrections == (NEW, NEWER)


async def test_one_that_comes_while_another_is_being_shown_is_not_lost(ledger: SqlLedger) -> None:
    await delivered(ledger)
    await ledger.note_corrections(set())
    await ledger.note_corrections({NEW})
    (being_shown,) = await ledger.unmade(NOW, 10)
    await ledger.note_corrections({NEW, NEWER})
    await ledger.amended(being_shown)
    (left,) = await ledger.unmade(NOW, 10)
    assert NEWER in left.corrections


async def test_what_could_not_be_shown_comes_again_in_its_time(ledger: SqlLedger) -> None:
    await delivered(ledger)
    await ledger.note_corrections(set())
    await ledger.note_corrections({NEW})
    (amendment,) = await ledger.unmade(NOW, 10)
    await ledger.amended(amendment, NOW + MINUTE)
    assert await ledger.unmade(NOW, 10) == ()
    (again,) = await ledger.unmade(NOW + MINUTE, 10)
    assert again.tries == 1


async def test_a_later_one_is_tried_as_often_as_the_first(ledger: SqlLedger) -> None:
    await delivered(ledger)
    await ledger.note_corrections(set())
    await ledger.note_corrections({NEW})
    for _ in range(3):
        (amendment,) = await ledger.unmade(NOW, 10)
        await ledger.amended(amendment, NOW)
    await ledger.amended(amendment)
    await ledger.note_corrections({NEW, NEWER})
    (later,) = await ledger.unmade(NOW, 10)
    assert later.tries == 0


async def test_what_is_still_under_way_is_known_to_be(ledger: SqlLedger) -> None:
    claim = await begun(ledger)
    await ledger.note_corrections(set())
    assert await ledger.note_corrections({NEW}) == 1
    (amendment,) = await ledger.unmade(NOW, 10)
    assert (amendment.posted, amendment.is_open) == (None, True)
    await ledger.complete(claim, 0, POSTED, TOMORROW, publish=False)
    (amendment,) = await ledger.unmade(NOW, 10)
    assert (amendment.posted, amendment.is_open) == (POSTED, False)


async def test_only_the_part_with_the_card_is_amended(ledger: SqlLedger) -> None:
    claim = await begun(ledger, parts=2)
    await ledger.note_corrections(set())
    await ledger.note_corrections({("bob", "2026-11-22-eee")})
    (amendment,) = await ledger.unmade(NOW, 10)
    assert (amendment.occurrence_id, amendment.index) == (claim.id, 1)


async def test_what_was_posted_long_ago_is_left_alone(ledger: SqlLedger, clock: Clock) -> None:
    await delivered(ledger)
    await ledger.note_corrections(set())
    clock.advance(REACH + timedelta(seconds=1))
    assert await ledger.note_corrections({NEW}) == 0


async def test_a_correction_that_another_process_does_not_know_yet_stays_known(ledger: SqlLedger) -> None:
    """It still serves an older edition, and must not make the correction news again."""
    await delivered(ledger)
    await seated(ledger)
    await ledger.note_corrections(set())
    await ledger.note_corrections({NEW})
    assert await ledger.note_corrections(set()) == 0
    assert await ledger.note_corrections({NEW}) == 0
