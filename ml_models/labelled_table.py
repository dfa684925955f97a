"""A labelled table for training: a CSV file read whole, its columns typed by inspection, its faults said clearly."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ml_models.additive import Floats, category, number

LEAST_ROWS = 50
LEAST_OF_A_CLASS = 10
TARGETS = (
    *("y", "target", "label", "outcome", "converted", "won", "sold"),
    *("fraud", "is_fraud", "fraud_found", "fraudfound", "fraudfound_p", "fraud_reported"),
)
POSITIVE = (
    *("yes", "y", "true", "t", "1", "won", "sold", "success", "converted", "fraud", "positive", "pos", "good"),
    *("praise", "ja", "oui", "sí", "si", "wahr", "vrai", "verkauft", "vendu", "vendido", "gewonnen", "gagné", "ganado"),
    "lapsed",
)
BLANKS = {"", "na", "n/a", "nan", "null", "none", "?", "-", "--", "n.a.", "#n/a", "<na>", "nat", "missing"}
PROTECTED = {
    *("sex", "gender", "age", "born", "birth", "birthday", "dob", "marital", "married"),
    *("race", "ethnicity", "ethnic", "religion", "nationality", "disability"),
}
REGIONS = {"region", "state", "county", "province", "canton", "district", "area", "zip", "postcode"}
PERSONS = {"holder", "driver", "owner", "insured", "customer", "client", "applicant", "person"}
PAPERS = {"policy", "account", "lead"}
THINGS = {"vehicle", "vehicl", "veh", "car", "policy", "lead", "stock", "account", "asset"}
NEGATIVE = {"no", "n", "false", "f", "0", "lost", "failure", "negative", "neg", "nein", "non", "falsch", "faux"}
NOT = {"not", "no", "non", "never", "nicht", "kein", "pas"}
"""What makes the other value out of one: "not bought" is the no of "bought"."""
NEARLY_ALL = 0.95
"""A column with at least this share of numbers, and many of them, is one of numbers; the words in it are faults."""
KEYS = {"id", "no", "nr", "number", "key", "row", "index", "unnamed"}
KNOWN_AFTER = {"duration"}
"""Columns that are known only once the outcome is: a call's duration. Never a feature."""


class TableFault(Exception):
    """A file that cannot be trained on or evaluated. The message says what is wrong, where, and the way out."""


@dataclass(frozen=True)
class LabelledTable:
    """Columns of text by name, all of one length. ``source`` is the file's name, for messages and cards."""

    source: str
    columns: dict[str, list[str]]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def numbers(self, name: str) -> Floats:
        """A column as numbers, NaN where blank. Raises TableFault for text and for infinities, naming the row."""
        values = self.require(name)
        result = np.empty(len(values))
        for at, text in enumerate(values):
            result[at] = number(text)
            if math.isnan(result[at]) and text.strip().lower() not in BLANKS:
                raise TableFault(f"{self.source}: column {name}, row {at + 2}: {text!r} is not a finite number. {FIX}")
        return result

    def require(self, name: str) -> list[str]:
        """A column as text. Raises TableFault, listing the columns there are, when it is not there."""
        if name not in self.columns:
            there = ", ".join(self.columns)
            raise TableFault(
                f"{self.source}: there is no column {name!r}. The file has: {there}. Rename the column that holds it, "
                "or name the one to compare with or predict by --target."
            )
        return self.columns[name]

    def take(self, rows: np.ndarray[tuple[int], np.dtype[np.intp]]) -> LabelledTable:
        """The same columns with only these rows, in this order."""
        return LabelledTable(self.source, {name: [values[at] for at in rows] for name, values in self.columns.items()})


#: Bytes of a table that are read, once it is unpacked.
_LARGEST = 100_000_000
_GZIP = b"\x1f\x8b"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_TOO_LARGE = re.compile(r"\s*[+-]?\d+(\.\d*)?[eE]\+?\d{3,}\s*")
_DECIMAL_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")
FIX = "Put the real number there, or leave the cell empty."


def read_table(path: Path) -> LabelledTable:
    """Read a CSV file (comma, semicolon, tab or bar; UTF-8; packed by gzip as well). Raises TableFault when it is none.

    In a file with semicolons, columns of numbers with decimal commas are read as numbers.
    """
    text = _text_of(path)
    if not text.strip():
        raise TableFault(f"{path.name}: the file is empty. It needs a line of column names and at least one row.")
    head, _, rest = text.partition("\n")
    if told := re.fullmatch(r'"?sep=(.)"?\s*', head):  # the first line of some spreadsheets' exports
        delimiter, text = told.group(1), rest
    else:
        delimiter = max(",;\t|", key=re.sub(r'"[^"]*"', "", head).count)
    try:
        lines = [line for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if line]
    except csv.Error as error:
        raise TableFault(f"{path.name}: the file is no CSV table ({error}). Save it as CSV in UTF-8.") from error
    names = [name.strip() for name in lines[0]]
    if len(set(names)) < len(names):
        twice = ", ".join(sorted(name for name, count in Counter(names).items() if count > 1))
        raise TableFault(f"{path.name}: two columns have the same name ({twice}). Rename one.")
    for at, line in enumerate(lines[1:], 2):
        if len(line) != len(names):
            raise TableFault(f"{path.name}: row {at} has {len(line)} cells, the head has {len(names)}. Mend that row.")
    if len(lines) == 1:
        raise TableFault(f"{path.name}: there is a line of column names but no row below it.")
    columns = {name: [line[at] for line in lines[1:]] for at, name in enumerate(names)}
    if delimiter == ";":
        columns = {name: _with_points(values) for name, values in columns.items()}
    return LabelledTable(path.name, columns)


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise TableFault(f"{path.name}: the file cannot be read ({error}). Check its name and folder.") from error
    if start.startswith(_WORKBOOKS):
        raise TableFault(
            f"{path.name}: this is a workbook or an archive. Save the sheet as CSV in UTF-8 and name that."
        )
    try:
        with gzip.open(path) if start.startswith(_GZIP) else path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
        if len(raw) > _LARGEST:
            raise TableFault(
                f"{path.name}: the table has more than {_LARGEST // 1_000_000} MB. Use a part of its rows."
            )
        return raw.decode("utf-8-sig")
    except (EOFError, OSError, zlib.error) as error:
        raise TableFault(f"{path.name}: the file is cut short or damaged. Copy it again.") from error
    except UnicodeDecodeError as error:
        raise TableFault(f"{path.name}: the file is not UTF-8 text. Save it as CSV in UTF-8.") from error


def _with_points(values: list[str]) -> list[str]:
    """A column of numbers with decimal commas (1.234,5) with decimal points; any other column as it is."""
    filled = [text for text in (value.strip() for value in values) if text.lower() not in BLANKS]
    if not any("," in text for text in filled) or not all(_DECIMAL_COMMA.fullmatch(text) for text in filled):
        return values
    return [value if value.strip().lower() in BLANKS else value.replace(".", "").replace(",", ".") for value in values]


def target_of(table: LabelledTable, wanted: str | None) -> str:
    """The column to predict: the one named, else the first with a usual name. Raises TableFault when there is none."""
    if wanted is not None:
        table.require(wanted)
        return wanted
    usual = {name.lower(): name for name in table.columns}
    for name in TARGETS:
        if name in usual:
            return usual[name]
    raise TableFault(
        f"{table.source}: no column is called {', '.join(TARGETS)}. Name the column to predict with --target; "
        f"the file has: {', '.join(table.columns)}."
    )


def outcomes(table: LabelledTable, target: str, positive: str | None = None) -> tuple[Floats, str]:
    """The target as 0 and 1, and which of its two values counts as 1. Raises TableFault when it has not two."""
    values = [_answer(text) for text in table.require(target)]
    blank = [at for at, value in enumerate(values, 2) if value in BLANKS]
    if blank:
        raise TableFault(
            f"{table.source}: column {target} is empty in {len(blank)} rows (first: row {blank[0]}). "
            "Take out the rows whose outcome is not known."
        )
    counts = Counter(values)
    positive = None if positive is None else _answer(positive)
    if positive is None:
        positive = _yes_of(counts)
    elif positive not in counts:
        there = ", ".join(repr(value) for value in sorted(counts)[:5])
        raise TableFault(
            f"{table.source}: column {target} nowhere says {positive!r}, the yes; it says {there}. Write {positive!r} "
            "in the rows where it happened, or name another column with --target."
        )
    if len(counts) > 2:
        raise TableFault(
            f"{table.source}: column {target} has {len(counts)} different values; a yes or no has two. "
            "Take out the rows of the others, or name another column with --target."
        )
    return np.array([value == positive for value in values], float), positive


def _yes_of(counts: Mapping[str, int]) -> str:
    """Which value is the yes: one that says so, the other of one that says no, else the rarer."""
    return said_yes(counts) or min(counts, key=lambda value: (counts[value], value))


def said_yes(values: Iterable[str]) -> str | None:
    """Which of a target's values says yes, by a word for it or beside one for no; None where no word says which it is.

    Where all are one word for no, the yes is one that is not there.
    """
    there = set(map(_answer, values)) - BLANKS
    if there == {"1", "2"}:
        return "2"
    if known := next((value for value in POSITIVE if value in there), None):
        return known
    if len(there) == 1 and there <= NEGATIVE:
        return "yes"
    if len(there) == 2:
        for no, yes in itertools.permutations(sorted(there)):
            more = set(re.findall(r"\w+", no)) - set(re.findall(r"\w+", yes))
            if no in NEGATIVE or (more and more <= NOT):
                return yes
    return None


def missing_columns(table: LabelledTable, needed: Sequence[str]) -> list[str]:
    """Which of the columns that a model goes by are not in a table to measure on: they are unknown in every row.

    Raises TableFault where more than half are missing.
    """
    missing = [name for name in needed if name not in table.columns]
    if 2 * len(missing) > len(needed):
        raise TableFault(
            f"{table.source}: of the {len(needed)} columns the model goes by, these are missing: {', '.join(missing)}. "
            "Rename the columns that hold them; with half of them it can be measured."
        )
    return missing


def as_trained(table: LabelledTable, target: str, positive: str) -> Floats:
    """The target of a table to measure on as 0 and 1.

    A model trained on one word for yes ("yes") takes another ("1", "won", "ja") where the table has only that.
    Raises TableFault as `outcomes`.
    """
    there = {_answer(text) for text in table.require(target)} - BLANKS
    if len(there) == 1:
        raise _only_one(table, target, "Measuring")
    if _answer(positive) not in there and _answer(positive) in POSITIVE:
        positive = said_yes(there) or positive
    return outcomes(table, target, positive)[0]


def _answer(text: str) -> str:
    """A value of the target as it is compared: whole numbers without decimals, so that 1.0 is 1."""
    value = number(text)
    return str(int(value)) if value.is_integer() else category(text)


def require_both(table: LabelledTable, happened: Floats, target: str) -> None:
    """Raise TableFault unless some of it happened and some did not: a ranking of one kind alone says nothing."""
    if not 0 < happened.sum() < len(happened):
        raise _only_one(table, target, "Measuring")


def _only_one(table: LabelledTable, target: str, who: str) -> TableFault:
    only = next(text for text in table.columns[target] if text.strip().lower() not in BLANKS)
    return TableFault(f"{table.source}: column {target} is {only!r} in every row. {who} needs both outcomes.")


def enough_to_train(table: LabelledTable, happened: Floats, target: str) -> None:
    """Raise TableFault unless there are rows enough, of both classes."""
    yes = int(happened.sum())
    if len(table) < LEAST_ROWS:
        raise TableFault(
            f"{table.source}: {len(table)} rows are too few to learn from; at least {LEAST_ROWS} are needed."
        )
    if not yes or yes == len(happened):
        raise _only_one(table, target, "Training")
    if min(yes, len(happened) - yes) < LEAST_OF_A_CLASS:
        fewer = min(yes, len(happened) - yes)
        raise TableFault(
            f"{table.source}: one outcome of {target} is there {fewer} times; "
            f"at least {LEAST_OF_A_CLASS} of each are needed."
        )


def protected(name: str) -> bool:
    """Does a column say what a person is (age, sex, marital status …), by the words of its name?"""
    words = words_of(name)
    papers = PAPERS if words & PERSONS else set()  # the age of a policy is none of a person's, a policy holder's is
    return bool(words & PROTECTED) and not words & (THINGS - papers)


def is_region(name: str) -> bool:
    """Does a column say where somebody lives, by the words of its name?"""
    return bool(words_of(name) & REGIONS)


def words_of(name: str) -> set[str]:
    """The words of a column's name, in small letters: "date_sold" and "dateSold" have the same two."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def kind_of(name: str, values: list[str]) -> str:
    """A column's type by inspection: number, category, identifier (names a row, tells nothing) or constant."""
    filled = [text for text in values if text.strip().lower() not in BLANKS]
    different = len(set(filled))
    if different < 2:
        return "constant"
    numbers = [text for text in filled if _reads_as_number(text)]
    if NEARLY_ALL * len(filled) <= len(numbers) < len(filled) and len(set(numbers)) > 20 and different < len(filled):
        return "number"  # a word among them is a fault to be told of, as an infinity is
    if len(numbers) == len(filled):
        keys = different == len(values) > 20 and all(number(text).is_integer() for text in filled)
        return "identifier" if keys and (_counts_up(filled) or _named_as_key(name)) else "number"
    return "identifier" if different > max(20, len(filled) // 2) else "category"


def _reads_as_number(text: str) -> bool:
    """An infinity reads as a number, so that it is reported as a fault rather than learned as a category."""
    if not math.isnan(number(text)) or _TOO_LARGE.fullmatch(text):
        return True
    return text.strip().lower().lstrip("+-") in ("inf", "infinity")


def _counts_up(values: list[str]) -> bool:
    numbers = np.array([number(text) for text in values])
    return bool(np.all(np.diff(numbers) > 0))


def _named_as_key(name: str) -> bool:
    return not name or bool(words_of(name) & KEYS) or bool(re.search(r"Id$|ID", name))
