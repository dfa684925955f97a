"""The components over the real accessibility bus, read from another process as a screen reader reads them."""

from __future__ import annotations

import sys

from tests.accessibility.bus import ON_THE_BUS
from tests.accessibility.listener import BUTTON, listening_to

pytestmark = [
    *ON_THE_BUS,
]

_START = "import sys; from client.theme.gallery import main; sys.argv[0] = 'Gallery'; raise SystemExit(main([]))"


def test_roles_names_and_announcements_arrive(tmp_path):
    with listening_to([sys.executable, "-c", _START], tmp_path, "Gallery") as listener:
        listener.find("Type and icons", "heading")  # the last section: the whole window is there
        nodes = listener.all()
        heard = {(node.role, node.name) for node in nodes}
        assert ("heading", "Design system") in heard
        assert any(
            role in BUTTON
            and name == "View details for Toyota Camry 2.5 Hybrid, VIN JTNB11HK103456789, priced at € 28,450"
            for role, name in heard
        )
        assert ("section", "Policy POL123") in heard
        # Qt has a role for switches; on this bus it speaks of a check box.
        assert ("check box", "Announce new leads") in heard
        described = {node.name: node.description for node in nodes if node.name == "VIN"}
        assert "required" in described["VIN"]
        assert "this one has 10" in described["VIN"]
        listener.press("Show a notice")
        listener.hears("Test drive scheduled")
        listener.find("Test drive scheduled", "notification")
