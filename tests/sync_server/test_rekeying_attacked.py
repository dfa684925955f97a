"""Backups on another disk under attack while their key is changed: nothing outside is touched, nothing is lost."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from shared_models import encrypted_sqlite
from sync_server import backups
from sync_server.__main__ import main
from sync_server.administration import Administration
from sync_server.backups import kept_files
from sync_server.config import HubConfig
from sync_server.file_keys import NAME, file_keys, keys_beside, write_beside
from sync_server.file_store import FileStore
from sync_server.rekeying import bring_backups, rotate
from tests.support.processes import wait_until

_PHOTO = hashlib.sha256(b"a photo").hexdigest()
#: So many photos that there is a midst to be killed in.
_MANY = 400


@pytest.fixture
def config(tmp_path: Path) -> HubConfig:
    """A hub with a photo."""
    made = HubConfig(data=tmp_path / "hub")
    with Administration(made) as administration:
        administration.provision({"tenant": "acme", "people": [], "codes": 1})
    photo = made.data / "files" / "acme" / _PHOTO[:2] / _PHOTO
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"a photo")
    return made


@pytest.fixture
def apart(config: HubConfig, tmp_path: Path) -> Path:
    """A folder on another disk with a backup, its keys and its photo, whose key was changed at the hub since."""
    backups.make(config, tmp_path / "apart", with_keys=True)
    rotate(config)
    return tmp_path / "apart"


def brought(config: HubConfig, folder: Path) -> int:
    return main(["rotate-key", "--data", str(config.data), "--backups", str(folder)])


def opened(config: HubConfig, folder: Path) -> bool:
    """Whether all that was in the folder can be read with the newest key."""
    new = file_keys(config)[0]
    [made] = backups.listed(folder)
    photos = kept_files(config, folder, [new])
    return encrypted_sqlite.opens(made.path, new) and [
        b"".join(photos.place.read(name)) for name in photos.whole_names()
    ] == [b"a photo"]


def link(where: Path, to: Path) -> None:
    try:
        where.symlink_to(to, target_is_directory=to.is_dir())
    except OSError:  # Windows, without the right to
        pytest.skip("no links can be made here")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()
    }


@pytest.mark.parametrize(
    "kind", ["backup", "keys", "keys of a backup", "photo", "photos", "archive", "erasures", "new"]
)
def test_a_link_that_leads_out_is_named_and_nothing_is_done(
    config: HubConfig, apart: Path, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path / "outside"
    (outside / "folder").mkdir(parents=True)
    (outside / "file").write_bytes(b"not ours")
    [made] = backups.listed(apart)
    laid = {
        "backup": (apart / "hub-20260101T000000000000Z.sqlite", outside / "file"),
        "keys": (apart / NAME, outside / "file"),
        "keys of a backup": (made.keys, outside / "folder"),
        "photo": (apart / "files" / "acme" / _PHOTO[:2] / ("f" * 64), outside / "file"),
        "photos": (apart / "files" / "other", outside / "folder"),
        "archive": (apart / "log", outside / "folder"),
        "erasures": (apart / "erasures.json", outside / "nothing there"),
        "new": (apart / f"{NAME}.new", outside / "file"),
    }
    where, to = laid[kind]
    if where.is_dir():
        shutil.rmtree(where)
    where.unlink(missing_ok=True)
    link(where, to)
    before = (contents(outside), contents(apart))
    assert brought(config, apart) == 1
    said = capsys.readouterr().err
    assert f"{where} is a link to {to.resolve()}, outside of {apart}" in said
    assert (contents(outside), contents(apart)) == before
    assert where.is_symlink()
    assert len(file_keys(config)) == 2


def test_a_link_within_and_a_folder_that_is_itself_one_are_in_order(
    config: HubConfig, apart: Path, tmp_path: Path
) -> None:
    [made] = backups.listed(apart)
    link(apart / "latest.sqlite", made.path)
    link(tmp_path / "mounted", apart)
    assert brought(config, tmp_path / "mounted") == 0
    assert opened(config, apart)
    assert (apart / "latest.sqlite").resolve() == made.path


def test_keys_are_never_written_through_a_link(config: HubConfig, apart: Path, tmp_path: Path) -> None:
    """Laid there after the folder was looked through, where the keys are written before they take their place."""
    victim = tmp_path / "victim"
    victim.write_bytes(b"not ours")
    link(apart / f"{NAME}.new", victim)
    write_beside(config, file_keys(config), apart)
    assert victim.read_bytes() == b"not ours"
    assert not (apart / NAME).is_symlink()
    assert not (apart / f"{NAME}.new").exists()


_HARMS = {"empty": b"", "short": b"SQLite", "noise": b"\xff" * 9_000, "text": b"SQLite format 3\0" + b"x" * 9_000}


@pytest.mark.parametrize("harm", [*_HARMS, "cut", "cut to a page", "a folder"])
def test_what_is_no_backup_is_named_and_left_and_the_others_are_done(
    config: HubConfig, apart: Path, harm: str, capsys: pytest.CaptureFixture[str]
) -> None:
    [made] = backups.listed(apart)
    bad = apart / "hub-20250101T000000000000Z.sqlite"
    written = made.path.read_bytes()
    if harm == "a folder":
        bad.mkdir()
    else:
        cut = {"cut": written[: len(written) // 2 - 7], "cut to a page": written[:4_096]}
        bad.write_bytes({**_HARMS, **cut}[harm])
    lies = b"" if harm == "a folder" else bad.read_bytes()
    assert brought(config, apart) == (0 if harm == "a folder" else 1)
    told = json.loads(capsys.readouterr().out)
    assert (told["databases"], told["unread"]) == (1, [] if harm == "a folder" else [str(bad)])
    assert bad.exists()
    if harm != "a folder":
        assert bad.read_bytes() == lies
        bad.unlink()
    assert opened(config, apart)
    assert not [path for path in apart.rglob("*") if path.suffix in (".under-key", ".new", ".part")]


def test_what_is_no_folder_of_backups_is_told(
    config: HubConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_bytes(b"x")
    if hasattr(os, "mkfifo"):
        (tmp_path / "pipes").mkdir()
        os.mkfifo(tmp_path / "pipes" / "hub-20250101T000000000000Z.sqlite")
    for name in ("file", "pipes", "nowhere"):
        assert brought(config, tmp_path / name) == 1
        assert "there is no backup in" in capsys.readouterr().err


def test_a_photo_that_was_cut_or_altered_is_named_and_left(
    config: HubConfig, apart: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lies = apart / "files" / "acme" / _PHOTO[:2] / _PHOTO
    whole = lies.read_bytes()
    for harm in (whole[:-1] + bytes([whole[-1] ^ 1]), whole[:-3]):
        lies.write_bytes(harm)
        assert brought(config, apart) == 1
        assert json.loads(capsys.readouterr().out)["unread"] == [f"acme/{_PHOTO[:2]}/{_PHOTO}"]
        assert lies.read_bytes() == harm
    lies.write_bytes(whole)
    assert brought(config, apart) == 0
    assert opened(config, apart)


def test_killed_while_photos_are_written_anew_the_same_command_ends_it(config: HubConfig, apart: Path) -> None:
    old = file_keys(config)[1]
    photos = kept_files(config, apart, [old])
    names = [f"acme/ff/ff{number:062x}" for number in range(_MANY)]
    for name in names:
        photos.place.put(name, [name.encode()])
    line = [sys.executable, "-m", "sync_server", "rotate-key", "--data", str(config.data), "--backups", str(apart)]
    new = kept_files(config, apart, file_keys(config)[:1])

    def done() -> int:
        return sum(_reads(new, name) for name in names)

    process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_until(lambda: process.poll() is not None or done() > 0, "it has begun with the photos", every=0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    both = kept_files(config, apart, file_keys(config))
    assert all(b"".join(both.place.read(name)) == name.encode() for name in names), "nothing is lost"
    [made] = backups.listed(apart)
    assert backups.checked(made.path, keys_beside(config, made.path)) == {}
    assert bring_backups(config, apart).unread == ()
    assert done() == _MANY
    kept_files(config, apart, file_keys(config)).place.clear_unfinished(shared=False)
    assert not [path for path in apart.rglob("*") if path.suffix in (".under-key", ".new", ".part")]


def _reads(store: FileStore, name: str) -> bool:
    try:
        return b"".join(store.place.read(name)) == name.encode()
    except OSError:
        return False


def _as_anybody() -> None:
    """In the new process, before the program: root's way past the rights of files is taken from it (Linux)."""
    drop, overrides = 24, (1, 2, 3)  # PR_CAPBSET_DROP; CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER
    system = ctypes.CDLL(None, use_errno=True)
    for one in overrides:
        system.prctl(drop, one, 0, 0, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="rights of files are taken away as Linux does it")
@pytest.mark.parametrize("part", ["", "files/acme", "read"])
def test_without_the_right_to_write_it_says_so_and_loses_nothing(config: HubConfig, apart: Path, part: str) -> None:
    closed = apart if part == "read" else apart / part
    inner = closed / _PHOTO[:2] if part == "files/acme" else closed
    before = contents(apart)
    inner.chmod(0o000 if part == "read" else 0o500)
    line = [sys.executable, "-m", "sync_server", "rotate-key", "--data", str(config.data), "--backups", str(apart)]
    try:
        done = subprocess.run(
            line,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
            preexec_fn=_as_anybody,
        )
    finally:
        inner.chmod(0o700)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    if part == "files/acme":
        assert json.loads(done.stdout)["unread"] == [f"acme/{_PHOTO[:2]}/{_PHOTO}"]
    else:
        assert "Permission denied" in done.stderr
        assert "Nothing is lost: mend that, and run the same command again" in done.stderr
        assert contents(apart) == before
    assert brought(config, apart) == 0
    assert opened(config, apart)
