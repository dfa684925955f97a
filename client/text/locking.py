"""Words of the PIN: setting one, unlocking, changing who works here, and customer mode."""

from __future__ import annotations

# --- the PIN ---
PIN = "PIN"
OLD_PIN = "PIN until now"
NEW_PIN = "New PIN"
PIN_AGAIN = "PIN once more"
PIN_HELP = "{least} to {most} digits. It is asked on this device only, also without the hub."
PIN_SHAPE = "Use {least} to {most} digits, nothing else"
PIN_EASY = "That is too easy to guess: use digits that do not just repeat or count"
PIN_DIFFERS = "The two are not the same; please enter the PIN once more"
NO_PIN = "There is no PIN for this person on this device. Sign in with the password."
WRONG = "That is not the PIN"
WRONG_WAIT = "That is not the PIN. Wait {time} before the next try."
WAIT_FIRST = "Too many wrong tries: wait {time} before the next one."
SECONDS = "{count} seconds"
MINUTES = "{count} minutes"
SET_TITLE = "Set a PIN"
SET_TEXT = "With a PIN you come back to this device in a moment, also without the hub, and leave customer mode."
SET = "Set the PIN"
CHANGE = "Change the PIN"
REMOVE = "Remove the PIN"
SET_DONE = "Your PIN is set. This device locks itself after {minutes} minutes without use."
SET_ONLY = "Your PIN is set."
REMOVED = "Your PIN is removed."
CANCEL = "Cancel"

# --- locked ---
LOCKED = "Locked"
LOCKED_TEXT = "{name}, enter your PIN to go on. Everything is as you left it."
WHO = "Who are you?"
WHO_TEXT = "Choose your name, then enter your PIN."
UNLOCK = "Unlock"
UNLOCKING = "Checking …"
PASSWORD_INSTEAD = "Sign in with a password"
PASSWORD_HINT = "Signing in with a password needs the hub."
UNLOCKED = "Unlocked"
LOCK_SECTION = "PIN and lock"
LOCK_NONE = "You have no PIN on this device: whoever picks it up is you."
NEEDS_PIN = "Set a PIN first: the part “PIN and lock” is on this page."
LOCK_HELD = "You have a PIN on this device."
LOCK_AFTER = "Lock by itself"
LOCK_AFTERS = [(0, "Never"), (1, "After 1 minute"), (5, "After 5 minutes"), (15, "After 15 minutes"),
               (30, "After 30 minutes")]  # fmt: skip
LOCK_AFTER_HELP = "Counts from the last key or touch."

# --- customer mode ---
CUSTOMER_MODE = "Customer mode"
CUSTOMER_MODE_TEXT = (
    "Shows vehicles alone. Cost, margins, scores, notes and other customers stay hidden until you leave."
)
CUSTOMER_MODE_ON = "Customer mode is on"
ENTER_CUSTOMER_MODE = "Start customer mode"
LEAVE = "Leave customer mode"
LEAVE_TEXT = "Cost, margins and customers will be on the screen again."
LEAVE_PIN_TEXT = "Enter the PIN of {name}. Cost, margins and customers will be on the screen again."
HIDDEN = "Not for this screen"
HIDDEN_TEXT = "Customer mode shows vehicles alone. Leave it to see this page."
TO_VEHICLES = "To the vehicles"
NO_UNDO = "Leave customer mode to undo something."


def in_time(seconds: int) -> str:
    """A wait as people say it."""
    return MINUTES.format(count=seconds // 60) if seconds >= 120 else SECONDS.format(count=seconds)


def wrong(wait: int) -> str:
    """What is said after a wrong PIN."""
    return WRONG_WAIT.format(time=in_time(wait)) if wait else WRONG


def wait_first(wait: int) -> str:
    """What is said to who tries too early."""
    return WAIT_FIRST.format(time=in_time(wait))
