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
    "warn": "Keep an eye on it.",
    "alarm": "What is predicted no longer fits. Head office or IT sets the level right, or lets the model learn from"
    " your outcomes.",
    "unknown": "There are not enough records yet to say how the model does.",
}
WARN_ORDER = (
    "The outcomes do not show yet that the model orders better than by lot; with more of them it will be clear."
)
WARN_INPUTS = "The records of the last 90 days look a little different from those before: see what goes in, below."
ORDERS = {
    "lead_conversion": "Of two leads, one bought and one not, it puts the buyer first in {percent} of cases"
    " ({low} to {high}).",
    "claim_fraud": "Of two claims that somebody looked at, one a fraud and one not, it puts the fraud first in"
    " {percent} of cases ({low} to {high}).",
    "renewal": "Of two policies, one lapsed and one renewed, it puts the lapsed one first in {percent} of cases"
    " ({low} to {high}).",
    "accident_risk": "Of two months of insured vehicles, one with a claim and one without, it puts the one with the"
    " claim first in {percent} of cases ({low} to {high}).",
    "unusual_record": "Of two bookings that somebody looked at, one in order and one not, it calls the second more"
    " unusual in {percent} of cases ({low} to {high}).",
    "feedback_sentiment": "Of two pieces of feedback that somebody read, one praise and one a complaint, it takes the"
    " praise for the happier one in {percent} of cases ({low} to {high}).",
    "recommendation": "Of two cars for sale, one of which the customer bought, it puts that one first in {percent} of"
    " cases ({low} to {high}).",
}
ORDER_LATER = "{count} of {least} outcomes are there; from then on it is said how well the model orders."
AMOUNT_LATER = "{count} of {least} sales are there; from then on it is said how near the proposals are."
AMOUNT_HIGH = "Half of the proposals are off by {off} at most; in the middle they are {tends} above what was paid."
AMOUNT_LOW = "Half of the proposals are off by {off} at most; in the middle they are {tends} below what was paid."
MONTHS = "Predicted and come true"
MONTHS_HELP = "Records by the month in which they ended, and by how much chance alone would explain the difference."
MONTH_COLUMNS = {
    "happened": ["Month", "Outcomes", "Predicted", "Come true", "State"],
    "in_band": ["Month", "Sales", "Promised within the band", "Within the band", "State"],
    "among_ten": ["Month", "Sales", "Expected among the first ten", "Among the first ten", "State"],
    "wrong": ["Month", "Bookings looked at", "Predicted", "Something was wrong", "State"],
    "praise": ["Month", "Feedback read", "Predicted to be praise", "Praise", "State"],
}
NO_MONTHS = "No record has come to its end yet."
INPUTS = "What goes in"
INPUTS_HELP = (
    "How far the records of the last 90 days differ from those before (population stability index): from 0.1 on watch"
    " it, from 0.25 on it is an alarm."
)
INPUTS_LATER = (
    "Whether the records change is said once there are {least} of the last 90 days and {least} of before to compare."
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

SAVE = "Save for training"
SAVE_KINDS = "Tables (*.csv)"
SAVED = "What people said was saved in {name}: {count}"
NOT_SAVED = "Not saved: {problem}"
NONE_TO_SAVE = "Nobody has said anything of this kind yet."

HERE = "set right on this device"
LEVEL_HERE, RIDGE_HERE = "Set the level right here", "Learn on this device"
BACK_HERE = "Undo what it learned"
HELP_HERE = (
    "The hub is not in touch. Until it is, this device alone can learn from the outcomes it holds. What is worse or"
    " unfair on the latest quarter of them is not used. Then it scores otherwise than other devices, until you take it"
    " back or your house releases a model."
)
LEARNED_HERE = "The model has learned from {count} outcomes. This device scores with it from now on."
TAKEN_BACK_HERE = "This device scores with the model of before."
FILES = "What scores"
FILES_DETAIL = "Every model, the version that scores on this device, and where it came from."
FILE_COLUMNS = ["Model", "Version", "Where from"]
FROM_HUB = "Counted at the hub, over all records of your house. You see numbers only, no records."
NO_HUB = (
    "Your role reads no records, so only the hub can count how the models do, and it is not in touch. Below is what"
    " scores on this device."
)
