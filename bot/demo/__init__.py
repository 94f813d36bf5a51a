"""The real bot in a simulated Discord (simcord): in the browser, or for a few commands in the terminal."""
