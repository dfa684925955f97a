"""Where a device keeps its secrets: the operating system's keyring, or a file only its user can read.

The fallback is used where there is no keyring (a server without a desktop, a locked-down image). The file has the
rights 0600 in a folder with 0700; it protects against other users of the machine, not against a copy of the disk.
:attr:`Vault.in_keyring` tells which one is in use, and the settings screen says so.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from functools import cached_property
from pathlib import Path

_SERVICE = "forecourt"


class Vault:
    """Secrets by name, for the replica in one folder. Values are bytes."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "secrets.json"
        self._prefix = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]

    @cached_property
    def in_keyring(self) -> bool:
        """Whether the secrets are in the system's keyring; found out when the first one is needed."""
        return not self._file.exists() and _keyring_works()

    def get(self, name: str) -> bytes | None:
        """The secret, or None when there is none."""
        if self.in_keyring:
            import keyring  # only here and below: the start need not wait for it

            held = keyring.get_password(_SERVICE, f"{self._prefix} {name}")
        else:
            held = self._read().get(name)
        return None if held is None else base64.b64decode(held)

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret; one of that name is replaced."""
        text = base64.b64encode(secret).decode()
        if self.in_keyring:
            import keyring

            keyring.set_password(_SERVICE, f"{self._prefix} {name}", text)
        else:
            self._write({**self._read(), name: text})

    def forget(self, name: str) -> None:
        """Drop a secret; one that is not there is left at that."""
        if self.in_keyring:
            import keyring
            from keyring.errors import PasswordDeleteError

            try:
                keyring.delete_password(_SERVICE, f"{self._prefix} {name}")
            except PasswordDeleteError:
                return
        else:
            self._write({key: value for key, value in self._read().items() if key != name})

    def _read(self) -> dict[str, str]:
        if not self._file.exists():
            return {}
        held: dict[str, str] = json.loads(self._file.read_text(encoding="utf-8"))
        return held

    def _write(self, secrets: dict[str, str]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._file.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(secrets, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._file)


def _keyring_works() -> bool:
    """Whether the system has a keyring that can be used now, without asking anybody anything."""
    if os.environ.get("FORECOURT_NO_KEYRING"):
        return False
    import keyring
    from keyring.backends.fail import Keyring as NoKeyring
    from keyring.errors import KeyringError

    try:
        backend = keyring.get_keyring()
        if isinstance(backend, NoKeyring) or backend.priority < 1:
            return False
        keyring.get_password(_SERVICE, "probe")
    except (KeyringError, OSError, RuntimeError):
        return False
    return True
