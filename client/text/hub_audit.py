"""Words of the hub's audit: what was done, its details, its page, its check."""

from __future__ import annotations

TITLE = "Audit of the hub"
DETAIL = (
    "Who did what that is no change of a record: sign-ins, devices, keys, models, erasures, backups. The hub writes it "
    "down, and nobody can change it unseen. That you look is written down too."
)
OPEN = "Audit of the hub"
ASKING = "Asking the hub …"
NO_HUB = "This device has no hub to ask. Connect it, then come back."
AWAY = "The audit is kept by the hub, so it is shown once the hub is in touch. Nothing that was noted is lost."
NOT_YOURS = "Your role may not look into the audit. Head office, IT and auditors can."

FILTERS = "What to show"
ACTION, EVERYTHING = "What was done", "Everything"
PERSON, EVERYBODY = "By or about whom", "Everybody"
SINCE, UNTIL = "From", "Up to and including"
BACKWARDS = "The last day is before the first. Please choose it again."
SHOW = "Show"
OLDER = "Show older rows"

ROWS = "What was done"
COLUMNS = ("Row", "When", "Who", "What", "About", "Details")
NOTHING = "Nothing was done that fits what you chose."
COUNT_ONE, COUNT = "1 row is shown.", "{count} rows are shown, the newest first."
MORE = "There are older ones."

CHECK = "Check the audit"
CHECKING = "The hub is reading the whole audit …"
WHOLE = "The audit is whole: each of its {count} rows is as it was written, and none is missing."
WHOLE_NONE = "The audit is whole: it has no rows yet."
BAD_MISSING = "The audit is not whole: row {number} is missing. Good rows before it: {good}."
BAD_ALTERED = "The audit is not whole: row {number} is not what was written. Good rows before it: {good}."
BAD_END = "The audit is not whole: rows are missing at its end, from row {number} on."
BAD_OTHER = "The audit is not whole from row {number} on."
BAD_ADVICE = "Tell whoever runs your hub, and keep its backups: an earlier one shows what stood there."

EXPORT = "Export as CSV"
FILE = "Audit of the hub {day}"
CSV_COLUMNS = (
    "Number", "When", "Who", "Who (identifier)", "What", "What (code)", "About", "About (identifier)", "Device",
    "Details",
)  # fmt: skip

OPERATOR, HUB_ITSELF = "Whoever runs the hub", "The hub itself"
RECORD = "Record {id}"
DEVICE = "Device"
YES, NO = "Yes", "No"
BY_NEWER_HUB = "{action} (made by a newer hub)"
DETAIL_LINE = "{name}: {value}"

#: What the hub notes, by its action.
ACTIONS = {
    "account_closed": "Account closed",
    "account_locked": "Account locked",
    "account_opened": "Account opened",
    "account_unlocked": "Account unlocked",
    "agreed_copies_taken_back": "What insurers had was taken back",
    "agreed_list_set": "List of fields agreed with insurers set",
    "audit_exported": "Audit exported at the hub",
    "audit_shown": "Looked into the audit",
    "backup_made": "Backup of the hub made",
    "device_approved": "New device let in",
    "device_certified": "Certificate given to a device",
    "device_denied": "New device turned away",
    "device_enrolled": "Device enrolled",
    "device_revoked": "Device revoked",
    "enrol_codes_made": "Codes for new devices made",
    "escrow_decided": "Decided on what a revoked device left",
    "evidence_made": "Evidence pack made at the hub",
    "hub_frozen": "Hub stopped from taking changes",
    "hub_restored": "Hub put back from a backup",
    "hub_thawed": "Hub takes changes again",
    "model_measured": "Model measured",
    "model_released": "Model given to devices",
    "model_rolled_back": "Model taken back",
    "model_signed": "Model signed",
    "model_uploaded": "Model brought to the hub",
    "passkey_added": "Passkey added",
    "passkey_removed": "Passkey removed",
    "password_set": "Password set",
    "person_erased": "Person erased",
    "provider_added": "Company sign-in added",
    "provider_linked": "Account linked to the company sign-in",
    "provider_removed": "Company sign-in removed",
    "recovery_codes_made": "Recovery codes made",
    "recovery_key_set": "Recovery key of sealed fields set",
    "sealing_key_given": "Key of sealed fields given to a device",
    "sealing_key_made": "Key of sealed fields made",
    "second_factor_removed": "Second factor removed",
    "second_factor_reset": "Second factor reset",
    "second_factor_set_up": "Second factor set up",
    "sign_in_policy_set": "Rule for signing in set",
    "sign_in_refused": "Sign-in refused",
    "signed_in": "Signed in",
}
#: What the details are called.
DETAILS = {
    "action": "Shown",
    "against": "Objections",
    "by": "By way of",
    "candidate": "New model",
    "change": "Change",
    "codes": "Codes",
    "decision": "Decision",
    "digest": "Check sum",
    "entries": "Entries of the log",
    "erasure": "Erasure",
    "fields": "Fields",
    "files": "Files",
    "in_use": "Model in use",
    "made": "Made",
    "measure": "Measure",
    "model": "Model",
    "number": "Number",
    "person": "Person",
    "record": "Record",
    "records": "Records",
    "role": "Role",
    "rows": "Rows",
    "second_factor": "Second factor",
    "share": "Share of devices (%)",
    "store": "Store",
    "stores": "Stores",
    "to": "Back to",
    "type": "Kind of record",
    "version": "Version",
    "why": "Why",
    "with_keys": "With keys",
}
#: Values of details that are words of the program.
VALUES = {
    "agreed_list": "fewer fields are agreed with insurers",
    "always": "at each sign-in", "applied": "applied", "browser": "browser", "dropped": "dropped",
    "bundled": "the one that came with the app", "new_device": "on new devices",
    "offered": "on new devices of who has one", "passkey": "passkey", "request": "request of the person",
}  # fmt: skip
