"""What the bot remembers: SQLite by default, PostgreSQL for many processes, the same behaviour on both."""
