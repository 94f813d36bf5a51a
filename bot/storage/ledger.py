"""The ledger over a SQL database. The rules it keeps are those of ``bot.digests.ports.Ledger``."""

from __future__ import annotations

from bot.storage.agenda import Agenda
from bot.storage.amendments import Amendments
from bot.storage.chair import Chair
from bot.storage.deliveries import Deliveries
from bot.storage.history import History
from bot.storage.housekeeping import Housekeeping
from bot.storage.mail import Mail
from bot.storage.settings import Settings
from bot.storage.subscriptions import Subscriptions


class SqlLedger(Subscriptions, Chair, Agenda, Deliveries, History, Mail, Amendments, Housekeeping, Settings):
    """Remembers everything in the database of an engine from ``open_database``, once ``migrate`` was run."""
