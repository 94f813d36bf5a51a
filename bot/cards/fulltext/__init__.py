"""Finding cards by what is written on them: an index of stems, and how a reader's words become a question to it."""
