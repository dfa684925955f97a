"""Words about the recovery key of sealed fields."""

HELP = "the key that opens sealed fields once every device is lost: make it, name one of your own, or use it"
MAKE_HELP = "make one and print it, once"
NAME_HELP = "name the public key (X25519, base64) of one that you keep yourself"
PUBLIC_HELP = "the public key"
USE_HELP = "take what a recovery key opens; it is read from standard input"
MADE = "Print this and lock it away: it is shown once, and opens every sealed field of the house.\n{key}"
NAMED = "From now on sealed fields can also be opened with the key that you keep."
USED = "Keys that have come back to this device: {count}."
NO_PUBLIC_KEY = "This is no public X25519 key: 32 bytes in base64 are needed."

# --- in the settings ---
SECTION = "Recovery key of sealed fields"
SECTION_TEXT = (
    "Licence numbers and notes about injuries can be opened on the devices of those who may, never by the hub. Should "
    "every such device be lost, a printed recovery key opens them on a new one."
)
MAKE, USE = "Make a recovery key…", "Use a recovery key…"
MAKE_TITLE = "Make a recovery key"
MAKE_TEXT = "It is shown once, to be printed and locked away. Whoever has it, and may sign in, can open sealed fields."
MAKE_ENDS = "A key that was made before is of no use from then on."
CANCEL = "Cancel"
MAKE_NOW, WORKING = "Make the key", "Asking the hub …"
KEY = "Recovery key"
SHOWN_ONCE = "This is shown once. Print it or write it down, and lock it away; nobody can show it again."
COPY, COPIED, SAVE = "Copy", "The recovery key was copied.", "Save to print…"
IS_KEPT = "I have printed it or written it down"
DONE, KEPT = "Done", "The recovery key is in force."
USE_TITLE = "Use a recovery key"
USE_TEXT = "Type the key as it was printed. What was sealed on lost devices can then be opened on this one."
KEY_HELP = "Letters and digits in groups; small or capital letters, with or without dashes."
USE_NOW = "Use the key"
SHEET = "Recovery key of sealed fields"
SHEET_TEXT = (
    "Lock this sheet away. If every device that opens sealed fields is lost, sign in on a new one, open Settings, "
    "choose to use a recovery key, and type the letters below."
)
