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
    "Open the record to enter it again, or ask somebody who may."
)
REFUSED_ROW = "{title}"
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
    "first_sync": "First sync", "catching_up": "Catching up", "live": "In touch, live",
}  # fmt: skip
