"""What people of a dealership write: wishes, notes of calls, comments on test drives, accounts of accidents."""

from __future__ import annotations

#: Wishes of those who come to buy; ``{car}``, ``{budget}`` and ``{month}`` are filled in.
WISHES = (
    "Wants a {car}, ideally with heated seats. Would go up to {budget} if the colour is right.",
    "Family of five, two prams. Looked at the {car} and wants to try whether both go into the boot.",
    "Commutes an hour each way and wants to know what a {car} really uses on the motorway.",
    "Lease of the present car ends in {month}. Wants like for like, automatic only.",
    "First car for the daughter. Insurance group matters more than the trim. Not above {budget}.",
    "Saw the {car} online. Asked whether the timing belt has been done and for the service history.",
    "Changing from a diesel because of the low-emission zone. Undecided between hybrid and electric.",
    "Needs a tow bar for a caravan of 1,500 kg. The {car} would be the second car in the house.",
    "Has a wallbox at home and wants to know how long the {car} takes to charge on it.",
    "Retired, wants to get in and out easily, with camera and parking sensors. Sat in the {car} twice.",
    "Company of four, one more vehicle from {month}. Asks for a price for two.",
    "Bought here six years ago and was pleased. Wants the successor, same seller if possible.",
    "Only wants to look around for now, but asked for the finance figures of the {car}.",
    "Needs a car within the week, theirs was written off. Courtesy car runs out on Friday.",
    "Compares our {car} with one an hour away that is cheaper but has no warranty.",
)
TRADE_INS = (
    "Brings a nine-year-old Focus in part exchange, inspected until autumn, small dent in the rear door.",
    "Part exchange: Corolla, one owner, 64,000 on the clock, both keys.",
    "Would trade in a Golf estate with full history if we give a fair price.",
    "Old car is financed until next spring; settlement figure requested from the bank.",
)
NOTES = (
    "Prefers to be called after 17:00.",
    "Partner decides with them; next visit together.",
    "Speaks French and English. Knee trouble, cannot use a heavy clutch.",
    "Very well informed, has read every test. Stick to the facts.",
    "Asked not to be sent brochures by post.",
    "Works shifts at the hospital, mornings are best.",
    "Comes with a dog; the boot needs to take the crate.",
    "",
    "",
    "",
)
#: By kind of activity: subjects, and outcomes of those that are done.
SUBJECTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "call": (
        ("First call about the {car}", "Called back about the {car}", "Follow-up after the test drive",
         "Finance figures explained", "Asked for the documents for part exchange"),
        ("Will think it over at the weekend", "No answer, message left", "Wants to come in on Saturday",
         "Asked for the offer by e-mail", "Interested, but the monthly rate is too high",
         "Comes with the old car for valuation"),
    ),
    "visit": (
        ("Visit at home to look at the old car", "Car shown at the customer's office", "Handover talk for the {car}"),
        ("Old car valued", "Drivers sat in all three cars", "Agreed on delivery to the office"),
    ),
    "walk_in": (
        ("Came in to see the {car}", "Walked in without appointment", "Came back with partner to see the {car}"),
        ("Took a brochure along", "Sat in three cars, likes the {car} best", "Test drive agreed"),
    ),
    "email": (
        ("Offer for the {car} sent", "Enquiry through the website answered", "Service history of the {car} sent"),
        ("Offer opened twice", "Answered the same day", "Asked two questions about the warranty"),
    ),
    "note": (
        ("Competitor's offer", "Wants the winter tyres included", "Colour matters: not white"),
        ("",),
    ),
    "task": (
        ("Call back about the {car}", "Prepare offer for the {car}", "Get settlement figure from the bank",
         "Book valuation of the old car", "Send finance agreement for signature", "Order second key"),
        ("Done", "Sent", "Customer was quicker and called us"),
    ),
}  # fmt: skip
DRIVE_COMMENTS = (
    "Quieter than expected. Seat fits well, missed the wireless charging.",
    "Liked it at once. Wants to drive the smaller engine for comparison.",
    "Too firm over the cobbles for the partner's back.",
    "Boot takes the pram without folding. Very pleased with the camera.",
    "Gear change was hesitant when cold; workshop to look at it.",
    "Came back after twenty minutes with a smile. Offer to be sent today.",
    "Range shown fell faster than thought; explained preheating and eco mode.",
    "Nice, but the screen in the middle is not for her.",
    "Pulled to the left a little. Tracking to be checked before the next drive.",
    "Drove on the motorway and in town. Only the colour stands in the way.",
)
CUSTOMER_NOTES = (
    "Collects the car in person, never by delivery.",
    "Third car from us. Invited to the summer evening.",
    "Invoice goes to the company, correspondence to the home address.",
    "Needs papers in large print.",
    "Please use the bell at the back of the yard.",
)
#: By cause: whether our driver was at fault, and what happened, with ``{road}`` filled in.
LOSSES: dict[str, tuple[tuple[bool, str], ...]] = {
    "collision": (
        (False, "Was hit from behind at the lights on {road}. Bumper, tailgate and the left rear light are damaged."),
        (False, "A van came out of a drive on {road} without looking. Front wing and headlight are broken."),
        (True, "Changed lanes on {road} and touched the car beside. Both doors on the right are scraped."),
        (True, "Turned left on {road} and overlooked an oncoming car. Airbags did not go off."),
        (True, "Slid on wet leaves on {road} and hit the kerb. Wheel and lower arm are bent."),
    ),
    "parking": (
        (False, "Found in the car park on {road} with a dent in the front wing. No note was left."),
        (True, "Backed into a bollard while delivering on {road}. Tailgate pushed in."),
        (True, "Door was blown against a lamp post on {road} by a gust of wind."),
    ),
    "theft": (
        (False, "Both door mirrors taken overnight on {road}."),
        (False, "Catalytic converter cut out while parked on {road}. Reported to the police the same morning."),
    ),
    "glass": (
        (False, "Stone chip on the motorway grew to a crack across the windscreen."),
        (False, "Rear side window broken on {road}; nothing taken."),
    ),
    "weather": (
        (False, "Hail of two centimetres; roof and bonnet have some forty dents."),
        (False, "Branch fell on the roof in the storm while parked on {road}."),
    ),
    "animal": ((False, "Deer ran across {road} at dusk. Bonnet, grille and radiator damaged."),),
    "vandalism": ((False, "Scratched along the whole left side on {road} overnight."),),
    "fire": ((False, "Smoke from the engine bay on {road}; driver put it out. Wiring loom burnt."),),
    "other": ((True, "Filled with the wrong fuel on {road} and driven for two kilometres."),),
}
WITNESSES = ("", "", "Shopkeeper opposite saw it", "Dashcam film is at hand", "Cyclist left name and number")
THIRD_PARTIES = (
    "Silver estate, driver's details taken",
    "Delivery van, company known",
    "Private car, other insurer informed",
    "City bus, line 42",
)
DECISIONS: dict[str, tuple[str, ...]] = {
    "approve": ("Estimate is in line with the workshop's rates", "Liability is clear, photographs are complete",
                "Within the limit, no earlier damage at this place"),
    "reject": ("Damage was there before cover began", "Driver was not named in the policy", "Below the deductible"),
    "refer": ("Estimate differs by more than a third from ours", "Second account of what happened is needed"),
    "reopen": ("Hidden damage found when the bumper came off",),
}  # fmt: skip
POLICY_NOTES = (
    "Renewal to be discussed together with the second vehicle.",
    "Holder asks for a quote with a higher deductible.",
    "Drivers' list to be checked before renewal.",
    "Discount for telematics agreed at the last renewal.",
    "",
    "",
    "",
)
COST_NOTES = (
    "Two tyres and brakes done before sale.",
    "Smart repair on the rear bumper.",
    "Second key missing, ordered.",
    "Taken in part exchange.",
    "Bought at auction.",
    "",
    "",
    "",
)
ENDORSEMENTS = ("Vehicle added", "Driver added", "Address changed", "Annual mileage corrected", "Deductible changed")
