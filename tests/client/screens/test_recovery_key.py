"""The recovery key of sealed fields in the settings; what it opens is in ``tests/client/test_role_keys.py``."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from pytestqt.qtbot import QtBot

from client.screens.dialogs.recovery_key import MakeRecoveryKey, ShowRecoveryKey, UseRecoveryKey
from client.screens.settings_recovery import RecoverySection
from client.text import role_keys as key_words
from shared_models.role_keys import as_words, from_words
from tests.client.screens.small_house import House, showroom

__all__ = ["showroom"]


class Recovery:
    """A hub that knows one recovery key."""

    def __init__(self) -> None:
        self.private = X25519PrivateKey.from_private_bytes(bytes(range(32)))

    def make(self) -> str:
        return as_words(self.private)

    def use(self, told: str) -> int:
        from_words(told)
        return 3


def test_the_recovery_key_in_the_settings(
    showroom: House, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made, shown once, saved to be printed, and typed again with a slip and without."""
    workspace = showroom.workspace
    workspace.recovery = Recovery()
    said: list[str] = []
    workspace.said.connect(lambda sentence, _urgent: said.append(sentence))
    section = RecoverySection(workspace)
    qtbot.addWidget(section)
    section.show()
    section.make_button.click()
    section.findChildren(MakeRecoveryKey)[0].make_button.click()
    qtbot.waitUntil(lambda: bool(section.findChildren(ShowRecoveryKey)), timeout=60_000)
    shown = section.findChildren(ShowRecoveryKey)[0]
    printed = shown.key.text()
    assert from_words(printed).private_bytes_raw() == bytes(range(32))
    assert not shown.done_button.isEnabled()
    sheet = tmp_path / "key.pdf"
    monkeypatch.setattr("client.reports.press.ask_where", lambda _page, _name: sheet)
    shown.save_button.click()
    qtbot.waitUntil(lambda: sheet.exists() and not section.press.busy, timeout=60_000)
    assert sheet.read_bytes().startswith(b"%PDF")
    shown.kept.click()
    shown.done_button.click()
    qtbot.waitUntil(lambda: key_words.KEPT in said, timeout=60_000)

    section.use_button.click()
    asked = section.findChildren(UseRecoveryKey)[0]
    asked.key.set_value(printed.replace("A", "B"))
    asked.confirm()
    qtbot.waitUntil(lambda: asked.summary.isVisible() and asked.confirm_button.isEnabled(), timeout=60_000)
    asked.key.set_value(printed.lower())
    asked.confirm()
    qtbot.waitUntil(lambda: key_words.USED.format(count=3) in said, timeout=60_000)
    section.close()
