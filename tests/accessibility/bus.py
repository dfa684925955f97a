"""A screen, a session bus and an accessibility bus of a test's own, and a reader of the tree on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    HeaderFields,
    MatchRule,
    MessageType,
    message_bus,
    new_method_call,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection  # type: ignore[import-untyped]

from tests.support.processes import PATIENCE, ROOT, wait_until

_ACCESSIBLE = "org.a11y.atspi.Accessible"
_REGISTRY = "org.a11y.atspi.Registry"
_LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
_EVENTS = "org.a11y.atspi.Event.Object"
_WANTED = {"Announcement": "object:announcement", "StateChanged": "object:state-changed:focused"}
"""The events listened to: how they come, and how they are asked for."""
#: The bits of a state (atspi-constants.h) a listener is told of.
_STATES = {
    4: "checked", 8: "enabled", 10: "expanded", 11: "focusable", 12: "focused", 23: "selected", 25: "showing",
    30: "visible",
}  # fmt: skip
#: An AtspiRelationType, an AtspiKeySynthType of whole texts and of single keys, and how insistent a message is.
_LABELLED_BY, _TEXT, _KEY, _ASSERTIVE = 2, 4, 3, 2
KEYS = {
    "BackSpace": 0xFF08,
    "Tab": 0xFF09,
    "Return": 0xFF0D,
    "Escape": 0xFF1B,
    "Down": 0xFF54,
    "Up": 0xFF52,
    "space": 0x20,
    "End": 0xFF57,
}
"""Keys by their names, as the X server knows them."""


def lacking() -> str:
    """What this machine lacks to read the accessibility bus; empty when nothing."""
    missing = [name for name in ("Xvfb", "dbus-daemon") if shutil.which(name) is None]
    if not any(Path(path).exists() for path in _LAUNCHERS):
        missing.append("at-spi-bus-launcher")
    return ", ".join(missing)


#: The marks of a test that reads the accessibility bus of a real screen.
ON_THE_BUS = (
    pytest.mark.display,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="AT-SPI is Linux's accessibility bus"),
    pytest.mark.skipif(bool(lacking()), reason=f"not installed: {lacking()}"),
)


def _first_line(process: subprocess.Popen[bytes]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().decode().strip()


@contextmanager
def running(
    command: Sequence[str | Path], environment: dict[str, str], asking: bool = True
) -> Iterator[subprocess.Popen[bytes]]:
    """A program for as long as it is needed; one that does not end when it is asked to (if it is) is killed."""
    process = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        if asking:
            process.terminate()
        try:
            process.wait(PATIENCE if asking else 0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


@dataclass(frozen=True)
class Node:
    """One accessible object on the bus."""

    bus: str
    path: str
    role: str
    name: str
    description: str
    states: frozenset[str] = frozenset()


class Gone(LookupError):
    """The object went away between being listed and being read, as objects of a living program do."""


def _call(bus: str, path: str, interface: str, method: str, *arguments: Any) -> Any:
    signature = {int: "i", str: "s"}
    address = DBusAddress(path, bus, interface)
    return new_method_call(address, method, "".join(signature[type(one)] for one in arguments), arguments)


def _property(bus: str, path: str, name: str, interface: str = _ACCESSIBLE) -> Any:
    address = DBusAddress(path, bus, "org.freedesktop.DBus.Properties")
    return new_method_call(address, "Get", "ss", (interface, name))


def _address(session: str) -> str:
    """Of the accessibility bus, which the launcher makes; empty until there is one."""
    asked = new_method_call(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus"), "GetAddress")
    with open_dbus_connection(session) as bus:
        reply = bus.send_and_get_reply(asked, timeout=PATIENCE)
    return "" if reply.header.message_type is MessageType.error else str(reply.body[0])


class Reader:
    """Reads trees, does actions and presses keys over the accessibility bus, as a screen reader would."""

    def __init__(self, session: str) -> None:
        """``session`` is the address of the session bus."""
        self._bus: DBusConnection = open_dbus_connection(wait_until(lambda: _address(session), "an accessibility bus"))
        self._heard: deque[Any] = deque()
        self._moves: deque[Any] = deque()
        self._listening = [self._listen(*one) for one in zip(_WANTED.items(), (self._heard, self._moves), strict=True)]

    def _listen(self, event: tuple[str, str], into: deque[Any]) -> Any:
        member, asked = event
        rule = MatchRule(type="signal", interface=_EVENTS, member=member)
        if member == "StateChanged":
            rule.add_arg_condition(0, asked.rpartition(":")[2])
        self._bus.send_and_get_reply(message_bus.AddMatch(rule), timeout=PATIENCE)
        registry = DBusAddress("/org/a11y/atspi/registry", _REGISTRY, _REGISTRY)
        call = new_method_call(registry, "RegisterEvent", "s", (asked,))
        self._bus.send_and_get_reply(call, timeout=PATIENCE)
        return self._bus.filter(rule, queue=into)

    def close(self) -> None:
        """Leave the bus."""
        for one in self._listening:
            one.close()
        self._bus.close()

    # --- asking ---

    def _ask(self, calls: Sequence[Any]) -> list[Any]:
        """Ask many things at once; an answer is None for what is gone."""
        places = {}
        for place, call in enumerate(calls):
            serial = next(self._bus.outgoing_serial)
            places[serial] = place
            self._bus.send(call, serial=serial)
        answers: list[Any] = [None] * len(calls)
        while places:
            message = self._bus.receive(timeout=PATIENCE)
            place = places.pop(message.header.fields.get(HeaderFields.reply_serial, -1), -1)
            if place < 0:
                self._keep(message)
            elif message.header.message_type is not MessageType.error and message.body:
                answers[place] = message.body[0]
        return answers

    def _keep(self, message: Any) -> None:
        for one in self._bus._filters.matches(message):
            one.queue.append(message)

    def _one(self, call: Any) -> Any:
        (answer,) = self._ask([call])
        if answer is None:
            raise Gone
        return answer

    def _nodes(self, places: Sequence[tuple[str, str]]) -> list[Node | None]:
        calls = [
            call
            for bus, path in places
            for call in (
                _call(bus, path, _ACCESSIBLE, "GetRoleName"),
                _property(bus, path, "Name"),
                _property(bus, path, "Description"),
                _call(bus, path, _ACCESSIBLE, "GetState"),
            )
        ]
        answers, found = self._ask(calls), list[Node | None]()
        for number, (bus, path) in enumerate(places):
            role, name, description, states = answers[number * 4 : number * 4 + 4]
            if role is None or name is None or description is None or states is None:
                found.append(None)
                continue
            bits = states[0] | states[1] << 32
            told = frozenset(word for bit, word in _STATES.items() if bits >> bit & 1)
            found.append(Node(bus, path, str(role), str(name[1]), str(description[1]), told))
        return found

    # --- what there is ---

    def children(self, bus: str, path: str) -> list[tuple[str, str]]:
        """(bus name, path) of each child."""
        return [(one[0], one[1]) for one in self._one(_call(bus, path, _ACCESSIBLE, "GetChildren"))]

    def application(self, name: str) -> Node:
        """The program of that name, once it has come to the bus and has a window."""

        def look() -> Node | None:
            with suppress(Gone):
                for node in self._nodes(self.children(_REGISTRY, "/org/a11y/atspi/accessible/root")):
                    if node is not None and node.name == name and self.children(node.bus, node.path):
                        return node
            return None

        found = wait_until(look, f"{name} on the accessibility bus")
        assert found is not None
        return found

    def tree(self, node: Node) -> list[Node]:
        """Everything below a node that is not hidden, level by level."""
        found, waiting = list[Node](), [(node.bus, node.path)]
        while waiting:
            lists = self._ask([_call(bus, path, _ACCESSIBLE, "GetChildren") for bus, path in waiting])
            places = [(one[0], one[1]) for children in lists if children is not None for one in children]
            level = [one for one in self._nodes(places) if one is not None and "visible" in one.states]
            found += level
            waiting = [(one.bus, one.path) for one in level]
        return found

    def again(self, node: Node) -> Node:
        """The same object as it is now. Raises Gone."""
        (now,) = self._nodes([(node.bus, node.path)])
        if now is None:
            raise Gone
        return now

    def label(self, node: Node) -> str:
        """The words of what labels it; empty where nothing does."""
        relations = self._one(_call(node.bus, node.path, _ACCESSIBLE, "GetRelationSet"))
        labels = [(one[0], one[1]) for kind, others in relations if kind == _LABELLED_BY for one in others]
        return " ".join(one.name for one in self._nodes(labels) if one is not None)

    def text(self, node: Node) -> str:
        """What stands in a field."""
        return str(self._one(_call(node.bus, node.path, "org.a11y.atspi.Text", "GetText", 0, -1)))

    # --- doing ---

    def press(self, node: Node) -> None:
        """Do the first action of a node. Nothing is waited for: what it opens may hold the answer back."""
        self._bus.send(_call(node.bus, node.path, "org.a11y.atspi.Action", "DoAction", 0))

    def take_focus(self, node: Node) -> None:
        """Give a node the keyboard."""
        self._one(_call(node.bus, node.path, "org.a11y.atspi.Component", "GrabFocus"))

    def _press_key(self, code: int, text: str, how: int) -> None:
        path, interface = "/org/a11y/atspi/registry/deviceeventcontroller", "org.a11y.atspi.DeviceEventController"
        address = DBusAddress(path, _REGISTRY, interface)
        call = new_method_call(address, "GenerateKeyboardEvent", "isu", (code, text, how))
        reply = self._bus.send_and_get_reply(call, timeout=PATIENCE)
        assert reply.header.message_type is not MessageType.error, reply.body

    def key(self, name: str) -> None:
        """Press a key of the X server's keyboard; it goes to whatever has the focus."""
        self._press_key(KEYS[name], "", _KEY)

    def type(self, text: str) -> None:
        """Type on the X server's keyboard, into whatever has the focus."""
        self._press_key(0, text, _TEXT)

    # --- hearing ---

    def _take_in(self) -> None:
        with suppress(TimeoutError):
            while True:
                self._keep(self._bus.receive(timeout=0))

    def announcements(self) -> list[tuple[str, bool]]:
        """All that was announced since the reader came: (words, whether they interrupt)."""
        self._take_in()
        return [(str(message.body[3][1]), message.body[1] == _ASSERTIVE) for message in self._heard]

    def focused(self) -> Node:
        """What said last that it has the keyboard. Raises Gone where it no longer does."""
        self._take_in()
        told = [message.header.fields for message in self._moves if message.body[1] == 1]
        (now,) = self._nodes([(one[HeaderFields.sender], one[HeaderFields.path]) for one in told[-1:]]) or [None]
        if now is None or "focused" not in now.states:
            raise Gone
        return now


@contextmanager
def accessible_screen(home: Path) -> Iterator[dict[str, str]]:
    """A screen and buses of a test's own; yields the environment of programs that are to be on them."""
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(runtime), "GSETTINGS_BACKEND": "memory"}
    with ExitStack() as stack:
        screen = stack.enter_context(running(["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24"], environment))
        environment["DISPLAY"] = f":{_first_line(screen)}"
        daemon = stack.enter_context(
            running(["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"], environment)
        )
        environment["DBUS_SESSION_BUS_ADDRESS"] = _first_line(daemon)
        launcher = next(path for path in _LAUNCHERS if Path(path).exists())
        stack.enter_context(running([launcher, "--launch-immediately"], environment))
        environment.update(QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1", QT_QPA_PLATFORM="xcb")
        yield environment
