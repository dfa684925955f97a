"""Words about the replica file and what can be wrong with it."""

IN_USE = "Forecourt is already running with this data ({path}). Please use the window that is open, or close it first."
TOO_NEW = "This data ({path}) was written by a newer version of Forecourt. Please update; nothing was changed."
DAMAGED = "The data file {path} is damaged. It is kept as it is; Forecourt can fetch everything from the hub again."
KEY_LOST = (
    "The keyring of this device no longer has the key to the data in {folder}. Nothing was changed. If the keyring is "
    "only locked, unlock it and start Forecourt again. If the key is gone, start again from the hub: the old files are "
    "kept aside, and copies of backups at a second place can be put back."
)
KEY_LOST_TITLE = "The key to your data is missing"
KEY_LOST_CLOSE, KEY_LOST_ANEW = "Close", "Start again from the hub"
KEY_NOT_KEPT = "The keyring of this device did not keep a new key, so nothing was encrypted with it. Please try again."
UNWRITABLE = "Forecourt may not write in {folder}. Please choose another folder or have the rights changed."
DISK_FULL = "The disk that holds {folder} is full, so this was not saved. Please free some space and save again."
NO_SUCH_RECORD = "This record is not on this device any more."
UNKNOWN_TYPE = "There are no records of the kind '{type}' in this version."
FACT_NOT_EDITABLE = "{label} is written once and cannot be changed; record a new one instead."
CHANGED_SINCE = "{title} was changed after the import by {people}"
SOMEBODY = "somebody"
NOTHING_TO_UNDO = "There is nothing to undo here."
NOTHING_TO_REDO = "This was not undone, so there is nothing to do again."
#: Why a decision no longer counts that was undone.
UNDONE = "Undone"
ALREADY_UNDONE = "This is undone already."
NOT_UNDONE = "Nothing of it can be undone any more; it was changed since, or refused by the hub."
FACT_STAYS = "What is recorded once cannot be undone; a later record corrects it."
REBUILDING = "Preparing your records for this version"
CANNOT_MERGE = "These two cannot be made one: choose two different records of the same kind that are both here."
CANCELLED = "Stopped; nothing was changed."
CLOSED = "Forecourt is closing; please try again after the restart."
NUMBERED = "{label}: {number}."
NUMBERED_ALONE = (
    "{label}: {number}. This device has no numbers of its store left, so this one bears the device's own mark. "
    "New ones come as soon as the hub is there."
)
NOT_YOURS = "Your role may not change {records}. Please ask somebody who may."
STAYS_WITH_INSURER = "{label}: it stays with its insurer. Enter a new one for another insurer, and end this one."
FIELD_NOT_YOURS = "Your role may not change '{field}'. Please ask somebody who may."
COPIED = (
    "This device's data was put back or copied while another copy went on working, and both changed this record. "
    "The hub has the other change; please look at both and enter yours again if it still holds."
)
