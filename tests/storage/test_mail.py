"""What is beside the digests: publishing them, and telling their admins, on every database."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.digests.notices import Notice, NoticeKind
from bot.storage.ledger import SqlLedger
from tests.storage.support import (
    MINUTE,
    NOW,
    OCCURRENCE,
    PLACE,
    POSTED,
    Clock,
    added,
    begun,
    current,
    delivered,
    record_of,
)


class TestPublishing:
    async def test_a_confirmed_part_is_published_when_it_is_wanted(self, ledger: SqlLedger) -> None:
        claim = await delivered(ledger, publish=True)
        await delivered(ledger, publish=False)
        (publication,) = await ledger.unpublished(NOW, 10)
        assert (publication.subscription_id, publication.occurrence_id) == (claim.subscription.id, claim.id)
        assert (publication.key, publication.part, publication.posted) == (OCCURRENCE.key, 0, POSTED)
        assert (publication.tries, publication.sent_at) == (0, NOW)

    async def test_a_part_in_the_middle_too(self, ledger: SqlLedger) -> None:
        await ledger.sent(await begun(ledger, parts=2), 0, POSTED, publish=True)
        assert len(await ledger.unpublished(NOW, 10)) == 1

    async def test_once_is_enough(self, ledger: SqlLedger, clock: Clock) -> None:
        claim = await delivered(ledger, publish=True)
        (publication,) = await ledger.unpublished(NOW, 10)
        clock.advance(MINUTE)
        await ledger.published(publication)
        assert await ledger.unpublished(NOW + 9 * MINUTE, 10) == ()
        (receipt,) = (await record_of(ledger, claim)).receipts
        assert (receipt.published_at, receipt.publish_at) == (NOW + MINUTE, None)

    async def test_what_could_not_be_is_tried_again_in_its_time(self, ledger: SqlLedger) -> None:
        claim = await delivered(ledger, publish=True)
        (publication,) = await ledger.unpublished(NOW, 10)
        await ledger.unpublishable(publication, "too many", NOW + MINUTE)
        assert await ledger.unpublished(NOW, 10) == ()
        assert await ledger.next_due_at() == NOW + MINUTE
        (again,) = await ledger.unpublished(NOW + MINUTE, 10)
        assert again == replace(publication, tries=1)
        await ledger.unpublishable(again, "too late", None)
        assert await ledger.unpublished(NOW + timedelta(days=9), 10) == ()
        (receipt,) = (await record_of(ledger, claim)).receipts
        assert (receipt.publish_tries, receipt.publish_reason, receipt.published_at) == (2, "too late", None)
        assert (await record_of(ledger, claim)).state == "sent", "it stands in its own channel all the same"


def notice(subscription_id: int, kind: NoticeKind = "failed", **changes: Any) -> Notice:
    values: dict[str, Any] = {"reason": "Missing Access", "key": OCCURRENCE.key, "at": NOW}
    return Notice(subscription_id=subscription_id, kind=kind, **values | changes)


class TestNotices:
    async def test_an_admin_is_told_once(self, ledger: SqlLedger) -> None:
        subscription = await added(ledger)
        assert await ledger.tell(notice(subscription.id))
        assert not await ledger.tell(notice(subscription.id, key="2026-11-23T08:00"))
        (told,) = await ledger.untold(NOW, 10)
        assert replace(told, id=0) == notice(subscription.id)
        await ledger.told(told)
        assert await ledger.untold(NOW + timedelta(days=9), 10) == ()

    async def test_another_reason_is_news(self, ledger: SqlLedger) -> None:
        subscription = await added(ledger)
        assert await ledger.tell(notice(subscription.id))
        assert await ledger.tell(notice(subscription.id, reason="Unknown Channel"))
        assert await ledger.tell(notice(subscription.id, "suspended"))

    async def test_each_that_is_uncertain_is_news(self, ledger: SqlLedger) -> None:
        """Each has to be looked for."""
        subscription = await added(ledger)
        assert await ledger.tell(notice(subscription.id, "uncertain"))
        assert not await ledger.tell(notice(subscription.id, "uncertain"))
        assert await ledger.tell(notice(subscription.id, "uncertain", key="2026-11-23T08:00"))

    async def test_that_all_is_well_again_is_told_once_and_after_something_was_wrong(self, ledger: SqlLedger) -> None:
        subscription = await added(ledger)
        assert not await ledger.tell(notice(subscription.id, "recovered"))
        await ledger.tell(notice(subscription.id))
        assert (await current(ledger, subscription)).told == notice(0).topic
        assert await ledger.tell(notice(subscription.id, "recovered"))
        assert not await ledger.tell(notice(subscription.id, "recovered"))
        assert (await current(ledger, subscription)).told is None
        assert await ledger.tell(notice(subscription.id)), "the next time the same is news again"
        kinds = [each.kind for each in await ledger.untold(NOW, 10)]
        assert kinds == ["failed", "recovered", "failed"], "in the order in which they happened"

    async def test_of_two_digests_each_has_its_own(self, ledger: SqlLedger) -> None:
        for _ in range(2):
            assert await ledger.tell(notice((await added(ledger)).id))

    async def test_what_could_not_be_told_comes_again_in_its_time(self, ledger: SqlLedger) -> None:
        await ledger.tell(notice((await added(ledger)).id))
        (first,) = await ledger.untold(NOW, 10)
        await ledger.told(first, NOW + MINUTE)
        assert await ledger.untold(NOW, 10) == ()
        assert (await ledger.next_due_at()) == NOW
        (again,) = await ledger.untold(NOW + MINUTE, 10)
        assert again == replace(first, tries=1)

    async def test_nobody_is_told_of_what_was_deleted(self, ledger: SqlLedger) -> None:
        subscription = await added(ledger)
        await ledger.delete(PLACE.guild_id, subscription.id)
        assert not await ledger.tell(notice(subscription.id))


@pytest.mark.parametrize("limit", [1, 2])
async def test_no_more_than_asked_for(ledger: SqlLedger, limit: int) -> None:
    for _ in range(3):
        claim = await delivered(ledger, publish=True)
        await ledger.tell(notice(claim.subscription.id))
    assert len(await ledger.untold(NOW, limit)) == limit
    assert len(await ledger.unpublished(NOW, limit)) == limit
