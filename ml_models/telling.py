"""Sentences that know how they were put together, so that what is kept of a score can be said in another language."""

from __future__ import annotations

from typing import Any

from ml_models import reason_words

#: How to say a sentence again, in JSON's plain values: the name of its words among the reasons' words, the way to them
#: inside a table (left out where there is none), and what is filled in, which may be such a sentence itself.
Saying = dict[str, Any]


class Told(str):
    """A sentence in the language spoken when it was made."""

    __slots__ = ("_made_of", "_saying")
    _made_of: tuple[str, tuple[str | int, ...], dict[str, Any]]
    _saying: Saying | None

    @property
    def saying(self) -> Saying:
        """How to say it again; put together where it is to be kept, once. Not to be changed."""
        if self._saying is None:
            words, way, values = self._made_of
            kept = {name: value.saying if isinstance(value, Told) else _plain(value) for name, value in values.items()}
            self._saying = (
                {"words": words, "way": list(way), "values": kept} if way else {"words": words, "values": kept}
            )
        return self._saying


def tell(words: str, *way: str | int, **values: Any) -> Told:
    """The words of this name, filled in. ``way`` leads to them where the name is that of a table."""
    found: Any = getattr(reason_words, words)
    for step in way:
        found = found[step]
    told = Told(found.format_map(values) if values else found)
    told._made_of, told._saying = (words, way, values), None
    return told


def say_again(saying: Saying) -> Told:
    """A sentence in the language spoken now. Raises LookupError or AttributeError where its words are no more."""
    values = {name: say_again(value) if isinstance(value, dict) else value for name, value in saying["values"].items()}
    return tell(saying["words"], *saying.get("way", ()), **values)


def _plain(value: Any) -> Any:
    """A number of numpy's as Python's own."""
    return value.item() if hasattr(value, "item") else value
