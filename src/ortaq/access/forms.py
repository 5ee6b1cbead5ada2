"""What officers fill in about themselves and each other. The words are ours, the checking is mostly allauth's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.forms import ReauthenticateForm as AllauthPasswordAgain
from allauth.core import context
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ortaq.access import delays
from ortaq.access.models import Appointment, Officer, Shift
from ortaq.access.querysets import watched_by
from ortaq.access.roles import ON_WATCH, ROLES
from ortaq.directory.models import Unit
from ortaq.lib import clock

if TYPE_CHECKING:
    OfficersForm = forms.ModelForm[Officer]
    ShiftsForm = forms.ModelForm[Shift]
else:
    OfficersForm = ShiftsForm = forms.ModelForm

THEMES = [("", _("как в системе")), ("light", _("день")), ("dark", _("тёмный")), ("night", _("ночь"))]
SOUNDS = [("siren", _("сирена")), ("bell", _("звонок")), ("low", _("низкий гудок"))]
KEPT_CODES = 5  # more than are valid at one moment


def _plain(field: forms.Field, label: Any, **attributes: str) -> None:
    """Give a field of allauth our label and no placeholder, which would repeat it."""
    field.label, field.help_text = label, ""
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["login"], _("Логин"), autofocus="", autocapitalize="none", spellcheck="false")
        _plain(self.fields["password"], _("Пароль"))


class PasswordAgainForm(AllauthPasswordAgain):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["password"], _("Пароль"), autofocus="")


class PasswordForm(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["oldpassword"], _("Нынешний пароль"))
        _plain(self.fields["password1"], _("Новый пароль, не короче 12 знаков"))
        _plain(self.fields["password2"], _("Новый пароль ещё раз"))

    def clean_password1(self) -> str:
        password = str(self.cleaned_data["password1"])
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        """Say in our words what allauth would say in its own, and nothing twice."""
        if "password1" in self.cleaned_data and self.cleaned_data["password1"] != self.cleaned_data.get("password2"):
            self.add_error("password2", _("Пароли не совпадают."))
        cleaned: dict[str, Any] = self.cleaned_data
        return cleaned


class _Counted(forms.Form):
    """The second step: tries are counted like passwords, in the database, and a code works once."""

    user: Officer
    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attributes = {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": ""}
        _plain(self.fields["code"], _("Код из приложения или запасной код"), **attributes)

    def clean_code(self) -> str:
        name, address = delays.code_of(self.user.login), context.request.META.get("REMOTE_ADDR", "")
        wait = delays.try_once(name, address)
        if wait:
            raise ValidationError(delays.in_words(wait), code="delayed")
        code: str = super().clean_code()  # type: ignore[misc]
        if not _used_first(self.authenticator, code):
            raise mfa_adapter().validation_error("incorrect_code")
        delays.forget(name, address)
        return code


def _used_first(authenticator: Authenticator, code: str) -> bool:
    """Whether this code of the application was not used before, in any process; its last few are kept for that."""
    if authenticator.type != Authenticator.Type.TOTP:
        return True
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        used = row.data.get("used", [])
        row.data["used"] = [*used, code][-KEPT_CODES:]
        row.save(update_fields=["data"])
    return code not in used


class CodeForm(_Counted, AuthenticateForm):
    pass


class CodeAgainForm(_Counted, ReauthenticateForm):
    pass


class FirstCodeForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("Код из приложения"), inputmode="numeric", autofocus="")


class NewKeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["name"], _("Название ключа"))
        _plain(self.fields["passwordless"], _("Входить одним этим ключом, без пароля"))


class PreferencesForm(OfficersForm):
    """Language, look and sound."""

    language = forms.ChoiceField(label=_("Язык"), choices=settings.LANGUAGES)
    theme = forms.ChoiceField(label=_("Вид"), choices=THEMES, required=False)
    sound = forms.ChoiceField(label=_("Звук тревоги"), choices=SOUNDS)
    volume = forms.IntegerField(label=_("Громкость, %"), min_value=20, max_value=100)

    class Meta:
        model = Officer
        fields = ("language", "theme", "sound", "volume")

    def save(self, commit: bool = True) -> Officer:
        """Write what this form holds and nothing else of the officer."""
        officer: Officer = self.instance
        officer.save(update_fields=self.Meta.fields)
        return officer


class Local(forms.DateTimeField):
    """An instant of the unit's own zone, as the browser's field writes it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M"], **kwargs)


class TakeForm(forms.Form):
    """Until when, where the roster does not say."""

    due_off_at = Local(label=_("Сдать смену"), required=False)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        self.now = now
        super().__init__(*args, **kwargs)

    def clean_due_off_at(self) -> datetime | None:
        due: datetime | None = self.cleaned_data["due_off_at"]
        if due and not self.now < due <= self.now + timedelta(hours=36):
            raise ValidationError(_("Смена кончается позже, чем сейчас, и не длится дольше 36 ч."))
        return due


class ShiftForm(ShiftsForm):
    """A row of the roster for one unit."""

    officer = forms.ModelChoiceField(label=_("Кто"), queryset=Officer.objects.none())
    post = forms.ChoiceField(label=_("Должность"), choices=[(code, ROLES[code].name) for code in ON_WATCH])
    starts_at = Local(label=_("С"))
    ends_at = Local(label=_("До"))

    class Meta:
        model = Shift
        fields = ("officer", "post", "starts_at", "ends_at")

    def __init__(self, *args: Any, unit: Unit, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on_watch = Appointment.objects.holding(at).filter(unit=watched_by(unit), role__in=ON_WATCH)
        officers = Officer.objects.filter(appointments__in=on_watch, is_active=True).distinct().order_by("name")
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and not starts < ends <= starts + timedelta(hours=36):
            self.add_error("ends_at", _("Смена кончается позже, чем начинается, и не длится дольше 36 ч."))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """PostgreSQL judges overlaps, with the unit that the form does not know; see watches.put."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return {*excluded, "officer"}


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's own has no type arguments when it runs
    """A unit, shown by its name of today in the reader's language."""

    def label_from_instance(self, unit: Unit) -> str:
        return unit.name_in((get_language() or "ru").split("-")[0], clock.now().date())


class PostForm(forms.Form):
    """A post to ask for."""

    officer = forms.ModelChoiceField(label=_("Кому"), queryset=Officer.objects.none())
    unit = UnitField(label=_("В каком подразделении"), queryset=Unit.objects.none())
    role = forms.ChoiceField(label=_("Должность"), choices=[(code, role.name) for code, role in ROLES.items()])
    reason = forms.CharField(label=_("Основание"), max_length=250)

    def __init__(self, *args: Any, units: Any, asker: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers = Officer.objects.filter(is_active=True).exclude(pk=asker).order_by("name")
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class OfficerForm(forms.Form):
    """A new officer."""

    login = forms.RegexField(
        label=_("Логин, латиницей"),
        regex=r"^[a-z][a-z0-9.-]{2,39}$",
        error_messages={"invalid": _("Три знака и больше: латинские строчные буквы, цифры, точка, дефис.")},
    )
    name = forms.CharField(label=_("Фамилия и инициалы"), max_length=120)
    rank = forms.CharField(label=_("Звание"), max_length=60, required=False)


class ReasonForm(forms.Form):
    """Why something ends."""

    why = forms.CharField(label=_("Почему"), max_length=250)


def in_zone(at: datetime | None) -> datetime | None:
    """Return the instant in the active zone, for a field's first value."""
    return timezone.localtime(at) if at else None
