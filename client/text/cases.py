"""Words of collisions: who holds a car, cases, refunds, and the message to the customer."""

TITLE = "Cases"
DETAIL = "Two people promised or took the same thing. Each case is somebody to whom we owe a word."
OPEN_TITLE, CLOSED_TITLE = "Open", "Closed"
OPEN_NOTHING = "No case is open. Nobody was promised what somebody else has."
CLOSED_NOTHING = "No case has been closed yet."
TO_SETTLE = "Cases to settle"
ROW = "{thing}: {customer}"
ROW_DETAIL = "{kind} by {person}, {when}"
OPEN, CLOSED = "Open", "Closed"
NEW = "A new case needs you: {title}"
NOT_HERE = "This case is not on this device any more"
NOT_HERE_TEXT = "It may have settled itself: the other entry was released, and yours holds again."

# Who holds a car.
HERE = {"sold": "Sold here, not yet confirmed by the hub", "held": "Held here, not yet confirmed by the hub"}
ELSEWHERE = {
    "sold": "Sold on another device, not yet confirmed by the hub",
    "held": "Held on another device, not yet confirmed by the hub",
}
MADE_OFFLINE = {
    "sold": "Sold without the hub. An earlier sale may still come from a device that has not reported yet.",
    "held": "Held without the hub. An earlier entry may still come from a device that has not reported yet.",
}
ON_CAR = "{count} open case: somebody else was promised this car too."
ON_CAR_MANY = "{count} open cases: others were promised this car too."
SEE_CASE = "See the case"
RISK = (
    "This car may also be sold elsewhere: the hub has not been heard for {hours}, and other devices held or sold this "
    "model {taken} in the four weeks before. Confirm again to go on; it counts as not confirmed until the hub is back."
)
HOURS, DAYS, TIMES, ONCE = "{count} hours", "{count} days", "{count} times", "once"

# Releasing.
RELEASE = "Release"
RELEASE_FOR = "Release {vehicle}"
RELEASE_SAVE = "Release the car"
RELEASED = "{vehicle} is free again"
RELEASE_SALE = "The sale to {customer} is taken back. The car can be sold again."
RELEASE_HOLD = "The hold for {customer} ends. The car can be sold or held for somebody else."
OWNED = {"sale": "The sale is {name}'s.", "hold": "The hold is {name}'s.", "deposit": "The deposit is {name}'s."}
OWNED_AGAIN = "{owned} Confirm again to release the car all the same."
OWNED_NOT = "{owned} Only {name}, or a manager, may release the car. You can ask a manager to approve it."
OWNED_SELL = "{owned} Only {name}, or a manager, may end it. Ask a manager to approve releasing the car first."
ASK_RELEASE = "Ask for approval"
NOTHING_HELD = "Nobody holds this car any more."

# The page of a case.
CASE = "Case: {thing}"
WHAT_HAPPENED = "What happened"
KINDS = {
    "sale": "sale", "hold": "hold", "deposit": "deposit", "slot": "test-drive slot",
    "plate_checkout": "plate check-out", "number_block": "block of numbers", "redemption": "redemption",
}  # fmt: skip
STORY = "The {kind} for {customer} has lost. {person} entered it{offline} ({when})."
STORY_PLAIN = "The {kind} has lost. {person} entered it{offline} ({when})."
STORY_WINNER_PLAIN = "It met another {kind}. {person} entered that{offline} ({when})."
STORY_WINNER = "It met the {kind} for {customer}. {person} entered that{offline} ({when})."
SOMEBODY = "Somebody on another device"
OFFLINE = " without the hub"
WHY = "Why that one: {reason}"
WHY_CONFIRMED = "the hub had confirmed it."
WHY_SECURED = "it is signed and a deposit is paid."
WHY_EARLIER = "it was entered earlier."
WHY_ONLY = "it stood first by the rule that all devices share."
WINNER_GONE = "The entry it met is not on this device."
FOR_CUSTOMER = "Cars to offer instead"
NO_CARS = "No comparable car is available here."
REFUND = "Refund"
REFUND_PAID = "{customer} has paid {amount} as a deposit. Promise to pay it back, or move it to another car."
REFUND_NONE = "No deposit is recorded, so nothing has to be paid back."
REFUND_LIMIT = "Above {limit} a manager must approve the refund."
REFUND_APPROVED = "{person} has approved up to {amount}."
APPROVE = "Approve a refund"
APPROVE_SAVE = "Approve"
APPROVED = "Refund approved"
MESSAGE = "Message to the customer"
COPY, COPIED = "Copy the message", "The message is copied"
MAIL = "Write an e-mail"
CLOSE = "Close the case"
CLOSE_SAVE = "Close the case"
CLOSE_PLAIN = "Close the case: {thing}"
CLOSE_TITLE = "Close the case of {customer}"
CLOSED_SAID = "The case is closed"
CLOSED_BY = "Closed by {person} {when}: {resolution}."
CLOSED_REFUND = "Refund promised: {amount}."
REFUND_NEEDS = "Above {limit} a manager must approve it first. Ask a sales manager to open this case."
OTHER_MISSING = "Choose the vehicle taken instead."
SUBJECT = "Your {vehicle}"
LETTER = """Dear {customer},

I am sorry to tell you that the {vehicle} we had promised you was sold at the same moment by a colleague, \
while our systems could not reach each other. You have done nothing wrong; the mistake is ours.

{offers}{refund}Please call me, or just answer this message, so that we can put it right.

Kind regards
{person}
{store}"""
LETTER_OFFERS = "We have kept these cars in mind for you:\n{cars}\n\n"
LETTER_CAR = "- {car}, {price}"
LETTER_REFUND = "Your deposit of {amount} will be paid back in full, or counted towards another car, as you wish.\n\n"
SEPARATOR = " · "
