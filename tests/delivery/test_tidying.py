"""The daily errand that deletes what is long over."""

from datetime import timedelta

from bot.delivery.tidying import KEPT, tidy
from tests.delivery.support import Desk
from tests.world.support import A_DAY


async def test_what_is_long_over_is_deleted_once_a_day(desk: Desk) -> None:
    subscription = await desk.subscribe()
    await desk.work()
    desk.write("zoe")
    await desk.later(A_DAY)
    assert len(await desk.history(subscription)) == 2
    assert await tidy(desk.ledger, desk.clock()) == 0
    desk.clock.advance(KEPT - timedelta(hours=1))
    assert await tidy(desk.ledger, desk.clock()) == 3, "the first digest, what it said, and what was known then"
    assert len(await desk.history(subscription)) == 1
    known = await desk.ledger.memory((await desk.current(subscription)).memory)
    assert "zoe" in known.cards


async def test_twice_on_one_day_it_does_nothing(desk: Desk) -> None:
    subscription = await desk.subscribe()
    await desk.work()
    desk.write("zoe")
    assert await tidy(desk.ledger, desk.clock()) == 0
    await desk.later(A_DAY)
    await desk.ledger.put_setting("tidied", (desk.clock() + KEPT).date().isoformat())
    assert await tidy(desk.ledger, desk.clock() + KEPT) == 0
    assert len(await desk.history(subscription)) == 2
