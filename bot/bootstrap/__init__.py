"""The only place where concrete parts meet: settings in, a bot ready to connect out."""

from bot.bootstrap.assembly import application
from bot.bootstrap.running import Application

__all__ = ["Application", "application"]
