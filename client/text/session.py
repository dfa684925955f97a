"""Words of connecting a device to a hub and of signing in."""

ENROL = "Connect this device to your hub"
ENROL_HELP = "Your administrator has given you the hub's address and a code that works once."
HUB, HUB_HELP = "Hub address", "For example https://hub.example.com, or a link that begins with forecourt://"
CODE = "Enrolment code"
DEVICE, DEVICE_HELP = "Name of this device", "So that others can tell it apart, such as Showroom tablet 2"
ENROL_SAVE = "Connect"
ENROLLING = "Connecting …"
WRONG_AUTHORITY = (
    "What answers at {hub} does not show the authority that the link names. Nothing was told to it. Please take the "
    "link from your administrator again; if it stays so, this network reads along."
)
HUB_WRONG = "Write the address with http:// or https:// in front."
SIGN_IN = "Sign in"
SIGN_IN_HELP = "Once is enough: after that Forecourt works without the network."
LOGIN, PASSWORD = "Name", "Password"
SIGN_IN_SAVE = "Sign in"
SIGNING_IN = "Signing in …"
SHOW_PASSWORD = "Show password"
CANCEL = "Cancel"
UNREACHABLE = "The hub at {hub} does not answer. Check the address and the network, then try again."
REFUSED = "{reason}"

LET_IN = "Let this device in"
LET_IN_TEXT = "On a phone or computer open {page}, sign in as somebody who looks after devices, and type this code."
LET_IN_CODE, LET_IN_LETTERS = "Code", "Letters of this device’s key, to compare"
LET_IN_LINK, LET_IN_QR = "Link with the code", "Picture of the link for a phone’s camera"
LET_IN_WAITING, LET_IN_DONE = "Waiting to be let in …", "This device was let in."
LET_IN_INSTEAD = "Connect without a code"
BROWSER = "Sign in with the browser"
BROWSER_TEXT = "Your browser shows the hub’s page. Sign in there, with your company’s account or your password."
BROWSER_LINK = "Address of the page"
BROWSER_WAITING = "Waiting for the browser …"
BROWSER_OPEN = "Open the browser again"
BROWSER_DONE = "You are signed in. You may close this page; Forecourt goes on by itself."
BROWSER_NOT_OURS = "The browser came back with a sign-in that was not begun here. Please begin again."
CODE_NEEDED = "This device is new to you: now type the code that your authenticator app shows, or a recovery code."
FACTOR_CODE, FACTOR_CODE_HELP = "Code of the second factor", "Six digits, or a recovery code such as ABCD-EFGH-JKLM"
FACTOR_SECTION = "Second factor"
FACTOR_ASKING = "Asking the hub …"
FACTOR_ON = "It is set up: on a device that is new to you the hub asks for a code. Recovery codes left: {count}."
FACTOR_ON_NONE = "It is set up, but no recovery code is left. Make new ones, or a lost phone locks you out."
FACTOR_OFF = "Your password alone lets you in. A code from your phone keeps out whoever has guessed it."
FACTOR_SET_UP = "Set up a second factor"
FACTOR_SET_UP_HELP = (
    "1. Open an authenticator app on your phone and let it read the picture, or type the key into it. "
    "2. Keep the recovery codes where you find them without your phone. 3. Type the code that the app shows."
)
FACTOR_QR = "Picture of the key for the authenticator app’s camera"
FACTOR_KEY, FACTOR_KEY_HELP = "Key", "Letters A to Z and digits 2 to 7; type it where the app asks for a key"
FACTOR_FIRST_HELP = "Six digits that change every half minute"
FACTOR_SAVE, FACTOR_PROVING = "Use it from now on", "Checking the code …"
FACTOR_DONE = "The second factor is set up."
FACTOR_REMOVE, FACTOR_REMOVED = "Do without the second factor", "Your password alone lets you in again."
FACTOR_REMOVE_TEXT = (
    "Type a code once more. If your house asks for a second factor, you set up another at the next sign-in."
)
RECOVERY_CODES = "Recovery codes"
RECOVERY_TEXT = "Each of these codes lets you in once when your phone is not at hand. They are not shown again."
RECOVERY_COPY, RECOVERY_COPIED = "Copy the recovery codes", "The recovery codes are on the clipboard."
RECOVERY_KEPT = "I have kept the recovery codes"
RECOVERY_NOT_KEPT = "Keep the recovery codes first, and say so above."
RECOVERY_NEW = "Make new recovery codes"
RECOVERY_NEW_TEXT = "Those you have kept serve no more. Type a code to get new ones."
RECOVERY_MADE = "New recovery codes hold from now on."
RECOVERY_DONE = "I have kept them"

DEVICE_LOCKED = (
    "This device was revoked. What it had not sent was handed to your managers, and everything else on it was wiped. "
    "Please give the device to your administrator."
)
PERSON_LOCKED = (
    "Your account was closed. What you had not sent was handed to your managers, and your records on this device were "
    "wiped."
)

PHOTOS_LEFT = "{count} photos could not be handed in: they were damaged, or too large."


def locked(pattern: str, photos_left: int) -> str:
    """What is said of a lock, with what had to be left behind."""
    return pattern if not photos_left else f"{pattern}\n\n{PHOTOS_LEFT.format(count=photos_left)}"


def factor_state(enrolled: bool, codes_left: int) -> str:
    """How one's second factor stands."""
    if not enrolled:
        return FACTOR_OFF
    return FACTOR_ON.format(count=codes_left) if codes_left else FACTOR_ON_NONE
