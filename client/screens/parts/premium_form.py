"""What a person allows when premiums are tried out: objective, floor, cap, required cover, deductibles."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from accessibility.widgets import (
    Button,
    CardGrid,
    ChoiceField,
    ErrorSummary,
    Field,
    MoneyField,
    NumberField,
    SetField,
    SwitchField,
)
from client.business.premium_proposals import DEDUCTIBLES, LIABILITY, PremiumBounds
from client.formatting import labels
from client.screens.parts.page import Section, deeds
from client.text import premium as words
from client.text import values
from shared_models.money import Money, decimal_places

_LEAST, _MOST = 50, 200


class PremiumForm(Section):
    """``asked`` is what is allowed now; ``wanted`` is called when it is to be worked out with it.

    ``currency``: that of the one policy it is about; empty for many, of which no single amount can be said.
    """

    def __init__(self, wanted: Callable[[], None], currency: str = "") -> None:
        super().__init__(words.BOUNDS)
        self._wanted, self._currency = wanted, currency
        called = labels("policy", "lines", "cover")
        self.objective = Field(words.OBJECTIVE, ChoiceField(words.OBJECTIVES.items()), required=True)
        self.floor, self.cap = (
            Field(name, NumberField(words.OF_LAST, 0, _LEAST, _MOST), required=True)
            for name in (words.FLOOR, words.CAP)
        )
        self.required = Field(words.REQUIRED, SetField(called.items()), help=words.REQUIRED_HELP)
        self.capped = Field(words.CAPPED, SwitchField(words.CAPPED))
        grid = CardGrid(220, 16, most_columns=3)
        for field in (self.objective, self.floor, self.cap):
            grid.addWidget(field)
        unit = 10 ** decimal_places(currency or "EUR")
        amounts = [(each * unit, values.money(Money(each * unit, currency or "EUR"))) for each in DEDUCTIBLES]
        self.new_business = Field(
            words.NEW_BUSINESS,
            MoneyField([currency or "EUR"], {currency: decimal_places(currency)} if currency else None),
            help=words.NEW_BUSINESS_HELP,
        )  # fmt: skip
        self.deductibles = Field(words.DEDUCTIBLES, SetField(amounts))
        self.spare = Field(words.SPARE, SetField([pair for pair in called.items() if pair[0] != LIABILITY]))
        self.summary = ErrorSummary()
        self.button = Button(words.WORK_OUT, "chart", "primary")
        self.button.clicked.connect(lambda _checked=False: self.confirm())
        self.body.addWidget(self.summary)
        self.body.addLayout(grid)
        self.body.addWidget(self.capped)
        for field in (self.new_business, self.required, self.deductibles, self.spare):
            self.body.addWidget(field)
            if field is not self.required and not currency:
                field.hide()
        self.body.addWidget(deeds(self.button))
        self.show_bounds(PremiumBounds())

    def show_bounds(self, bounds: PremiumBounds) -> None:
        """Show what is allowed."""
        self.objective.set_value(bounds.objective)
        self.floor.set_value(bounds.floor)
        self.cap.set_value(bounds.cap)
        self.required.set_value(sorted(bounds.required))
        self.capped.set_value(bounds.capped)

    def asked(self) -> PremiumBounds:
        """What is allowed now."""
        new = self.new_business.value() if self._currency else None
        return PremiumBounds(
            self.objective.value(), _whole(self.floor.value()), _whole(self.cap.value()),
            frozenset(self.required.value()) | {LIABILITY}, bool(self.capped.value()),
            tuple(self.deductibles.value()) if self._currency else (),
            frozenset(self.spare.value()) if self._currency else frozenset(), new[0] if new else None,
        )  # fmt: skip

    def confirm(self) -> None:
        """Have it worked out, unless something is missing or the wrong way round."""
        if self.is_right():
            self._wanted()

    def is_right(self) -> bool:
        """Whether nothing is missing or the wrong way round; what is wrong is shown."""
        self.required.set_value(sorted({*self.required.value(), LIABILITY}))
        if not self.summary.check([self.objective, self.floor, self.cap, self.new_business]):
            return False
        if self.floor.value() > self.cap.value():
            self.floor.set_error(words.ORDER, say=False)
            self.summary.show_problems([(self.floor, words.ORDER)])
            return False
        return True


def _whole(value: int | Decimal | None) -> int:
    return int(value or 0)
