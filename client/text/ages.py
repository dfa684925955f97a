"""Words that say how old what is shown may be."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from client.business.ages import Age, Strength
from client.text import values

AS_OF = "As of {moment}, hub not heard for {length}"
AS_OF_SHORT = "As of {moment}"
BROUGHT = "As of {moment}, brought by file or neighbour; hub not heard for {length}"
CATCHING_UP = "As of {moment}, the rest is on its way from the hub"
CLOCK = "As of {moment}; the clock of this device was put back since"
PATTERN_OLD = "{sentence}. {warning}"
WARNINGS = {
    "vehicle": "Price and availability may have changed since: ask before you promise.",
    "policy": "Status and terms may have changed since: ask before you confirm cover.",
    "": "Others may have changed it since.",
}
WARNING_LIST = {
    "vehicle": "Prices and availability may have changed since.",
    "policy": "Status and terms may have changed since.",
    "": "Others may have changed some of it since.",
}
MINUTES, HOURS, DAYS, DAY = "{count} min", "{count} h", "{count} days", "1 day"
MOMENT, MOMENT_YEAR = "{day}, {time}", "{day} {year}, {time}"
TELEMATICS = "Telematics up to {day}"
TELEMATICS_OLD = "Telematics up to {day}; nothing has come for {length}"
#: Days without telematics from which it is said how many.
_LATE_DAYS = 2


def sentence(age: Age, zone: tzinfo, now: datetime) -> str:
    """An age in words; empty while there is nothing to say. Times are those of ``zone``, days named but for today."""
    if age.strength is Strength.NOW or age.as_of is None:
        return ""
    moment = moment_of(age.as_of, zone, now)
    if now < age.as_of:
        return CLOCK.format(moment=moment)
    if age.in_touch:
        return CATCHING_UP.format(moment=moment)
    return (BROUGHT if age.brought else AS_OF).format(moment=moment, length=length_of(age.unheard))


def short(age: Age, zone: tzinfo, now: datetime) -> str:
    """The same where there is little room."""
    known = age.strength is not Strength.NOW and age.as_of is not None
    return AS_OF_SHORT.format(moment=moment_of(age.as_of, zone, now)) if known and age.as_of else ""


def warned(age: Age, said: str, record_type: str, many: bool = False) -> str:
    """The sentence, with what follows from it where it is old."""
    warnings = WARNING_LIST if many else WARNINGS
    warning = warnings.get(record_type, warnings[""])
    return PATTERN_OLD.format(sentence=said, warning=warning) if age.strength is Strength.OLD else said


def moment_of(instant: datetime, zone: tzinfo, now: datetime) -> str:
    """14:02; Fri 20 Nov, 14:02 when it was another day; with its year when it was another."""
    there, here = instant.astimezone(zone), now.astimezone(zone)
    time = f"{there:%H:%M}"
    if there.date() == here.date():
        return time
    pattern = MOMENT if there.year == here.year else MOMENT_YEAR
    return pattern.format(day=values.weekday(there.date()), year=there.year, time=time)


def length_of(span: timedelta) -> str:
    """25 min, 3 h, 61 days."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 60:
        return MINUTES.format(count=minutes)
    if minutes < 48 * 60:
        return HOURS.format(count=minutes // 60)
    return DAYS.format(count=minutes // (24 * 60))


def telematics(latest: date, today: date) -> str:
    """Up to which day telematics are known."""
    days = (today - latest).days
    day = values.near_day(latest, today)
    if days < _LATE_DAYS:
        return TELEMATICS.format(day=day.lower() if days in (0, 1) else day)
    return TELEMATICS_OLD.format(day=values.day(latest), length=DAYS.format(count=days))
