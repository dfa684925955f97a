"""Erasing a person: what it would reach, a last question, and which devices have done it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Banner, Button, Dialog, Text, announce
from client.text import privacy as words
from client.window.while_alive import while_alive
from client.workspace import Workspace
from shared_models.errors import ForecourtError
from shared_models.records import RECORD_TYPES


class ErasePerson(Dialog):
    """Asks the hub what would go, erases when that is wanted, and lists the devices."""

    def __init__(self, workspace: Workspace, type_name: str, record: str, parent: QWidget | None) -> None:
        super().__init__(words.TITLE, parent)
        self._workspace, self._type, self._record = workspace, type_name, record
        title = workspace.reader.title(type_name, record)
        self.body.addWidget(Text(words.TEXT.format(title=title)))
        self.reach = Text(words.ASKING, "soft")
        self.body.addWidget(self.reach)
        self.trouble = Banner("", "warn")
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self.body.addStretch(1)
        self.confirm = Button(words.CONFIRM, "minus", "danger")
        self.confirm.setEnabled(False)
        self.add_button(Button(words.CLOSE), self.reject)
        self.add_button(self.confirm, self._erase)
        self._privacy = workspace.privacy
        if self._privacy is None:
            self._tell(words.OFFLINE)
            return
        planned = partial(self._privacy.plan, type_name, record)
        workspace.background.run(planned, while_alive(self, self._planned), while_alive(self, self._failed))

    def _planned(self, records: Mapping[str, Mapping[str, int]]) -> None:
        self.trouble.hide()
        lines = []
        for name, fates in records.items():
            about = RECORD_TYPES[name].about
            for fate, count in fates.items():
                text = words.KEPT if fate == "kept" else words.REACH
                lines.append(text.format(records=about.plural if count > 1 else about.label, number=count))
        self.reach.setText("\n".join(lines))
        self.confirm.setEnabled(True)

    def _erase(self) -> None:
        self.confirm.setEnabled(False)
        privacy, type_name, record = self._privacy, self._type, self._record
        assert privacy is not None

        def job() -> list[Mapping[str, Any]]:
            erasure = privacy.erase(type_name, record)
            return next((one["replicas"] for one in privacy.erasures() if one["erasure"] == erasure), [])

        self._workspace.witness("erasure_asked", type_name, record)
        self._workspace.background.run(job, while_alive(self, self._done), while_alive(self, self._failed))

    def _done(self, replicas: list[Mapping[str, Any]]) -> None:
        self.confirm.hide()
        lines = [
            words.STATE.format(name=one["name"], person=one["person_name"], state=words.STATES[one["state"]])
            for one in replicas
        ]
        self.reach.setText("\n".join([words.DONE, "", words.STANDING, *lines]))
        announce(self, words.DONE)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, ForecourtError):
            raise error
        self._tell(str(error))

    def _tell(self, trouble: str) -> None:
        self.reach.setText("")
        self.trouble.set_text(trouble)
        self.trouble.show()
        announce(self, trouble, assertive=True)
