"""Photos and papers: kept by the SHA-256 of their bytes, apart for each tenant, in a folder or a bucket."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Iterator, Sequence

from sync_server.config import HubConfig
from sync_server.damaged_files import DamagedFiles
from sync_server.database import keys_of_files
from sync_server.errors import HubError, bad_request, not_found, too_large
from sync_server.file_places import Draft, Place, place_of
from sync_server.sealed_places import FileClosed, SealedPlace

_BEGUN = ".begun"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_WHOLE = re.compile(r"[^/]+/[0-9a-f]{2}/[0-9a-f]{64}")
_OWN = re.compile(rf"{_WHOLE.pattern}(\.[0-9a-f]{{16}}\.begun/\d{{12}})?")


class FileStore:
    """Files named by their content. A file that is there is whole: it is written aside, then moved or carried."""

    def __init__(self, place: Place, largest: int, damaged: DamagedFiles | None = None) -> None:
        """``damaged``: where it is kept what was found damaged; a command does without."""
        self.place = place
        self.largest = largest
        self.damaged = damaged
        #: Whether the place answered when it was looked at last.
        self.reachable = True

    def size(self, tenant: str, digest: str) -> int:
        """Bytes of a file. Raises HubError 404 when it is not here, 400 when that is no digest."""
        found = self.place.size(_name(tenant, digest))
        if found is None:
            raise _missing()
        return found

    def read(self, tenant: str, digest: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes of a file, or a part of them. Raises HubError 404 when it is not here.

        Raises FileClosed where it comes to what is damaged, wherever that is in the file; it is known as damaged then.
        """
        name = _name(tenant, digest)
        try:
            yield from self.place.read(name, start, stop)
        except FileNotFoundError:
            raise _missing() from None
        except FileClosed:
            if self.damaged is not None:
                self.damaged.add(tenant, digest)
            raise

    def has(self, tenant: str, digest: str) -> bool:
        """Whether the whole file is here."""
        return self.place.size(_name(tenant, digest)) is not None

    def stands(self, tenant: str, digest: str, copies: FileStore | None = None) -> bool:
        """Whether a file may be handed out: one that was found damaged is read through again, and put back from
        ``copies`` where those hold it whole."""
        name = _name(tenant, digest)
        if self.damaged is None or not self.damaged.holds(tenant, digest):
            return True
        if not self._is_whole(name, digest):
            if copies is None or not copies._is_whole(name, digest):
                return False
            self.place.put(name, copies.place.read(name))
        self._whole_again(tenant, digest)
        return True

    def put_back(self, copies: FileStore) -> int:
        """Put back what is known as damaged, whichever hub found it, from these copies; how many are whole now."""
        due = [] if self.damaged is None else list(self.damaged.to_try())
        return sum(self.stands(tenant, digest, copies) for tenant, digest in due)

    def _whole_again(self, tenant: str, digest: str) -> None:
        if self.damaged is not None:
            self.damaged.discard(tenant, digest)

    def _is_whole(self, name: str, digest: str) -> bool:
        """Whether a file is here and is what its name says."""
        found = hashlib.sha256()
        try:
            for chunk in self.place.read(name):
                found.update(chunk)
        except (FileNotFoundError, FileClosed):
            return False
        return found.hexdigest() == digest

    def remove(self, tenant: str, digest: str) -> None:
        """Let go of a file that nothing names any more."""
        self.place.remove(_name(tenant, digest))

    async def put(self, tenant: str, digest: str, chunks: AsyncIterator[bytes]) -> bool:
        """Take a file in; True when it is new, or takes the place of one that is damaged.

        Raises HubError 413 beyond the limit and 400 when the bytes are not those of the digest; nothing is kept then.
        """
        name, is_new = _name(tenant, digest), False
        if await asyncio.to_thread(self._is_whole, name, digest):
            found = hashlib.sha256()  # whoever brings it shows that they have it: the name alone opens nothing
            async for chunk in chunks:
                found.update(chunk)
            if found.hexdigest() != digest:
                raise _differs()
        else:
            with self.place.draft(name) as draft:
                await self._write(draft, digest, chunks)
                await asyncio.to_thread(draft.keep)
            is_new = True
        await asyncio.to_thread(self._whole_again, tenant, digest)
        return is_new

    def put_piece(self, tenant: str, bringer: str, digest: str, total: int, offset: int, data: bytes) -> int:
        """Take in a piece of a file that a device brings bit by bit; how much of the file is here now, in bytes.

        A piece that does not begin where the last one ended is left out. Raises HubError 413 beyond the limit and 400
        where all the bytes together are not those of the digest: they are dropped then. Pieces are files of their own,
        so that any hub of several may be brought the next one.
        """
        name = _name(tenant, digest)
        if self._is_whole(name, digest):
            self._whole_again(tenant, digest)
            return total
        if total > self.largest:
            raise self._too_large()
        begun = f"{name}.{hashlib.sha256(bringer.encode()).hexdigest()[:16]}{_BEGUN}"
        pieces, held = self._begun(begun)
        if held == offset and held + len(data) <= total:
            pieces.append(f"{begun}/{offset:012}")
            self.place.put(pieces[-1], [data])
            held += len(data)
        if held < total:
            return held
        self._join(name, digest, pieces, begun)
        self._whole_again(tenant, digest)
        return held

    def _join(self, name: str, digest: str, pieces: list[str], begun: str) -> None:
        """Make the file of its pieces. Raises HubError 400; the pieces are gone either way."""
        found = hashlib.sha256()
        with self.place.draft(name) as draft:
            for chunk in (chunk for piece in pieces for chunk in self.place.read(piece)):
                found.update(chunk)
                draft.write(chunk)
            if found.hexdigest() == digest:
                draft.keep()
        self.place.remove_all(begun)
        if found.hexdigest() != digest:
            raise _differs()

    def whole_names(self) -> Iterator[str]:
        """The names, in their place, of all files that are whole."""
        return (name for name in self.place.names() if _WHOLE.fullmatch(name))

    def own_names(self) -> Iterator[str]:
        """The names of all files that the store has written: whole ones, and pieces of others."""
        return (name for name in self.place.names() if _OWN.fullmatch(name))

    def _begun(self, begun: str) -> tuple[list[str], int]:
        """The pieces that are here without a gap from the beginning, and how many bytes they have."""
        held, pieces = 0, []
        for name in sorted(self.place.names(begun)):
            if name != f"{begun}/{held:012}":
                break
            pieces.append(name)
            held += self.place.size(name) or 0
        return pieces, held

    async def _write(self, draft: Draft, digest: str, chunks: AsyncIterator[bytes]) -> None:
        found, size = hashlib.sha256(), 0
        async for chunk in chunks:
            size += len(chunk)
            if size > self.largest:
                raise self._too_large()
            found.update(chunk)
            draft.write(chunk)
        if found.hexdigest() != digest:
            raise _differs()

    def _too_large(self) -> HubError:
        return too_large(f"A file may have {self.largest:,} bytes at most.")


def open_files(config: HubConfig, keys: Sequence[bytes] = (), damaged: DamagedFiles | None = None) -> FileStore:
    """The files of a hub, where its configuration says; ``keys``: those of its files (else they are looked up)."""
    inner = place_of(config.files_place, config.data / "on-their-way")
    return FileStore(SealedPlace(inner, keys or keys_of_files(config)), config.max_file, damaged)


def _name(tenant: str, digest: str) -> str:
    if not _DIGEST.fullmatch(digest):
        raise bad_request("invalid_request", "A digest has 64 hex digits in lower case.", "digest")
    return f"{tenant}/{digest[:2]}/{digest}"


def _missing() -> HubError:
    return not_found("This file has not been sent to the hub yet.", "file_missing")


def _differs() -> HubError:
    return bad_request("digest_differs", "The bytes that arrived are not those of this digest. Please send it again.")
