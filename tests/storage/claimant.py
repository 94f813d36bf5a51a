"""Run as a program: claims every due subscription of a database and prints the ones it got.

It waits for a line on its standard input, so that several of them begin together.
"""

import asyncio
import sys

from bot.storage.database import migrate, open_database
from bot.storage.ledger import SqlLedger
from tests.storage.support import LEASE, NOW, OCCURRENCE


async def claim_all(url: str) -> None:
    engine = await open_database(url)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    await migrate(engine)
    ledger = SqlLedger(engine)
    for subscription in await ledger.due(NOW, 1000):
        if await ledger.claim(subscription, OCCURRENCE, NOW, LEASE):
            sys.stdout.write(f"{subscription.id}\n")
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(claim_all(sys.argv[1]))
