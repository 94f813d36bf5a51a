"""Lets go of what discord.py remembers of a channel's rate limit, once there is nothing in it to remember.

discord.py keeps the bucket of every channel for five minutes, and past 256 of them looks through all whenever a new
one is made (http.py, ``get_ratelimit``): at 15,000 channels that is 10 ms of each message. There is no public way.
A bucket that has tokens left, and in which nobody waits, says nothing that the next answer does not say again:
without it discord.py lets one request through and learns the rest from its headers.
"""

from __future__ import annotations

from discord.http import HTTPClient, Route


def forget_bucket(http: HTTPClient, route: Route) -> None:
    """Forget what is known of ``route``'s rate limit, unless some request has to wait because of it."""
    known = {route.key, http._bucket_hashes.get(route.key, route.key)}  # noqa: SLF001  (see above)
    for name in known:
        key = f"{name}:{route.major_parameters}"
        bucket = http._buckets.get(key)  # noqa: SLF001
        if bucket and bucket.remaining > 0 and not bucket.outgoing and not bucket._pending_requests:  # noqa: SLF001
            del http._buckets[key]  # noqa: SLF001
