"""Words of lists, record pages and saved searches."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QLocale

from accessibility.widgets.quantities import write_decimal

CARD = "View details for {title}"

# --- tables ---
CELL = "{label}: {value}"
EMPTY_CELL = "nothing entered"
SORT_BY = "Sort by {label}"

# --- what people disagree about ---
DISPUTED = "two values entered"
DISPUTED_PILL = "Two values"
DISPUTED_CELL = "⚠ {value}"
DISPUTED_HINT = "Several people entered different values at the same time. Open the record to choose."
DISPUTED_FIELD = "Also entered: {others}. Choose above; entering a value settles it too."
DISPUTED_OTHER = "{value} by {who}, {when}"
JOINED = "{who} wrote here at the same time; both texts were joined. Please read it through."
NEWS = "{time}: {what}"
NEWS_CHANGED = "{label} was changed"
NEWS_EMPTIED = "{label} was emptied"
NEWS_STATUS = "The status is now: {status}"
NEWS_MORE = "and {count} more"
NOTED_ELSEWHERE = "{label}: {note}"

# --- lists ---
COUNT_ONE = "1 {label}"
COUNT_MANY = "{count} {plural}"
COUNTING = "Searching …"
SEARCH_IN = "Search {plural}"
CORRECTED = "Showing results for {used}"
NEW = "New {label}"
IMPORT = "Import"
VIEW = "View"
CARDS, TABLE = "Cards", "Table"
SORT = "Sort"
SORT_LABEL = "Sorted by {order}"
BEST_MATCH = "Best match"
NEWEST_FIRST = "Newest first"
RISING = "{label}, lowest first"
FALLING = "{label}, highest first"
RISING_TEXT = "{label}, A to Z"
FALLING_TEXT = "{label}, Z to A"
RISING_TIME = "{label}, earliest first"
FALLING_TIME = "{label}, latest first"
TABLE_NAME = "{plural}, table"
MORE = "Show {count} more"
MORE_IN_TABLE = "Showing the first {count}. Narrow the search, or use the table to see all {total}."
SHOW_TABLE = "Show as table"
VIEW_DETAILS = "View details"
EXPIRES_ON = "Expires {day}"
EXPIRED_ON = "Expired {day}"
FACT_ROW = "{label}: {value}"

# --- filters ---
FILTERS = "Filters"
FILTERS_COUNT = "Filters ({count})"
FILTERS_NAME = "Filters for {plural}"
FILTER_CHIP = "{group}: {value}"
FILTER_REMOVE = "Remove filter {group}: {value}"
CLEAR_FILTERS = "Clear filters"
MORE_FILTERS = "More filters"
FEWER_FILTERS = "Fewer filters"
FILTERS_COMING = "The filters appear as soon as the search index is ready."
DONE = "Done"

# --- nothing there ---
NONE_YET = "No {plural} yet"
NONE_YET_TEXT = "What you add appears here at once, and on the other devices as soon as the hub can be reached."
NONE_FOUND = "Nothing found"
NONE_FOUND_FOR = "Nothing found for “{text}”"
NONE_FOUND_FILTERS = "No {plural} pass the filters that are set."
NONE_OF = "{label} not found"

# --- saved searches ---
SAVED = "Saved searches"
SAVED_SAVE = "Save this search …"
SAVED_MANAGE = "Manage saved searches …"
SAVED_NONE = "No saved searches yet. Search or filter a list, then choose “Save this search”."
SAVED_TITLE = "Save this search"
SAVED_NAME = "Name"
SAVED_ALERT = "Tell me about new matches"
SAVED_SAVED = "Search “{name}” saved"
SAVED_DELETE = "Delete saved search {name}"
SAVED_OPEN = "Open saved search {name}"
SAVED_DELETED = "Search “{name}” deleted"
SAVED_UNDO = "Undo"
SAVED_DETAIL = "{text} · {filters}"
SAVED_FILTERS_ONE = "1 filter"
SAVED_FILTERS = "{count} filters"
SAVED_EVERYTHING = "everything"
SAVED_UNREADABLE = "The saved search “{name}” cannot be read by this version."
SAVE, CANCEL = "Save", "Cancel"


def in_sentence(word: str) -> str:
    """A label as it stands within a sentence: "Test drive" becomes "test drive"; "VIN" and German nouns stay."""
    kept = word[:2].isupper() or QLocale().language() == QLocale.Language.German
    return word if kept else word[:1].lower() + word[1:]


def counted(count: int, label: str, plural: str) -> str:
    """ "1 vehicle", "79,350 vehicles", "0 vehicles"."""
    if count == 1:
        return COUNT_ONE.format(label=in_sentence(label))
    return COUNT_MANY.format(count=write_decimal(Decimal(count), 0), plural=in_sentence(plural))


# --- one record ---
BACK = "{plural}"
BACK_NAME = "Back to {plural}"
EDIT = "Edit"
ARCHIVE = "Archive"
RESTORE = "Restore"
ARCHIVED = "Archived"
ARCHIVED_DONE = "{title} archived"
RESTORED_DONE = "{title} restored"
SAVED_DONE = "Changes saved"
UNDO = "Undo"
ONLY_HERE = "Only on this device"
ON_HUB = "On the hub"
IN_BACKUP = "On the hub and in its backup"
NOT_HERE = "This record is not on this device"
NOT_HERE_TEXT = "It may not have arrived yet, or you may not see it."
DETAILS = "Details"
EMPTY_FIELDS_ONE = "Show 1 empty field"
EMPTY_FIELDS = "Show {count} empty fields"
EMPTY_FIELDS_HIDE = "Hide empty fields"
OPEN_RECORD = "Open {title}"
TRUTH_CREATED = "Created {created}. Last changed {updated} by {who}."
SOMEBODY = "somebody"
CREATED_DONE = "{label} created successfully"
RECORDED_DONE = "{label} recorded successfully"
NEW_TITLE = "New {label}"
FACT_NOTE = "This is written once. It cannot be changed afterwards; a later one corrects it."
NOT_YOURS = "Your role may not add {plural}."

# --- related records ---
RELATED = "{plural}"
RELATED_BY = "{plural} ({field})"
RELATED_ALL = "Show all {count}"
RELATED_ADD = "Add"
RELATED_ADD_NAME = "Add {label}"

# --- history ---
SEPARATOR = " · "
HISTORY = "History"
HISTORY_SHOW = "Show history"
HISTORY_HIDE = "Hide history"
HISTORY_LINE = "{who}, {when}"
HISTORY_FIELD = "{label}: {value}"
HISTORY_CHANGED = "{label}: {value}, before {before}"
HISTORY_CLEARED = "{label}: cleared, before {before}"
HISTORY_CHOSEN = "{label}: {value} chosen again"
HISTORY_ADDED = "{label}: added {what}"
HISTORY_REMOVED = "{label}: removed {what}"
HISTORY_CELL = "{label}, {cell}"
BETWEEN_CELLS = ", "
HISTORY_EMPTY_ROW = "a row with nothing in it"
HISTORY_TEXT_WRITTEN = "{label}: “{text}”"
HISTORY_TEXT_EMPTIED = "{label}: taken away “{text}”"
HISTORY_TEXT_CHANGED = "{label}: “{value}”, before “{before}”"
HISTORY_PUT_AWAY = "Put away"
HISTORY_BROUGHT_BACK = "Brought back"
HISTORY_OLDER = "Show {count} older changes"
HISTORY_NONE = "No history is kept on this device for this record."

# --- why this value ---
WHY = "Why this value?"
COPY = "Copy"
WHY_FIELD = "Why this value? {label}"
WHY_TITLE = "Why this value? {label}"
WHY_HINT = "Why this value? (Alt+W)"
WHY_NONE = "Nobody has entered anything here yet."
WHY_FACT = "Recorded once by {who} on {when}. It cannot have changed since."
WHY_BY = "Entered by {who}"
WHY_WHEN = "{when}, on {device}"
WHY_OFFLINE = "without connection to the hub"
WHY_ONLINE = "connected to the hub"
WHY_PENDING = "not on the hub yet"
WHY_ON_HUB = "on the hub"
WHY_CLEARED = "Nothing (cleared)"
THIS_DEVICE = "this device"
NAMED_DEVICE = "“{name}”"
OTHER_DEVICE = "device {short}"
STATES = {
    "shown": "Shown now",
    "rival": "Entered at the same time",
    "replaced": "Replaced",
    "set_aside": "Refused by the hub",
}
CLOSE = "Close"
