"""Run as a program: tries to be the courier of a database, and prints what it got to deliver.

It waits for a line on its standard input, so that several of them begin together. Each that becomes the courier
claims a few, leaves some of them open, and makes room for the next, as couriers that come and go do.
"""

import asyncio
import sys

from bot.storage.database import migrate, open_database
from bot.storage.ledger import SqlLedger
from tests.storage.support import LEASE, NOW, POSTED, TOMORROW, begun, due

_AT_ONCE = 5


async def deliver_all(url: str, name: str) -> None:
    engine = await open_database(url)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    await migrate(engine)
    ledger = SqlLedger(engine, lambda: NOW)
    there_was_work = True
    while there_was_work:
        token = await ledger.take_chair(name, LEASE)
        if token is not None:
            there_was_work = await work(ledger, token)
            await ledger.leave_chair(token)
    await engine.dispose()


async def work(ledger: SqlLedger, token: int) -> bool:
    """Deliver most of what there is for a courier who has just come; say whether there was anything."""
    claims = await ledger.take_up(token, NOW, _AT_ONCE)
    owed = [due(each) for each in await ledger.due(NOW, _AT_ONCE)]
    claims += await ledger.claim(token, owed, NOW)
    for number, claim in enumerate(claims):
        if number % 3 == 2:
            continue  # left to whoever comes next
        if claim.frozen is None:
            await begun(ledger, claim)
        await ledger.complete(claim, 0, POSTED, TOMORROW, publish=False)
        sys.stdout.write(f"{claim.subscription.id}\n")
    return bool(claims)


if __name__ == "__main__":
    asyncio.run(deliver_all(*sys.argv[1:]))
