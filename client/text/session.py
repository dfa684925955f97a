"""Words of connecting a device to a hub and of signing in."""

ENROL = "Connect this device to your hub"
ENROL_HELP = "Your administrator has given you the hub's address and a code that works once."
HUB, HUB_HELP = "Hub address", "For example https://hub.example.com, or a link that begins with forecourt://"
CODE = "Enrolment code"
DEVICE, DEVICE_HELP = "Name of this device", "So that others can tell it apart, such as Showroom tablet 2"
ENROL_SAVE = "Connect"
ENROLLING = "Connecting …"
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
