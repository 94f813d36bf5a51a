"""Alembic's entry: runs the migrations on the connection that ``bot.storage.database`` hands over.

Logging is left alone, and so is the transaction, which the caller holds together with the lock.
"""

from alembic import context

from bot.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
