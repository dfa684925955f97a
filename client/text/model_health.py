"""Words of the page that tells whether the models still do well, and that sets them right."""

TITLE = "How the models do"
DETAIL = (
    "What the models predicted, beside what came true, counted on this device from the records it holds. The scores "
    "and their reasons describe the model, not causes."
)
VERSION = "Version {version}, {where}."
BUNDLED, OWN = "as it came with the program", "released by your house"
STATES = {"good": "As it should be", "warn": "Watch it", "alarm": "Needs somebody", "unknown": "Too little is known"}
ADVICE = {
    "good": "The model does as it should.",
    "warn": "The records look a little different from those of before. Keep an eye on it.",
    "alarm": "What is predicted no longer fits. Head office or IT sets the level right, or lets the model learn from"
    " your outcomes.",
    "unknown": "There are not enough records yet to say how the model does.",
}
ORDER = "Of two leads, one bought and one not, it puts the buyer first in {percent} of cases ({low} to {high})."
ORDER_LATER = "{count} of {least} outcomes are there; from then on it is said how well the model orders."
MONTHS = "Predicted and come true"
MONTHS_HELP = "Records by the month in which they ended, and by how much chance alone would explain the difference."
MONTH_COLUMNS = ["Month", "Outcomes", "Predicted", "Come true", "State"]
NO_MONTHS = "No record has come to its end yet."
INPUTS = "What goes in"
INPUTS_HELP = (
    "How far the records of the last 90 days differ from those before (population stability index): from 0.1 on watch"
    " it, from 0.25 on it is an alarm."
)
INPUT_COLUMNS = ["Input", "Index", "State"]
NO_INPUTS = "Nothing goes in."
NOT_JUDGED = "–"
NOTHING = "Your role sees no records from which it could be told how a model does."

LEVEL, RIDGE = "Set the level right", "Learn from our outcomes"
WIDEN, BACK = "Give it to all devices", "Take the model back"
HELP = (
    "The hub makes a candidate out of your own outcomes and measures it on the latest quarter of them. What is worse or"
    " unfair goes nowhere; the rest is signed and goes to one device in ten at first. Each step is in the audit."
)
RELEASED = "The model has learned from {count} outcomes. One device in ten gets it now."
REFUSED = "Nothing was changed. {why}"
WIDENED = "All devices get the model with their next report."
TAKEN_BACK = "All devices get the model of before with their next report."
NOTHING_TO_WIDEN = "No model of your house was released yet."
