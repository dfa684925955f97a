"""Words of the page that tells how fast the program is here."""

from client.pace.recording import Timed

TITLE = "Performance"
DETAIL = "How long things took since the program was started. Nothing of it is sent anywhere."
AGAIN = "Look again"
LOOKED_AGAIN = "The figures are those of this moment."
CLEAR = "Measure anew"
CLEARED = "The figures begin anew."
SAVE = "Save the figures"
FILE_NAME = "performance.json"
FILES = "Data (*.json);;Table (*.csv)"
SAVED = "The figures are saved as {name}."
NOT_SAVED = "The figures could not be saved: {problem} Choose another folder."

ACTIONS = "What takes how long"
ACTIONS_HELP = (
    "Until what you asked for is on the screen, or kept on this device. Half of the times are no longer than the third "
    "column says, and 99 of 100 no longer than the fourth."
)
ACTION_COLUMNS = ["What", "Count", "Half", "99 of 100", "Longest"]
NO_ACTIONS = "Nothing has been measured yet."
NAMES = {
    Timed.START: "Start",
    Timed.PAGE: "Open a page",
    Timed.RECORD: "Open a record",
    Timed.FILTER: "Filter or search",
    Timed.TYPE_AHEAD: "Suggestions",
    Timed.SCROLL: "Scroll",
    Timed.EDIT: "Save a change",
    Timed.SYNC: "Others’ changes",
    Timed.IMPORT: "Import",
    Timed.SCORE: "Scores",
    Timed.PAPER: "Papers and files",
}

GAPS = "Whether the window kept up"
GAPS_HELP = (
    "While the program is in front, it looks sixty times a second whether you want something. These are the times from "
    "one look to the next: above 50 ms the window seems to stick."
)
GAP_COLUMNS = ["During", "Count", "Half", "99 of 100", "Longest"]
NO_GAPS = "The window has not been watched yet."
ALWAYS = "Everything"
WORST = "The longest times without a look"
WORST_COLUMNS = ["Time", "At", "During"]
AT_REST = "Nothing else"

MILLISECONDS = "{number} ms"
SECONDS = "{number} s"
