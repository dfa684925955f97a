"""Files in a bucket of Amazon S3 or of any store that speaks its protocol.

Named by a URL: ``s3://BUCKET/FOLDER?region=eu-central-1``, and for a store of one's own
``s3://BUCKET?endpoint=https://minio.house:9000``. Who the hub is at the store stands in the environment, where every
client of S3 looks (``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY``, ``AWS_SESSION_TOKEN``), or the machine knows it
(instance role, web identity); never in the URL, which is written down in places where no secret belongs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from shared_models.identifiers import new_id
from sync_server.errors import SetupProblem
from sync_server.file_places import PART, Draft, Place, PlaceUnavailable

SCHEME = "s3://"
_CHUNK = 262_144
_REGION = "us-east-1"
_SETTINGS = {"endpoint", "region"}
_LOCAL = ("http://127.0.0.1:", "http://localhost:", "http://[::1]:")
#: A store that does not answer is given up soon: whoever asks is told, and asks again.
_TIMEOUT, _TRIES, _TRYING = "30s", 3, timedelta(seconds=20)


class Bucket(Place):
    """Files in a bucket; what is on its way there lies in ``scratch`` until it is whole."""

    def __init__(self, url: str, scratch: Path) -> None:
        self._store = _store(url)
        self._scratch = scratch

    def size(self, name: str) -> int | None:
        """Bytes of a file."""
        try:
            with _told():
                return int(obstore.head(self._store, name)["size"])
        except FileNotFoundError:
            return None

    def read(self, name: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """A file, or a part of it."""
        with _told():
            if stop is not None and stop <= start:
                return
            wanted: Any = {"range": {"offset": start} if stop is None else (start, stop)}
            found = obstore.get(self._store, name, options=wanted if start or stop is not None else None)
            for chunk in found.stream(min_chunk_size=_CHUNK):
                yield bytes(chunk)

    def draft(self, name: str) -> Draft:
        """Written in a folder of the hub's own, then carried there: its chunks may themselves come from a bucket."""
        self._scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        return Draft(self._scratch / f"{new_id()}{PART}", lambda aside: self._carry(name, aside))

    def _carry(self, name: str, aside: Path) -> None:
        with _told():
            obstore.put(self._store, name, aside)

    def remove(self, name: str) -> None:
        """Let go of a file."""
        with _told():
            try:
                obstore.delete(self._store, name)
            except FileNotFoundError:
                return

    def names(self, folder: str = "") -> Iterator[str]:
        """All files."""
        with _told():
            for page in obstore.list(self._store, folder or None, chunk_size=1_000):
                yield from (str(found["path"]) for found in page)

    def require_ready(self) -> None:
        """Ask for one name."""
        try:
            with _told():
                next(iter(obstore.list(self._store, chunk_size=1)), None)
        except FileNotFoundError as error:
            raise PlaceUnavailable("There is no such bucket") from error

    def clear_unfinished(self, *, shared: bool) -> None:
        """The scratch folder is this hub's alone; the store itself shows no file before it is whole."""
        for left in self._scratch.glob(f"*{PART}"):
            left.unlink(missing_ok=True)


@contextmanager
def _told() -> Iterator[None]:
    """What the client says, as the errors that files have. Its words may hold addresses: they are for the log alone."""
    try:
        yield
    except BaseError as error:
        raise PlaceUnavailable(f"The store of the files refused or did not answer ({type(error).__name__})") from error


def check_url(url: str, setting: str) -> None:
    """Raise SetupProblem, naming the setting, unless a store can be made of the URL."""
    _parts(url, lambda words: SetupProblem(f"{setting}: {words}"))


def _store(url: str) -> S3Store:
    bucket, folder, asked = _parts(url, SetupProblem)
    endpoint = asked.get("endpoint", "")
    own: dict[str, Any] = {"endpoint": endpoint, "virtual_hosted_style_request": False} if endpoint else {}
    try:
        return S3Store(
            bucket,
            prefix=folder or None,
            region=asked.get("region", _REGION),
            client_options={"allow_http": endpoint.startswith(_LOCAL), "timeout": _TIMEOUT},
            retry_config={"max_retries": _TRIES, "retry_timeout": _TRYING},
            **own,
        )
    except (BaseError, ValueError) as error:
        raise SetupProblem(f"The bucket {bucket} cannot be used: {error}") from error


def _parts(url: str, problem: Callable[[str], SetupProblem]) -> tuple[str, str, dict[str, str]]:
    """Bucket, folder and settings of a URL."""
    try:
        split = urlsplit(url)
        asked = dict(parse_qsl(split.query, strict_parsing=True)) if split.query else {}
    except ValueError as error:
        raise problem("this is not a URL such as s3://bucket/folder?region=eu-central-1") from error
    if split.scheme != "s3" or not split.netloc or split.fragment:
        raise problem("this is not a URL such as s3://bucket/folder?region=eu-central-1")
    if "@" in split.netloc:
        raise problem("a URL with a password; put AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY into the environment")
    if unknown := sorted(set(asked) - _SETTINGS):
        raise problem(f"'{unknown[0]}' means nothing in the URL of a bucket; known are endpoint and region")
    endpoint = asked.get("endpoint", "https://")
    if not endpoint.startswith(("https://", *_LOCAL)):
        raise problem("the endpoint of a bucket begins with https://; http:// is for this machine alone")
    return split.netloc, split.path.strip("/"), asked
