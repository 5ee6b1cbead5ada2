"""Times as the service writes them: 07:42, пн 12.01, 1 ч 18 мин. Instants come aware; the zone is the active one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from ortaq.lib import clock

register = template.Library()

LONG_AGO = timedelta(days=300)


def weekday(at: datetime) -> str:
    """Return the weekday's two letters."""
    names = (
        pgettext("weekday", "пн"),
        pgettext("weekday", "вт"),
        pgettext("weekday", "ср"),
        pgettext("weekday", "чт"),
        pgettext("weekday", "пт"),
        pgettext("weekday", "сб"),
        pgettext("weekday", "вс"),
    )
    return names[at.weekday()]


def here(at: datetime) -> datetime:
    """Return the instant in the zone of the unit that looks."""
    return timezone.localtime(at)


@register.filter
def hm(at: datetime | None) -> str:
    """07:42"""
    return here(at).strftime("%H:%M") if at else ""


@register.filter
def day(at: datetime | None) -> str:
    """пн 12.01, and the year where it is not near"""
    if not at:
        return ""
    local = here(at)
    year = local.strftime(".%Y") if abs(clock.now() - at) > LONG_AGO else ""
    return f"{weekday(local)} {local:%d.%m}{year}"


@register.filter
def moment(at: datetime | None) -> str:
    """07:42 for today, чт 08.01 07:42 for any other day"""
    if not at:
        return ""
    today = here(clock.now()).date()
    return hm(at) if here(at).date() == today else f"{day(at)} {hm(at)}"


@register.filter
def full(at: datetime | None) -> str:
    """12.01.2014 07:42, for paper"""
    return here(at).strftime("%d.%m.%Y %H:%M") if at else ""


@register.filter
def ends(at: datetime | None) -> str:
    """Like `moment`, but midnight is the 24:00 of the day that ends, as the law counts it"""
    if at and here(at).strftime("%H:%M:%S") == "00:00:00":
        before = at - timedelta(microseconds=1)
        today = here(clock.now()).date()
        return "24:00" if here(before).date() == today else f"{day(before)} 24:00"
    return moment(at)


@register.filter
def full_end(at: datetime | None) -> str:
    """Like `full`, but midnight is the 24:00 of the day that ends, for paper"""
    if at and here(at).strftime("%H:%M:%S") == "00:00:00":
        return f"{here(at - timedelta(microseconds=1)):%d.%m.%Y} 24:00"
    return full(at)


@register.filter
def iso(at: datetime | None) -> str:
    """2014-01-12T07:42:10+06:00"""
    return here(at).isoformat(timespec="seconds") if at else ""


@register.filter
def span(length: timedelta) -> str:
    """2 дн 6 ч, 1 ч 18 мин, 41 мин, 4:20 мин: the same words as clock.js"""
    seconds = int(abs(length.total_seconds()))
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if days >= 2:
        return f"{days} {gettext('дн')} {hours % 24} {gettext('ч')}"
    if hours:
        return f"{hours} {gettext('ч')} {minutes % 60:02} {gettext('мин')}"
    if minutes >= 10:
        return f"{minutes} {gettext('мин')}"
    return f"{minutes}:{seconds % 60:02} {gettext('мин')}"


@register.filter
def left(due: datetime) -> str:
    """What remains until `due`; with a minus when it has passed"""
    rest = due - clock.now()
    return f"−{span(rest)}" if rest < timedelta() else span(rest)


@register.filter
def since(at: datetime) -> str:
    """How long ago `at` was"""
    return span(clock.now() - at)


@register.simple_tag
def countdown(due: datetime, opened: datetime | None = None) -> SafeString:
    """The ticking figure: rendered right, and kept right by clock.js."""
    began = format_html(' data-opened="{}"', iso(opened)) if opened else ""
    return format_html(
        '<time data-countdown datetime="{}"{}>{}</time>', due.isoformat(timespec="seconds"), began, left(due)
    )


@register.simple_tag
def elapsed(at: datetime) -> SafeString:
    """How long since, ticking."""
    return format_html('<time data-since datetime="{}">{}</time>', at.isoformat(timespec="seconds"), since(at))
