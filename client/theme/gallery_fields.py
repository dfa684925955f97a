"""The gallery's form: every kind of field, in every state."""

from __future__ import annotations

from datetime import date

from accessibility.widgets import (
    CardGrid,
    CheckField,
    ChoiceField,
    DateField,
    ErrorSummary,
    Field,
    LineEdit,
    MoneyField,
    MultiLineEdit,
    NumberField,
    Panel,
    SetField,
    SwitchField,
)
from client.forms.vin_field import VinField
from client.theme.gallery_samples import section


def form() -> Panel:
    """Every kind of field, one of them with an error."""
    panel = section("Form")
    grid = CardGrid(least_width=330, spacing=20, most_columns=2)
    name = Field("Customer", LineEdit("Name or company"), required=True)
    bad = Field("VIN", VinField(), required=True, help="17 letters and digits, from the registration paper")
    bad.set_value("WVWZZZCDZM")
    price = Field("Price", MoneyField(["EUR", "USD", "GBP"]), required=True)
    price.set_value((2845000, "EUR"))
    day = Field("First registration", DateField())
    day.set_value(date(2021, 3, 14))
    mileage = Field("Mileage", NumberField("km", minimum=0))
    mileage.set_value(42300)
    fuel = Field("Fuel", ChoiceField([("petrol", "Petrol"), ("diesel", "Diesel"), ("hybrid", "Hybrid")]))
    fuel.set_value("hybrid")
    gearbox = Field("Gearbox", ChoiceField([("auto", "Automatic"), ("manual", "Manual")], "Choose one"))
    locked = Field("Stock number", LineEdit())
    locked.set_value("A-10482")
    locked.editor.setEnabled(False)
    features = Field("Features", SetField([(f, f) for f in FEATURES], allow_new=True))
    features.set_value(FEATURES[:2])
    notes = Field("Notes", MultiLineEdit("What the customer said", lines=3))
    for field in (name, bad, price, day, mileage, fuel, gearbox, locked, features, notes):
        grid.addWidget(field)
    bad.set_error("A VIN has 17 letters and digits; this one has 10.", say=False)
    summary = ErrorSummary()
    summary.show_problems([(bad, "VIN: a VIN has 17 letters and digits; this one has 10.")])
    panel.body.addWidget(summary)
    panel.body.addLayout(grid)
    consent = CheckField("The customer agreed to be called")
    consent.set_value(True)
    live = SwitchField("Announce new leads")
    live.set_value(True)
    checks = CardGrid(least_width=330, spacing=20, most_columns=2)
    for check in (consent, live, CheckField("Part exchange"), SwitchField("Hide cost from customers")):
        checks.addWidget(check)
    panel.body.addLayout(checks)
    return panel


FEATURES = ["Adaptive cruise", "Heated seats", "Panoramic roof", "Tow bar"]
