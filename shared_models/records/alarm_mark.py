"""What became of alarms, as a fact: rung, put off, or done; the same on all devices of a person."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, instant, line, word_set

DEED = {"rung": "Rung", "snoozed": "Put off", "done": "Done"}


class AlarmMark(Record):
    """One deed about one or more alarms, named by keys (see ``client.business.alarms``). Private to the person."""

    __tablename__ = "alarm_mark"
    about = About(label="Alarm mark", plural="Alarm marks", icon="clock", space="private", title="{deed}", fact=True)

    alarms = word_set("Alarms", required=True)
    deed = choice("Deed", DEED, required=True, in_list=True)
    until = instant("Put off until", in_list=True)
    device = line("Device", required=True, longest=32)
