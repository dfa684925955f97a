"""How German words speak well or ill together: endings, compounds, negation on either side, stress, and "aber".

The rules are those of the language (a finite verb stands before its "nicht", an adjective after it; "un-" turns an
adjective round; the last part of a compound says what it is), not chosen by any set of sentences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_ENDINGS = ("", "e", "en", "er", "es", "em", "n", "s", "t", "te", "ten", "tes", "ter", "st")
_COMPARED = ("ere", "eren", "erer", "eres", "ste", "sten", "ster", "stes", "este", "esten", "ester", "stem")
_STRESS = {
    "sehr": 1.3, "äußerst": 1.4, "extrem": 1.4, "total": 1.3, "absolut": 1.4, "völlig": 1.3, "wirklich": 1.2,
    "richtig": 1.2, "besonders": 1.3, "echt": 1.2, "überaus": 1.4, "ausgesprochen": 1.3, "unglaublich": 1.3,
    "rundum": 1.3, "mehr": 1.1, "so": 1.1, "viel": 1.2, "etwas": 0.7, "bisschen": 0.7, "eher": 0.7, "recht": 0.9,
    "teilweise": 0.6, "manchmal": 0.6, "fast": 0.7,
}  # fmt: skip
_NEGATIONS = {
    "nicht", "nie", "niemals", "ohne", "kaum", "weder", "noch", "nichts", "keinerlei", "nirgends", "niemand",
    "kein", "keine", "keinen", "keiner", "keinem", "keines", "nix", "wenig", "fehlt", "fehlte", "fehlten",
}  # fmt: skip
_AFTER_VERB = {"nicht", "nie", "niemals", "kaum", "nichts", "nix", "keineswegs"}
_PARTS = {
    "aber",
    "jedoch",
    "allerdings",
    "doch",
    "sondern",
    "und",
    "weil",
    "dass",
    "wenn",
    "obwohl",
    "trotzdem",
    "denn",
}
_BUT = {"aber", "jedoch", "allerdings"}
_VERBS = {
    "gefällt", "gefiel", "gefallen", "empfehle", "empfehlen", "lohnt", "lohnte", "funktioniert", "funktionierte",
    "klappt", "klappte", "hilft", "half", "stimmt", "stimmte", "überzeugt", "überzeugte", "passt", "passte", "hält",
    "freut", "freute", "kümmert", "kümmerte", "verstehe", "verstand", "ruckelt", "stinkt", "nervt", "stört", "störte",
    "mag", "mochte", "bereue", "bereut", "enttäuscht", "enttäuschte",
}  # fmt: skip
_REACH = 3
_TURNED = -0.74
_BEFORE_BUT, _AFTER_BUT = 0.6, 1.3
_STRONG = ("super", "mega", "ober", "ultra", "hyper", "extra", "hoch", "tief", "tod", "stink", "sau", "grund", "voll")
_LEAST_PART = 5
"""Letters of a part that may be found at the end of a compound."""


def valences(words: Sequence[str], known: Mapping[str, float]) -> list[float]:
    """What each word of a text adds, by the lexicon ``known`` and what stands around it.

    Two words that are known together ("nie wieder") count where the second stands, and neither by itself.
    """
    found: list[float] = []
    for at, word in enumerate(words):
        pair = known.get(f"{words[at - 1]}_{word}") if at else None
        valence = pair if pair is not None else valence_of(word, known)
        if pair is not None:
            found[-1] = 0.0
        elif valence:
            valence *= _stress(words, at)
            if _is_negated(words, at):
                valence *= _TURNED
        found.append(valence)
    return _weighed_by_but(words, found)


def valence_of(word: str, known: Mapping[str, float]) -> float:
    """What a word by itself says: as it is, without its ending, after "un-", or as the last part of a compound."""
    for form in _forms(word):
        if form in known:
            return known[form]
    if word.startswith("un"):
        opposite = next((known[form] for form in _forms(word[2:]) if form in known), 0.0)
        if opposite > 0:
            return -opposite
    for prefix in _STRONG:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            rest = next((known[form] for form in _forms(word[len(prefix) :]) if form in known), 0.0)
            if rest:
                return 1.2 * rest
    for start in range(3, len(word) - _LEAST_PART + 1):
        part = next((form for form in _forms(word[start:]) if len(form) >= _LEAST_PART and form in known), "")
        if part:
            return known[part]
    return 0.0


def _forms(word: str) -> list[str]:
    """A word and what is left of it without an ending, the longest first; at least three letters stay."""
    cut = {word[: len(word) - len(each)] for each in (*_ENDINGS, *_COMPARED) if word.endswith(each)}
    return sorted((each for each in cut if len(each) >= 3 or each == word), key=len, reverse=True)


def _stress(words: Sequence[str], at: int) -> float:
    return _STRESS.get(words[at - 1], 1.0) if at else 1.0


def _is_negated(words: Sequence[str], at: int) -> bool:
    """Does a negation stand shortly before in the same part, or after a finite verb? "Nicht nur" denies nothing."""
    for before in range(at - 1, max(-1, at - 1 - _REACH), -1):
        if words[before] in _PARTS:
            break
        if words[before] in _NEGATIONS and words[min(before + 1, at)] != "nur":
            return True
    if words[at] in _VERBS:
        for after in range(at + 1, min(len(words), at + 2 + _REACH)):
            if words[after] in _PARTS:
                break
            if words[after] in _AFTER_VERB and words[after + 1 : after + 2] != ["nur"]:
                return True
    return False


def _weighed_by_but(words: Sequence[str], found: list[float]) -> list[float]:
    """What comes after the last "aber" is meant more than what comes before it."""
    turns = [at for at, word in enumerate(words) if word in _BUT and 0 < at < len(words) - 1]
    if not turns or not any(found[turns[-1] :]):
        return found
    return [each * (_BEFORE_BUT if at < turns[-1] else _AFTER_BUT) for at, each in enumerate(found)]
