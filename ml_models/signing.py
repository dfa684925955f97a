"""Who vouches for a model file: a signature beside it, by the product's release key or by the key of a tenant.

`python -m ml_models.signing` signs the bundled files anew with the release key, which is in no repository: its file is
named by FORECOURT_RELEASE_KEY, or is `~/.config/forecourt-release/models.key`. The signature covers the file's bytes
and the tenant they are for (empty: everybody), so a file of one tenant is nothing to another.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT = 1
_ABOUT = b"forecourt-model-1"


class ModelFileBroken(Exception):
    """A model file that cannot be used: missing, cut short, altered, not signed, or of another format. Names it."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why} The model in use stays in use; fetch or train this one again.")
        self.path = path
        self.why = why

    def __reduce__(self) -> tuple[Any, ...]:
        return ModelFileBroken, (self.path, self.why)


@dataclass(frozen=True)
class Trusted:
    """Whose signature is good: the Ed25519 keys (raw public halves) of a tenant; "" is the product's release."""

    tenant: str
    keys: tuple[bytes, ...]


RELEASE = Trusted("", (bytes.fromhex("635a9ae232551026b11553389695d6eb7619722bd17deb42fefa5bd8ad3b3df1"),))
"""Who signs what the product brings along."""


def signature_of(path: Path) -> Path:
    """The file that holds a model file's signature."""
    return path.with_name(f"{path.stem}.signed.json")


def signed(content: bytes, key: Ed25519PrivateKey, tenant: str = "") -> str:
    """The signature of a model file's bytes as the text of its own file. The same bytes and key, the same text."""
    digest = _digest(content)
    said = {
        "format": FORMAT,
        "tenant": tenant,
        "sha256": digest,
        "key": key.public_key().public_bytes_raw().hex(),
        "signature": key.sign(_message(tenant, digest)).hex(),
    }
    return json.dumps(said, indent=0) + "\n"


def sign(path: Path, key: Ed25519PrivateKey, tenant: str = "") -> Path:
    """Sign a model file for a tenant; returns the file of the signature beside it."""
    beside = signature_of(path)
    beside.write_text(signed(path.read_bytes(), key, tenant), encoding="utf-8", newline="\n")
    return beside


def require_signed(path: Path, trusted: Trusted) -> None:
    """Raise ModelFileBroken unless the file beside says that one of the trusted keys signed these very bytes."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelFileBroken(path, f"the file cannot be read ({error.strerror}).") from error
    try:
        text = signature_of(path).read_bytes()
    except OSError as error:
        raise ModelFileBroken(path, "it is not signed.") from error
    why = why_not(content, text, trusted)
    if why:
        raise ModelFileBroken(path, why)


def why_not(content: bytes, signature: bytes | str, trusted: Trusted) -> str:
    """Why a signature does not make these bytes a model file to be trusted, in a sentence; empty when it does."""
    try:
        said = json.loads(signature)
        parts = (said["tenant"], said["sha256"], bytes.fromhex(said["key"]), bytes.fromhex(said["signature"]))
    except (ValueError, KeyError, TypeError):
        return "its signature is cut short or none at all."
    if said.get("format") != FORMAT:
        return f"its signature has format {said.get('format')}, this program reads {FORMAT}."
    tenant, digest, key, signature = parts
    if tenant != trusted.tenant:
        return f"it was signed for {tenant or 'everybody, as part of a release'}, not for {_who(trusted.tenant)}."
    if key not in trusted.keys:
        return f"it was signed with a key that {_who(trusted.tenant)} does not have."
    if digest != _digest(content):
        return "it is cut short, or was altered after it was signed."
    return "" if _verifies(key, signature, _message(tenant, digest)) else "its signature is false."


def _verifies(key: bytes, signature: bytes, message: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _message(tenant: str, digest: str) -> bytes:
    return b"\n".join((_ABOUT, tenant.encode("utf-8"), digest.encode("ascii")))


def _digest(content: bytes) -> str:
    """The SHA-256 of a model file's text; Git gives its lines other ends on Windows, which change no word of it."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _who(tenant: str) -> str:
    return tenant or "a release of the product"


# --- signing a release ---


def release_key() -> Path:
    """Where the private half of the release key is kept."""
    named = os.environ.get("FORECOURT_RELEASE_KEY")
    return Path(named) if named else Path.home() / ".config" / "forecourt-release" / "models.key"


def main() -> int:
    """Sign every bundled model file that is not signed as it is. Returns 0; 1 without the release key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from ml_models.registry import MODELS

    new = [model.bundled for model in MODELS.values() if not _is_release(model.bundled)]
    where = release_key()
    try:
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(where.read_text("ascii").strip())) if new else None
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{where}: the release key cannot be read ({error}). FORECOURT_RELEASE_KEY names its file.\n")
        return 1
    for path in new:
        assert key is not None
        if key.public_key().public_bytes_raw() not in RELEASE.keys:
            sys.stderr.write(f"{where}: this is not the release key of this program. Nothing was signed.\n")
            return 1
        sys.stdout.write(f"signed: {sign(path, key)}\n")
    return 0


def _is_release(path: Path) -> bool:
    try:
        require_signed(path, RELEASE)
    except ModelFileBroken:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
