"""Which policies in force end soon: the one question that call list, forecast and premiums of all begin with."""

from __future__ import annotations

from datetime import date, timedelta

from client.reading.queries import Reader, RecordView

#: What a policy in force is.
IN_FORCE = ("active", "expiring")


def policies_due(reader: Reader, today: date, days: int, most: int) -> list[RecordView]:
    """The policies in force that end within so many days, today's among them: the first to end first, ``most`` of them.

    Not on the window's thread.
    """
    status, ends = reader.column("policy", "status"), reader.column("policy", "expires_on")
    within = [status.in_(IN_FORCE), ends >= today, ends <= today + timedelta(days=days)]
    return reader.where("policy", within, order="expires_on", limit=most)
