"""The bot is killed at any moment, and no digest is lost or comes twice. `make crash` does it three hundred times."""

import os

import pytest

from tests.wire.campaign import Plan, campaign

KILLS = int(os.environ.get("DEPECHE_KILLS", "10"))


@pytest.mark.parametrize("faults", [False, True], ids=["kills", "kills and faults"])
async def test_nothing_is_lost_and_nothing_comes_twice(*, faults: bool) -> None:
    report = await campaign(Plan(kills=KILLS, subscriptions=12, faults=faults, seed=2))
    assert report.sent >= report.owed // 2, "there was something to lose"
    assert report.lives["killed"] + report.lives["step"] >= KILLS // 2
    assert (report.lost, report.doubled, report.silent) == ([], [], []), str(report)
    assert len(report.uncertain) <= 1, report.uncertain
    assert report.violations == []
