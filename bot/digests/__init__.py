"""When a digest is due and what it says. Pure: no Discord, no database, no scheduler."""
