"""Which subscriptions a file declares, or did once; the others were made in Discord."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from bot.digests.subscription import NewSubscription

if TYPE_CHECKING:
    from bot.digests.subscription import Subscription

# A name is stored with this before it, once it is not in the file any more; none can begin with it.
_GONE = "~"


def is_declared(subscription: NewSubscription) -> bool:
    """Tell whether a file declares ``subscription``, so that Discord is not the place to change it."""
    return subscription.declared is not None and not subscription.declared.startswith(_GONE)


def was_declared(subscription: NewSubscription) -> bool:
    """Tell whether it came from a file that does not have it any more: it belongs to its server's admins now."""
    return subscription.declared is not None and subscription.declared.startswith(_GONE)


def name_in_file(subscription: NewSubscription) -> str:
    """Return the name that a subscription has, or had, in the file; empty when it never was in one."""
    return (subscription.declared or "").removeprefix(_GONE)


def left_alone(subscription: Subscription) -> NewSubscription:
    """Return ``subscription`` as it stands once the file does not have it any more."""
    return replace(_as_ordered(subscription), declared=_GONE + name_in_file(subscription))


def same_order(subscription: Subscription, new: NewSubscription) -> bool:
    """Tell whether ``subscription`` is what ``new`` asks for already."""
    return replace(_as_ordered(subscription), created_at=new.created_at) == new


def _as_ordered(subscription: Subscription) -> NewSubscription:
    return NewSubscription(**{field.name: getattr(subscription, field.name) for field in fields(NewSubscription)})
