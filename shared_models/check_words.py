"""What the checks of values say: each goes on behind the name of a field ("Mileage must lie between 0 and 900").

A device puts another language in their places; the hub says them in English.
"""

NEEDED = "is needed"
NO_FIELD = "is not a field of this record"
# --- text ---
TEXT = "must be text"
NUL = "contains a character that cannot be kept (NUL)"
BROKEN = "contains a broken character; please type it again"
TOO_LONG = "may have {most:,} characters at most; this has {length:,}"
PROSE_TOO_LONG = "may have {most:,} characters at most"
CONTROL = "may not contain line breaks or control characters"
NOT_ONE_OF = "'{value}' is not one of: {known}"
ONE_WORD = "must be one word of a list"
SHORT_WORDS = "must be a list of short words"
YES_OR_NO = "must be yes or no"
# --- numbers and money ---
NUMBER = "must be a number"
WHOLE = "must be a whole number"
BETWEEN = "must lie between {least:,} and {most:,}"
QUANTITY = "must be a number with its unit, such as 41000 {unit}"
UNIT = "the unit must be one of: {units}"
MONEY = "must be an amount with its currency, such as 12,345.00 EUR"
BELOW_ZERO = "may not be below zero"
CURRENCY = "'{currency}' is not a currency: use three capital letters such as EUR"
TOO_LARGE = "the amount is larger than can be kept"
NO_AMOUNT = "'{amount}' is not an amount of money"
# --- times ---
DAY = "must be a date such as 2025-12-31"
INSTANT = "must be a date and time with its zone"
TIME_ZONE = "'{value}' is not a time zone: use continent and city, such as Europe/Berlin or America/New_York"
# --- what refers to something ---
CHOSEN = "must be chosen from the list"
SEALED = "must be sealed before it is kept"
FILE = "must be a file"
# --- tables within a record ---
TABLE = "must be a table of at most {most:,} rows"
ROW = "row {number:,}, {label}: {problem}"
# --- vehicle identification numbers ---
VIN_FORM = "A VIN has 17 characters, without I, O and Q. Please check; it can be saved as it is."
VIN_CHECK_DIGIT = (
    "The check digit (9th character) is {found}, calculated {expected}. "
    "Vehicles built outside North America may have none."
)
# --- where a record belongs ---
TO_WHOM = "Please choose the person this goes to"
WHICH_STORE = "Please choose the store this belongs to"
