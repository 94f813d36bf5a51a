"""What was asked for and cannot be done."""

from __future__ import annotations

from bot.presentation import notices
from bot.presentation.sheet import Sheet


class Declined(Exception):
    """What was asked for cannot be done, for the reason on ``sheet``."""

    def __init__(self, sheet: Sheet | str) -> None:
        self.sheet = notices.refusal(sheet) if isinstance(sheet, str) else sheet
        super().__init__(self.sheet.blocks[0])
