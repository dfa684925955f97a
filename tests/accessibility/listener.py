"""Somebody who does not see the screen: finds things by what they are called, and hears what is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from tests.accessibility.bus import Gone, Node, Reader, accessible_screen, running
from tests.support.processes import NeverHappened, wait_until

BUTTON = ("push button", "button")
"""What newer and older buses call the role of a button."""


_FIELDS = ("text", "entry", "combo box", "check box", "spin button", "password text")

T = TypeVar("T")
#: Seconds between two looks: each reads hundreds of things from a program that has work of its own.
_LOOK_EVERY = 0.1


class Listener:
    """Reads one program over the accessibility bus, and uses it by its actions and the keyboard."""

    def __init__(self, reader: Reader, program: str, tell: Callable[[str], None]) -> None:
        """``tell`` writes a line to the program's standard input."""
        self._reader, self.tell = reader, tell
        self._heard = 0
        self._program = reader.application(program)

    def all(self) -> list[Node]:
        """Everything in the program's windows that is not hidden."""
        return self._reader.tree(self._program)

    def find(self, name: str, *roles: str, like: Callable[[Node], bool] | None = None) -> Node:
        """The thing of that name (and one of the roles), waited for; ``like`` asks for more."""

        def look() -> Node | None:
            for node in self.all():
                if node.name == name and (not roles or node.role in roles) and (like is None or like(node)):
                    return node
            return None

        found = self.wait(look, f"{' or '.join(roles) or 'something'} called '{name}'")
        assert found is not None
        return found

    def __str__(self) -> str:
        return "; ".join(f"[{node.role}] {node.name}" for node in self.all() if node.name)

    def field(self, label: str) -> Node:
        """The field of that name, or with that label."""

        def look() -> Node | None:
            fields = [node for node in self.all() if "focusable" in node.states and node.role in _FIELDS]
            named = (node for node in fields if node.name == label)
            labelled = (node for node in fields if self._reader.label(node).removesuffix(" (required)") == label)
            return next(named, None) or next(labelled, None)

        found = self.wait(look, f"a field labelled '{label}'")
        assert found is not None
        return found

    def press(self, name: str, *roles: str) -> None:
        """Press a button, or what else has the name."""
        self._reader.press(self.find(name, *(roles or BUTTON), like=lambda node: "enabled" in node.states))

    def press_what(self, ends: str, *roles: str) -> None:
        """Press the button whose name ends like this."""
        found = self.wait(
            lambda: [node for node in self.all() if node.name.endswith(ends) and node.role in (roles or BUTTON)],
            f"a button ending in '{ends}'",
        )
        self._reader.press(found[0])

    def go_to(self, node: Node) -> Node:
        """Give a thing the keyboard, and wait until it says that it has it."""
        self._reader.take_focus(node)
        self.wait(lambda: "focused" in self._reader.again(node).states, f"'{node.name}' has the keyboard")
        return node

    def type(self, text: str) -> None:
        """Type into whatever has the keyboard, which must be a field, and wait until the text stands in it."""
        field = self.at()
        self._reader.type(text)
        self.wait(lambda: self._reader.text(field).endswith(text), f"'{text}' stands in '{field.name}'")

    def at(self, name: str = "") -> Node:
        """What said last that it has the keyboard (once that is the thing of the name, where one is given)."""

        def look() -> Node | None:
            node = self._reader.focused()
            return node if not name or node.name == name else None

        found = self.wait(look, f"'{name}' has the keyboard" if name else "something has the keyboard")
        assert found is not None
        return found

    def pick(self, text: str, wanted: str) -> None:
        """Type into the field that has the keyboard, and take what it offers by that name."""
        self.type(text)
        self.hears("suggestion")
        self.key("Down")
        self.wait(lambda: self._reader.focused().name.startswith(wanted), f"the keyboard is at '{wanted}'")
        self.key("Return")

    def fill(self, label: str, text: str) -> None:
        """Go to a field, and write this in the place of what is there."""
        node = self.go_to(self.field(label))
        self._reader.key("End")
        for _letter in self._reader.text(node):
            self._reader.key("BackSpace")
        self.wait(lambda: not self._reader.text(node), f"'{label}' is empty")
        self.type(text)

    def text(self, node: Node) -> str:
        """What stands in a field."""
        return self._reader.text(node)

    def key(self, name: str) -> None:
        """Press a key."""
        self._reader.key(name)

    def hears(self, words: str, interrupting: bool = False) -> None:
        """Wait until something with these words in it is announced, in the manner wanted, after what was heard last."""

        def heard() -> bool:
            said = self._reader.announcements()
            for place in range(self._heard, len(said)):
                if words in said[place][0] and said[place][1] is interrupting:
                    self._heard = place + 1
                    return True
            return False

        try:
            wait_until(heard, words, every=_LOOK_EVERY)
        except NeverHappened as error:
            said = self._reader.announcements()
            raise NeverHappened(f"'{words}' was not announced, but {said}; there are {self}") from error

    def starts(self, words: str, *roles: str) -> Node:
        """The first thing in one of the roles whose name begins with these words, waited for."""

        def look() -> Node | None:
            found = (node for node in self.all() if node.role in roles and node.name.startswith(words))
            return next(found, None)

        found = self.wait(look, f"{' or '.join(roles)} that begins with '{words}'")
        assert found is not None
        return found

    def shows_and_says(self, words: str) -> None:
        """Wait until a notice that begins so stands in the window, in its role; it was announced as well."""
        self.starts(words, "notification")  # first: it goes away by itself
        self.hears(words)

    def wait(self, condition: Callable[[], T], what: str) -> T:
        """Wait until something is so, and return it; what goes away while it is looked at is looked at again."""

        def there() -> T | None:
            with suppress(Gone):
                return condition()
            return None

        try:
            found = wait_until(there, what, every=_LOOK_EVERY)
        except NeverHappened as error:
            raise NeverHappened(f"{error}; there are {self}") from error
        assert found is not None
        return found


@contextmanager
def listening_to(command: list[str], home: Path, program: str) -> Iterator[Listener]:
    """A listener to a program that is run on a screen and buses of its own. As in life, the listener is there first."""
    with (
        accessible_screen(home) as environment,
        closing(Reader(environment["DBUS_SESSION_BUS_ADDRESS"])) as reader,
        running(command, environment) as process,
    ):

        def tell(line: str) -> None:
            assert process.stdin is not None
            process.stdin.write(f"{line}\n".encode())
            process.stdin.flush()

        yield Listener(reader, program, tell)
        assert process.poll() is None, "the program ended while it was listened to"
