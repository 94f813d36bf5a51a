"""The slash commands, one cog a family. Thin: parse, ask, present."""
