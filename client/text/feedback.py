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
