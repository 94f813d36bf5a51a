"""Dépêche: a Discord bot that delivers sourced briefings."""
