"""Pages that are laid out when somebody turns to them: of a long list, hardly anybody sees the last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import overload

from bot.presentation.sheet import Sheet


@dataclass(frozen=True, slots=True)
class LazyPages(Sequence[Sheet]):
    """``number`` pages, each of which ``make`` lays out anew whenever it is asked for, counted from 0."""

    number: int
    make: Callable[[int], Sheet]

    def __len__(self) -> int:
        return self.number

    @overload
    def __getitem__(self, index: int) -> Sheet: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Sheet]: ...

    def __getitem__(self, index: int | slice) -> Sheet | Sequence[Sheet]:
        pages = range(self.number)[index]
        return (
            self.make(pages) if isinstance(pages, int) else LazyPages(len(pages), lambda page: self.make(pages[page]))
        )
