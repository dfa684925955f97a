"""Words of a change of deductible and cover that is tried over many policies."""

TITLE = "Try another deductible or cover"
HELP = (
    "It is tried over the policies below, with the objective and the bounds above. Nothing is changed or offered, and "
    "cover that must stay is never left out."
)
DEDUCTIBLE = "Deductible"
CHOICES = {
    "same": "As it is", "up": "One step higher", "down": "One step lower", "given": "The one given here",
}  # fmt: skip
AMOUNT = "Given deductible"
AMOUNT_NEEDED = "Give the deductible that is to be tried."
WITHOUT = "Cover to leave out"
ADDING = "Cover to add"
BOTH = "The same cover cannot be left out and added."
ONLY = "Only the rows chosen in the table below"
ONLY_NONE = "Choose at least one row in the table first, with Shift or Ctrl for several."
NOTHING_ASKED = "Choose another deductible, or cover to leave out or to add."
TRY = "Try it"
WORKING = "Working it out …"
FAILED = "It could not be worked out. Please try again."

SUM = (
    "Policies to which it applies: {policies:,}. {premium} a year instead of {last}: {change}. About {staying:,} renew "
    "instead of {staying_now:,}. {objective}."
)
MARGIN = "Expected margin {margin} instead of {margin_now}: {difference}."
MARGIN_UNKNOWN = "The expected margin is not known: fewer than {least} claims in {currency}."
HIGHER, LOWER, SAME = "{amount} more", "{amount} less", "unchanged"
BOUNDS = "{bounds}. {capped}. Cover that stays: {covers}."
APPLIES_TO_NONE = "The change applies to none of these policies."
LEFT = "To which it does not apply"
LEFT_COLUMNS = ("Policies", "Why")
LINES = "Policy by policy"
COLUMNS = (
    "Policy", "Policyholder", "Deductible", "Cover as tried", "Premium", "Chance of renewal", "Expected margin",
    "Why not",
)  # fmt: skip
FROM_TO = "{now} to {then}"
NOTHING_DUE = "No policy in force that is chosen ends within 90 days."
NO_MODEL = "The model for this is not on this device."
OTHER_CURRENCY = "Its premium is not in {currency}"
#: By why a change does not apply to a policy.
WHY = {
    "highest": "It already has the highest deductible there is",
    "lowest": "It already has the lowest deductible there is",
    "same_deductible": "It already has this deductible", "required": "What would be left out is required",
    "no_such_cover": "It has none of the cover to leave out", "has_cover": "It already has the cover to add",
    "nothing_asked": "Nothing was asked to change",
}  # fmt: skip
