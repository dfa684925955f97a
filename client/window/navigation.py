"""Where one can go: the places of each app by role, and the way back through what was shown."""

from __future__ import annotations

from dataclasses import dataclass

from client.insights.tiles import boards_of
from client.text import insights as insight_words
from client.text import risk as risk_words
from client.text import window as words
from client.workspace import Mode, Place
from shared_models.records import RECORD_TYPES
from shared_models.rights import SHOWING, may_create, may_read, may_see_devices

TODAY = Place("today")
SYNC_CENTRE = Place("sync_centre")
SETTINGS = Place("settings")
ABOUT = Place("about")
HELP = Place("help")
FILM = Place("film")
WHAT_I_DID = Place("what_i_did")
ALARMS = Place("alarms")
MORE = Place("more")
CASES = Place("cases")
INSIGHTS = Place("insights")
#: Record types of which a screen of their own shows more than a list would.
_SCREENS = {
    "plate_checkout": Place("plates"), "redemption": Place("rewards"), "claim_review": Place("claim_queue"),
    "price_decision": Place("prices"), "underwriting_decision": Place("underwriting_queue"),
}  # fmt: skip
BACKUPS = Place("backups")
READINESS = Place("readiness")
ACCESSIBILITY = Place("accessibility")
PERFORMANCE = Place("performance")
MODEL_HEALTH = Place("model_health")
HUB_AUDIT = Place("hub_audit")
ASSISTANT = Place("assistant")
RISK = Place("risk")

#: Screens reached from an entry of the rail that bears another name.
BELONGS = {
    "case": "cases", "devices": "sync_centre", "mend": "sync_centre", "about": "settings", "help": "settings",
    "film": "settings",
    "alarms": "today", "assistant": "today", "backups": "sync_centre", "readiness": "sync_centre",
    "drill_report": "sync_centre", "hub_audit": "sync_centre",
    "plates": "more", "prices": "more", "rewards": "more", "accessibility": "settings", "performance": "settings",
    "counted": "insights", "insights": "insights", "model_health": "insights",
    "claim_queue": "risk", "fairness": "risk", "premium": "policy", "premiums": "policy",
    "underwriting_queue": "policy",
}  # fmt: skip

#: Record types with a place of their own in the rail, in its order.
_LISTS: dict[Mode, tuple[str, ...]] = {
    "showroom": ("vehicle", "lead", "customer", "test_drive", "activity", "sale"),
    "fleet": ("policy", "claim", "vehicle", "driver", "customer", "insurer", "telematics_day"),
}
#: What else each app deals in; reached from one page.
_FURTHER: dict[Mode, tuple[str, ...]] = {
    "showroom": (
        "approval_request", "hold", "payment", "plate_checkout", "redemption", "vehicle_cost",
        "price_decision", "person", "store",
        "saved_search",
    ),
    "fleet": (
        "claim_decision", "claim_review", "underwriting_decision", "coaching", "risk_rule", "person", "store",
        "saved_search",
    ),
}  # fmt: skip


#: Screens of no one record type that only those have who have the entry of the rail which they belong to.
_BY_ROLE = frozenset({"cases", "case", "risk", "fairness", "insights", "counted", "more", "premium", "premiums"})


@dataclass(frozen=True)
class Stop:
    """One entry of the rail."""

    key: str
    label: str
    icon: str
    place: Place
    foot: bool = False


def stops(mode: Mode, role: str) -> list[Stop]:
    """The rail of an app for a role: only what the role may read. In customer mode that is vehicles."""
    if role == SHOWING:
        return [_stop(mode, "vehicle")]
    found = [Stop("today", words.TODAY, "home", TODAY)]
    found += [_stop(mode, name) for name in _LISTS[mode] if may_read(role, name)]
    if mode == "showroom" and may_read(role, "case_closure"):
        found.append(Stop("cases", words.CASES, "warning", CASES))
    if mode == "fleet" and may_read(role, "coaching"):
        found.append(Stop("risk", risk_words.TITLE, "warning", RISK))
    if boards_of(mode, role):
        found.append(Stop("insights", insight_words.TITLE, "chart", INSIGHTS))
    if further(mode, role):
        found.append(Stop("more", words.MORE, "more", MORE))
    found.append(Stop("sync_centre", words.SYNC_CENTRE, "sync-safe", SYNC_CENTRE, foot=True))
    found.append(Stop("settings", words.SETTINGS, "settings", SETTINGS, foot=True))
    return found


def further(mode: Mode, role: str) -> list[Stop]:
    """The lists that have no place of their own in the rail."""
    if role == SHOWING:
        return []
    return [_stop(mode, name) for name in _FURTHER[mode] if may_read(role, name)]


def may_go(mode: Mode, role: str, place: Place) -> bool:
    """Whether a role may be at a place; pages of the window that everybody has are open to all."""
    if place.record_type and not may_read(role, place.record_type):
        return False
    if place.screen in ("new", "import"):
        return may_create(role, place.record_type)
    if place.screen == "devices":
        return may_see_devices(role)
    if place == HUB_AUDIT:
        return may_read(role, "audit_entry")
    here = [*stops(mode, role), *further(mode, role)]
    if place in _SCREENS.values():
        return place in {stop.place for stop in here}
    return place.screen not in _BY_ROLE or BELONGS.get(place.screen, place.screen) in {stop.key for stop in here}


def first(role: str) -> Place:
    """What a window opens with."""
    return Place("list", "vehicle") if role == SHOWING else TODAY


def _stop(mode: Mode, name: str) -> Stop:
    about = RECORD_TYPES[name].about
    label = words.PLACES.get((mode, name), about.plural)
    return Stop(name, label, words.ICONS.get(name, about.icon), _SCREENS.get(name, Place("list", name)))


class History:
    """Places in the order they were shown, with a finger on the current one."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._at = -1

    @property
    def current(self) -> Place | None:
        """What is shown now."""
        return self._places[self._at] if self._places else None

    def visit(self, place: Place) -> None:
        """Something new is shown: what lay ahead is forgotten."""
        if place != self.current:
            self._places = [*self._places[: self._at + 1], place][-100:]
            self._at = len(self._places) - 1

    def back(self) -> Place | None:
        """What was shown before, or None; does not move."""
        return self._places[self._at - 1] if self._at > 0 else None

    def forward(self) -> Place | None:
        """What was left by going back, or None; does not move."""
        return self._places[self._at + 1] if self._at + 1 < len(self._places) else None

    def latest(self) -> list[Place]:
        """The places shown, the latest first, each once."""
        return list(dict.fromkeys(reversed(self._places)))

    def step(self, by: int) -> None:
        """Move the finger; never beyond the ends."""
        self._at = max(0, min(len(self._places) - 1, self._at + by))

    def forget(self, place: Place) -> None:
        """Take a place out, such as a form that has been saved."""
        before = self._places[: self._at + 1].count(place)
        self._places = [one for one in self._places if one != place]
        self._at = max(0, self._at - before) if self._places else -1
