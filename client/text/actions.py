"""Words of the actions: the palette, the menu of the window, and the sheet of keys."""

# --- the palette ---
PALETTE = "Find anything"
LOOK_FOR = "Page, action or record"
HINT = "Type a few letters; mistakes are forgiven. Up and Down choose, Enter opens."
COUNT = "{count:,} entries"
COUNT_ONE = "1 entry"
CURRENT = "{label}, {detail}, {place} of {count}"
NOTHING = "Nothing is called “{text}”. Try another word, or fewer letters."
STILL_LOOKING = "Looking through the records …"
CLOSE = "Close"
ENTRY = "{label}\n{detail}"
DETAIL_WITH_KEYS = "{group} · {keys}"

#: Where an entry comes from, as its second line says.
GROUPS = {
    "recent": "Seen lately",
    "here": "On this page",
    "go": "Go to",
    "new": "Make new",
    "window": "Everywhere in Forecourt",
}
NEW = "New {label}"
IN_MENU = "{menu}: {entry}"

#: What the actions that are everywhere are called.
ACTIONS = {
    "what_i_did": "What I did",
    "palette": "Find anything",
    "back": "Back",
    "forward": "Forward",
    "undo": "Undo the last change",
    "redo": "Do it again",
    "search": "Search everything",
    "alarms": "Alarms",
    "backups": "Backups",
    "readiness": "Ready for an outage?",
    "devices": "Devices",
    "import": "Import {plural}",
    "sync_now": "Sync now",
    "settings": "Settings",
    "help": "Help on this page",
    "help_centre": "Help",
    "film": "Film: how a car is sold",
    "shortcuts": "Keyboard shortcuts",
    "tour": "Tour: sell a demo car",
    "accessibility": "Accessibility report",
    "performance": "Performance",
    "model_health": "How the models do",
    "assistant": "Ask a question",
    "hub_audit": "Audit of the hub",
    "about": "About Forecourt",
    "customer_mode": "Customer mode",
    "leave_customer_mode": "Leave customer mode",
    "lock": "Lock this device",
    "switch_person": "Somebody else works here",
    "sign_out": "Sign out",
    "rotate_colours": "Light, dark or high contrast",
}
#: Other words under which they are found.
ALSO = {
    "what_i_did": "history undo changes log",
    "undo": "take back revert",
    "redo": "repeat again",
    "alarms": "reminders bell notifications",
    "backups": "copies restore safety",
    "readiness": "drill outage offline check",
    "devices": "tablets enrol hub",
    "sync_now": "synchronise hub push refresh",
    "settings": "preferences language colours text size PIN",
    "help": "explain page what is this",
    "help_centre": "manual questions explain",
    "film": "video captions transcript watch demo",
    "shortcuts": "keys keyboard hotkeys",
    "tour": "learn training introduction demo",
    "accessibility": "audit contrast screen reader",
    "performance": "speed slow fast lag figures",
    "model_health": "scores drift prediction learn retrain model",
    "assistant": "assistant chat question answer colleague",
    "hub_audit": "log who did what sign-ins proof check",
    "about": "version licence support",
    "customer_mode": "hide cost margin show to customer privacy",
    "leave_customer_mode": "show cost again",
    "lock": "screen PIN away",
    "switch_person": "change user colleague",
    "sign_out": "log out leave",
    "rotate_colours": "theme dark mode night contrast",
}

# --- the sheet of keys ---
SHEET = "Keyboard shortcuts"
SHEET_FIND = "Find a key or what it does"
SHEET_COPY = "Copy as text"
SHEET_COPIED = "The shortcuts are on the clipboard."
SHEET_CLOSE = "Close"
SHEET_HERE = "On this page"
SHEET_EVERYWHERE = "Everywhere"
SHEET_NOTHING = "No key is called “{text}”."
SHEET_COUNT = "{count} keys"
SHEET_MORE = "More help"
