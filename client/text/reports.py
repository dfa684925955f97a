"""Words of exports and printed papers: menus, headings, notes on how fresh they are, and why one cannot be made."""

LANGUAGE = "en-GB"
PRODUCT = "Forecourt"

# --- menus ---
EXPORT = "Export"
EXPORT_NAME = "Export these {plural}"
TO_XLSX = "Spreadsheet (XLSX), every field"
TO_CSV = "Text file (CSV), every field"
TO_PDF = "List to print (PDF), as shown"
PRINT = "Print"
PRINT_NAME = "Print {label}"
PRINT_SHEET = "Record sheet (PDF)"
PRINT_CERTIFICATE = "Certificate of motor insurance (PDF)"
PRINT_STICKER = "Window sticker (PDF)"
FILE_KINDS = {
    "xlsx": "Spreadsheet (*.xlsx)", "csv": "Text file (*.csv)", "pdf": "PDF (*.pdf)", "png": "Picture (*.png)",
    "svg": "Drawing (*.svg)", "zip": "Archive (*.zip)",
}  # fmt: skip

# --- while and after ---
SAVE_TITLE = "Save as"
WORKING_TITLE = "Making the file"
WORKING = "{name}"
PROGRESS = "{done} of {total}"
PROGRESS_LAST = "Writing the file"
SAVED = "Saved as {name}"
OPEN = "Open"
STOPPED = "Stopped; no file was made."
REFUSED_TITLE = "The file was not made"
CLOSE = "Close"
CANNOT_OPEN = "No program on this device opens {name}. It is in {folder}."

# --- why there is no file ---
NO_FOLDER = "The folder {folder} does not exist. Choose another one."
NOT_WRITABLE = (
    "{name} cannot be written into {folder}: the folder is protected, or the file is open in another program. "
    "Choose another folder, or close the file and try again."
)
DISK_FULL = "There is no room left for {name} on this disk. Make room, or choose another disk."
NOT_WRITTEN = "{name} could not be written into {folder} ({reason}). Choose another folder."
TOO_MANY_FOR_PDF = (
    "{count} rows are too many for a printed list; {most} fit. Narrow the list, or export it as a spreadsheet."
)
TOO_MANY_FOR_XLSX = "{count} rows are more than a spreadsheet can hold ({most}). Narrow the list, or export it as CSV."
GONE = "This record is not on this device any more."

# --- how fresh a paper is ---
AS_OF = "As of {moment} ({zone})"
HEARD = "Hub last heard {moment} ({ago})"
NEVER_HEARD = "From this device alone; its hub has not been heard"
LIVE = "In touch with the hub"
MADE_BY = "Made by {who}"
SEPARATOR = " · "
PAGE = "Page {number} of {count}"
LACKING = "Characters of some scripts cannot be printed and stand as boxes."

# --- lists ---
EVERYTHING = "Everything that is not put away"
SEARCHED = "Search: “{text}”"
FILTER = "{label}: {values}"
FILTER_JOIN = " or "
ORDERED_UP = "Order: {label}, rising"
ORDERED_DOWN = "Order: {label}, falling"
ORDERED_BEST = "Order: best match first"
ORDERED_NEWEST = "Order: newest first"
NO_ROWS = "Nothing in this list."
ABOUT_SHEET = "About this list"
ABOUT_LIST, ABOUT_COUNT, ABOUT_FILTERS, ABOUT_ORDER, ABOUT_FRESH = "List", "Rows", "Filters", "Order", "How fresh"
CURRENCY_OF = "{label}, currency"
UNIT_OF = "{label}, unit"
WITH_UNIT = "{label} ({unit})"
YES, NO = "Yes", "No"

# --- a record's sheet ---
DETAILS = "Details"
SEALED = "Sealed, not printed"
CREATED = "Created {created}. Last changed {updated} by {who}."
SOMEBODY = "somebody"
ON_HUB = "The hub has all of it."
ONLY_HERE = "Some of it is only on the device it was printed from."
DISAGREE = "People disagree about: {fields}. The values printed may change."
ARCHIVED = "Put away"
NOTHING_ENTERED = "Nothing has been entered."
ROWS_OF = "{label} ({count})"

# --- certificate ---
CERTIFICATE = "Certificate of motor insurance"
CERTIFICATE_OF = "Certificate of motor insurance {number}"
INSURER, HOLDER, NUMBER, PERIOD = "Insurer", "Policyholder", "Policy number", "Period of cover"
FROM_TO = "{start} to {end}"
UNTIL = "Until {end}"
BOTH_DAYS = "Both days included"
STATEMENT = (
    "This certifies that on the day of issue the policy named above is in force for the vehicles listed below, "
    "within the limits, deductibles and terms of the policy."
)
STATEMENT_LATER = (
    "This certifies that the policy named above will be in force from {start} for the vehicles listed below, "
    "within the limits, deductibles and terms of the policy."
)
VEHICLES = "Insured vehicles"
VEHICLE_COLUMNS = ("Vehicle", "Registration", "VIN", "Covered")
WHOLE_PERIOD = "Whole period"
COVERED_FROM = "From {start}"
COVER = "Cover"
COVER_COLUMNS = ("Cover", "Limit", "Deductible", "Clause")
NO_LINES = "As agreed in the policy."
DRIVERS = "Named drivers"
DRIVER_COLUMNS = ("Name", "Licence class", "Named")
NO_DRIVERS = "No driver is named in the policy."
CLAIMS_LINE = "Report a claim: {phone}"
ISSUED = "Issued on {moment} ({zone})"
ISSUED_BY = "by {who}, {where}"
ISSUED_AT = "by {where}"
SIGNATURE = "Signature and stamp"
NO_INSURER = "The policy names no insurer. Enter it, then print the certificate."
NO_HOLDER = "The policy names no policyholder. Enter it, then print the certificate."
NO_VEHICLE = "The policy covers no vehicle today. Add one to its schedule, then print the certificate."
UNSETTLED = "People disagree about {fields}. Settle that on the page of the policy, then print the certificate."
NOT_IN_FORCE = "No certificate can be issued. {reason}"
NOT_IN_FORCE_REASONS = {
    "draft": "The policy is only a draft.",
    "no_dates": "The policy has no expiry date.",
    "after": "The policy ended on {day}.",
    "cancelled": "The policy was cancelled.",
    "cancelled_on": "The policy was cancelled with effect from {day}.",
    "lapsed": "The policy has lapsed.",
}

# --- window sticker ---
STICKER_OF = "{title}, window sticker"
ASK_PRICE = "Price on request"
FEATURES = "Features"
MORE_FEATURES = "and {count} more"
STOCK_NUMBER = "Stock number {number}"
VIN = "VIN {vin}"
PLATE = "Registration {plate}"
PRICE = "Price"

# --- names of files ---
LIST_FILE = "{plural} {day}"
SHEET_FILE = "{title}"
CERTIFICATE_FILE = "Certificate {number}"
STICKER_FILE = "Sticker {title}"
