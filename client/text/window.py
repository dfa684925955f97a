"""Words of the window around the screens."""

PRODUCTS = {"showroom": "FMS Showroom", "fleet": "FleetInsure"}
TITLE = "{screen} – {product}"
TITLE_UNSENT = "{screen} – {product} · {sync}"
NAVIGATION = "Places"
RIGHTS_CHANGED = "What you may see and change is different now. The pages follow."
ROLE_CHANGED = "Your role is now: {role}."
PLACES_CAME = "New among your places: {places}."
PLACES_WENT = "No longer among your places: {places}."
PAGE_WAITS = "This page follows once what you are writing is saved or left."
TODAY = "Today"
SYNC_CENTRE = "Sync centre"
SETTINGS = "Settings"
MORE = "More"
CASES = "Cases"
MORE_DETAIL = "Everything else that is kept on this device."
#: What a list is called in one of the apps, where that differs from the schema's plural.
PLACES = {("showroom", "vehicle"): "Stock", ("showroom", "activity"): "Tasks and notes",
          ("showroom", "plate_checkout"): "Trade plates", ("showroom", "redemption"): "Rewards"}  # fmt: skip
ICONS = {
    "lead": "star", "test_drive": "steering", "sale": "tag", "hold": "clock", "payment": "euro",
    "vehicle_cost": "money", "claim": "claim", "claim_decision": "check-circle",
    "underwriting_decision": "check-circle", "price_decision": "tag", "activity": "check",
    "driver": "user", "policy": "policy", "insurer": "building", "telematics_day": "chart", "person": "people",
    "saved_search": "search",
}  # fmt: skip
BACK = "Back"
FORWARD = "Forward"
UNDO = "Undo"
SYNC_STATE = "{sentence}. Open the sync centre."
YOU = "Signed in as {name}, {role}"
MENU = "Settings and help"
SHORTCUTS = "Keyboard shortcuts"
ABOUT = "About Forecourt"
SHOWN = "{title}"
NO_SCREEN = "There is nothing to show here"
NO_SCREEN_TEXT = "This version of Forecourt has no screen for that. Go back, or choose a place on the left."
FIRST_SYNC = "Fetching everything from the hub for the first time"
FIRST_SYNC_COUNT = "{done} of {expected} records are here. You can work with what is already there."
FIRST_SYNC_UNKNOWN = "{done} records are here so far. You can work with what is already there."
SEARCH = "Search everything"
#: The group of suggested cars below what a search finds.
LIKE_THIS = "Suggestion: customers like this chose"
