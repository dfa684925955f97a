"""Words of the boards: the pipeline of leads by stage, and the renewals by how near they are."""

PIPELINE = "Pipeline"
PIPELINE_OPEN = "Pipeline board"
RENEWALS = "Renewals"
RENEWALS_OPEN = "Renewals board"
AS_LIST = "Show as list"
WHOSE, MINE, EVERYONE = "Whose leads", "My leads", "Everyone’s leads"
STAGES, OPEN_STAGES, ALL_STAGES = "Which stages", "Open stages", "All stages"
OPEN_LEADS = "Open leads in all: {count}. Worth {sum}."
NO_SUM = "nothing named yet"
AND = " + "

# A column: its heading, the button that opens the same records as a list, and its name for a screen reader.
COUNT_NAME = "{what}: {title}. Open the list"
COLUMN = "{title}, {what}, {sum}"
EMPTY = "Nothing here"
CARD = "{words}, {place} of {count}"
LOADING = "Loading"

# The bar that says which card is chosen and what can be done with it.
CHOSEN = "{title} · {column}"
CHOOSE_LEAD = (
    "Choose a card to open or move it. Arrow keys go from card to card, Enter opens one, "
    "Ctrl with the left or right arrow moves one to the next stage."
)
CHOOSE_POLICY = "Choose a card to open or renew it. Arrow keys go from card to card, Enter opens one."
LOOK_ONLY = "Choose a card to open it. Arrow keys go from card to card, Enter opens one."
OPEN = "Open"
MOVE_TO = "Move to …"
RENEW = "Renew …"
MENU = "What can be done with {title}"

# Moving.
MOVED = "{title}, moved to {column}, {place} of {count}"
MOVED_AWAY = "{title}, moved to {column}, which is not shown now"
NOT_MOVED = "{title} was not moved: {reason}"
NO_RIGHT = "Your role may look at leads but not change them."
NO_FURTHER = "There is no stage beyond {column}."
GONE = "it is not on this device any more."
BY_RENEWING = "A policy comes into another column when it is renewed or its last day changes. Press Renew."
OTHERS = "{title} is now in {column}"
OTHERS_MANY = "{count} cards were moved by others"

# What a card of the pipeline says.
NO_CAR = "No car named"
NO_STEP = "No next step"
SCORE = "{percent} %"
SCORE_SPOKEN = "chance {percent} per cent"
LEAD_SPOKEN = "{name}, {car}, {money}, {due}"

# What a card of the renewals says.
HOLDER = "{phone} · {insurer}"
POLICY_SPOKEN = "{holder}, {due}, {number}, {money}, {detail}"
CALL_ORDER = "In the order to call: the policy that ends first comes first. Within 90 days in all: {count}."
