"""Cards, timelines and digests as Discord messages, in French and English."""
