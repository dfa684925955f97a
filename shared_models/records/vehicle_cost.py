"""What a vehicle cost the house; kept apart from the vehicle, so that a seller's device never holds it."""

from __future__ import annotations

from shared_models.schema import About, Record, day, money, prose, reference


class VehicleCost(Record):
    """The purchase and preparation of one vehicle, for managers only."""

    __tablename__ = "vehicle_cost"
    about = About(label="Vehicle cost", plural="Vehicle costs", icon="money", space="costs", title="Cost of {vehicle}")

    vehicle = reference("Vehicle", "vehicle", required=True, in_list=True)
    purchase_price = money("Purchase price", in_list=True)
    preparation = money("Preparation", in_list=True)
    transport = money("Transport")
    floor_price = money("Lowest price we accept", in_list=True)
    bought_on = day("Bought on", in_list=True)
    notes = prose("Notes")
