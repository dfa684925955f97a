"""Words of the import screen. What is wrong with a file or a row is said by ``client.importing.words``."""

from __future__ import annotations

TITLE = "Import {plural}"
STEPS = ("File", "Columns", "Check", "Done")
BACK_TO_LIST = "Back to {plural}"

# --- the file ---
FILE_TITLE = "Choose a file"
FILE_TEXT = (
    "CSV, Excel (.xlsx) or JSON, also compressed with gzip. Any separator, encoding and way of writing dates and "
    "numbers; you see everything before it is written."
)
FILE_CHOOSE = "Choose file …"
FILE_DIALOG = "Choose a file to import"
FILE_TYPES = "Tables (*.csv *.tsv *.txt *.xlsx *.json *.jsonl *.ndjson *.gz);;All files (*)"
OPENING = "Opening {file}"
CANCEL = "Cancel"
BACK = "Back"
BACK_NAME = "Back to the step before"
SHEET = "Sheet"

# --- imports made before ---
PAST_TITLE = "Imports on this device"
PAST_NONE = "Nothing has been imported on this device yet."
PAST_LINE = "{count} on {when} by {who}"
PAST_GONE = "Taken back"
PAST_UNDO = "Take back"
PAST_UNDO_NAME = "Take back the import of {count} on {when}"
UNDO_TITLE = "Take this import back?"
UNDO_TEXT = (
    "Everything it added is archived, and values it changed are set back. What somebody has changed since "
    "stays as it is."
)
UNDO_DONE = "Import taken back: {count} archived or set back."
UNDO_LEFT_ONE = "1 record was changed since and stays: {notes}"
UNDO_LEFT = "{count} records were changed since and stay: {notes}"
AND_MORE = "{notes} and {count} more"

# --- columns ---
COLUMNS_TITLE = "Which column is what?"
COLUMNS_TEXT = "Suggested from the headings and the cells. Change what is not right."
COLUMNS_FOUND = "{file}: {columns} columns. {suggested} of them have a field."
LEAVE_EMPTY = "Leave empty"
ONE_VALUE = "One value for all rows …"
CURRENCY_OF = "{label}, currency column"
UNIT_OF = "{label}, unit column"
EXAMPLES = "For example: {cells}"
NO_CELLS = "This column is empty in the first rows."
UNUSED = "Not imported: {columns}"
UNUSED_NONE = "Every column is imported."
DUPLICATES = "Rows that are here already"
DUPLICATES_HELP = "Recognised by {field}"
RULES = {"skip": "Leave them out", "update": "Update the record", "keep": "Add them again"}
CHECK = "Check all rows"
COLUMNS_SAVE = "Save these choices …"
COLUMNS_LOAD = "Use saved choices …"
COLUMNS_SAVE_DIALOG = "Save the choices of columns"
COLUMNS_LOAD_DIALOG = "Use saved choices of columns"
COLUMNS_FILE = "{plural} columns.json"
COLUMNS_TYPES = "Choices of columns (*.json)"
COLUMNS_SAVED = "Choices saved in {file}"
COLUMNS_USED = "Choices of {file} are used. Please look them over."
COLUMNS_OTHER = "{file} is for importing {other}, not {plural}."
COLUMNS_MISSING = "Choices of {file} are used. This file has no column {columns}; choose anew for what is empty."
NEEDED = "{label} is needed: choose a column, or one value for all rows."

# --- check ---
CHECKING = "Checking all rows"
CHECKED_ROWS = "{done} % of the file"
READY = "{ready} of {rows} rows can be imported."
WILL_CREATE = "{count} new"
WILL_UPDATE = "{count} updated"
WILL_SKIP = "{count} here already, left out"
WILL_DERIVE = "{count} further records"
REFUSED = "{count} with problems"
WARNED = "{count} with something unusual"
ALL_READY = "All {rows} rows can be imported."
NONE_READY = "None of the {rows} rows can be imported."
PROBLEMS = "Problems"
PROBLEMS_BY_FIELD = "{label}: {count}"
PROBLEMS_SHOWN = "The first {count} are shown; the reject file lists all."
PROBLEM_COLUMNS = ("Row", "Field", "In the file", "Problem")
WHOLE_ROW = "Whole row"
SAMPLE = "What the first rows become"
ROW_COLUMN = "Row"
QUESTIONS = "Please look at these"
LEAVE_OUT = "Import the others and leave out the {count} rows with problems"
LEAVE_OUT_ONE = "Import the others and leave out the row with problems"
LEAVE_OUT_HINT = "Correct the file and choose it again, or import the others."
REJECTS = "Save rows with problems …"
REJECTS_DIALOG = "Save rows with problems"
REJECTS_NAME = "{stem} with problems.csv"
REJECTS_TYPES = "CSV (*.csv)"
REJECTS_SAVED = "{count} rows saved in {file}"
IMPORT = "Import {count}"

# --- writing ---
WRITING = "Importing"
WRITTEN = "{done} of {total}"
FINISHING = "Writing to the disk …"
STOPPED = "Stopped. Nothing was imported."
STOP_TITLE = "Stop the import?"
STOP_TEXT = "Nothing of it is kept."
STOP = "Stop importing"

# --- done ---
DONE = "Imported {count}"
DONE_TEXT = "They are saved on this device and go to the hub as soon as it can be reached."
SHOW_LIST = "Show {plural}"
ANOTHER = "Import another file"
UNDO_THIS = "Take this import back"

#: Answers to questions about how a column is written.
ANSWERS = {
    "DMY": "Day, month, year", "MDY": "Month, day, year", "YMD": "Year, month, day",
    ",": "Comma before the decimals (1.234,50)", ".": "Point before the decimals (1,234.50)",
}  # fmt: skip
