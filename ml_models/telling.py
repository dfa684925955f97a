"""Sentences that know how they were put together, so that what is kept of a score can be said in another language."""

from __future__ import annotations

from typing import Any

from ml_models import reason_words

#: How to say a sentence again, in JSON's plain values: the name of its words among the reasons' words, the way to them
#: inside a table, and what is filled in, which may be such a sentence itself.
Saying = dict[str, Any]


class Told(str):
    """A sentence in the language spoken when it was made; ``saying`` is how to say it again."""

    __slots__ = ("saying",)
    saying: Saying


def tell(words: str, *way: str | int, **values: Any) -> Told:
    """The words of this name, filled in. ``way`` leads to them where the name is that of a table."""
    kept = {name: value.saying if isinstance(value, Told) else _plain(value) for name, value in values.items()}
    return _told({"words": words, "way": list(way), "values": kept}, values)


def say_again(saying: Saying) -> Told:
    """A sentence in the language spoken now. Raises LookupError or AttributeError where its words are no more."""
    values = {name: say_again(value) if isinstance(value, dict) else value for name, value in saying["values"].items()}
    return _told(saying, values)


def _told(saying: Saying, values: dict[str, Any]) -> Told:
    found: Any = getattr(reason_words, saying["words"])
    for step in saying["way"]:
        found = found[step]
    told = Told(found.format(**values) if values else found)
    told.saying = saying
    return told


def _plain(value: Any) -> Any:
    """A number of numpy's as Python's own."""
    return value.item() if hasattr(value, "item") else value
