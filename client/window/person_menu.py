"""The menu under the name of the person at work: what is theirs, and help."""

from __future__ import annotations

from collections.abc import Callable

from accessibility.widgets import MenuButton
from client.formatting import role_label
from client.text import accessibility as report_words
from client.text import alarms as alarm_words
from client.text import safeguards as safeguard_words
from client.text import undo as undo_words
from client.text import values
from client.text import window as words
from client.window import navigation
from client.workspace import Place, Workspace
from shared_models.records.person import ROLES


def person_menu(
    workspace: Workspace, redo: Callable[[], None], shortcuts: Callable[[], None], sign_out: Callable[[], None]
) -> MenuButton:
    """The button that opens it; the callables are what the window does itself."""
    identity = workspace.identity
    name = workspace.person_name or workspace.reader.title("person", identity.person)
    role = role_label(identity.role)

    def going(place: Place) -> Callable[[], None]:
        return lambda: workspace.go.emit(place)

    entries = [
        (undo_words.TITLE, going(navigation.WHAT_I_DID), "undo"),
        (undo_words.REDO, redo, "restore"),
        (alarm_words.TITLE, going(navigation.ALARMS), "bell"),
        (safeguard_words.BACKUPS, going(navigation.BACKUPS), "archive"),
        (words.SETTINGS, going(navigation.SETTINGS), "settings"),
        (words.SHORTCUTS, shortcuts, "help"),
        (report_words.TITLE, going(navigation.ACCESSIBILITY), "check-circle"),
        (words.ABOUT, going(navigation.ABOUT), "info"),
        (words.SIGN_OUT, sign_out, "sign-out"),
    ]
    shown = name if name != values.NOTHING else role if identity.role in ROLES else words.MENU
    return MenuButton(shown, entries, "user", "quiet", accessible_name=words.YOU.format(name=name, role=role))
