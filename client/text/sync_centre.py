"""Words of the sync centre."""

TITLE = "Sync centre"
SYNC_NOW = "Sync now"
SAFE = "Your work is safe on the hub. Nothing waits on this device."
SAFE_OFFLINE = "Nothing waits on this device. What you save now is kept here and goes to the hub as soon as it answers."
WAITING_ONE = "1 change is only on this device, made {since}. It goes to the hub by itself as soon as the hub answers."
WAITING_MANY = (
    "{count} changes are only on this device, the oldest made {since}. "
    "They go to the hub by themselves as soon as it answers."
)
FROZEN_ONE = (
    "1 change is only on this device, made {since}. "
    "The hub takes nothing for now; the change goes to it by itself as soon as it does."
)
FROZEN_MANY = (
    "{count} changes are only on this device, the oldest made {since}. "
    "The hub takes nothing for now; they go to it by themselves as soon as it does."
)
KEEP = "Do not wipe or lend this device until they are sent."
WHAT_WAITS = "What waits"
WAITING_NOTHING = "Nothing waits."
WAITING_ROW = "{count} changes"
WAITING_ROW_ONE = "1 change"
WAITING_MORE = "and {count} more records"
REFUSED = "What the hub refused"
REFUSED_NOTHING = "The hub has refused nothing."
REFUSED_HELP = (
    "These changes are kept here, but nobody else sees them. "
    "Open one to mend it and send it again, to hand it to somebody who may, or to discard it."
)
DISAGREEMENTS = "Disagreements to settle"
DISAGREEMENTS_NOTHING = "Nobody has changed the same thing as somebody else."
HUB = "The hub"
STATE = "State"
HEARD = "Last heard"
NEVER = "Not yet"
HERE = "Records on this device"
DEVICE, PERSON, ROLE = "Device", "Signed in as", "Role"
PROBLEM = "What keeps the device from the hub"
UNKNOWN_RECORD = "A record of a kind this version does not know"
PHASES = {
    "not_enrolled": "Not connected to a hub", "signed_out": "Signed out", "offline": "Hub not reached",
    "first_sync": "First sync", "catching_up": "Catching up", "live": "In touch, live", "locked": "Revoked",
}  # fmt: skip
TROUBLE = "Is something wrong?"
CHECK = "Check again"
CHECKING = "Looking for what could be wrong …"
NOTHING_WRONG = "Nothing is wrong: network, hub, certificate, clock, disk and this device are in order."
WRONG_COUNT = ("This is what is wrong:", "These things are wrong, the gravest first:")
NEXT_STEP = "What to do: {step}"
BREAKS_NOTED = "My administrator knows: list it no more"
BREAKS_NOTED_SAID = "Noted. It stays in the support file, and anything new is listed again."
SAVE_BUNDLE = "Save a support file…"
BUNDLE_NAME = "forecourt-support.zip"
BUNDLE_FILES = "ZIP (*.zip)"
BUNDLE_SAVED = "Saved as {name}. It holds counts and states only: no names, no numbers, nothing of your customers."
BUNDLE_NOT_SAVED = "The file could not be saved there: {why}. Choose another folder."
#: Why a record waits, by what keeps the device from its hub.
WHY_WAITING = {
    "": "being sent", "no_network": "no network", "hub_down": "the hub does not answer", "hub_busy": "the hub is busy",
    "certificate": "the hub cannot prove who it is", "revoked": "this device was locked out",
    "too_old": "this program is too old", "sign_in": "you need to sign in", "disk_full": "the disk is full",
    "not_enrolled": "not connected to a hub", "drill": "an outage drill runs",
    "frozen": "the hub takes nothing for now",
}  # fmt: skip
WHY_UNKNOWN = "the hub was not reached"
WAITS_SINCE = "{when}: {why}"
DEVICES = "Devices"
DEVICES_OWN = "The devices you have used."
DEVICES_TOLD = "As the hub told {when}."
DEVICES_UNKNOWN = "The hub has not told yet which devices there are."
DEVICE_HEARD = "heard {when}"
DEVICE_NEVER = "not heard yet"
DEVICE_WAITING = "{count:,} changes wait there"
DEVICE_WAITING_ONE = "1 change waits there"
DEVICE_REFUSED = "{count:,} refused"
DEVICE_REVOKED = "locked out"
DEVICE_HERE = "{name} (this device)"
DEVICE_SAFE = "nothing waits there"
RECEIPTS = "Changes made here"
RECEIPTS_WORDS = (
    "{receipts:,} with the hub's receipt, {waiting:,} waiting, {set_aside:,} refused, {lost:,} unaccounted for"
)
CLOCK = "Clock"
CLOCK_RIGHT = "as the hub's"
CLOCK_OFF = "{off} {direction}"
BACKUP = "The hub's backup"
BACKUP_NONE = "None that we know of"
BACKUP_ALL = "Holds everything that is on the hub"
BACKUP_SOME = "Lacks the newest {count:,} changes"
