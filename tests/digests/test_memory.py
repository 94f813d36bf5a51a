"""A memory is the same value, under the same name, for all who have received the same."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.digests.memory import Memory
from tests.cards.support import PROPERTY

IDS = st.text("abc-", min_size=1, max_size=3)
MEMORIES = st.builds(Memory, st.dictionaries(IDS, st.dates().map(str)), st.frozensets(IDS))


@PROPERTY
@given(memory=MEMORIES)
def test_it_comes_back_from_storage_as_it_was(memory: Memory) -> None:
    again = Memory.from_json(json.loads(json.dumps(memory.to_json())))
    assert again == memory
    assert again.name == memory.name


@PROPERTY
@given(memory=MEMORIES, other=MEMORIES)
def test_its_name_tells_it_from_every_other(memory: Memory, other: Memory) -> None:
    assert (memory.name == other.name) == (memory == other)
    assert len(memory.name) == 32


def test_in_whatever_order_it_grew_it_has_one_name() -> None:
    one = Memory().grown({"a": "2026-01-01"}, {"x"}).grown({"b": "2026-01-02"}, {"y"})
    other = Memory().grown({"b": "2026-01-02"}, {"y"}).grown({"a": "2026-01-01"}, {"x"})
    assert one == other
    assert one.name == other.name


def test_growing_keeps_what_was_known_and_takes_the_later_word() -> None:
    memory = Memory({"a": "2026-01-01", "b": "2026-01-01"}, frozenset({"x"}))
    assert memory.grown({"b": "2026-02-01"}) == Memory({"a": "2026-01-01", "b": "2026-02-01"}, frozenset({"x"}))
    assert memory == Memory({"a": "2026-01-01", "b": "2026-01-01"}, frozenset({"x"}))


def test_its_name_never_changes_between_versions() -> None:
    """Names are stored: were they made in another way, everybody would be welcomed anew."""
    assert Memory({"a": "2026-01-01"}, frozenset({"x"})).name == "14ee1fee9baf33a263840c60a541e528"
