"""What the bot does by itself: reload the briefings, wake for digests, send them."""
