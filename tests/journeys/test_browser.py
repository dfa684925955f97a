"""The hub's own pages in a real browser: a device is let in, signed in on, and a passkey made and used, without a word
of complaint on the console under the strict Content-Security-Policy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from client import __version__
from client.hub.being_let_in import BeingLetIn
from client.hub.browser_sign_in import BrowserSignIn
from client.hub.session import Session
from tests.support import browser as support
from tests.support.browser import Browser
from tests.support.hubs import PASSWORD, HubProcess, person
from tests.support.processes import wait_until

pytestmark = pytest.mark.soak


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not support.ready():
        pytest.skip("Qt's WebEngine is not here: python -m tests.support.browser fetches it")
    with Browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    with HubProcess(tmp_path_factory.mktemp("pages") / "hub", [person("dana", "sales_manager")]) as running:
        running.address = f"http://localhost:{running.port}"  # passkeys need a name
        yield running


def test_a_device_is_let_in_signed_in_on_and_a_passkey_used(hub: HubProcess, browser: Browser, tmp_path: Path) -> None:
    session, stop = Session(tmp_path, __version__), threading.Event()
    letting = BeingLetIn(session)
    asked = letting.ask(hub.address, "Tablet <b>9</b>")
    browser.go(asked.link)
    browser.fill(login="dana", password="wrong")
    browser.press("Sign in")
    browser.until("!!document.querySelector('[role=alert]:not([hidden])')")
    browser.fill(login="dana", password=PASSWORD)
    browser.press("Sign in")
    browser.press("Go on")
    browser.until_it_says("Tablet <b>9</b>")
    browser.until_it_says(asked.letters)
    browser.press("Let it in")
    browser.until_it_says("The device is let in")
    assert letting.wait(asked, stop)
    assert session.enrolled

    opened: list[str] = []
    signing = threading.Thread(target=lambda: BrowserSignIn(session).run(opened.append, stop))
    signing.start()
    try:
        wait_until(lambda: opened, "the app wants a browser")
        browser.go(opened[0])
        browser.press("Sign in there")
        wait_until(lambda: not signing.is_alive(), "the browser came back to the app")
    finally:
        stop.set()
        signing.join(60)
    assert session.standing.name == "Dana"

    browser.go(f"{hub.address}/passkeys")
    browser.press("Make a passkey")
    browser.until_it_says("Take away")
    browser.press("Sign out")
    browser.until("document.readyState === 'complete' && !document.body.innerText.includes('Sign out')")
    browser.go(f"{hub.address}/sign-in?next=/passkeys")
    browser.press("Use a passkey")
    browser.until_it_says("Your passkeys")
    assert browser.run("location.pathname") == "/passkeys"
    # Two answers that are no pages: a wrong password is refused, and the app's own socket has gone when it is asked for
    # an icon.
    wanted = ("status of 401", "/favicon.ico")
    assert [one for one in browser.problems if not any(words in one for words in wanted)] == []
