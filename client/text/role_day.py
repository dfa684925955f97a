"""Words of the sections of the first screen for those who look after others."""

TITLES = {
    "team": "Open leads by salesperson",
    "stores": "Open leads by store",
    "devices": "Devices to look after",
    "decisions": "Decided lately",
    "underwriting": "Underwriting",
}
NOTHING = {
    "team": "No lead is open.",
    "stores": "No lead is open.",
    "devices": "Every device was heard within a day and has nothing waiting, as the hub last told.",
    "decisions": "No decision is on this device yet.",
    "underwriting": "No policy waits for an underwriting decision.",
}
UNDERWRITING_WAITS = "Policies that wait for a decision: {count}"
UNDERWRITING_REFERRED = "Policies that were referred: {count}"
UNDERWRITING_FIRST = "First {number} · {holder}, begins {day}"
UNDERWRITING_DECIDE = "Decide"
NOBODY = "Nobody’s yet"
LEADS = "Open leads: {count}"
LATE = "{count} overdue"
IN_TIME = "In time"
HEARD = "Heard {ago}"
NEVER_HEARD = "Never heard"
SILENT = "Silent"
WAITS = "{count} changes wait"
DECISION = "{kind}: {title}"
ABOUT = "{title}, {about}"
DECIDED = "{when} · {who}"
NOT_TOLD = "The hub has not told of the devices yet"
NOT_TOLD_DETAIL = "It does once it is reached."
