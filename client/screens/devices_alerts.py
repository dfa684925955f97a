"""What happened at the hub's door: a list for whoever keeps it, and one alert with what may be done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button, ChoiceField, Dialog, Field, Text
from client.screens.parts.page import Section
from client.screens.parts.row_list import Row, RowList
from client.text import alerts as words

#: An alert as ``GET /v1/alerts`` gives it.
Alert = Mapping[str, Any]


def said(alert: Alert) -> str:
    """What happened, in one sentence."""
    pattern = words.KINDS.get(alert["kind"], words.OTHER)
    who = alert["name"] or words.NOBODY
    return pattern.format(who=who, device=alert["device_name"] or "–", address=alert["address"] or "–")


class AlertsSection(Section):
    """The alerts, newest first."""

    #: The alert that was chosen.
    chosen = Signal(object)

    #: Somebody cannot sign in.
    help_wanted = Signal()

    def __init__(self, when: Callable[[datetime], str]) -> None:
        self.help = Button(words.HELP_SOMEBODY, "key")
        super().__init__(words.TITLE, [self.help])
        self.help.clicked.connect(lambda _checked=False: self.help_wanted.emit())
        self._when = when
        self._alerts: dict[str, Alert] = {}
        self.rows = RowList(words.TITLE, words.NOTHING)
        self.rows.chosen.connect(lambda key: self.chosen.emit(self._alerts[key]))
        self.body.addWidget(Text(words.HELP, "soft"))
        self.body.addWidget(self.rows)

    def show_alerts(self, alerts: Sequence[Alert]) -> None:
        """Show these."""
        self._alerts = {one["id"]: one for one in alerts}
        self.rows.set_rows([self._row(one) for one in alerts])

    def _row(self, alert: Alert) -> Row:
        when = self._when(datetime.fromtimestamp(alert["at"] / 1000, UTC))
        detail = " · ".join(part for part in (when, alert["device_name"]) if part)
        new = alert["seen"] is None
        return Row(alert["id"], said(alert), detail, words.NEW if new else words.SEEN, "warn" if new else "neutral")


class OneAlert(Dialog):
    """What is known of an alert, what to do, and the deeds."""

    seen = Signal()
    unlocked = Signal()

    def __init__(self, alert: Alert, parent: QWidget | None = None) -> None:
        super().__init__(said(alert), parent)
        known = (
            (words.WHO.format(who=f"{alert['name']} ({alert['login']})"), alert["login"]),
            (words.DEVICE.format(device=alert["device_name"]), alert["device_name"]),
            (words.ADDRESS.format(address=alert["address"]), alert["address"]),
        )
        for sentence, there in known:
            if there:
                self.body.addWidget(Text(sentence))
        if advice := words.WHAT_TO_DO.get(alert["kind"]):
            self.body.addWidget(Text(advice, "soft"))
        self.add_button(Button(words.CLOSE), self.reject)
        self.unlock = self.add_button(Button(words.UNLOCK), lambda: self._do(self.unlocked))
        self.unlock.setVisible(alert["kind"] == "account_locked" and bool(alert["login"]))
        self.see = self.add_button(Button(words.MARK_SEEN, kind="primary"), lambda: self._do(self.seen))
        self.see.setVisible(alert["seen"] is None)

    def _do(self, deed: Any) -> None:
        self.accept()
        deed.emit()


class HelpSomebody(Dialog):
    """Whom to let in again: unlock the account, or take away a second factor that was lost."""

    #: Who was chosen.
    unlocked = Signal(str)
    reset = Signal(str)

    def __init__(self, people: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """``people``: identifier and name of each."""
        super().__init__(words.HELP_SOMEBODY, parent)
        self.body.addWidget(Text(words.HELP_SOMEBODY_TEXT))
        self.person = Field(words.PERSON, ChoiceField(people), required=True)
        self.body.addWidget(self.person)
        self.add_button(Button(words.CLOSE), self.reject)
        self.reset_button = self.add_button(Button(words.RESET), lambda: self._do(self.reset))
        self.unlock_button = self.add_button(Button(words.UNLOCK, kind="primary"), lambda: self._do(self.unlocked))

    def _do(self, deed: Any) -> None:
        if self.summary.check([self.person]):
            self.accept()
            deed.emit(self.person.value())
