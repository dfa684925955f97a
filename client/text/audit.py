"""Words of the record of who did what: its check, its screen, evidence packs."""

from __future__ import annotations

GOOD = "Everything is as it was written."
BAD_RECORD = "BAD  {type} {record}: its history is not what was written."
BAD_LOG = "BAD  log of {space}: entry {number} does not follow from the one before."
BAD_ROW = "BAD  audit {trail}: row {number} is not what was written."
MISSING_ROW = "BAD  audit {trail}: row {number} is missing."
SHORT_TRAIL = "BAD  audit {trail}: it does not end with row {number}, as this device wrote it."
ERASED_HERE = (
    "This record was erased: the person it was about asked for it, or its time was over. What you had written about it "
    "could not be kept."
)
EVIDENCE = "Evidence pack"
EVIDENCE_MENU = "Evidence pack…"
EVIDENCE_FILE = "Evidence {title}"
PERIOD_MENU = "Evidence pack of a period…"
PERIOD_TITLE = "Evidence pack of a period"
PERIOD_TEXT = (
    "Sales, payments, deposits, claims and decisions on this device that were made or changed in these days, each with "
    "its history, signed by this device. Anybody can check the pack with the script inside."
)
PERIOD_SINCE, PERIOD_UNTIL = "From", "Up to and including"
PERIOD_MAKE, CANCEL = "Make the pack", "Cancel"
PERIOD_BACKWARDS = "The last day is before the first. Please choose it again."
PERIOD_FILE = "Evidence {since} to {until}"
NOTHING_THEN = "Nothing on this device was made or changed in these days. Please choose other days."
NO_SIGNER = (
    "This device cannot sign yet: it has not heard from its hub who belongs to the house. Connect once, then try again."
)
STEP = "{field}: {before} → {after}"
HELP = "Check the record of who did what on this device"
VERIFY_HELP = "Check documents, logs and audit, and name the first bad row"
