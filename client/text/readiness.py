"""Words of the readiness report: could this device do without the hub for weeks, and what to do where it could not."""

TITLE = "Ready for an outage"
DETAIL = "Whether this device can go on without the hub for weeks, looked at just now."
CHECK_AGAIN = "Look again"
PDF, PDF_NAME = "Save as PDF…", "Ready for an outage {day}"
READY, LOOK = "Ready", "Look at this"
ALL_READY = "Everything is ready. This device can go on without the hub for weeks."
SOME = "{count} of {all} points need a look. What to do stands with each of them."
ONE = "1 of {all} points needs a look. What to do stands with it."
LOOKING = "Looking …"
LIST = "Points looked at"
DO = "{sentence} {to_do}"
COLUMN_POINT, COLUMN_STATE, COLUMN_SENTENCE, COLUMN_DO = "Point", "State", "What was found", "What to do"

#: For each point: its name, what is said when it is ready, what is said when it is not, and what to do then.
POINTS = {
    "complete": (
        "Records", "All of {all} parts of the house's records you may see are here: {records} records.",
        "{here} of {all} parts of the house's records are here so far.",
        "Stay with the hub until the first sync is done.",
    ),
    "age": (
        "How old they are", "This device was last in step with the hub {ago}.",
        "{what}", "Let it catch up with the hub before you count on it.",
    ),
    "whole": (
        "The file with your work", "Its pages are in order.", "Its pages are not in order.",
        "Make a backup now, then start Forecourt anew: it repairs the file and keeps what was not sent.",
    ),
    "sent": (
        "Work made here", "Everything made here is on the hub.", "{count} changes are only on this device.",
        "Choose “Sync now” while the hub answers. Nothing is lost meanwhile.",
    ),
    "photos": (
        "Photos and papers", "All {all} that records name are here.", "{missing} of {all} are not here yet.",
        "They come when somebody looks at their records while the hub answers.",
    ),
    "models": (
        "Scores", "All models are here; scores are made on this device.", "These models cannot be read: {which}.",
        "Install Forecourt again; everything else works without scores.",
    ),
    "numbers": (
        "Document numbers", "{left}.", "{left}.",
        "Stay with the hub for a minute: another block is given by itself. Without one, numbers get longer.",
    ),
    "sign_in": (
        "Sign-in", "You stay signed in without the hub, and this device has its key.",
        "{what} is missing on this device.", "Sign in again while the hub answers.",
    ),
    "backup": (
        "Backup", "The newest was made {ago} and is whole{second}.", "{what}", "Open the backups and make one now.",
    ),
    "disk": (
        "Room on the disk", "{free} are free.", "Only {free} are free.", "Empty the bin or move large files elsewhere.",
    ),
    "clock": (
        "Clock", "It agrees with the hub's.", "{what}", "Set date and time of this device, best to “automatic”.",
    ),
    "cover": (
        "Dates of cover", "All {all} policies tell until when they cover; test drives are checked without the hub.",
        "{without} of {all} policies tell no day on which their cover ends.",
        "Open them and enter the day, or cover cannot be checked.",
    ),
    "papers": (
        "Papers", "A PDF was made here without the hub, as every form is.", "No PDF could be made here: {reason}.",
        "Free some space for temporary files, or install Forecourt again.",
    ),
    "neighbours": (
        "Devices near this one", "{count} are in touch now; they exchange changes without the hub.",
        "{what}", "Have a second device in the same network with Forecourt open, or carry changes by file.",
    ),
}  # fmt: skip
NOT_IN_STEP = "This device was never in step with the hub in all that you may see."
IN_STEP = "This device was last in step with the hub {ago}."
NUMBERS = {"contract": "contracts", "receipt": "receipts"}
NUMBERS_LEFT = "{left:,} numbers for {numbered}, enough for {days:,} days"
NUMBERS_UNUSED = "{left:,} numbers for {numbered}"
NUMBERS_NONE = "no numbers for {numbered}"
AND = ", "
KEY, TOKEN = "The key of this device", "What keeps you signed in"
SECOND = ", with a copy at the second place"
NO_BACKUP = "There is no backup of this device."
OLD_BACKUP = "The newest backup was made {ago}."
BAD_BACKUP = "The newest backup is damaged."
CLOCK_UNKNOWN = "It was not compared with the hub's since Forecourt was started."
CLOCK_OFF = "It is {off} {direction}."
NEAR_NONE = "None is in touch now."
NEAR_CLOSED = "This device does not talk to those near it without the hub."
EXCHANGED_WITHOUT_HUB = "{count} are known here; changes are exchanged without the hub."
