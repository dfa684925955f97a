"""Words of new prices that are proposed, and approved or declined by a person."""

TITLE = "New prices"
DETAIL = "{count} of {whole} vehicles for sale have a new price proposed."
HELP = (
    "A price moves by a twentieth at most, between the lowest price the house accepts and the ceiling; a small part of "
    "it is tried out, to learn what buyers pay. Nothing changes until a person approves."
)
LEARNED = "Learned from {weeks:,} weeks of your own vehicles, in which {sold:,} sold."
NOTHING = "No new price is proposed."
NO_MODEL = "The model for this is not on this device."
NOTHING_FOR_SALE = "No vehicle is for sale."
NO_LEVEL = "Too few of your own vehicles have a price that the model understands."
PROPOSALS = "Proposed"
FACTS = (
    "{now} now, {proposed} proposed ({change}). Sells within a week: {chance_now} % now, {chance} % then. Stands for "
    "{weeks} weeks. Estimate {estimate}, allowed {lowest} to {highest}."
)
CHOOSE = "{vehicle}: {now} to {proposed}"
OPEN = "Open"
OPEN_NAME = "Open {vehicle}"
CHOOSE_ALL, CHOOSE_NONE = "Choose all", "Choose none"
CHOSEN = "{count} of {whole} chosen"
APPROVE, DECLINE = "Approve the chosen …", "Decline the chosen …"
NONE_CHOSEN = "Choose at least one price first."
LEFT = "Without a proposal"
LEFT_WHY = {
    "no_price": "without a price", "no_cost": "without a known cost in the same currency",
    "no_estimate": "of which the model knows too little", "decided": "decided about within the last week",
    "no_room": "whose lowest price is above the ceiling", "stays": "whose price stays",
}  # fmt: skip
LEFT_COLUMNS = ("Vehicles", "Why")
HISTORY = "Decided"
HISTORY_NOTHING = "Nothing has been decided yet."
HISTORY_ROW = "{vehicle}: {before} to {proposed}"
HISTORY_DETAIL = "{when} · {person} · {reason}"
APPROVE_TITLE, DECLINE_TITLE = "Approve new prices", "Decline new prices"
APPROVE_SAVE, DECLINE_SAVE = "Approve", "Decline"
WHICH = "{count} vehicles"
LINE = "{vehicle}: {now} to {proposed}"
WHY = "Why"
WHY_HELP = "Needed to decline."
AS_PROPOSED = "As proposed"
WHY_NEEDED = "Say why the prices are declined."
MOVED = "The price of {vehicle} has changed since this was proposed. Close this and look again."
APPROVED = "{count} prices approved"
DECLINED = "{count} prices declined"
MODEL_ONLY = "This describes the model, not causes."

# What was approved can be taken back.
APPROVED_PRICES = "Approved prices"
TAKE_BACK = "Take the chosen back …"
TAKE_BACK_HELP = "Taking an approval back returns the vehicle to the price before. It is recorded with your name."
TAKE_BACK_TITLE, TAKE_BACK_SAVE = "Take approved prices back", "Take back"
TAKEN_BACK = "Approvals taken back: {count}"
NO_APPROVAL_CHOSEN = "Choose at least one approved price first."
MOVED_SINCE = "The price of {vehicle} has changed since it was approved. Close this and look again."
