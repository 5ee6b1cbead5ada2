"""A second factor that comes or goes leaves an entry in the very transaction in which its row does.

The rows are allauth's, and it tells of a change only after the commit, when a crash could lose the entry; so this
listens to the rows themselves.
"""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.models import Authenticator
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from ortaq.access import signing


@receiver(post_save, sender=Authenticator)
def added(sender: Any, instance: Any, created: bool, **more: Any) -> None:
    """Take down a factor that was added; its use is none."""
    if created:
        signing.changed(context.request, instance.user, what=f"{instance.type}_added")


@receiver(post_delete, sender=Authenticator)
def removed(sender: Any, instance: Any, **more: Any) -> None:
    """Take down a factor that was removed."""
    signing.changed(context.request, instance.user, what=f"{instance.type}_removed")
