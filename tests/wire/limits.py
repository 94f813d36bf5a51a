"""Discord's rate limits, enforced: a bucket for each route and channel, and fifty requests a second in all."""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

GLOBAL_LIMIT = 50  # requests a second ("Rate Limits")
# What was seen on the real Discord; documented nowhere. Requests, and the seconds they are counted over.
_BUCKETS = {
    ("POST", "/channels/{id}/messages"): (5, 5.0),
    ("PATCH", "/channels/{id}/messages/{id}"): (5, 5.0),
    ("GET", "/channels/{id}/messages"): (5, 5.0),
    ("POST", "/channels/{id}/messages/{id}/crosspost"): (10, 3_600.0),
    ("POST", "/channels/{id}/threads"): (5, 5.0),
}
_USUAL = (50, 1.0)


@dataclass
class _Bucket:
    limit: int
    per: float
    opened: float = 0.0
    used: int = 0


@dataclass(frozen=True)
class Verdict:
    """What the limits say of a request: ``wait`` is 0 where it may pass, or else the seconds until it may."""

    headers: dict[str, str]
    wait: float = 0.0
    everywhere: bool = False


@dataclass
class Limits:
    """``clock`` gives seconds. ``enforced`` turned off lets everything pass."""

    clock: Callable[[], float] = time.monotonic
    enforced: bool = True
    most: int = GLOBAL_LIMIT
    _buckets: dict[tuple[str, str, str], _Bucket] = field(default_factory=dict)
    _latest: deque[float] = field(default_factory=deque)

    def take(self, method: str, route: str, major: str) -> Verdict:
        """Count a request against its bucket and against all; ``major`` is the channel, server or webhook it is for."""
        now = self.clock()
        if not self.enforced or route.startswith(("/interactions", "/webhooks")):
            return Verdict({})
        while self._latest and now - self._latest[0] >= 1:
            self._latest.popleft()
        if len(self._latest) >= self.most:
            wait = 1 - (now - self._latest[0])
            headers = {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global", "Retry-After": _rounded_up(wait)}
            return Verdict(headers, wait, everywhere=True)
        limit, per = _BUCKETS.get((method, route), _USUAL)
        bucket = self._buckets.setdefault((method, route, major), _Bucket(limit, per))
        if now - bucket.opened >= bucket.per:
            bucket.opened, bucket.used = now, 0
        left = bucket.per - (now - bucket.opened)
        headers = {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(max(limit - bucket.used - 1, 0)),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(f"{method} {route}".encode()).hexdigest()[:16],
        }
        if bucket.used >= limit:
            return Verdict({**headers, "X-RateLimit-Scope": "user", "Retry-After": _rounded_up(left)}, left)
        bucket.used += 1
        self._latest.append(now)
        return Verdict(headers)


def _rounded_up(seconds: float) -> str:
    return str(int(seconds) + 1)
