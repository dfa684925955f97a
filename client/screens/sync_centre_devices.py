"""When each device of the house was last heard and what it had waiting, as the hub told; others see their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtWidgets import QVBoxLayout

from accessibility.widgets import Details, Text
from client.reading.log_queries import devices_heard
from client.screens.parts.page import Section, empty
from client.text import sync_centre as words
from client.text import values
from client.workspace import Workspace
from shared_models.protocol import DeviceStanding
from shared_models.rights import may_see_devices

MOST = 60


@dataclass(frozen=True)
class DevicesFound:
    """Lines of name and standing, and when the hub told them."""

    told: str
    rows: tuple[tuple[str, str], ...]


def gather_devices(workspace: Workspace) -> DevicesFound:
    """Read them. Not on the window's thread."""
    told, devices = devices_heard(workspace.reader)
    zone, today = workspace.zone(), workspace.today()
    rows = tuple((_name(one, workspace), _standing(one, workspace)) for one in devices[:MOST])
    return DevicesFound(values.moment(told, zone, today) if told else "", told_apart(rows))


def _name(one: DeviceStanding, workspace: Workspace) -> str:
    return words.DEVICE_HERE.format(name=one.name) if one.device == workspace.identity.device else one.name


def _standing(one: DeviceStanding, workspace: Workspace) -> str:
    if one.revoked:
        return words.DEVICE_REVOKED
    if one.heard is None:
        return words.DEVICE_NEVER
    heard = datetime.fromtimestamp(one.heard / 1000, UTC)
    parts = [words.DEVICE_HEARD.format(when=values.moment(heard, workspace.zone(), workspace.today()))]
    waiting = one.waiting or 0
    if waiting:
        parts.append(words.DEVICE_WAITING_ONE if waiting == 1 else words.DEVICE_WAITING.format(count=waiting))
    if one.refused:
        parts.append(words.DEVICE_REFUSED.format(count=one.refused))
    return ", ".join(parts if waiting or one.refused else [*parts, words.DEVICE_SAFE])


def told_apart(rows: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Devices of one name get numbers."""
    seen: dict[str, int] = {}
    named = []
    for name, standing in rows:
        seen[name] = seen.get(name, 0) + 1
        named.append((name if seen[name] == 1 else f"{name} ({seen[name]})", standing))
    return tuple(named)


class Devices(Section):
    """A list of device and standing."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(words.DEVICES)
        self._every = may_see_devices(workspace.identity.role)
        self.told = Text("", "soft")
        self.body.addWidget(self.told)
        self._place = QVBoxLayout()
        self.body.addLayout(self._place)
        self.details = Details()

    def show_found(self, found: DevicesFound) -> None:
        """Show these."""
        told = words.DEVICES_TOLD.format(when=found.told) if found.told else words.DEVICES_UNKNOWN
        self.told.setText(told if self._every or not found.told else f"{words.DEVICES_OWN} {told}")
        empty(self._place)
        self.details = Details(found.rows)
        self._place.addWidget(self.details)
