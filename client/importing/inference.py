"""Finding out how a column is written from a sample of its cells, its heading, and answers given earlier."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import cast

from client.importing import amounts, dates, words
from client.importing.amounts import DecimalSign
from client.importing.conventions import (
    Convention,
    Habits,
    Question,
    Topic,
    day_month_order_of,
    decimal_of,
    texts_of,
)
from client.importing.dates import DateOrder
from client.importing.table import Cell
from client.importing.vocabulary import choice_words, fold
from shared_models.kinds import Choice, Day, Instant, Kind, Line, Measure, Number, Price

_WHOLE_AS_FLOAT = re.compile(r"\d+\.0")
_IN_BRACKETS = re.compile(r"[(\[]([^)\]]+)[)\]]")
#: Engine sizes come in litres or cubic centimetres; nobody builds one of fifty litres for a car.
_SURELY_CUBIC = 50
_MOST_WORDS_ASKED = 20
_CURRENCIES_OFFERED = ("EUR", "GBP", "USD", "CHF")


class ColumnInference:
    """One column being looked at. ``name`` is that of the field, such as ``vehicle.fuel``."""

    def __init__(
        self,
        name: str,
        kind: Kind,
        column: str,
        cells: Sequence[Cell],
        answers: Mapping[str, str],
        habits: Habits,
    ) -> None:
        self._name = name
        self._kind = kind
        self._column = column
        self._cells = cells
        self._answers = answers
        self._habits = habits
        self.questions: list[Question] = []

    def convention(self, given: Convention) -> Convention:
        """How the column is written; ``given`` is what the mapping fixes. Fills ``questions``."""
        kind, found = self._kind, given
        if isinstance(kind, Number | Measure | Price):
            found = replace(found, decimal=self._decimal())
        if isinstance(kind, Price):
            found = replace(found, currency=self._currency(given.currency))
        elif isinstance(kind, Measure):
            found = replace(found, unit=self._unit(kind, given.unit))
        elif isinstance(kind, Number) and kind.unit == "l":
            found = replace(found, scale=self._scale(found.decimal))
        elif isinstance(kind, Day | Instant):
            found = replace(found, date_order=self._date_order())
        elif isinstance(kind, Line):
            found = replace(found, drop_zero=self._all_end_in_zero())
        elif isinstance(kind, Choice):
            self.questions += self._unknown_words(kind, given.words)
        return found

    def _ask(self, topic: Topic, text: str, options: tuple[str, ...], taken: str = "") -> None:
        self.questions.append(Question(self._column, topic, text, options, taken))

    def _ask_mixed(self, topic: Topic, first: str, second: str, taken: str) -> None:
        examples = cast("Mapping[str, str]", amounts.EXAMPLES if topic == "decimal" else dates.EXAMPLES)
        text = words.ASK_MIXED.format(
            column=self._column, first=examples[first], second=examples[second], taken=examples[taken]
        )
        self._ask(topic, text, (first, second), taken)

    def _decimal(self) -> DecimalSign:
        answered = self._answers.get("decimal")
        if answered in amounts.EXAMPLES:
            return answered
        shown, unclear = amounts.signs_shown_by(texts_of(self._cells))
        own = decimal_of(shown)
        if own is not None:
            if shown["."] and shown[","]:
                self._ask_mixed("decimal", ".", ",", own)
            return own
        return self._unclear_decimal(unclear) if unclear else self._habits.decimal or "."

    def _unclear_decimal(self, example: str) -> DecimalSign:
        """All numbers of the column are like 9.995: thousands, unless the file or the field tells
        otherwise.
        """
        sign: DecimalSign = "," if "," in example else "."
        other: DecimalSign = "." if sign == "," else ","
        with_decimals = isinstance(self._kind, Number) and self._kind.places > 0
        taken = self._habits.decimal or (sign if with_decimals else other)
        meaning = {option: f"{amounts.parse_number(example, option):f}" for option in (sign, other)}
        text = words.ASK_NUMBER.format(
            text=example,
            column=self._column,
            first=meaning[sign],
            second=meaning[other],
            taken=meaning[taken],
        )
        self._ask("decimal", text, (sign, other), taken)
        return taken

    def _currency(self, given: str | None) -> str | None:
        answered = self._answers.get("currency", "").strip().upper()
        if amounts.is_currency(answered):
            return answered
        in_heading = (amounts.currency_of(word, given) for word in self._heading_words())
        found = next(filter(None, in_heading), given)
        if found is None and self._some_cell_is_bare():
            self._ask("currency", words.ASK_CURRENCY.format(column=self._column), _CURRENCIES_OFFERED)
        return found

    def _unit(self, kind: Measure, given: str | None) -> str | None:
        answered = self._answers.get("unit")
        if answered in kind.units:
            return answered
        in_heading = (amounts.unit_of(word) for word in self._heading_words())
        found = next((unit for unit in in_heading if unit in kind.units), given)
        if found is None and self._some_cell_is_bare():
            text = words.ASK_UNIT.format(column=self._column, units=", ".join(kind.units))
            self._ask("unit", text, kind.units)
        return found

    def _heading_words(self) -> list[str]:
        """The words of the heading that may name a currency or unit; what stands in brackets first."""
        return [*_IN_BRACKETS.findall(self._column), *re.split(r"[\s_()\[\]/]+", self._column)]

    def _some_cell_is_bare(self) -> bool:
        """Whether a number stands in the column with nothing beside it."""
        return any(_is_bare(cell) for cell in self._cells)

    def _scale(self, decimal: DecimalSign) -> Decimal:
        """A thousandth for engine sizes in cubic centimetres, told by the heading or by what is possible."""
        numbers = [number for cell in self._cells if (number := _number(cell, decimal)) is not None]
        cubic = any(amounts.unit_of(word) == "cm³" for word in self._heading_words())
        large = sum(number >= _SURELY_CUBIC for number in numbers)
        return Decimal("0.001") if cubic or large > len(numbers) / 2 else Decimal(1)

    def _all_end_in_zero(self) -> bool:
        """Whether a column of numbers went through a program that wrote 18 as 18.0."""
        texts = list(texts_of(self._cells))
        return bool(texts) and all(_WHOLE_AS_FLOAT.fullmatch(text.strip()) for text in texts)

    def _date_order(self) -> DateOrder:
        answered = self._answers.get("date_order")
        if answered in dates.EXAMPLES:
            return answered
        shown, unclear = dates.orders_shown_by(texts_of(self._cells))
        own = day_month_order_of(shown)
        if own is not None:
            if shown["DMY"] and shown["MDY"]:
                self._ask_mixed("date_order", "DMY", "MDY", own)
            return own
        # 98-02-03 shows that the year comes first, and 03-02-01 beside it is then clear as well.
        if shown["YMD"] and (not unclear or shown["YMD"] > shown["?"]):
            return "YMD"
        return self._unclear_order(unclear) if unclear else self._habits.date_order or "DMY"

    def _unclear_order(self, example: str) -> DateOrder:
        taken: DateOrder = self._habits.date_order or "DMY"
        options: tuple[DateOrder, ...] = ("DMY", "MDY")
        day_first, month_first = (dates.date_reader(order, 2099)(example) for order in options)
        shown = {"DMY": f"{day_first:%d %B %Y}", "MDY": f"{month_first:%d %B %Y}"}
        text = words.ASK_DATE.format(
            text=example, column=self._column, first=shown["DMY"], second=shown["MDY"], taken=shown[taken]
        )
        self._ask("date_order", text, options, taken)
        return taken

    def _unknown_words(self, kind: Choice, answered: Mapping[str, str]) -> Iterator[Question]:
        """A question for each of the most frequent words that stand for none of the choices."""
        known = choice_words(self._name, kind)
        unknown = Counter(
            text.strip() for text in texts_of(self._cells) if fold(text) not in known and fold(text) not in answered
        )
        labels = ", ".join(label for _, label in kind.options)
        options = tuple(stored for stored, _ in kind.options)
        for text, _ in unknown.most_common(_MOST_WORDS_ASKED):
            question = words.ASK_WORD.format(text=text[:60], column=self._column, known=labels)
            yield Question(self._column, "word", question, options, about=text)


def _is_bare(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return cell is not None
    try:
        return bool(cell.strip()) and not amounts.split_amount(cell)[1]
    except ValueError:
        return False


def _number(cell: Cell, decimal: DecimalSign) -> Decimal | None:
    try:
        return amounts.number_in(cell, decimal)[0]
    except ValueError:
        return None
