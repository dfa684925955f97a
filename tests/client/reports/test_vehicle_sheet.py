"""The window sticker: one A4 page with what a buyer asks, whatever the vehicle has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from client.reports.drawn_vehicle import draw_vehicle
from client.reports.refusals import Refused
from client.reports.vehicle_sheet import write_vehicle_sheet
from client.theme.silhouette_shapes import SHAPES
from client.workspace import Workspace
from tests.client.reports.printed import A4, EDITION, Printed, printed
from tests.client.showroom import STORE, add, vehicle


def sticker(workspace: Workspace, tmp_path: Path, **changes: Any) -> Printed:
    """The sticker of a vehicle, read back."""
    values = {name: value for name, value in vehicle(4, **changes).items() if value is not None}
    path = tmp_path / "sticker.pdf"
    write_vehicle_sheet(workspace.reader, add(workspace, "vehicle", **values), EDITION, path)
    return printed(path)


def test_it_says_what_a_buyer_asks(workspace: Workspace, tmp_path: Path) -> None:
    found = sticker(workspace, tmp_path, plate="B MW 2025")
    assert (len(found.pages), found.sizes) == (1, {A4})
    assert found.title == "BMW 320d, window sticker"
    told = (
        *("Acme Berlin", "BMW 320d", "Comfort", "Price €15,108", "Year 2023", "Mileage 7,124 km", "Fuel Diesel"),
        *("Gearbox Automatic", "Heated seats", "Tow bar", "Stock number S00004", "Registration B MW 2025"),
    )
    assert [one for one in told if one not in found.text] == []
    assert "Hub" not in found.text  # a customer reads this


def test_a_vehicle_about_which_little_is_known(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "sticker.pdf"
    long = "Multivan Bulli California Beach Camper Edition"
    record = add(workspace, "vehicle", make="Volkswagen", model=long)
    write_vehicle_sheet(workspace.reader, record, EDITION, path)
    text = printed(path).text
    assert f"Volkswagen {long}" in text
    assert "Price on request" in text
    assert "Features" not in text


def test_very_many_features_stay_on_the_page(workspace: Workspace, tmp_path: Path) -> None:
    features = frozenset(f"Feature {number:02d}" for number in range(40))
    found = sticker(workspace, tmp_path, features=features)
    shown = [one for one in sorted(features) if one in found.text]
    assert len(found.pages) == 1
    assert shown == sorted(features)[: len(shown)]
    assert f"and {40 - len(shown)} more" in found.text


def test_a_vehicle_that_is_gone_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="not on this device"):
        write_vehicle_sheet(workspace.reader, STORE, EDITION, tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.parametrize("body", sorted(SHAPES))
def test_every_body_can_be_drawn(qapp: object, tmp_path: Path, body: str) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(400, 200), pageCompression=0)
    draw_vehicle(canvas, body, "dark blue", 0, 0, 400, 200)
    canvas.save()
    content = PdfReader(tmp_path / "a.pdf").pages[0].get_contents()
    assert content is not None
    assert content.get_data().count(b" c ") + content.get_data().count(b" c\n") > 20
