"""Words of what happened at the hub's door, for whoever keeps it."""

from __future__ import annotations

TITLE = "Alerts about signing in"
HELP = "What the hub noticed when people signed in. Open one to unlock the account, or to say that you have seen it."
NOTHING = "Nothing has happened."
NEW, SEEN = "New", "Seen"
CLOSE, MARK_SEEN, UNLOCK = "Close", "I have seen it", "Unlock the account"
UNLOCKED, MARKED = "{name} may try to sign in again.", "Noted as seen."
NOBODY = "a name that does not exist"
WHO, DEVICE, ADDRESS = "Account: {who}", "On the device {device}", "From the address {address}"
HELP_SOMEBODY = "Somebody cannot sign in"
HELP_SOMEBODY_TEXT = (
    "Make sure who asks: see the person, or call them back. A second factor that is taken away lets whoever knows the "
    "password in."
)
PERSON = "Person"
RESET, RESET_DONE = "Take their second factor away", "The second factor of {name} was taken away."
KINDS = {
    "account_locked": "Locked after ten wrong passwords: {who}",
    "device_locked": "Locked after many wrong passwords: the device {device}",
    "address_locked": "Locked after many wrong passwords: the address {address}",
    "recovery_code_used": "Signed in with a recovery code: {who}",
    "second_factor_reset": "The second factor was taken away: {who}",
    "session_stolen": "A session was used twice and ended: {who}",
    "passkey_added": "A passkey was added: {who}",
}
OTHER = "Something happened when {who} signed in"
WHAT_TO_DO = {
    "account_locked": (
        "Ask the person whether they mistyped their password. If they did not, somebody is guessing: give them "
        "another password before you unlock the account. By itself it opens again twelve hours after the last try."
    ),
    "device_locked": "Ask who has the device. If it may be lost, revoke it below. By itself it opens again in an hour.",
    "address_locked": "Ask whose network that is. By itself it opens again in an hour.",
    "recovery_code_used": "Ask the person whether it was them, and to make new recovery codes in the settings.",
}
