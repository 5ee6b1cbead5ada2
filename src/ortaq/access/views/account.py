"""The officer's own matters: which post he acts in, how his screen looks and sounds, where he is signed in."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ortaq.access import officers, signing
from ortaq.access.asked import Asked
from ortaq.access.forms import PreferencesForm
from ortaq.access.marks import without_post
from ortaq.access.models import Appointment, Session
from ortaq.access.roles import may
from ortaq.access.session import true_now
from ortaq.access.views.doors import back, done, identity, named
from ortaq.access.watch_forms import TelephoneForm
from ortaq.lib import clock


@require_http_methods(["GET", "POST"])
@without_post
def posts(request: Asked) -> HttpResponseBase:
    """Show the posts that the officer holds; a POST chooses one for this session."""
    now = clock.now()
    held = Appointment.objects.of_officer(request.user).holding(now).select_related("unit")
    if request.method == "POST":
        chosen = get_object_or_404(held, pk=identity(request.POST.get("appointment", "")))
        signing.act_as(request, chosen, at=now)
        return redirect(back(request))
    rows = [
        {"appointment": each, "unit": named(each.unit, now), "here": request.appointment == each}
        for each in held.prefetch_related("unit__names")
    ]
    return render(request, "access/posts.html", {"rows": rows, "next": back(request)})


@require_http_methods(["GET", "POST"])
@without_post
def account(request: Asked) -> HttpResponseBase:
    """Show the officer's preferences, second factors and where he is signed in; a POST keeps the preferences."""
    form = PreferencesForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        translation.activate(request.user.language)
        return done(request, _("Сохранено."), "account")
    factors = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    sessions = Session.objects.filter(officer=request.user, expires_at__gt=true_now()).order_by("-seen_at")
    shown = {
        "form": form,
        "telephone": TelephoneForm(initial={"telephone": request.user.telephone}),
        "has_application": "totp" in factors,
        "has_keys": "webauthn" in factors,
        "sessions": sessions,
        "this": request.session.public,
        "reads": bool(request.role and may(request.role, "may_read_headers")),
        "leads_tokens": bool(request.role and may(request.role, "may_confirm_token")),
    }
    return render(request, "access/account.html", shown, status=400 if form.errors else 200)


@require_POST
@without_post
def change_telephone(request: Asked) -> HttpResponseBase:
    """Keep under which number the officer is reached."""
    form = TelephoneForm(request.POST)
    if not form.is_valid():
        return done(request, str(form.errors["telephone"][0]), "account")
    telephone = form.cleaned_data["telephone"]
    officers.tell_telephone(request.user, telephone, by=signing.officer_of(request), at=clock.now())
    return done(request, _("Сохранено."), "account")


@require_POST
@without_post
def end_sessions(request: Asked) -> HttpResponseBase:
    """Sign out everywhere else."""
    ended = signing.close_others(request)
    return done(request, _("Вы вышли на других экранах: %(ended)d.") % {"ended": ended}, "account")
