"""Words of privacy requests: giving out what is known of a person, and erasing it."""

from __future__ import annotations

EXPORT_MENU = "Everything about this person…"
EXPORT_FILE = "What we know of {title}"
PAPER = "What we know of this person"

BUTTON = "Erase person…"
TITLE = "Erase this person?"
TEXT = (
    "Everything about {title} is taken away for good: from the hub, and from every device when it is next in touch. "
    "Sales, payments and claims stay without the name. This cannot be undone, and no backup of a device brings it back."
)
REACH = "{records}: {number}"
KEPT = "{records}: {number}, kept without the name"
ASKING = "Asking the hub what would be erased…"
CLOSE = "Close"
CONFIRM = "Erase for good"
DONE = "Erased on the hub. Each device does the same the next time it is in touch."
OFFLINE = "Erasing needs the hub, which is out of reach just now. Try again when this device is connected."
STATE = "{name}, {person}: {state}"
STATES = {
    "waiting": "still to hear of it",
    "erased": "erased",
    "cleaned": "erased and cleaned up",
}
STANDING = "Devices that may hold something"
