"""The menu under the name of the person at work: what is theirs, and help. In customer mode: the way out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from accessibility.widgets import MenuButton
from accessibility.widgets.buttons import ButtonKind
from client.formatting import labels, role_label
from client.text import locking as lock_words
from client.text import values
from client.text import window as words
from client.workspace import Workspace


def person_menu(workspace: Workspace, entries: Iterable[tuple[str, Callable[[], object], str]]) -> MenuButton:
    """The button that opens it; the entries are the window's actions (``client.window.actions``)."""
    shown, spoken = person_named(workspace)
    looks: tuple[str, ButtonKind] = ("people", "secondary") if workspace.customer_mode.on else ("user", "quiet")
    return MenuButton(shown, entries, *looks, accessible_name=spoken)


def person_named(workspace: Workspace) -> tuple[str, str]:
    """What stands on the button, and what is heard of it: who is at work, and with which role."""
    if workspace.customer_mode.on:
        return lock_words.CUSTOMER_MODE, lock_words.CUSTOMER_MODE_ON
    identity = workspace.identity
    name = workspace.person_name or workspace.reader.title("person", identity.person)
    role = role_label(identity.role)
    shown = name if name != values.NOTHING else role if identity.role in labels("person", "role") else words.MENU
    return shown, words.YOU.format(name=name, role=role)
