"""Words of what customers say of us, and of bookings that are unlike others."""

TITLE = "What the feedback says"
MOODS = {"high": "Speaks well", "medium": "Mixed", "low": "Speaks ill"}
NOT_READ = "Not read"
ASPECTS = {
    "price": "Price",
    "people": "People",
    "test_drive": "Test drive",
    "vehicle": "Vehicle",
    "waiting": "Waiting",
    "delivery": "Delivery",
    "workshop": "Workshop",
    "finance": "Finance and insurance",
}
ASPECT = "{aspect}: {mood}"
ROW = "{day}: {mood}"
ROW_ASPECTS = "{day}: {mood} ({aspects})"
MODEL = "A model on this device reads it. Read the words themselves before you act on it."
UNUSUAL = "This booking is unlike most"
UNUSUAL_TEXT = "It is shown because it is rare, not because anything is wrong. Nothing is refused because of it."
RARE = {"high": "Rare", "medium": "Less usual", "low": "Usual"}

LOOK = (
    "When you have looked at this booking, say whether it was in order. The model learns from it; the booking stays as"
    " it is."
)
IN_ORDER, WRONG = "In order", "Something was wrong"
LOOKED = {"in_order": "A person looked at it: in order.", "wrong": "A person looked at it: something was wrong."}
LOOKED_WHY = "{found} {reason}"
LOOK_TITLES = {"in_order": "The booking was in order", "wrong": "Something was wrong with the booking"}
LOOK_SAVE = "Save"
LOOK_WHY_MISSING = "Say what was wrong."
LOOK_SAVED = {
    "in_order": "Booking of {vehicle}: in order",
    "wrong": "Booking of {vehicle}: something was wrong",
}
MARK = "Does the model read it rightly? It learns from what you say."
MARKS = {"praise": "This was praise", "neither": "Neither", "complaint": "This was a complaint"}
MARKED = {
    "praise": "A person read it: praise.",
    "neither": "A person read it: neither praise nor a complaint.",
    "complaint": "A person read it: a complaint.",
}
MARK_SAVED = {
    "praise": "Feedback on {vehicle}: praise",
    "neither": "Feedback on {vehicle}: neither praise nor a complaint",
    "complaint": "Feedback on {vehicle}: a complaint",
}
