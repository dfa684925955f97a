"""Words of photos and files: where they are, what is wrong with them, and the gallery of a vehicle."""

NOT_ARRIVED = "This photo has not arrived on this device yet."
UNREADABLE = "This photo cannot be shown: it is not a picture the app can read."
NOT_SHOWN = "This photo cannot be shown: {why}"
TOO_MANY_PIXELS = (
    "it has {pixels} million pixels, and {most} million is the most that is opened. Save it smaller in the camera or a"
    " picture program, and add it again."
)
DAMAGED = "This photo arrived damaged. It is fetched from the hub again."
DAMAGED_AT_HUB = (
    "What the hub keeps of this photo is damaged. A device that still has it sends it again by itself when it meets the"
    " hub."
)
REFUSED = "Only on this device: the hub did not take this photo. {why}"
DAMAGED_HERE = "Its file was damaged on this device before it was sent. Please add the photo again."
UNSENT = "Only on this device until the hub is reached."

POSITION = "Photo {number} of {count}"
SPOKEN = "{position}. {shows}"
UNDESCRIBED = "{position} of {title}, not described yet"
NOT_HERE = "Drawing of the vehicle in place of photo {number} of {count}. {why}"
PREVIOUS, NEXT = "Previous photo", "Next photo"
GALLERY = "Photos"
