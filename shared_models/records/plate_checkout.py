"""A plate check-out, as a fact: somebody took a trade plate."""

from __future__ import annotations

from shared_models.schema import About, Record, instant, line, reference


class PlateCheckout(Record):
    """Claims the plate from ``out_at`` until ``due_at``, or until a release says it is back."""

    __tablename__ = "plate_checkout"
    about = About(
        label="Plate check-out", plural="Plate check-outs", icon="tag", space="stock", title="Plate {plate}", fact=True
    )

    plate = line("Trade plate", code=True, boost=2, required=True, in_list=True, longest=20)
    vehicle = reference("Vehicle", "vehicle", in_list=True)
    test_drive = reference("Test drive", "test_drive")
    store = reference("Store", "store", required=True, facet=True)
    person = reference("Taken by", "person", facet=True, in_list=True)
    out_at = instant("Out", required=True, in_list=True)
    due_at = instant("Due back", in_list=True)
