"""The stock: what stands in each store, what it is worth by age and mileage, and what it cost the house."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from datetime import timedelta

from client.demo.dealership.catalogue import COLOURS, ELECTRIC_FEATURES, FEATURES, MODELS, Model, Variant
from client.demo.dealership.draw import Draw, Weighted, major, price_tag
from client.demo.dealership.house import Car, House, Made, Shop
from client.demo.dealership.places import BRITISH_AGES
from client.demo.dealership.wording import COST_NOTES
from shared_models.kinds import Quantity
from shared_models.money import Money
from shared_models.schema import Values
from shared_models.vin import make_vin

_MARKETS = {"LDS": "GB", "MUC": "DE", "LYS": "FR", "AUS": "US", "DXB": "AE"}
_KM_A_YEAR, _KM_SPREAD, _KM_A_MILE = 14_500, 5_200, 1.609
_OLDEST = 10
#: Share of the new price that is left after so many years.
_WORTH = (0.93, 0.80, 0.71, 0.63, 0.56, 0.49, 0.43, 0.37, 0.32, 0.27, 0.23)
_STATUS = Weighted({"available": 62.0, "incoming": 9.0, "held": 6.0, "sold": 10.0, "delivered": 13.0})
_COLOURS = Weighted({name: float(weight) for name, weight in COLOURS.items()})
#: How often a car is so many years old.
_AGES = Weighted(dict(enumerate((9.0, 14.0, 15.0, 15.0, 12.0, 10.0, 8.0, 6.0, 5.0, 4.0, 2.0))))
#: Each store opens with Camrys of these fuels, as far as they are sold there: what newcomers are shown first.
_FIRST = ("hybrid", "petrol", "hybrid")
#: The one vehicle whose number is easy to remember, in Austin.
EASY_VIN = "VIN123456789"


@functools.cache
def models_of(place_code: str) -> Weighted[Model]:
    """The models sold where a store is, by how often they are met."""
    market = _MARKETS[place_code]
    return Weighted({model: float(model.weight) for model in MODELS if market in model.markets.split()})


@functools.cache
def _made_as(model: Model, fuel: str) -> tuple[Variant, ...]:
    return tuple(variant for variant in model.variants if variant.fuel == fuel)


def stock(house: House, count: int) -> Iterator[Made]:
    """Vehicles of all stores, each with its cost right behind it."""
    draw = house.draw("stock")
    for shop, share in zip(house.shops, house.shares(count), strict=True):
        for number in range(share):
            vehicle, car = _vehicle(house, draw, shop, number)
            {"sold": shop.gone, "delivered": shop.gone, "held": shop.held}.get(car.status, shop.stock).append(car)
            yield "vehicle", car.id, vehicle
            yield "vehicle_cost", house.ids.new(), _cost(house, draw, shop, car)


def _vehicle(house: House, draw: Draw, shop: Shop, number: int) -> tuple[Values, Car]:
    if number < len(_FIRST):
        model = next(entry for entry in models_of(shop.place.code).things if entry.model == "Camry")
        of_fuel = _made_as(model, _FIRST[number])
        variant, status = draw.choice(of_fuel or model.variants), "available"
    else:
        model = draw.pick(models_of(shop.place.code))
        variant, status = draw.choice(model.variants), draw.pick(_STATUS)
    values = described(house, draw, shop, model, variant, new=status == "incoming")
    price = _price(draw, shop, model, variant, house.today.year - values["year"], values["mileage"])
    if number == 0 and shop.place.code == "AUS":
        values["vin"] = EASY_VIN
    values |= {
        "stock_number": f"{shop.place.code}-{house.today.year % 100:02}-{number + 1:04}",
        "price": price,
        "status": status,
        "store": shop.id,
    }
    return values, car_of(house.ids.new(), values, status)


def described(house: House, draw: Draw, shop: Shop, model: Model, variant: Variant, *, new: bool = False) -> Values:
    """What any vehicle has, in stock or not: identity, age, mileage, equipment."""
    this_year = house.today.year
    last = min(model.until or this_year, this_year)
    year = last if new else max(model.since, min(last, this_year - draw.pick(_AGES)))
    values: Values = {
        "vin": make_vin(model.wmi, model.description, year, model.plant, draw.randint(100_000, 999_999)),
        "make": model.make,
        "model": model.model,
        "trim": variant.trim,
        "year": year,
        "mileage": _mileage(draw, shop, this_year - year, new=new),
        "fuel": variant.fuel,
        "gearbox": variant.gearbox,
        "body": model.body,
        "colour": draw.pick(_COLOURS),
        "features": _features(draw, variant),
    }
    if variant.engine:
        values["engine_size"] = variant.engine
    if not new and shop.place.code != "AUS":
        values["plate"] = plate(draw, shop, year)
    return values


def car_of(identifier: str, values: Values, status: str) -> Car:
    """What the rest of the house needs to know of a vehicle."""
    name = f"{values['make']} {values['model']}"
    price = values.get("price")
    return Car(identifier, values["vin"], name, values["mileage"], price, status)


def plate(draw: Draw, shop: Shop, year: int) -> str:
    """A registration as the country gives them; British ones tell the age."""
    text = draw.fill(shop.place.plate)
    if shop.place.code == "LDS" and year in BRITISH_AGES:
        text = text[0] + draw.choice("ABDEGHJKLMNOPS") + draw.choice(BRITISH_AGES[year]) + text[3:]
    return text


def _mileage(draw: Draw, shop: Shop, age: int, *, new: bool) -> Quantity:
    if new:
        return Quantity(draw.randint(5, 40), shop.place.distance_unit)
    yearly = max(3_500.0, draw.gauss(_KM_A_YEAR, _KM_SPREAD))
    km = yearly * (age + draw.uniform(0.15, 0.95))
    return Quantity(round(km / _KM_A_MILE if shop.place.distance_unit == "mi" else km), shop.place.distance_unit)


def _price(draw: Draw, shop: Shop, model: Model, variant: Variant, age: int, mileage: Quantity) -> Money:
    """The new price less age and use, give or take what the market does."""
    new = model.price * variant.factor * shop.place.rate
    km = mileage.amount * (_KM_A_MILE if mileage.unit == "mi" else 1)
    if km < 100:
        return price_tag(new, shop.place.currency)
    use = 1 - (km - _KM_A_YEAR * (age + 0.5)) / 500_000
    return price_tag(new * _WORTH[min(age, _OLDEST)] * use * draw.uniform(0.94, 1.06), shop.place.currency)


def _features(draw: Draw, variant: Variant) -> frozenset[str]:
    common, middle, grand = FEATURES
    found = draw.some(common, 2, 4) + draw.some(middle, 1, 5 if variant.factor > 1 else 3)
    if variant.factor > 1.05:
        found += draw.some(grand, 1, 3)
    if variant.fuel == "electric":
        found += draw.some(ELECTRIC_FEATURES, 1, 2)
    return frozenset(found)


def _cost(house: House, draw: Draw, shop: Shop, car: Car) -> Values:
    asked = car.price.amount if car.price else 0
    price, currency = float(asked), shop.place.currency
    bought = price * draw.uniform(0.82, 0.92)
    values: Values = {
        "vehicle": car.id,
        "purchase_price": major(round(bought / 50) * 50, currency),
        "preparation": major(draw.randint(12, 90) * 10 * shop.place.rate, currency),
        "floor_price": major(round((bought + price * 0.035) / 50) * 50, currency),
        "bought_on": house.today - timedelta(days=draw.randint(4, 210)),
    }
    if draw.chance(0.45):
        values["transport"] = major(draw.randint(9, 45) * 10 * shop.place.rate, currency)
    note = draw.choice(COST_NOTES)
    if note:
        values["notes"] = note
    return values
