"""The officer's own signature: since when, its fingerprint; replace it, revoke it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from ortaq.acts import keys
from ortaq.acts.errors import NoKey, TooManyTries, WrongPassphrase
from ortaq.acts.faults import in_words, words_of
from ortaq.acts.models import Signature
from ortaq.acts.officer_keys import OfficerKey
from ortaq.acts.signing_forms import Replacing, Revoking
from ortaq.acts.words import why_in_words
from ortaq.duties.desk import Asked, door


@door("may_sign_act")
@require_GET
def signature_key(request: Asked) -> HttpResponse:
    """What my signature is, and what I signed with it last."""
    return _page(request)


@sensitive_post_parameters("old", "passphrase", "again")
@door("may_sign_act")
@require_POST
@in_words
def signature_replacement(request: Asked) -> HttpResponseBase:
    """Make a new key in the place of the one that holds."""
    desk, form = request.desk, Replacing(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            keys.renew(data["old"], data["passphrase"], by=desk.actor, at=desk.now)
        except (WrongPassphrase, TooManyTries) as error:
            request.counted = True
            form.add_error("old", words_of(error))
        else:
            messages.success(request, gettext("Ключ заменён. Подписанное прежним остаётся действительным."))
            return redirect("signature-key")
    return _page(request, status=422, replacing=form)


@door("may_sign_act")
@require_POST
@in_words
def signature_revocation(request: Asked) -> HttpResponseBase:
    """End the key that holds: nobody signs with it any more."""
    desk, form = request.desk, Revoking(request.POST)
    if not form.is_valid():
        return _page(request, status=422, revoking=form)
    own = keys.current(desk.actor.officer)
    if own is None:
        raise NoKey("there is none to revoke")
    keys.revoke(own, form.cleaned_data["why"], by=desk.actor, at=desk.now)
    messages.success(request, gettext("Ключ отозван. Новый появится при следующей подписи."))
    return redirect("signature-key")


def _page(request: Asked, *, status: int = 200, **faulty: object) -> HttpResponse:
    officer = request.desk.actor.officer or 0
    known = list(OfficerKey.objects.filter(officer=officer).order_by("-made_at"))
    page = {
        "current": next((one for one in known if one.holds), None),
        "former": [(one, why_in_words(one)) for one in known if not one.holds],
        "signed": Signature.objects.filter(officer=officer).select_related("version__act").order_by("-at")[:20],
        "replacing": Replacing(),
        "revoking": Revoking(),
        **faulty,
    }
    return render(request, "acts/signature.html", page, status=status)
