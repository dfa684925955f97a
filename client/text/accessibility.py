"""Words of the accessibility report, and what people judged of the criteria no program can."""

TITLE = "Accessibility report"
DETAIL = "How this program meets WCAG 2.1 at level AAA, as far as it applies to programs that are installed."
CHECK = "Check every screen now"
CHECK_HELP = (
    "Goes through the screens you may open, presses Tab through each, measures its text, and comes back here. "
    "Please do not use the program meanwhile. Nothing is changed."
)
CHECKING = "{done} of {count} screens checked"
SAVE = "Save the report"
FILE_NAME = "accessibility-report.html"
FILES = "Web page (*.html);;Data (*.json)"
SAVED = "The report is saved as {name}."
NOT_SAVED = "The report could not be saved: {problem} Choose another folder."
BY_PROGRAM = "Checked by the program"
NOT_YET = "Not checked yet since the program was started."
CLEAN = "{passed:,} checks passed"
LOOK = "{passed:,} checks passed, {incomplete:,} to be looked at"
WRONG = "{violations:,} to be mended, {passed:,} checks passed"
SUMMARY = "{screens} screens, {rules} rules: {passed:,} checks passed, {violations:,} to be mended."
BY_HAND = "Judged by hand"
BY_HAND_DETAIL = "Criteria that no program can judge alone, or that do not apply."
CRITERION = "{number} {title}, level {level}"
NOT_APPLICABLE = "Does not apply: {text}"

# Kept in English with the evidence, so no constants that would be translated.
_silent = (
    "the program plays no sound and records nothing: Qt's multimedia is not part of it. "
    "Its one film, in Help, is silent."
)
_not_live = "nothing is sent live."
#: By criterion: why it does not apply to this program.
DOES_NOT_APPLY = {
    "1.2.4": _not_live,
    "1.2.6": _silent,
    "1.2.9": _not_live,
    "1.4.2": _silent,
    "1.4.7": _silent,
    "2.5.4": "nothing is done by shaking or tilting the device.",
    "4.1.1": "there is no markup; the accessible tree is made by Qt.",
}

_told = "The film in Help is silent. Its transcript tells, beside it and as a file, what each scene shows"
#: By criterion: how it is met, as people found who looked. Where something is left to be desired, it says so.
EVIDENCE = {
    "1.1.1": "Photos ask for a description when they are added; whether it fits is for the one who writes it.",
    "1.2.1": f"{_told}, in the language of the program. Photos attached to records do not move.",
    "1.2.2": (
        "The film in Help has captions (WebVTT) in five languages, on from the start. As it is silent, they tell what "
        "is seen. They stand below the picture, grow with the text and can be turned off."
    ),
    "1.2.3": f"{_told}. There is no sound in which it could be described.",
    "1.2.5": "The film in Help is silent; a screen reader tells the caption of each scene as it comes.",
    "1.2.7": "There is no speech to wait for: each caption stands as long as its scene, and the film can be paused.",
    "1.2.8": f"{_told}; a line of it goes to its scene.",
    "1.3.3": "Instructions name controls by their words, never by place, shape or colour alone.",
    "1.3.4": "Every screen is audited upright (800 x 1280) and across (1280 x 800); the window turns with the device.",
    "1.3.5": "Fields carry their purpose in label and description. Qt has no way to tell it as a kind of its own.",
    "1.3.6": "Regions (places, content, state of the hub) are named and reached by Alt+1 to Alt+4.",
    "1.4.1": "States are a word in a pill with a shape of its own; colours only repeat it.",
    "1.4.5": (
        "Text is text everywhere. Photos of papers are photos, with a description; the film in Help pictures the "
        "program's own words, and its captions are text."
    ),
    "1.4.8": (
        "Text is never justified, and colours can be chosen among three. Lines on a broad screen can pass "
        "80 letters; a narrower window shortens them."
    ),
    "1.4.10": (
        "Every screen is audited in a window 320 pixels wide, in English, and at 200 % text on one 800 pixels wide. "
        "Longer words of another language may keep a window from becoming quite so narrow."
    ),
    "1.4.12": "Spacing is that of the font. There is no setting for more; text at 200 % keeps all its words.",
    "1.4.13": "Tooltips hold no words that are not in the accessible name or description, as far as was looked at.",
    "2.1.4": "No shortcut is a single letter; all hold Alt, Ctrl or a function key.",
    "2.2.1": "Nothing has to be done within a time. A notice with something to press stays.",
    "2.2.4": "Notices are spoken politely and wait their turn; only errors and alarms interrupt.",
    "2.2.5": "Entries are on this device when a session ends, and are there after signing in again.",
    "2.2.6": "No entry is lost by waiting: a form keeps what is in it as long as the window is open.",
    "2.3.1": "Nothing flashes, the film in Help included.",
    "2.3.2": "Nothing flashes.",
    "2.3.3": "Settings turn all movement off; the film in Help is then shown as still pictures, scene by scene.",
    "2.4.1": "Alt+1 to Alt+4 and F6 skip between the parts of the window.",
    "2.4.4": "Links and buttons name the record they open.",
    "2.4.5": "Every record is reached by its list, by search, and from the records that name it.",
    "2.4.8": "The window's title and the rail tell where one is.",
    "2.4.10": "Sections of a screen have headings of their own.",
    "2.5.1": "Nothing needs more than one finger or a drawn path.",
    "2.5.2": "Buttons act when they are let go; sliding off takes it back.",
    "2.5.6": "Touch, mouse and keyboard can be mixed at any moment.",
    "3.1.3": "Words of the trade are those the trade uses; scores explain each reason in plain words.",
    "3.1.4": "Abbreviations are those of the trade, such as VIN. There is no list of their long forms.",
    "3.1.5": "Sentences were kept short and plain while they were written. They were not measured by a formula.",
    "3.1.6": "No word's meaning hangs on how it is spoken.",
    "3.2.1": "Taking the focus changes nothing but the focus.",
    "3.2.2": "Choosing in a form changes nothing outside it; lists are narrowed as filters are chosen, and say so.",
    "3.2.3": "The rail and the bar above are the same on every screen.",
    "3.2.5": "Screens change only by what a person presses; what changes elsewhere is told, and the focus stays.",
    "3.3.4": "Sales, payments and decisions say what will be done and are confirmed; they can be released or answered.",
    "3.3.5": "Fields have help below them; F1 lists the shortcuts of every screen.",
    "3.3.6": "Edits can be undone from the notice or from What I did; a sale or a hold is released by a further act.",
}
