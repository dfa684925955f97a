"""What a piece of feedback is about: price, people, the car and so on, each with the part of the sentence it is in."""

from __future__ import annotations

import re
from dataclasses import dataclass

ASPECTS: dict[str, str] = {
    "price": r"pric(e|es|ed|ing|ey)|cheap\w*|expensive|dear|cost\w*|offer\w*|discount\w*|overpriced|value|money|deal|"
    r"preis\w*|günstig\w*|teu(er|re|ren|rer)|überteuert|billig\w*|angebot\w*|rabatt\w*|kosten|geld",
    "people": r"staff|sales(man|woman|person|people|team)|advis[eo]r\w*|employee\w*|receptionist|team|friendly|rude|"
    r"polite|helpful|pushy|honest|arrogant|verkäufer\w*|berater\w*|beratung|mitarbeiter\w*|personal|freundlich\w*|"
    r"unfreundlich\w*|höflich\w*|hilfsbereit\w*",
    "test_drive": r"test[ -]?driv\w*|probefahrt\w*|proberunde\w*",
    "vehicle": r"cars?|vehicles?|engines?|gearbox|brakes?|seats?|interior|boot|steering|suspension|suv|van|comfort\w*|"
    r"ride|handling|noisy|tyres?|wagen|autos?|fahrzeuge?s?|motor\w*|getriebe|bremsen?|sitze?|kofferraum|lenkung|"
    r"innenraum|reifen",
    "waiting": r"wait(ed|ing|s)?|late|delay\w*|slow\w*|punctual\w*|on time|prompt\w*|quick\w*|hours?|"
    r"warte\w*|gewartet|verspät\w*|pünktlich\w*|langsam\w*|schnell\w*|stunden?",
    "delivery": r"deliver\w*|handover|collect(ed|ion)|pick(ed)?[ -]up|lieferung\w*|geliefert|übergabe|abholung|"
    r"abgeholt",
    "workshop": r"workshop|repair\w*|servic(e|ed|ing)|mechanic\w*|garage|mot|werkstatt|reparatur\w*|repariert|wartung|"
    r"inspektion|mechaniker\w*",
    "finance": r"financ\w*|loan|leas(e|ing)|credit|instal?ments?|insurance|premium|finanzierung|kredit|leasing|raten?|"
    r"versicherung\w*|prämie",
}
"""Aspects and the words (English and German) that tell them, as patterns of whole words."""
_PATTERNS = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in ASPECTS.items()}
_BETWEEN = re.compile(
    r"[.!?;\n]+|,\s*(?:(?:and|und|but|aber|though|jedoch) )?|"
    r"\s+(?:but|however|although|though|aber|jedoch|obwohl|allerdings)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Part:
    """An aspect and the part of the text it is spoken of in."""

    aspect: str
    text: str


def parts_of(text: str) -> list[Part]:
    """Every aspect spoken of, in order, once for each part of the text that names it."""
    clauses = [clause.strip() for clause in _BETWEEN.split(text)]
    return [
        Part(name, clause) for clause in clauses if clause for name, pattern in _PATTERNS.items()
        if pattern.search(clause)
    ]  # fmt: skip
