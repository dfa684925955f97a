"""Words of the test-drive calendar and of the page of one drive."""

TITLE = "Test drives"
BOOK = "Schedule Test Drive"
DAY, WEEK = "Day", "Week"
SPAN = "Day or week"
BY_VEHICLE, BY_PERSON = "By vehicle", "By person"
GROUP = "Group"
BACK, FORWARD, NOW = "Earlier", "Later", "Today"
BOARD = "Board of {count} test drives. The list below says the same."
BOARD_EMPTY = "Board without test drives"
CHIP = "{time} {text}"
LIST = "Test drives on {day}"
NOTHING = "No test drive on this day."
ROW = "{start} to {end}  {vehicle}"
ROW_DETAIL = "{customer} · with {person}"
UNNAMED = "Nobody yet"
WEEK_OF = "{start} to {end}"
DRIVE = "Test drive: {vehicle}"
WHEN = "When"
NOT_HERE = "This test drive is not on this device"
NOT_HERE_TEXT = "It may belong to another store, or it has been taken away."
DEEDS = {
    "out": "Car is out",
    "returned": "Car is back",
    "no_show": "Did not come",
    "cancelled": "Cancel the drive",
    "booked": "Book again",
}
ICONS = {"out": "steering", "returned": "check", "no_show": "user", "cancelled": "close", "booked": "restore"}
MOVED = "{vehicle}: {status}"
FACTS = "Booking"
OPEN_VEHICLE, OPEN_CUSTOMER, OPEN_LEAD = "Open vehicle", "Open customer", "Open lead"
EDIT = "Edit"
OUT_TITLE, OUT_SAVE = "Car goes out", "Car is out"
BACK_TITLE, BACK_SAVE = "Car comes back", "Car is back"
MILEAGE_ORDER = "It went out with {out}; the mileage on return cannot be lower."
STEPS = "Booked, out, returned"
