"""What is done beside the digests: nothing of it is forgotten because Discord was away."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from bot.delivery.composing import Composer
from bot.digests.records import Content, Question
from bot.errors import Later, Refused, Unauthorized, Unreachable, Unsure
from tests.delivery.support import ANNOUNCEMENTS, GONE, PUBLISHED, Desk
from tests.world.support import A_DAY

MINUTE = timedelta(minutes=1)
NO_TOKEN = Unauthorized("Discord does not take the bot's token any more")
CORRECTION = {"date": "2026-11-22", "note": {"fr": "Le nom était faux.", "en": "The name was wrong."}}


class TestPublishing:
    async def test_it_is_published_once(self, desk: Desk) -> None:
        await desk.subscribe(place=ANNOUNCEMENTS, options=PUBLISHED)
        await desk.work()
        for _ in range(2):
            await desk.errands.run()
        assert desk.postbox.published == [desk.postbox.there[0].posted]

    @pytest.mark.parametrize("error", [Later(60, "wait"), Unsure("no answer")], ids=repr)
    async def test_it_is_tried_again_and_never_posted_again(self, desk: Desk, error: Exception) -> None:
        await desk.subscribe(place=ANNOUNCEMENTS, options=PUBLISHED)
        await desk.work()
        desk.postbox.errands = [error]
        await desk.errands.run()
        desk.clock.advance(5 * MINUTE)
        await desk.errands.run()
        assert (len(desk.postbox.published), len(desk.postbox.letters)) == (1, 1)

    async def test_while_its_server_is_away_no_refusal_counts(self, desk: Desk) -> None:
        await desk.subscribe(place=ANNOUNCEMENTS, options=PUBLISHED)
        await desk.work()
        desk.postbox.away, desk.postbox.errands = {1}, [Unreachable("no-access", "Missing access")]
        await desk.errands.run()
        assert desk.postbox.notices == []
        desk.postbox.away = set()
        desk.clock.advance(5 * MINUTE)
        await desk.errands.run()
        assert len(desk.postbox.published) == 1

    async def test_given_up_it_is_told_until_it_works_again(self, desk: Desk) -> None:
        subscription = await desk.subscribe(place=ANNOUNCEMENTS, options=PUBLISHED)
        await desk.work()
        desk.postbox.errands = [Refused("no")]
        await desk.errands.run()
        assert len(desk.postbox.notices) == 1
        desk.write("zoe")
        await desk.later(A_DAY)
        assert (await desk.current(subscription)).told, "that it was posted is no news: it always was"
        await desk.errands.run()
        assert len(desk.postbox.notices) == 2
        assert (await desk.current(subscription)).told is None


async def test_a_token_that_is_refused_costs_none_of_them_anything(desk: Desk) -> None:
    await desk.subscribe(place=ANNOUNCEMENTS, options=PUBLISHED)
    await desk.errands.note_corrections(desk.library.edition)
    await desk.work()
    desk.write("ada", updated="2026-11-22", corrections=[CORRECTION])
    await desk.errands.note_corrections(desk.library.edition)
    other = await desk.subscribe(place=ANNOUNCEMENTS)
    desk.postbox.plan = [Refused("no")]
    await desk.work()
    assert (await desk.latest(other)).state == "failed"
    for _ in range(3):
        desk.postbox.errands = [NO_TOKEN]
        with pytest.raises(Unauthorized):
            await desk.errands.run()
    desk.postbox.errands = []
    await desk.errands.run()
    assert (len(desk.postbox.published), len(desk.postbox.edited), len(desk.postbox.notices)) == (1, 1, 1)


async def test_a_correction_that_only_another_process_serves_waits_for_its_edition(desk: Desk) -> None:
    await desk.subscribe()
    await desk.errands.note_corrections(desk.library.edition)
    await desk.work()
    older = desk.library.edition
    desk.write("ada", updated="2026-11-22", corrections=[CORRECTION])
    newer = desk.library.edition
    await desk.errands.note_corrections(newer)
    desk.library.edition = older
    await desk.errands.run()
    assert desk.postbox.edited == []
    desk.library.edition = newer
    desk.clock.advance(5 * MINUTE)
    await desk.errands.run()
    assert len(desk.postbox.edited) == 1


async def test_a_correction_that_comes_while_a_digest_is_composed_is_in_it(desk: Desk) -> None:
    await desk.subscribe()
    await desk.errands.note_corrections(desk.library.edition)
    compose, composed = desk.composer.compose, []

    class Slow:
        """Composes; and while it does so for the first time, another edition is served."""

        is_served = desk.composer.is_served

        async def compose(self, question: Question) -> Content | None:
            content = await compose(question)
            composed.append(content)
            if len(composed) == 1:
                words = {"fr": "C'est rectifié.", "en": "It is put right."}
                desk.write("ada", updated="2026-11-22", corrections=[CORRECTION], summary=words)
                await desk.errands.note_corrections(desk.library.edition)
            return content

    dispatcher = replace(desk.dispatcher, composer=cast("Composer", Slow()))
    assert await desk.courier.sit_down()
    await desk.courier.work(dispatcher)
    (posted,) = desk.postbox.there
    assert "It is put right." in str(posted.letter.part)
    assert desk.library.edition.number in posted.letter.imprint
    await desk.errands.run()
    assert desk.postbox.edited == [], "it has told of the card as it is now"


async def test_a_notice_without_an_answer_goes_out_again_while_its_nonce_is_known(desk: Desk) -> None:
    await desk.subscribe()
    desk.postbox.plan = [Refused("no")]
    await desk.work()
    desk.postbox.errands = [Unsure("no answer")]
    await desk.errands.run()
    desk.clock.advance(MINUTE)
    await desk.errands.run()
    assert len(desk.postbox.notices) == 1


@pytest.mark.parametrize(
    ("obstacle", "resumed"), [(GONE, 1), (Unreachable("tag-needed", "a tag is needed"), 0)], ids=["seen", "unseen"]
)
async def test_only_what_can_be_seen_to_be_over_is_resumed_unasked(
    desk: Desk, obstacle: Unreachable, resumed: int
) -> None:
    await desk.subscribe()
    desk.postbox.blocked = {7: obstacle}
    await desk.work()
    await desk.later(10 * MINUTE)
    assert await desk.errands.reconsider() == 0
    desk.postbox.blocked = {}
    assert await desk.errands.reconsider() == resumed
