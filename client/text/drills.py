"""Words of the outage drill: the line that marks it everywhere, beginning and ending it, and its report."""

LINE = "Outage drill: your work is safe here and goes to the hub when the drill ends. Planned end: {until}."
LINE_OPEN = (
    "Outage drill: your work is safe here and goes to the hub when the drill ends. It lasts until somebody ends it."
)
END = "End the drill"
ENDED = "The drill has ended. What was done meanwhile goes to the hub now."
BEGUN = "The outage drill has begun. Work on as you would without the hub."
WINDOW_TITLE = "Outage drill – {title}"
#: What keeps the device from its hub, in the sync centre and where the hub was asked for something.
RUNS = "An outage drill runs: the hub is left alone on purpose. What you save is kept here and sent when it ends."
CUT = "An outage drill runs on this device, so the hub is not asked. End the drill to do this now."
SIGN_IN_TITLE = "An outage drill runs on this device"
SIGN_IN_TEXT = (
    "As in a real outage, nobody can sign in anew while the hub cannot be reached. "
    "End the drill to sign in; what was done during it is kept and goes to the hub."
)

TITLE = "Outage drill"
HELP = (
    "Try a day without the hub while it is there. This device leaves the hub alone for the time you choose; everything "
    "else goes on: sales are tentative, alarms ring, papers print. Anybody can end it at once, and a report says what "
    "was done and how it came together again."
)
BEGIN = "Begin a drill…"
BEGIN_NOW = "Begin the drill"
CANCEL = "Cancel"
HOW_LONG = "How long"
LENGTHS = ((60, "One hour"), (240, "Four hours"), (1_440, "A day"), (0, "Until somebody ends it"))
MAY_NOT = "A sales manager, a fleet manager, head office or IT begins a drill. Anybody may end one."
RUNNING = "A drill is on. Begun: {began}, by {name}."
BEFORE_BEGIN = "{count:,} changes still wait for the hub. The drill can begin; they go with everything else afterwards."

REPORTS = "Drills held on this device"
NO_REPORTS = "None yet."
ROW = "{length}, begun by {name}"
STATE_COUNTING = "Waiting for the hub"
STATE_DONE = "Reported"
REPORT_TITLE = "Report of the outage drill"
GONE = "This drill is not known on this device any more."
NOT_YET = "The report is made once everything done during the drill is on the hub. Nothing is lost meanwhile."
RESULT_OK = "Everything done during the drill is on the hub, {took} after it ended. Nothing was lost."
RESULT_LOOK = "Everything done during the drill reached the hub, {took} after it ended. These need a person: {what}."
LOST_ONE, LOST_MANY = "1 claim that somebody else had first", "{count} claims that somebody else had first"
CONFLICTS_ONE, CONFLICTS_MANY = (
    "1 value that somebody else changed too",
    "{count} values that somebody else changed too",
)
REFUSED_ONE, REFUSED_MANY = "1 change the hub refused", "{count} changes the hub refused"
AND = " and "
SECONDS, MINUTES, HOURS, DAYS = "{count} s", "{count} min", "{count} h", "{count} days"
FACTS = {
    "began": "Began", "ended": "Ended", "length": "Lasted", "by": "Begun by", "ended_by": "Ended by",
    "device": "Device", "changes": "Changes made", "records": "Records touched", "sales": "Sales recorded",
    "tentative": "Claims made without the hub", "lost": "Claims lost to somebody else", "alarms": "Alarms rung",
    "conflicts": "Values in conflict afterwards", "refused": "Changes refused by the hub",
    "settled": "All on the hub after",
}  # fmt: skip
BY_ITSELF = "by itself, at its time"
WHAT, HOW, AFTER = "The drill", "What was done", "How it came together"
PDF, PDF_NAME = "Save as PDF…", "Outage drill {day}"
OPEN_CASES = "Open the cases"
SYNC_CENTRE = "Open the sync centre"
EXPLAIN = (
    "Claims made without the hub were tentative until the hub confirmed them. Alarms rang from what this device knows. "
    "Figures count the changes in this device's own log."
)
