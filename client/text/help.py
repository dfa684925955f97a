"""Words of help: what each page is for, and how the most usual things are done."""

TITLE = "Help"
DETAIL = "What the pages are for, and how the usual things are done. F1 tells about the page you are on."
PAGE_TITLE = "Help: {page}"
CAN_DO = "Here you can"
NO_DEEDS = "There is nothing to press on this page just now."
QUESTIONS = "How do I …"
PAGES = "What the pages are for"
FIND = "Look for help"
FOUND = "{count} of {all} shown"
NOTHING = "No help is about “{text}”. Try another word, or press Ctrl+K and type what you want to do."
FIRST_STEPS = "First steps"
FIRST_STEPS_TEXT = (
    "The tour shows how a car is sold, on sample data, in about five minutes. You can leave it at any time."
)
START_TOUR = "Start the tour"
FILMS = "Films"
FILMS_TEXT = "See how a car is sold, from search to contract. It has no sound, but captions and a transcript."
WATCH = "Watch how a car is sold"
OPEN_PAGE = "Open"
OPEN_PAGE_NAME = "Open: {page}"
MORE = "More"
UNKNOWN = "This page shows what is kept on this device. Ctrl+K lists everything that can be done here."

#: What a page is for: by screen, and by screen and record type where one type has a page of its own.
PURPOSE = {
    "today": "What needs you today: tasks and calls that are due, drives, hot leads or renewals. Press a line to"
    " open it.",
    "list": "All records of one kind. Search, narrow by the filters, look at cards or a table, and open what you need.",
    "list vehicle": "Every vehicle, as cards or as a table. Search by make, VIN or plate; choose two or three to "
    "compare.",
    "record": "Everything about one record. Edit it, see who entered what and when, and open what belongs to it.",
    "record vehicle": "One vehicle: pictures, price, history. Hold it, book a test drive or sell it from here.",
    "record lead": "One chance of a sale: how warm it is and why, what was said so far, and what to do next.",
    "record customer": "One customer with their leads, drives, purchases and policies. Edit them, or merge a twin.",
    "record test_drive": "One test drive: hand over the keys, note the mileage, take the car back.",
    "record policy": "One policy: cover, vehicles, drivers, instalments. Change it, renew it, report a claim.",
    "record claim": "One claim from first notice to settlement: photos, amounts, decisions and what comes next.",
    "list test_drive": "Drives of the day on a board. Book one, move it, hand the car out or take it back.",
    "new": "A form for a new record. What is needed is marked; nothing is lost when you leave, you are asked first.",
    "import": "Takes a file (CSV, Excel or JSON) in: choose it, match the columns, look at the rows, then import.",
    "compare": "Up to three vehicles side by side; what differs is marked.",
    "cases": "Cars that two people promised at the same time. Each case wants a decision.",
    "case": "Two promises of one car: who was first, what each customer was told, and how to settle it.",
    "sync_centre": "Whether your work is safe on the hub, what waits on this device, and what to do when something is "
    "wrong.",
    "mend": "A change the hub refused, with the reason. Correct it, give it to somebody who may, or let it go.",
    "alarms": "What rang and what will ring: tasks, expiring papers, saved searches. Snooze or dismiss them.",
    "more": "The lists that have no place of their own at the side.",
    "settings": "Colours, text size, language, your PIN, and how this device behaves. Everything acts at once.",
    "about": "Version, device and licences: what support asks for.",
    "what_i_did": "Everything you did on this device, newest first. Each can be undone or done again.",
    "devices": "The devices of the house: who uses them, when they were last heard of; enrol or revoke one.",
    "backups": "Copies of this device's records: make one, check one, put one back. Nothing is overwritten.",
    "readiness": "Whether this device could work for weeks without the hub, and how to practise it.",
    "drill_report": "How an outage drill went, in figures.",
    "accessibility": "How Forecourt stands against WCAG 2.2 AAA, checked on this very window.",
    "model_health": "Whether the models still predict what comes true, and setting them right where they do not.",
    "assistant": "Ask for a car, a customer, what is due or how something is done. A colleague can be asked as well.",
    "performance": "How long things take on this device, and whether the window keeps up with its work.",
    "pipeline": "Open leads as cards by stage. Move a card with the mouse, a finger, the keys or its menu.",
    "insights": "Figures that keep themselves up to date. Choose a dashboard and a period; press a figure to see what "
    "it counts; press Arrange to make the dashboard yours.",
    "counted": "The records behind one figure of a dashboard. Press one to open it.",
    "renewals": "Policies that end soon, in buckets and in the order to call. Renew them from here.",
    "wall": "The test drives of the day in large type, for a screen on the wall. It names no customer.",
    "plates": "Trade plates: which are out, with whom, and since when.",
    "rewards": "What customers have earned and redeemed.",
    "film": "Shows how a car is sold, with captions and a transcript. Play it, go through it by scene, or read it.",
    "help": "What the pages are for, and how the usual things are done.",
}

#: Questions people ask, with their answers.
ANSWERS = [
    ("Sell a car",
     ("Open it from Stock and press “Mark as sold”. Choose the customer, check the price, confirm. It works "
     "offline; the contract number is yours at once.")),
    ("Take something back",
     ("Press Ctrl+Z, or “Undo” in the notice that follows what you did. Later, “What I did” undoes "
     "anything, also a change of many records.")),
    ("Find anything",
     "Press Ctrl+K and type a few letters: pages, actions and records, with typing mistakes forgiven."),
    ("Turn the screen to a customer",
     ("Press Ctrl+Shift+H or choose “Customer mode”: cost, margins, scores and other customers disappear "
     "until you leave it with your PIN.")),
    ("Hand the tablet to a colleague",
     ("Choose “Somebody else works here”. Everybody who has a PIN on this device comes in with it, also "
     "without the hub.")),
    ("Know that my work is safe",
     ("The words at the top tell: “All safe on the hub”, or how many changes are only on this device. "
     "Press them to see which.")),
    ("Work without a network",
     ("Just go on. Everything is saved on this device first and sent when the hub answers again, even "
     "after weeks.")),
    ("Settle two values for one field",
     ("Where two people wrote at the same time, both values are shown. Choose one; the other stays in the"
     " history.")),
]  # fmt: skip
