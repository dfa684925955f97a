"""Looking after the devices of the house: enrol, name, revoke; and what revoked devices left, to apply or to drop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Banner, Button, Text
from client.business.handovers import wanted_values
from client.formatting import shown
from client.screens.base import Screen
from client.screens.devices_alerts import Alert, AlertsSection, HelpSomebody, OneAlert
from client.screens.dialogs.devices import AddDevice, DecideLeft, OneDevice
from client.screens.parts.page import PageHead, Section, only_if, page_in
from client.screens.parts.row_list import Row, RowList
from client.text import alerts as alert_words
from client.text import devices as words
from client.text import values
from client.window.while_alive import while_alive
from client.workspace import Place, Workspace
from shared_models.clock import instant_of
from shared_models.documents import ARCHIVED_KEY
from shared_models.errors import ForecourtError
from shared_models.protocol import DeviceStanding
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_keep_the_door
from shared_models.schema import Field


@dataclass(frozen=True)
class Found:
    """What the hub told."""

    devices: tuple[DeviceStanding, ...]
    left: tuple[Mapping[str, Any], ...]
    alerts: tuple[Alert, ...] = ()


class DevicesScreen(Screen):
    """Asks the hub when it is shown and after each deed; says so where the hub is not in touch."""

    screen_name = "devices"
    concerned = ("none",)

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._found = Found((), ())
        self._wrong = False
        page = page_in(self)
        self.add = Button(words.ADD, "plus", kind="primary")
        self.add.clicked.connect(lambda _checked=False: self._add())
        self.problem = Banner(words.ASKING, "info")
        self.devices = RowList(words.DEVICES, words.NO_DEVICES)
        self.left = RowList(words.LEFT, words.LEFT_NOTHING)
        self.devices.chosen.connect(self._open_device)
        self.left.chosen.connect(self._open_left)
        listed, left = Section(words.DEVICES), Section(words.LEFT)
        listed.body.addWidget(self.devices)
        left.body.addWidget(Text(words.LEFT_HELP, "soft"))
        left.body.addWidget(self.left)
        self.alerts = AlertsSection(self._when)
        self.alerts.chosen.connect(self._open_alert)
        self.alerts.help_wanted.connect(self._help_somebody)
        only_if(self.alerts, self._keeps_the_door())
        for part in (PageHead(words.TITLE, words.DETAIL, deeds=[self.add]), self.problem, self.alerts, left, listed):
            page.body.addWidget(part)
        page.body.addStretch(1)
        self.ask()

    def title(self) -> str:
        return words.TITLE

    def first_focus(self) -> QWidget | None:
        return self.add

    def ask(self) -> None:
        """Ask the hub how things stand."""
        keeping = self.workspace.keeping
        if keeping is not None:
            told = keeping.alerts if self._keeps_the_door() else tuple
            self._run(lambda: Found(tuple(keeping.devices()), tuple(keeping.escrow()), tuple(told())), self.show_found)

    def _keeps_the_door(self) -> bool:
        return may_keep_the_door(self.workspace.identity.role)

    def show_found(self, found: Found) -> None:
        """Show these."""
        self._found = found
        self.problem.setVisible(self._wrong)
        self.devices.set_rows([self._device_row(one) for one in found.devices])
        self.left.set_rows([self._left_row(one) for one in found.left])
        self.alerts.show_alerts(found.alerts)

    def _run(self, job: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self.workspace.background.run(job, while_alive(self, done), while_alive(self, self._failed))

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, ForecourtError):
            raise error
        self._wrong = True
        self.problem.set_text(str(error), "warn")
        self.problem.show()

    def _when(self, instant: datetime) -> str:
        return values.moment(instant, self.workspace.zone(), self.workspace.today())

    def _device_row(self, one: DeviceStanding) -> Row:
        heard = words.NEVER
        if one.heard is not None:
            heard = words.HEARD.format(when=self._when(datetime.fromtimestamp(one.heard / 1000, UTC)))
        who = self.workspace.reader.title("person", one.person) if one.person else ""
        detail = " · ".join(part for part in (who, heard, words.VERSION.format(version=one.version)) if part)
        status, tone = (words.REVOKED, "bad") if one.revoked else (words.TRUSTED, "ok")
        return Row(one.device, one.name, detail, status, "bad" if tone == "bad" else "ok")

    def _left_row(self, one: Mapping[str, Any]) -> Row:
        title = (words.LEFT_NEW if one["new"] else words.LEFT_EDIT).format(label=one["label"])
        about = self._title_of(one)
        title = words.LEFT_ABOUT.format(what=title, title=about) if about else title
        when = self._when(instant_of(one["stamp"]))
        return Row(one["hash"], title, words.LEFT_BY.format(author=one["author"], device=one["device"], when=when))

    def _title_of(self, one: Mapping[str, Any]) -> str:
        """What the record is called; empty for one that is not here."""
        here = one["type"] in RECORD_TYPES and self.workspace.reader.record(one["type"], one["record"]) is not None
        return self.workspace.reader.title(one["type"], one["record"]) if here else ""

    def change_rows(self, one: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        """What a change does, in words: field, what it is to be, what it was, and is today where that differs."""
        if one["type"] not in RECORD_TYPES:
            return [(name.replace("_", " "), held, values.NOTHING) for name, held in one["what"].items()]
        fields = RECORD_TYPES[one["type"]].fields()
        was, wanted, now = (wanted_values(one["type"], one[key]) for key in ("was", "wanted", "now"))
        rows = []
        for name, value in wanted.items():
            after, before, here = (self._said(fields[name], each) for each in (value, was.get(name), now.get(name)))
            differs = not one["new"] and here != before
            rows.append((fields[name].label, after, words.LEFT_NOW.format(was=before, now=here) if differs else before))
        if ARCHIVED_KEY in one["wanted"]:
            yes = bool(one["wanted"][ARCHIVED_KEY])
            rows.append((words.PUT_AWAY, *((words.YES, words.NO) if yes else (words.NO, words.YES))))
        return rows

    def _said(self, field: Field, value: Any) -> str:
        return shown(field, value, self.workspace.zone(), self.workspace.reader.title, exact=True)

    # --- deeds ---

    def _add(self) -> None:
        keeping = self.workspace.keeping
        if keeping is not None:
            self._run(keeping.new_code, lambda code: AddDevice(code, self._when, self.window()).open())

    def _open_device(self, key: str) -> None:
        device = next(one for one in self._found.devices if one.device == key)
        dialog = OneDevice(device, self.window())
        dialog.renamed.connect(lambda name: self._rename(device, name))
        dialog.revoked.connect(lambda: self._revoke(device))
        dialog.open()

    def _rename(self, device: DeviceStanding, name: str) -> None:
        self._deed(lambda keeping: keeping.rename(device.device, name), words.RENAME_DONE.format(name=name))

    def _revoke(self, device: DeviceStanding) -> None:
        self._deed(lambda keeping: keeping.revoke(device.device), words.REVOKE_DONE.format(name=device.name))

    def _help_somebody(self) -> None:
        reader = self.workspace.reader
        people = sorted(((one.id, reader.title("person", one.id)) for one in reader.find("person")), key=lambda p: p[1])
        dialog = HelpSomebody(people, self.window())

        def do(deed: Callable[[Any, str], None], said: str) -> Callable[[str], None]:
            names = dict(people)
            return lambda who: self._deed(lambda keeping: deed(keeping, who), said.format(name=names[who]))

        dialog.unlocked.connect(do(lambda keeping, who: keeping.unlock(who), alert_words.UNLOCKED))
        dialog.reset.connect(do(lambda keeping, who: keeping.reset_second_factor(who), alert_words.RESET_DONE))
        dialog.open()

    def _open_alert(self, alert: Alert) -> None:
        dialog = OneAlert(alert, self.window())
        dialog.seen.connect(lambda: self._deed(lambda keeping: keeping.see_alert(alert["id"]), alert_words.MARKED))
        unlocked = alert_words.UNLOCKED.format(name=alert["name"])
        dialog.unlocked.connect(lambda: self._deed(lambda keeping: keeping.unlock(alert["person"]), unlocked))
        dialog.open()

    def _open_left(self, key: str) -> None:
        change = next(one for one in self._found.left if one["hash"] == key)
        dialog = DecideLeft(self._left_row(change), change, self.change_rows(change), self.window())
        dialog.decided.connect(lambda decision: self._decide(key, decision))
        dialog.open()

    def _decide(self, key: str, decision: str) -> None:
        keeping = self.workspace.keeping
        if keeping is None:
            return

        def done(results: list[Mapping[str, str]]) -> None:
            refused = next((one["detail"] for one in results if one["status"] == "refused"), None)
            sentence = words.APPLIED if decision == "applied" else words.DROPPED
            if refused is not None:
                sentence = words.NOT_APPLIED.format(reason=refused)
            self.workspace.said.emit(sentence, refused is not None)
            self.ask()

        self._run(lambda: keeping.decide([key], decision), done)

    def _deed(self, deed: Callable[[Any], None], sentence: str) -> None:
        keeping = self.workspace.keeping
        self._wrong = False

        def done(_nothing: None) -> None:
            self.workspace.said.emit(sentence, False)
            self.ask()

        if keeping is not None:
            self._run(lambda: deed(keeping), done)
