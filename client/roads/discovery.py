"""Finding the devices of the house in one network, by multicast DNS; nothing of anybody's is told by it.

What is announced: a name that is random at each start, a port, and the first half of the house's tag
(``shared_models.neighbours``). Where multicast does not work this says so, and an address does the same.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from shared_models.neighbours import SERVICE, VERSION

if TYPE_CHECKING:
    from zeroconf import Zeroconf
    from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

log = logging.getLogger(__name__)

#: Seconds between two looks at this device's own addresses, and until an unanswered question is given up.
_LOOK, _PATIENCE_MS = 15.0, 3_000
_TAG_DIGITS, _MOST_QUESTIONS = 32, 32
Found = Callable[[str, str, int], None]


class Discovery:
    """Announces this device and hears of others, on one asyncio loop."""

    def __init__(
        self, tag: bytes, instance: str, port: int, found: Found, gone: Callable[[str], None],
        trouble: Callable[[bool], None], interfaces: Sequence[str] | None = None,
    ) -> None:  # fmt: skip
        """``found`` is told announced name, host and port; ``trouble`` whether looking around does not work.

        ``interfaces`` are the addresses of this device to use; None: all of them.
        """
        self._tag, self._instance, self._port = tag.hex()[:_TAG_DIGITS], instance, port
        self._found, self._gone, self._trouble = found, gone, trouble
        self._interfaces = interfaces
        self._questions: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Announce and look around, anew whenever this device's addresses change, until cancelled."""
        import zeroconf

        while True:
            try:
                await self._while_unchanged()
            except (TimeoutError, OSError, zeroconf.Error) as error:
                log.info("no multicast DNS: %s", type(error).__name__)
                self._trouble(True)
                await asyncio.sleep(_LOOK)

    async def _while_unchanged(self) -> None:
        from zeroconf import InterfaceChoice, IPVersion
        from zeroconf.asyncio import AsyncServiceBrowser, AsyncZeroconf

        here = own_addresses(self._interfaces)
        chosen = list(self._interfaces) if self._interfaces else InterfaceChoice.All
        dns = AsyncZeroconf(interfaces=chosen, ip_version=IPVersion.V4Only)
        announcing: asyncio.Future[None] | None = None
        try:
            announcing = asyncio.ensure_future(await dns.async_register_service(self._announcement(here)))
            browser = AsyncServiceBrowser(dns.zeroconf, SERVICE, handlers=[self._heard(dns)])
            self._trouble(False)
            try:
                await self._until_moved(here)
            finally:
                await browser.async_cancel()
        finally:
            for task in (*self._questions, *([announcing] if announcing else [])):
                task.cancel()
            with contextlib.suppress(OSError):
                await dns.async_close()

    async def _until_moved(self, here: Sequence[str]) -> None:
        while True:
            await asyncio.sleep(_LOOK)
            if own_addresses(self._interfaces) != here:
                return

    def _announcement(self, here: Sequence[str]) -> AsyncServiceInfo:
        from zeroconf.asyncio import AsyncServiceInfo

        name, host = f"{self._instance}.{SERVICE}", f"{self._instance}.local."
        told = {"h": self._tag, "v": str(VERSION)}
        return AsyncServiceInfo(
            SERVICE, name, port=self._port, properties=told, parsed_addresses=list(here), server=host
        )

    def _heard(self, dns: AsyncZeroconf) -> Callable[..., None]:
        from zeroconf import ServiceStateChange

        def heard(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
            instance = name.removesuffix(f".{SERVICE}")
            if instance == self._instance:
                return
            if state_change is ServiceStateChange.Removed:
                self._gone(instance)
            elif len(self._questions) < _MOST_QUESTIONS:
                question = asyncio.ensure_future(self._ask(dns, name, instance))
                self._questions.add(question)
                question.add_done_callback(self._questions.discard)

        return heard

    async def _ask(self, dns: AsyncZeroconf, name: str, instance: str) -> None:
        """Where it is, and whether it is of this house."""
        told = await dns.async_get_service_info(SERVICE, name, _PATIENCE_MS)
        if told is None or told.port is None or told.properties.get(b"h") != self._tag.encode():
            return
        hosts = told.parsed_addresses()
        near = [host for host in hosts if not ipaddress.ip_address(host).is_loopback]
        for host in (near or hosts)[:1]:
            self._found(instance, host, told.port)


def own_addresses(interfaces: Sequence[str] | None = None) -> tuple[str, ...]:
    """This device's addresses (version 4) in its networks; its address within itself where there is no other."""
    if interfaces:
        return tuple(interfaces)
    import ifaddr

    every = sorted(str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4)
    return tuple(each for each in every if not ipaddress.ip_address(each).is_loopback) or tuple(every)
