"""The ledger's book of corrections: which posted messages are to show them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, String, and_, bindparam, literal, select, tuple_, update

from bot.digests.amendments import REACH, Amendment
from bot.digests.ports import Posted
from bot.storage.settings import put_setting, setting
from bot.storage.store import Store
from bot.storage.tables import Instant, amendments, contents, occurrences, receipts, subscriptions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from sqlalchemy import Row

_KNOWN = "corrections"

Correction = tuple[str, str]
"""The id of a card, and the key of one of its corrections (see ``bot.cards.corrections``)."""


class Amendments(Store):
    """See ``bot.digests.ports.Ledger``."""

    async def note_corrections(self, current: AbstractSet[Correction]) -> int:
        now = self._clock()
        async with self._writing() as connection:
            known = await setting(connection, _KNOWN)
            new = current - {(card_id, key) for card_id, key in json.loads(known)} if known else frozenset()
            if known is None or new:
                await put_setting(self._insert, connection, _KNOWN, json.dumps(sorted(current)))
            if not new:
                return 0
            told = select(contents.c.id, contents.c.cards).where(contents.c.created_at >= now - REACH)
            concerned = list(_concerned((await connection.execute(told)).all(), new))
            if not concerned:
                return 0
            its_messages = select(
                occurrences.c.id,
                bindparam("part", type_=Integer),
                bindparam("card", type_=String),
                bindparam("correction", type_=String),
                literal(0),
                bindparam("now", type_=Instant),
            ).where(occurrences.c.content_id == bindparam("content", type_=Integer))
            columns = ["occurrence_id", "part", "card_id", "correction", "tries", "at"]
            added = self._insert(amendments).from_select(columns, its_messages).on_conflict_do_nothing()
            for each in concerned:
                await connection.execute(added, {**each, "now": now})
            return len(concerned)

    async def unmade(self, now: datetime, limit: int) -> tuple[Amendment, ...]:
        waiting = (
            select(amendments.c.occurrence_id, amendments.c.part)
            .where(amendments.c.at <= now)
            .group_by(amendments.c.occurrence_id, amendments.c.part)
            .limit(limit)
            .subquery()
        )
        of_the_part = and_(receipts.c.occurrence_id == waiting.c.occurrence_id, receipts.c.part == waiting.c.part)
        wanted = (
            select(
                waiting,
                occurrences.c.number,
                occurrences.c.imprint,
                occurrences.c.finished_at,
                subscriptions.c.language,
                contents.c.parts,
                receipts.c.nonce,
                receipts.c.message_id,
                receipts.c.channel_id,
            )
            .join(occurrences, occurrences.c.id == waiting.c.occurrence_id)
            .join(subscriptions, subscriptions.c.id == occurrences.c.subscription_id)
            .join(contents, contents.c.id == occurrences.c.content_id)
            .outerjoin(receipts, of_the_part)
        )
        async with self._reading() as connection:
            rows = (await connection.execute(wanted)).all()
            theirs = select(amendments).where(amendments.c.occurrence_id.in_([row.occurrence_id for row in rows]))
            every = (await connection.execute(theirs.order_by(amendments.c.correction, amendments.c.card_id))).all()
        return tuple(_amendment_from(row, every) for row in rows)

    async def amended(self, amendment: Amendment, again_at: datetime | None = None) -> None:
        its_own = and_(amendments.c.occurrence_id == amendment.occurrence_id, amendments.c.part == amendment.index)
        # One that was noted meanwhile is not shown yet.
        shown = tuple_(amendments.c.card_id, amendments.c.correction).in_(amendment.corrections)
        done = update(amendments).where(its_own, shown, amendments.c.at.is_not(None))
        async with self._writing() as connection:
            await connection.execute(done.values(at=again_at, tries=amendments.c.tries + int(again_at is not None)))


def _concerned(rows: Iterable[Any], new: AbstractSet[Correction]) -> Iterable[dict[str, Any]]:
    """Yield each part of a content that tells of a card with a new correction."""
    for row in rows:
        for part, card_ids in enumerate(row.cards):
            for card_id, key in sorted(new):
                if card_id in card_ids:
                    yield {"content": row.id, "part": part, "card": card_id, "correction": key}


def _amendment_from(row: Row[Any], every: Iterable[Row[Any]]) -> Amendment:
    theirs = [each for each in every if (each.occurrence_id, each.part) == (row.occurrence_id, row.part)]
    return Amendment(
        occurrence_id=row.occurrence_id,
        number=row.number,
        language=row.language,
        part=row.parts[row.part],
        index=row.part,
        imprint=row.imprint,
        nonce=row.nonce or "",
        posted=Posted(row.message_id, row.channel_id) if row.message_id else None,
        is_open=row.finished_at is None,
        corrections=tuple((each.card_id, each.correction) for each in theirs),
        tries=max((each.tries for each in theirs if each.at), default=0),
    )
