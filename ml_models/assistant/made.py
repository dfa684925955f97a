"""Questions made up in code: what people in a showroom ask this app, by intent, and what is none of its business."""

from __future__ import annotations

from itertools import product

import numpy as np

_FILL = {
    "car": ("Golf", "Fiesta", "hybrid", "red SUV", "diesel estate", "3 Series", "electric car", "Corsa", "van",
            "automatic hatchback"),
    "sum": ("under 30k", "below £15,000", "up to 20000", "between 10k and 15k", "under 40,000 miles", "after 2020"),
    "name": ("Miller", "Mrs Okafor", "Anna Schmidt", "the Garcia family", "Mr Dubois"),
    "day": ("today", "tomorrow", "this week", "on Friday", "next Monday"),
    "deed": ("sell a car", "hold a vehicle", "add a customer", "export a list", "change my PIN", "make a backup",
             "merge two customers", "book a test drive", "scan a VIN", "renew a policy", "take back a change",
             "make the text bigger", "use it without internet"),
}  # fmt: skip
PATTERNS: dict[str, tuple[str, ...]] = {
    "find_vehicle": (
        "{car} {sum}", "show me every {car} {sum}", "do we have a {car}", "find a {car} {sum}", "any {car} in stock",
        "{car}", "which {car} are for sale", "looking for a {car} {sum}", "cheapest {car} we have",
    ),
    "find_customer": (
        "find customer {name}", "phone number of {name}", "where does {name} live", "open the record of {name}",
        "e-mail address of {name}", "look up {name}", "customer {name}",
    ),
    "test_drives": (
        "which test drives are {day}", "test drives {day}", "who comes for a test drive {day}",
        "show the test drive calendar {day}", "is anybody booked for a drive {day}", "drives of {day}",
    ),
    "tasks": (
        "what do I have to do {day}", "my tasks {day}", "who should I call {day}", "what is due {day}",
        "my to do list {day}", "which calls are open {day}", "what needs me {day}",
    ),
    "leads": (
        "which leads are hot {day}", "show my open leads", "best leads {day}", "new leads {day}",
        "lead of {name}", "which leads should I follow up first", "leads without an answer",
    ),
    "renewals": (
        "which policies expire {day}", "renewals due {day}", "policies to renew {day}", "whose cover runs out {day}",
        "show the renewals", "policy of {name}", "insurance policies that end soon",
    ),
    "claims": (
        "open claims {day}", "show claims of {name}", "which claims are not settled", "status of the claim of {name}",
        "claims reported {day}", "damage reports {day}",
    ),
    "figures": (
        "how many cars did we sell {day}", "sales figures {day}", "turnover {day}", "show the dashboard",
        "how is the store doing {day}", "statistics {day}", "average days in stock", "report of sales {day}",
    ),
    "sync": (
        "is everything saved to the hub", "am I online", "what has not been sent yet", "is the hub reachable {day}",
        "are my changes synchronised", "why is sync red", "show what waits for the hub",
    ),
    "how_to": (
        "how do I {deed}", "how can I {deed}", "help me {deed}", "where do I {deed}", "what is the way to {deed}",
        "can you explain how to {deed}", "I want to know how to {deed}",
    ),
    "ask_person": (
        "I want to talk to a person", "ask a colleague", "can somebody help me", "connect me to a colleague",
        "who is online", "is a human there", "get me my manager", "I need help from somebody", "talk to {name} please",
        "who of us is here {day}",
    ),
}  # fmt: skip
"""By intent, what is asked; words in braces are filled in."""
ODD = ("", "   ", "?", "zzzz qqqq", "42", "😀", "a" * 500, "how how how how", "NaN", "don’t", "ÄÖÜ", "under")


def made_questions(most: int = 40, seed: int = 0) -> list[tuple[str, str]]:
    """Up to so many questions of each intent, with the intent."""
    generator = np.random.default_rng(seed)
    made = []
    for intent, patterns in PATTERNS.items():
        every = sorted({text for pattern in patterns for text in _filled(pattern)})
        chosen = generator.permutation(len(every))[:most]
        made += [(every[at], intent) for at in sorted(chosen.tolist())]
    return made


def _filled(pattern: str) -> list[str]:
    names = [name for name in _FILL if f"{{{name}}}" in pattern]
    return [
        pattern.format(**dict(zip(names, words, strict=True))) for words in product(*(_FILL[name] for name in names))
    ]
