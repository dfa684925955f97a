"""Words about backups of the device: making, checking, putting them back, and the second place copies go to."""

from __future__ import annotations

from collections.abc import Sequence

FAILED = (
    "No backup could be made in {folder}: {reason}. Your work is safe as before; please free space or see the folder."
)
NO_ROOM = (
    "There is no room for a backup in {folder}: it needs {needed:,} MB, {free:,} MB are free. "
    "Your work is safe as before. Free some space, or keep fewer backups."
)
STOPPED = "Stopped. Nothing was changed."
NOT_A_BACKUP = "{path} is no backup that this version of Forecourt can read. Nothing was changed."
DAMAGED = "{path} is damaged: it is no backup that can be relied on. Nothing was changed. Please take another one."
OTHER_KEY = (
    "{path} does not open with the key of this device: it was made on another one, or is damaged. Nothing was changed. "
    "Copies at a second place open wherever their person signs in."
)
GONE = "{path} is not there any more: perhaps a disk was taken out. Nothing was changed."
TOO_NEW = (
    "{path} was made by a newer version of Forecourt. Nothing was changed. Update Forecourt here, then put it back."
)
OTHER_PERSON = (
    "{path} is the backup of another person. Nothing was changed. That person signs in here and puts it back."
)
OTHER_HOUSE = "{path} is the backup of another house. Nothing was changed."
SEALED_FOR_OTHERS = (
    "{path} is sealed, and the key to it is not on this device. Nothing was changed. "
    "The hub gives the key to the person it belongs to: sign in while the hub answers, then try again."
)
NO_KEY_YET = "Copies are made as soon as the hub was heard once: it gives the key that seals them."
MADE = "Backup made: {path}"
RESTORED = (
    "From the backup came {new} records that were not here, additions to {added} more, and {unsent} changes that had "
    "never been sent. Nothing that is here was taken away."
)

# --- the screen ---

TITLE = "Backups"
DETAIL = "Copies of everything on this device. Putting one back adds what is missing and takes nothing away."
BACK_UP = "Back up now"
FROM_FILE = "Put back from a file…"
FILES = "Backups (*.sqlite *.forecourt-backup)"
MAKING, CHECKING_ONE = "Making a backup", "Checking the backup"
LOOKING, PUTTING_BACK = "Looking what is in the backup", "Putting the backup back"
COPYING = "Copying to the second place"
STEP = "{done} of {all}"
MADE_NOW = "Backup made and checked: {size}."
MADE_BOTH = "Backup made and checked: {size}, here and at the second place."
LIST = "Backups on this device"
LIST_AWAY = "Copies at the second place"
NONE = "None yet. The first is made by itself within minutes; or choose “Back up now”."
NONE_AWAY = "No copy yet."
REASONS = {
    "daily": "made by itself, every day", "upgrade": "made before an upgrade", "repair": "made before a repair",
    "asked": "made by hand",
}  # fmt: skip
OTHER_REASON = "made for another reason"
WHOLE, NOT_CHECKED, BROKEN = "Checked, whole", "Not checked", "Damaged"
CHECKED_AT = "Whole, checked {when}"
IS_DAMAGED = "This backup is damaged. It was kept, but cannot be put back. Make a new one with “Back up now”."
IS_WHOLE = "This backup is whole: every page of it can be read."
ROW = "{reason}, {size}"
ROW_BOTH = "{reason}, {size}, also at the second place"
ROW_DEVICE = "{reason}, {size}, from another device of yours"
STANDING_OK = "Newest backup: {when}, whole."
STANDING_OLD = "Newest backup: {when}. That is long ago; choose “Back up now”."
STANDING_NONE = "There is no backup of this device yet. What the hub has is safe; what only this device has is not."

WHEN, WHY, SIZE, STATE, WHERE = "Made", "Why", "Size", "Integrity", "Where"
CHECK, PUT_BACK, CLOSE, CANCEL = "Check it", "Put back…", "Close", "Cancel"
PUT_BACK_NOW = "Put back"
PREVIEW = "Put back the backup of {when}"
NOTHING_MISSING = "Everything in this backup is already on this device. There is nothing to put back."
COMES_BACK = "This would come back, because it is missing here:"
NEW_RECORDS = "{count} {what}"
ADDED = "Missing parts of {count} records that are here."
ADDED_ONE = "Missing parts of 1 record that is here."
UNSENT = "{count} changes that were never sent; they would go to the hub."
UNSENT_ONE = "1 change that was never sent; it would go to the hub."
STAYS = "What was done since stays as it is: {count:,} changes are newer than this backup."
STAYS_ONE = "What was done since stays as it is: 1 change is newer than this backup."
STAYS_NONE = "Nothing that is here now changes."
NOBODY = "Nothing anybody else has done is rolled back. The hub brings whatever is newer still."
UNKNOWN_KIND = "records of a kind this version does not know"

# --- the second place ---

SECOND = "The second place"
SECOND_HELP = (
    "A folder on another disk, a USB stick or a network drive. Every backup is copied there too. "
    "The copies are sealed: only you, signed in at your hub, can open them."
)
SECOND_NONE = "None chosen. If this device is stolen or its disk fails, its backups are gone with it."
SECOND_HERE = "{folder} is connected. Newest copy: {when}."
SECOND_EMPTY = "{folder} is connected. The first copy is on its way."
SECOND_AWAY = (
    "{folder} is not connected just now. That is no trouble: backups are made here, and copied there when it is back."
)
SECOND_TROUBLE = "{folder} is connected, but the copy was not made: {reason}"
SAME_DISK = "This folder is on the same disk as Forecourt: it does not help when that disk fails."
CHOOSE, CHOOSE_TITLE = "Choose a folder or disk…", "Where copies of backups go"
CHOOSE_NONE = "Use no second place"
CHOSEN = "Copies go to {folder} from now on."
CHOSEN_NONE = "Copies go nowhere else from now on. Those already made stay where they are."
CANNOT_USE = "{folder} cannot be written to: {reason}. Please choose another folder."
INSIDE = "{folder} is where Forecourt keeps its own data. Please choose a folder on another disk."
KEEP = "How many are kept"
KEEP_HELP = "The newest of each kind; older ones are removed after a new one was made."
KEPT_CHOICES: Sequence[tuple[int, str]] = ((3, "3 of each kind"), (7, "7 of each kind"), (14, "14"), (30, "30"))
KEPT_NOW = "{count} of each kind are kept from now on."
