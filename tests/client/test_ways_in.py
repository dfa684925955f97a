"""Ways onto a device, at a real hub: without a code, by the browser, shared by PIN, and weeks without the hub."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import time_machine

from client import __version__, start
from client.hub.being_let_in import BeingLetIn
from client.hub.browser_sign_in import BrowserSignIn
from client.hub.hub_connection import HubRefused
from client.hub.pins import WrongPin
from client.hub.session import HubSilent, Session
from shared_models.errors import ForecourtError
from tests.support.hubs import PASSWORD, HubProcess, person

PIN = "271828"
DAYS = 21


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    people = [person("sam", "salesperson"), person("mia", "sales_manager")]
    with HubProcess(tmp_path_factory.mktemp("hub"), people) as running:
        yield running


def token_in(page: httpx.Response) -> str:
    return unescape(re.findall(r'name="token" value="([^"]+)"', page.text)[0])


def browser(hub: HubProcess, login: str, address: str) -> httpx.Client:
    """A browser that has opened an address of the hub, and in which somebody has signed in."""
    made = httpx.Client(base_url=hub.address, timeout=60, follow_redirects=True)
    page = made.get(address)
    wanted = unescape(re.findall(r'name="next" value="([^"]+)"', page.text)[0])
    told = {"token": token_in(page), "tenant": "acme", "login": login, "password": PASSWORD, "next": wanted}
    assert made.post("/sign-in", data=told).status_code == 200
    return made


def decide(hub: HubProcess, link: str, decision: str) -> None:
    """What a manager does who has read the picture off the device."""
    made = browser(hub, "mia", link)
    page = made.get(link)
    user_code = re.findall(r'name="user_code" value="([^"]+)"', page.text)[0]
    told = {"token": token_in(page), "user_code": user_code, "decision": decision}
    assert made.post("/device/decide", data=told).status_code == 200


def test_a_device_without_a_code_is_let_in_and_works(hub: HubProcess, tmp_path: Path) -> None:
    session = Session(tmp_path, __version__)
    door = BeingLetIn(session)
    asked = door.ask(hub.address, "Tablet 7")
    stopped = threading.Event()
    stopped.set()
    assert not door.wait(asked, stopped)
    decide(hub, asked.link, "approved")
    assert door.wait(asked, threading.Event())
    assert (session.enrolled, session.standing.device_name, session.standing.tenant) == (True, "Tablet 7", "acme")
    session.sign_in_now("sam", PASSWORD)
    assert Session(tmp_path, __version__).identity().role == "salesperson"


def test_a_device_that_is_turned_away_is_told(hub: HubProcess, tmp_path: Path) -> None:
    session = Session(tmp_path, __version__)
    asked = BeingLetIn(session).ask(hub.address, "Tablet 8")
    decide(hub, asked.link, "denied")
    with pytest.raises(HubRefused, match="not let in"):
        BeingLetIn(session).wait(asked, threading.Event())
    assert not session.enrolled


class Person(threading.Thread):
    """Somebody at the browser that the app opens; ``alter`` changes where it goes back to."""

    def __init__(self, hub: HubProcess, alter: str = "") -> None:
        super().__init__()
        self._hub, self._alter, self._address = hub, alter, ""

    def open(self, address: str) -> None:
        """The app opens the browser."""
        self._address = address
        self.start()

    def run(self) -> None:
        """Sign in, go on, and come back."""
        made = browser(self._hub, "mia", self._address)
        page = made.get(self._address)
        told = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
        told = {name: unescape(value) for name, value in told.items()}
        back = made.post("/app", data=told)
        link = unescape(re.findall(r'href="(http://127[^"]+)"', back.text)[0])
        origin = urlsplit(link)
        assert httpx.get(f"{origin.scheme}://{origin.netloc}/favicon.ico", timeout=60).status_code == 404
        assert httpx.get(link + self._alter, timeout=60).status_code == 200


def test_somebody_signs_in_by_the_browser(hub: HubProcess, tmp_path: Path) -> None:
    session = Session(tmp_path, __version__)
    session.enrol_now(hub.address, hub.codes.pop(), "Tablet 9")
    somebody = Person(hub)
    assert BrowserSignIn(session).run(somebody.open, threading.Event())
    somebody.join(60)
    assert session.identity().role == "sales_manager"


def test_a_sign_in_that_was_begun_elsewhere_is_not_taken(hub: HubProcess, tmp_path: Path) -> None:
    session = Session(tmp_path, __version__)
    session.enrol_now(hub.address, hub.codes.pop(), "Tablet 10")
    somebody = Person(hub, "x")
    with pytest.raises(ForecourtError, match="not begun here"):
        BrowserSignIn(session).run(somebody.open, threading.Event())
    somebody.join(60)
    given_up = threading.Event()
    given_up.set()
    assert not BrowserSignIn(session).run(lambda _address: None, given_up)
    assert not session.signed_in


async def _token(session: Session) -> str:
    connection = session.connection()
    try:
        return await session.token(connection)
    finally:
        await connection.close()


def test_two_share_a_device_by_pin_and_the_hub_knows_which_of_them_it_is(hub: HubProcess, tmp_path: Path) -> None:
    session = hub.session(tmp_path, "sam")
    session.people.set_pin(PIN)
    sam = session.standing.person
    assert start._leave(session, "switched ") == start._PASSWORD
    session.sign_in_now("mia", PASSWORD)
    session.people.set_pin("314159")
    mia = session.standing.person
    for coming, role, answer in ((sam, "salesperson", 403), (mia, "sales_manager", 200), (sam, "salesperson", 403)):
        assert start._leave(session, f"switched {coming}") == start._OPEN, "without a password"
        assert session.identity().role == role
        known = {"Authorization": f"Bearer {asyncio.run(_token(session))}"}
        costs = httpx.get(f"{hub.address}/v1/records/vehicle_cost", headers=known, timeout=60)
        assert costs.status_code == answer, "their own rights at the hub, not the last one's"


def test_three_weeks_without_the_hub_by_pin_then_the_session_is_renewed(
    hub: HubProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = hub.session(tmp_path, "sam")
    session.people.set_pin(PIN)
    session.people.put_aside()
    session.nobody()
    before = session.standing.device
    hub.stop()
    try:
        with time_machine.travel(timedelta(days=DAYS), tick=True):
            alone = Session(tmp_path, __version__)
            (sam,) = alone.people.all()
            with pytest.raises(WrongPin):
                alone.people.pins.check(sam.person, "314159")
            alone.people.pins.check(sam.person, PIN)
            alone.people.bring_back(sam.person)
            assert alone.identity().role == "salesperson"
            with pytest.raises(httpx.HTTPError):
                asyncio.run(_token(alone))
            with pytest.raises(HubSilent):
                alone.sign_in_now("sam", PASSWORD)
            monkeypatch.setenv("FORECOURT_TEST_DAYS", str(DAYS))
            monkeypatch.setattr(hub, "program", ("-m", "tests.support.later_hub"))
            hub.start()
            assert asyncio.run(_token(alone))
            assert alone.standing.device == before
    finally:
        hub.stop()
