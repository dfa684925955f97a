"""A vehicle: in stock at a store, sold, or insured in a fleet."""

from __future__ import annotations

from shared_models import vin as vin_rules
from shared_models.schema import (
    About,
    Record,
    choice,
    file,
    line,
    measure,
    money,
    number,
    reference,
    rows,
    word_set,
)

STATUS = {
    "incoming": "Incoming",
    "available": "Available",
    "held": "Held",
    "sold": "Sold",
    "delivered": "Delivered",
}
FUEL = {
    "petrol": "Petrol", "diesel": "Diesel", "hybrid": "Hybrid", "plug_in_hybrid": "Plug-in hybrid",
    "electric": "Electric", "gas": "Gas", "other": "Other",
}  # fmt: skip
GEARBOX = {"manual": "Manual", "automatic": "Automatic", "semi_automatic": "Semi-automatic", "other": "Other"}
BODY = {
    "hatchback": "Hatchback", "saloon": "Saloon", "estate": "Estate", "suv": "SUV", "coupe": "Coupé",
    "convertible": "Convertible", "mpv": "MPV", "van": "Van", "pickup": "Pickup",
}  # fmt: skip
COLOUR = {
    "white": "White", "black": "Black", "grey": "Grey", "silver": "Silver", "blue": "Blue", "red": "Red",
    "green": "Green", "yellow": "Yellow", "orange": "Orange", "brown": "Brown", "beige": "Beige",
}  # fmt: skip


class Vehicle(Record):
    """One vehicle. What it cost the house is another record (``vehicle_cost``), in another space."""

    __tablename__ = "vehicle"
    about = About(
        label="Vehicle",
        plural="Vehicles",
        icon="car",
        space="stock",
        title="{make} {model}",
        subtitle="{year} · {trim} · {mileage}",
        card="View details for {make} {model}, VIN {vin}, priced at {price}",
        bands={"price": (20_000, 40_000)},
        near="store",
    )

    vin = line(
        "VIN", code=True, boost=1, in_list=True, longest=40, tidy=vin_rules.normalise, warn=vin_rules.warning,
        help="17 characters, on the windscreen or in the papers",
    )  # fmt: skip
    stock_number = line("Stock number", code=True, boost=1, longest=40)
    plate = line("Registration", code=True, boost=1, longest=20)
    make = line("Make", boost=3, facet=True, in_list=True, required=True, longest=60)
    model = line("Model", boost=2, facet=True, in_list=True, required=True, longest=80)
    trim = line("Trim", boost=1, longest=80)
    year = number("Year", facet=True, in_list=True, least=1886, most=2100)
    mileage = measure("Mileage", ("mi", "km"), in_list=True)
    fuel = choice("Fuel", FUEL, facet=True, boost=1)
    gearbox = choice("Gearbox", GEARBOX, facet=True, boost=1)
    body = choice("Body", BODY, facet=True, boost=1)
    colour = choice("Colour", COLOUR, facet=True, boost=1)
    engine_size = number("Engine size", "l", most=20, places=1)
    features = word_set("Features", boost=1)
    price = money("Price", facet=True, in_list=True)
    status = choice(
        "Status", STATUS, facet=True, in_list=True,
        help="Sold and held follow from the sales and holds of the vehicle, whatever is chosen here",
    )  # fmt: skip
    store = reference("Store", "store", facet=True)
    photos = rows(
        "Photos", {"file": file("Photo"), "alt": line("Description for those who cannot see it", longest=300)}
    )
    merged_into = reference("Merged into", "vehicle", by_deed=True)
