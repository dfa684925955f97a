"""The one list of what can be done now: places, pages, deeds of window and page, with rights already applied.

The palette, the menu of the window and the sheet of keys read it. What a page offers is what its buttons offer: a
button that is to be seen and pressed is an action, so nothing is listed that the person may not do here and now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton, QWidget
from shiboken6 import delete

from accessibility.widgets import Button, MenuButton
from client.keys import SEQUENCES, Keys, shown
from client.text import actions as words
from client.text import records as record_words
from client.window import navigation
from client.workspace import Place
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_create, may_read, may_see_devices, may_write

if TYPE_CHECKING:
    from client.window.main_window import MainWindow

#: The entries of the person's menu in the window, in their order.
MENU = (
    "assistant", "what_i_did", "redo", "alarms", "backups", "settings", "help_centre", "shortcuts", "tour",
    "accessibility", "about", "customer_mode", "lock", "switch_person", "sign_out",
)  # fmt: skip
#: The little of it that remains while a customer looks at the screen.
CUSTOMER_MENU = ("rotate_colours", "leave_customer_mode")
_FOR_CUSTOMERS = frozenset({"palette", "back", "forward", "search", "shortcuts", *CUSTOMER_MENU})
_MOST_HERE = 60


@dataclass(frozen=True)
class Action:
    """Something that can be done now. ``also`` are further words it is found by; ``place`` is where it leads, if so."""

    name: str
    label: str
    group: str
    deed: Callable[[], object]
    icon: str = ""
    also: str = ""
    place: Place | None = None

    @property
    def keys(self) -> str:
        """Its keys as people read them; empty where it has none."""
        return shown(self.name)

    @property
    def detail(self) -> str:
        """Where it comes from, and its keys."""
        group = words.GROUPS[self.group]
        return words.DETAIL_WITH_KEYS.format(group=group, keys=self.keys) if self.keys else group


class Actions:
    """What can be done in one window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._workspace = window.workspace
        self.standing: dict[str, Action] = {}
        self._keys: dict[str, Keys] = {}
        self.renew()

    def renew(self) -> None:
        """List anew what the window can do, with the rights one has now; the keys of what is gone do nothing more."""
        self.standing = {action.name: action for action in self._standing()}
        for name in [name for name in self._keys if name not in self.standing]:
            delete(self._keys.pop(name))
        for name, action in self.standing.items():
            if name in SEQUENCES and name not in self._keys:
                self._keys[name] = Keys(name, self._window, action.deed)

    def menu(self) -> list[tuple[str, Callable[[], object], str]]:
        """The person's menu in the window."""
        wanted = CUSTOMER_MENU if self._workspace.customer_mode.on else MENU
        held = [self.standing[name] for name in wanted if name in self.standing]
        return [(action.label, action.deed, action.icon) for action in held]

    def now(self) -> list[Action]:
        """Everything that can be done now: what the page offers first, then places, new records, the window's own."""
        return [*self.here(), *self.places(), *self.new(), *self.standing.values()]

    # --- what the window can do ---

    def _standing(self) -> Iterator[Action]:
        window, in_customer_mode = self._window, self._workspace.customer_mode.on
        for name, icon, deed in (
            ("palette", "search", window.deeds.show_palette),
            ("search", "search", window.deeds.to_search),
            ("back", "chevron-left", window.go_back),
            ("forward", "chevron-right", window.go_forward),
            ("undo", "undo", window.undo),
            ("redo", "redo", window.redo),
            ("customer_mode", "people", window.deeds.enter_customer_mode),
            ("leave_customer_mode", "people", window.deeds.leave_customer_mode),
            ("lock", "key", window.deeds.lock),
            ("switch_person", "user", window.deeds.switch_person),
            ("help", "help", window.deeds.show_help),
            ("shortcuts", "table", window.deeds.show_shortcuts),
            ("tour", "steering", window.deeds.begin_tour),
            ("rotate_colours", "star", window.deeds.change_colours),
            ("sync_now", "sync-busy", self._workspace.sync_wanted.emit),
            ("sign_out", "sign-out", window.sign_out_wanted.emit),
        ):
            if (name in _FOR_CUSTOMERS) >= in_customer_mode and name not in self._out_of_place():
                yield self._own(name, icon, deed)
        if not in_customer_mode:
            yield from self._pages()

    def _out_of_place(self) -> set[str]:
        """What makes no sense in this window as it stands."""
        people = self._workspace.people
        gone = {"customer_mode"} if self._workspace.customer_mode.on else {"leave_customer_mode"}
        if people is None:
            gone |= {"lock", "switch_person"}
        if self._workspace.practice:
            gone |= {"sign_out", "customer_mode"}
        if self._workspace.mode != "showroom" or not may_write(self._workspace.identity.role, "sale"):
            gone.add("tour")
        return gone

    def _pages(self) -> Iterator[Action]:
        pages = [
            ("what_i_did", "undo", navigation.WHAT_I_DID),
            ("assistant", "search", navigation.ASSISTANT),
            ("alarms", "bell", navigation.ALARMS),
            ("backups", "archive", navigation.BACKUPS),
            ("readiness", "check-circle", navigation.READINESS),
            ("settings", "settings", navigation.SETTINGS),
            ("help_centre", "help", navigation.HELP),
            ("film", "play", navigation.FILM),
            ("accessibility", "check-circle", navigation.ACCESSIBILITY),
            ("performance", "chart", navigation.PERFORMANCE),
            ("model_health", "chart", navigation.MODEL_HEALTH),
            ("about", "info", navigation.ABOUT),
        ]
        if may_see_devices(self._workspace.identity.role):
            pages.append(("devices", "key", Place("devices")))
        if may_read(self._workspace.identity.role, "audit_entry"):
            pages.append(("hub_audit", "document", navigation.HUB_AUDIT))
        for name, icon, place in pages:
            yield self._own(name, icon, self._to(place), place)

    def _own(self, name: str, icon: str, deed: Callable[[], object], place: Place | None = None) -> Action:
        return Action(name, words.ACTIONS[name], "window", deed, icon, words.ALSO.get(name, ""), place)

    def _to(self, place: Place) -> Callable[[], object]:
        return lambda: self._window.show_place(place)

    # --- where one can go, and what one can begin ---

    def _stops(self) -> list[navigation.Stop]:
        mode, role = self._workspace.mode, self._workspace.identity.role
        return [*navigation.stops(mode, role), *navigation.further(mode, role)]

    def places(self) -> list[Action]:
        """The places of the rail, and the lists behind it."""
        pages = {action.place for action in self.standing.values()}
        stops = [stop for stop in self._stops() if stop.place not in pages]
        return [
            Action(f"go {stop.key}", stop.label, "go", self._to(stop.place), stop.icon, place=stop.place)
            for stop in stops
        ]

    def new(self) -> list[Action]:
        """The records that can be begun, and the lists that can be imported."""
        found: list[Action] = []
        role = self._workspace.identity.role
        for stop in self._stops():
            kind = RECORD_TYPES.get(stop.key)
            if kind is None or not may_create(role, stop.key) or stop.key == "saved_search":
                continue
            label = words.NEW.format(label=record_words.in_sentence(kind.about.label))
            place = Place("new", stop.key)
            found.append(Action(f"new {stop.key}", label, "new", self._to(place), "plus", place=place))
            if not kind.about.fact:
                label = words.ACTIONS["import"].format(plural=record_words.in_sentence(kind.about.plural))
                place = Place("import", stop.key)
                found.append(Action(f"import {stop.key}", label, "new", self._to(place), "import", place=place))
        return found

    # --- what the page offers ---

    def here(self) -> list[Action]:
        """What the page in sight offers, in reading order; the same words once."""
        screen = self._window.current_screen()
        found: dict[str, Action] = {}
        for button in buttons_of(screen) if screen is not None else []:
            for label, deed in _offered(button):
                found.setdefault(label, Action(f"here {label}", label, "here", deed, icon_of(button)))
        return list(found.values())[:_MOST_HERE]

    def keys_here(self) -> list[tuple[str, str]]:
        """The keys that are alive on the page in sight: (keys, what they do)."""
        screen = self._window.current_screen()
        return keys_in(screen) if screen is not None else []

    def keys_everywhere(self) -> list[tuple[str, str]]:
        """The keys of the window: (keys, what they do)."""
        screen = self._window.current_screen()
        mine = [
            one for one in self._window.findChildren(Keys) if screen is None or not screen.isAncestorOf(_owner(one))
        ]
        return list(dict.fromkeys((shown(one.name), one.whatsThis()) for one in mine if _owner(one).isVisible()))


def keys_in(page: QWidget) -> list[tuple[str, str]]:
    """The keys alive inside a page: its own, and those of its buttons; each once."""
    found = [
        (shown(one.name), one.whatsThis())
        for one in page.findChildren(Keys)
        if one.isEnabled() and _owner(one).isVisible()
    ]
    for button in buttons_of(page):
        if not button.shortcut().isEmpty():
            native = button.shortcut().toString(button.shortcut().SequenceFormat.NativeText)
            found.append((native, button.accessibleName() or plain(button)))
    return list(dict.fromkeys(found))


def buttons_of(page: QWidget) -> list[Button]:
    """The buttons that can be seen and pressed, as they follow each other in the page."""
    return [one for one in page.findChildren(Button) if one.isVisibleTo(page.window()) and one.isEnabled()]


def plain(button: QAbstractButton) -> str:
    """A button's text without marks of mnemonics."""
    return button.text().replace("&&", "\0").replace("&", "").replace("\0", "&")


def icon_of(button: Button) -> str:
    """The name of a button's icon; empty where it has none."""
    return button.icon_name()


def _offered(button: Button) -> Iterator[tuple[str, Callable[[], object]]]:
    name = button.accessibleName() or plain(button)
    menu = button.menu() if isinstance(button, MenuButton) else None
    if menu is None:
        if name:
            yield name, button.click
        return
    for entry in menu.actions():
        if entry.isEnabled() and entry.isVisible() and not entry.isSeparator():
            text = entry.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
            yield words.IN_MENU.format(menu=plain(button) or name, entry=text), entry.trigger


def _owner(keys: Keys) -> QWidget:
    owner = keys.parent()
    assert isinstance(owner, QWidget)
    return owner
