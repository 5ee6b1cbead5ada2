"""`/healthz`: for a watcher outside the node, which alone notices that everything stands still."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ortaq.access.marks import in_background, to_change_password, while_locked, without_post
from ortaq.duties.health import clock_health, told_besides
from ortaq.lib.clock import now


@login_not_required
@in_background
@to_change_password
@while_locked
@without_post
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the clock engine is alive, no clock is later than the bound and duties are planned, else 503."""
    health = clock_health(now())
    age = health.beat_age
    facts = {
        "well": health.is_well,
        "clock": {
            "alive": health.is_alive,
            "beat_age_s": None if age is None else round(age.total_seconds(), 3),
            "waiting_s": round(health.waiting.total_seconds(), 3),
            "last_late_s": health.last_late.total_seconds(),
            "worst_late_s": health.worst_late.total_seconds(),
            "planned_s": None if health.plan_age is None else round(health.plan_age.total_seconds()),
        },
        **told_besides(),
    }
    return JsonResponse(facts, status=200 if health.is_well else 503)
