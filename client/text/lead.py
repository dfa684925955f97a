"""Words of the page of one lead."""

NOT_HERE = "This lead is not on this device"
NOT_HERE_TEXT = "It may belong to another store, or it has been taken away."
DETAIL = "{source} · {owner}"
SCORE = "Chance to buy"
STATUS = "How far it is"
MOVE_TO = "Move to …"
CONTACT = "Contact"
PHONE, EMAIL, TOWN, OWNER, BUDGET, WANTED, INTEREST, LAST = (
    "Phone", "E-mail", "Town", "Salesperson", "Budget", "Looking for", "Interest", "Last contact",
)  # fmt: skip
VEHICLES = "Cars in question"
VEHICLES_NOTHING = "No car has been named yet."
WANTED_CAR, DRIVEN_CAR = "Named in the lead", "Test drive {when}"
TIMELINE = "What happened"
TIMELINE_NOTHING = "Nothing has been noted yet."
ENTRY = "{kind}: {subject}"
ENTRY_DETAIL = "{when} · {person}"
ENTRY_OUTCOME = "{when} · {person} · {outcome}"
DRIVE_ENTRY = "Test drive: {vehicle}"
NEXT = "Next step"
NEXT_DUE = "Due {day}"
NEXT_NONE = "No next step is set."
NEXT_SET = "Set next step"
LOG = "Note something"
LOG_CALL, LOG_VISIT, LOG_NOTE, LOG_TASK = "Log call", "Log visit", "Add note", "Add task"
BOOK = "Schedule Test Drive"
EDIT = "Edit"
LOST = "Lost"
MOVED = "{name}: {status}"
OPEN_CUSTOMER = "Open customer"

# The dialog that notes what happened.
LOG_TITLES = {"call": "Log call", "visit": "Log visit", "note": "Add note", "task": "Add task"}
LOG_SUBJECTS = {"call": "Called", "visit": "Visited us", "note": "", "task": ""}
SAVE = "Save"
SAVED = {"call": "Call noted", "visit": "Visit noted", "note": "Note added", "task": "Task added"}
WHAT = {"call": "What was said", "visit": "What was said", "note": "Note", "task": "What is to be done"}
NEXT_DAY = "Next step due"
LOST_TITLE = "Mark as lost"
LOST_SAVE = "Mark as lost"
