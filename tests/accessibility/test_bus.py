"""The components over the real accessibility bus, read from another process as a screen reader reads them."""

from __future__ import annotations

import sys

import pytest

from tests.accessibility.bus import Reader, accessible_program, lacking
from tests.support.processes import wait_until

pytestmark = [
    pytest.mark.display,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="AT-SPI is Linux's accessibility bus"),
    pytest.mark.skipif(bool(lacking()), reason=f"not installed: {lacking()}"),
]

_START = "import sys; from client.theme.gallery import main; sys.argv[0] = 'Gallery'; raise SystemExit(main([]))"


def whole(nodes):
    """The nodes, once the last section of the gallery is among them."""
    return nodes if any(node.name == "Type and icons" for node in nodes) else []


def test_roles_names_and_announcements_arrive(tmp_path):
    with accessible_program([sys.executable, "-c", _START], tmp_path) as session:
        reader = Reader(session)
        gallery = reader.application("Gallery")
        nodes = wait_until(lambda: whole(reader.tree(gallery)), "the whole window on the bus")
        heard = {(node.role, node.name) for node in nodes}
        assert ("heading", "Design system") in heard
        assert any(
            role in ("push button", "button")
            and name == "View details for Toyota Camry 2.5 Hybrid, VIN JTNB11HK103456789, priced at € 28,450"
            for role, name in heard
        )
        assert ("section", "Policy POL123") in heard
        # Qt has a role for switches; on this bus it speaks of a check box.
        assert ("check box", "Announce new leads") in heard
        described = {node.name: node.description for node in nodes if node.name == "VIN"}
        assert "required" in described["VIN"]
        assert "this one has 10" in described["VIN"]
        notice = next(node for node in nodes if node.name == "Show a notice")
        said = reader.next_announcement(lambda: reader.press(notice))
        assert said == "Test drive scheduled"
        seen = ("notification", "Test drive scheduled")
        wait_until(lambda: seen in {(node.role, node.name) for node in reader.tree(gallery)}, "the notice")
        reader.close()
