"""Kinds of field: for each, how a value is checked, kept in a document, laid out in columns and read back."""

from shared_models.kinds.base import EMPTY, Atom, Kind, Shape, encodable
from shared_models.kinds.links import File, FileRef, Reference, Sealed
from shared_models.kinds.numbers import Measure, Number, Price, Quantity
from shared_models.kinds.rows import Rows
from shared_models.kinds.times import Day, Instant
from shared_models.kinds.words import Choice, Flag, Line, Prose, WordSet

__all__ = [
    "EMPTY",
    "Atom",
    "Choice",
    "Day",
    "File",
    "FileRef",
    "Flag",
    "Instant",
    "Kind",
    "Line",
    "Measure",
    "Number",
    "Price",
    "Prose",
    "Quantity",
    "Reference",
    "Rows",
    "Sealed",
    "Shape",
    "WordSet",
    "encodable",
]
