"""A screen, a session bus and an accessibility bus of a test's own, and a reader of the tree on it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, MatchRule, MessageType, message_bus, new_method_call  # type: ignore[import-untyped]
from jeepney.io.blocking import DBusConnection, open_dbus_connection  # type: ignore[import-untyped]

from tests.support.processes import wait_until

_ACCESSIBLE = "org.a11y.atspi.Accessible"
_LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
_ANNOUNCEMENT = ("org.a11y.atspi.Event.Object", "Announcement")


def lacking() -> str:
    """What this machine lacks to read the accessibility bus; empty when nothing."""
    missing = [name for name in ("Xvfb", "dbus-daemon") if shutil.which(name) is None]
    if not any(Path(path).exists() for path in _LAUNCHERS):
        missing.append("at-spi-bus-launcher")
    return ", ".join(missing)


def _first_line(process: subprocess.Popen[bytes]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().decode().strip()


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, pass_fds=())
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)
        if process.stdout is not None:
            process.stdout.close()


@dataclass(frozen=True)
class Node:
    """One accessible object on the bus."""

    bus: str
    path: str
    role: str
    name: str
    description: str


class Gone(LookupError):
    """The object went away between being listed and being read, as objects of a living program do."""


class Reader:
    """Reads trees and does actions over the accessibility bus, as a screen reader would."""

    def __init__(self, session: str) -> None:
        first = open_dbus_connection(session)
        asked = new_method_call(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus"), "GetAddress")
        self._bus: DBusConnection = open_dbus_connection(first.send_and_get_reply(asked).body[0])
        first.close()

    def close(self) -> None:
        """Leave the bus."""
        self._bus.close()

    def _ask(self, call: Any) -> Any:
        reply = self._bus.send_and_get_reply(call, timeout=60)
        if reply.header.message_type is MessageType.error or not reply.body:
            raise Gone(str(reply.body))
        return reply.body[0]

    def _call(self, bus: str, path: str, interface: str, method: str, *arguments: Any) -> Any:
        address = DBusAddress(path, bus, interface)
        signature = {int: "i", str: "s"}
        call = new_method_call(address, method, "".join(signature[type(one)] for one in arguments), arguments)
        return self._ask(call)

    def _property(self, bus: str, path: str, name: str) -> str:
        address = DBusAddress(path, bus, "org.freedesktop.DBus.Properties")
        call = new_method_call(address, "Get", "ss", (_ACCESSIBLE, name))
        return str(self._ask(call)[1])

    def _node(self, bus: str, path: str) -> Node:
        role = str(self._call(bus, path, _ACCESSIBLE, "GetRoleName"))
        return Node(bus, path, role, self._property(bus, path, "Name"), self._property(bus, path, "Description"))

    def children(self, bus: str, path: str) -> list[tuple[str, str]]:
        """(bus name, path) of each child."""
        return [(one[0], one[1]) for one in self._call(bus, path, _ACCESSIBLE, "GetChildren")]

    def application(self, name: str) -> Node:
        """The program of that name, once it has come to the bus."""

        def look() -> Node | None:
            for one in self.children("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root"):
                with suppress(Gone):
                    node = self._node(*one)
                    if node.name == name and self.children(node.bus, node.path):
                        return node
            return None

        found = wait_until(look, f"{name} on the accessibility bus")
        assert found is not None
        return found

    def tree(self, node: Node) -> list[Node]:
        """Everything below a node."""
        found, waiting = [], self.children(node.bus, node.path)
        while waiting:
            bus, path = waiting.pop()
            with suppress(Gone):
                found.append(self._node(bus, path))
                waiting.extend(self.children(bus, path))
        return found

    def press(self, node: Node) -> None:
        """Do the first action of a node."""
        assert self._call(node.bus, node.path, "org.a11y.atspi.Action", "DoAction", 0)

    def next_announcement(self, deed: Any) -> str:
        """Do something, and return what is announced after it."""
        rule = MatchRule(type="signal", interface=_ANNOUNCEMENT[0], member=_ANNOUNCEMENT[1])
        self._bus.send_and_get_reply(message_bus.AddMatch(rule))
        registry = DBusAddress("/org/a11y/atspi/registry", "org.a11y.atspi.Registry", "org.a11y.atspi.Registry")
        call = new_method_call(registry, "RegisterEvent", "s", ("object:announcement",))
        self._bus.send_and_get_reply(call)
        with self._bus.filter(rule) as arrived:
            deed()
            message = self._bus.recv_until_filtered(arrived, timeout=60)
        return str(message.body[3][1])


@contextmanager
def accessible_program(command: list[str], home: Path) -> Iterator[str]:
    """Run a program on a screen and buses of its own; yields the address of the session bus."""
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    # Measured for coverage, the program would handle the signal to end in Python, which gets no turn while Qt waits.
    own = {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE", "COV_"))}
    environment = {**own, "XDG_RUNTIME_DIR": str(runtime), "GSETTINGS_BACKEND": "memory"}
    with ExitStack() as stack:
        screen = stack.enter_context(_running(["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24"], environment))
        environment["DISPLAY"] = f":{_first_line(screen)}"
        daemon = stack.enter_context(
            _running(["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"], environment)
        )
        session = environment["DBUS_SESSION_BUS_ADDRESS"] = _first_line(daemon)
        launcher = next(path for path in _LAUNCHERS if Path(path).exists())
        stack.enter_context(_running([launcher, "--launch-immediately"], environment))
        environment.update(QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1", QT_QPA_PLATFORM="xcb")
        program = stack.enter_context(_running(command, environment))
        yield session
        assert program.poll() is None, "the program ended while it was read"
