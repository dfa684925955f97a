"""Every sentence the importer says to a person: what is wrong with a file, a row or a cell, and the way out."""

from __future__ import annotations

# --- a file that cannot be read; {file} is its name ---
EMPTY = "'{file}' is empty. Export it again from the other program, or choose another file."
NO_ROWS = (
    "'{file}' has headings but no rows beneath them. Check the filter it was exported with, or choose another file."
)
NOT_FOUND = "'{file}' is not there any more. Check whether it was moved or renamed, and choose it again."
A_FOLDER = "'{file}' is a folder. Open it and choose one file."
UNREADABLE = (
    "'{file}' cannot be opened: {why}. Close it in other programs and check that you may read it, then try again."
)
NOT_A_TABLE = "'{file}' is not a table: it holds {what}. Export the data as CSV, XLSX or JSON and choose that file."
BINARY = "binary data"
A_PDF = "a PDF document"
ARCHIVE = "'{file}' is a ZIP archive{renamed}. Unpack it and choose the table inside{inside}."
RENAMED = ", although its name ends in '{suffix}'"
INSIDE = " ({names})"
OLD_SPREADSHEET = (
    "'{file}' is an Excel file of the old kind (.xls) or protected by a password. Open it, remove the "
    "password, save it as .xlsx or CSV, and choose that file."
)
OPEN_DOCUMENT = "'{file}' is an OpenDocument sheet. Save it as .xlsx or CSV and choose that file."
DAMAGED_GZIP = "'{file}' is compressed, and the compressed data is damaged or cut short. Copy or download it again."
DAMAGED_WORKBOOK = (
    "'{file}' is an Excel file that cannot be read ({why}). Open it in your spreadsheet program, let it "
    "repair the file, save it again as .xlsx or CSV, and choose that file."
)
WORKBOOK_TOO_LARGE = (
    "'{file}' unpacks to {size} MB, more than the {limit} MB a workbook may have. Save the sheet as CSV "
    "and choose that file."
)
NO_SHEET = "'{file}' has no sheet named '{sheet}'. It has: {names}."
NO_TABLE_SHEET = "'{file}' has no sheet with a table on it. Save the sheet you need as CSV and choose that file."
BAD_JSON = "'{file}' is not complete JSON: {why}. Export it again as a JSON list of objects, one per row, or as CSV."
JSON_NO_OBJECTS = (
    "'{file}' is JSON, but has no list of objects to read rows from. Export it as [{{\"column\": value, "
    "...}}, ...] or as CSV."
)
BAD_JSON_LINE = "'{file}': row {row} is not complete JSON ({why}). Correct that row, or export the file again."
TOO_WIDE = (
    "'{file}' has {count} columns; {limit} can be read. Leave out the columns you do not need and export it again."
)
CELL_TOO_LONG = (
    "'{file}': near row {row} one cell has more than {limit} characters. A quotation mark is probably not"
    " closed there. Correct it, or export the file again."
)
ROW_TOO_LONG = (
    "'{file}': what begins in row {row} goes on for more than {limit} MB, as no row of a table does. See whether a "
    "quotation mark or bracket is not closed there, or export the file again."
)
TOO_DEEP = (
    "'{file}': what begins in row {row} holds lists or objects {limit} deep in one another, as no table does. Export "
    "it again with one plain object per row."
)
WORKBOOK_TEXTS_TOO_LARGE = (
    "'{file}' holds {size} MB of texts, more than the {limit} MB a workbook may have. Save the sheet as CSV and choose "
    "that file."
)
SHEET_TOO_LONG = (
    "'{file}' says that it has more than {limit} rows, as no sheet can have. Save the sheet as"
    " CSV and choose that file."
)
SHEET_ROW_TOO_LONG = (
    "'{file}' has a row of more than {limit} MB, as no sheet can have. Save the sheet as CSV and choose that file."
)
WITH_ENTITIES = "it declares words of its own in '{part}', as no spreadsheet program does"
WRONG_ENCODING = "'{file}' is not written in '{encoding}'. Choose another encoding, or leave the choice to the program."
UNKNOWN_ENCODING = "'{encoding}' is not the name of an encoding. Use one such as utf-8, cp1252 or utf-16."
CANCELLED = "The import of '{file}' was cancelled; nothing was changed."
FILE_CHANGED = (
    "'{file}' has changed since it was opened. Choose it again, so that the preview shows what will be imported."
)
ROWS_REFUSED = (
    "Nothing was imported from '{file}': {count} of {rows} rows have problems, and all or nothing was "
    "chosen. Correct them (the reject file lists them with the reasons), or import the rows that are in "
    "order."
)
CANNOT_WRITE = "'{file}' cannot be written: {why}. Choose another folder or name."

# --- notes about a file that can be read ---
LOOKS_HEADLESS = (
    "The first row looks like data, not like headings. If the file has no headings, add a row of them and"
    " choose it again."
)
OTHER_SHEETS = "Read from the sheet '{sheet}'. The file also has: {names}."
NO_RESULTS = (
    "These columns hold formulas whose results are not saved in the file, and are read as empty: {names}. Open it in "
    "your spreadsheet program, save it there, and choose it again."
)
SKIPPED_TITLE = "The headings were found in row {row}; the rows above them are left out."

# --- one row ---
UNNAMED = "Column {number}"
REPEATED = "{name} ({number})"
TOO_MANY_CELLS = "has {count} more cells than there are headings. Check the quotation marks and separators in this row"
TOO_FEW_CELLS = "has {count} cells where there are {width} headings; the missing ones are taken as empty"
SWALLOWED = "holds {count} lines of the file in one cell. A quotation mark is probably not closed in this row"
UNKNOWN_KEYS = "has a value under '{name}', which the first rows of the file do not have"

# --- one cell ---
NOT_A_NUMBER = "'{text}' is not a number written like {example}"
NOT_A_DATE = "'{text}' is not a date written like {example}"
NO_SUCH_DAY = "'{text}' is not a day of the calendar"
NOT_A_FLAG = "'{text}' is neither yes nor no"
NOT_A_CHOICE = "'{text}' is not one of: {known}. Correct it, or say which of these it stands for"
NO_CURRENCY = "'{text}' has no currency. Choose the currency for this column"
NO_UNIT = "'{text}' has no unit. Choose the unit for this column ({units})"
WRONG_UNIT = "'{text}' is in '{unit}'; this field takes {units}"
OTHER_WORD = "'{text}' has '{word}' beside the number"
SHEET_ERROR = "holds the spreadsheet error {text}. Correct the formula"
NO_SUCH_RECORD = "no {record} is known as '{text}'. Make it first, or choose one for all rows"
NOT_IMPORTABLE = "is not taken from files; enter it in the form"
TOO_EARLY = "'{text}' lies before 1970"
ROUNDED = "'{text}' was rounded to {value}"
IS_NEEDED_COUNT = "'{text}' is not a whole number from 0 to {most}"

# --- a mapping that cannot be used ---
BAD_MAPPING = "'{file}' is not a column mapping saved by this program. Choose another file, or map the columns anew."
MISSING_COLUMNS = (
    "The mapping names columns that '{file}' does not have: {names}. Choose other columns for them, or none."
)
UNKNOWN_FIELD = "'{field}' is not a field of {record} that can be imported."
UNKNOWN_TYPE = "'{record}' is not a type of record that can be imported."

# --- duplicates ---
DUPLICATE_IN_FILE = "{key} also stands in row {row}"
DUPLICATE_OF_KNOWN = "{key} is already known here"

# --- questions about a column ---
ASK_NUMBER = "Is '{text}' in the column '{column}' {first} or {second}? Taken as {taken}."
ASK_DATE = "Is '{text}' in the column '{column}' {first} or {second}? Taken as {taken}."
ASK_MIXED = (
    "The column '{column}' is written in two ways ({first} and {second}). Taken as {taken}; the other "
    "rows will be refused."
)
ASK_CURRENCY = "Which currency are the amounts in the column '{column}' in? The file does not say."
ASK_UNIT = "Which unit are the values in the column '{column}' in ({units})? The file does not say."
ASK_WORD = "What does '{text}' in the column '{column}' stand for? It is not one of: {known}."

# --- the reject file ---
REJECT_ROW = "Row"
REJECT_REASON = "Reason"
