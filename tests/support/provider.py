"""A real OpenID Connect provider for tests: django-oauth-toolkit, in a process of its own, over a real socket.

``python -m tests.support.provider FOLDER PORT`` serves; a file ``key.pem`` in the folder signs, and where there is a
``former.pem`` its public half is still published.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any, Self
from urllib.parse import urljoin

import httpx
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.support.processes import ROOT, free_port, wait_until

CLIENT, SECRET, PASSWORD = "forecourt-hub", "a secret of the hub", "a password at the provider"
_LOGIN = "<form method=post>{% csrf_token %}{{ form }}<input type=hidden name=next value='{{ next }}'></form>"


class ProviderProcess:
    """A provider with the users ``ann@acme.example`` (verified) and ``eve@acme.example`` (not verified)."""

    def __init__(self, folder: Path, come_back: str) -> None:
        self.folder, self._come_back = folder, come_back
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}/o"
        folder.mkdir(parents=True, exist_ok=True)
        self.change_key()

    def change_key(self) -> None:
        """Sign with another key from the next start on."""
        made = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
        pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        if (self.folder / "key.pem").exists():
            (self.folder / "key.pem").replace(self.folder / "former.pem")
        (self.folder / "key.pem").write_bytes(pem)

    def start(self) -> Self:
        """Serve."""
        line = [sys.executable, "-m", "tests.support.provider", str(self.folder), str(self.port), self._come_back]
        log = (self.folder / "provider.log").open("ab")
        self._process = subprocess.Popen(line, cwd=ROOT, stdout=log, stderr=log)
        wait_until(self._answers, "the provider answers", 120)
        return self

    def _answers(self) -> bool:
        assert self._process.poll() is None, (self.folder / "provider.log").read_text()
        try:
            return httpx.get(f"{self.issuer}/.well-known/openid-configuration", timeout=10).status_code == 200
        except httpx.HTTPError:
            return False

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(60)


def sign_in_at(browser: httpx.Client, page: str, login: str) -> httpx.Response:
    """Fill in the provider's own form in a browser that does not follow redirects; where that leads, not followed."""
    answer = browser.get(page)
    while answer.is_redirect and "/login/" not in answer.headers["location"]:
        answer = browser.get(urljoin(str(answer.url), answer.headers["location"]))
    form_page = urljoin(str(answer.url), answer.headers["location"]) if answer.is_redirect else str(answer.url)
    form = browser.get(form_page)
    hidden = re.findall(r"name=[\"']?(\w+)[\"']? value=[\"']([^\"']*)[\"']", form.text)
    told = {name: unescape(value) for name, value in hidden} | {"username": login, "password": PASSWORD}
    answer = browser.post(form_page, data=told, headers={"Referer": form_page})
    assert answer.is_redirect, answer.text
    return browser.get(urljoin(form_page, answer.headers["location"]))


def _configure(folder: Path, port: int) -> None:
    from django.conf import settings

    former = folder / "former.pem"
    settings.configure(
        SECRET_KEY="of the tests", DEBUG=False, ALLOWED_HOSTS=["127.0.0.1"], USE_TZ=True,
        ROOT_URLCONF="tests.support.provider",
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": [
            ("django.template.loaders.locmem.Loader", {"registration/login.html": _LOGIN}),
            "django.template.loaders.app_directories.Loader",
        ], "context_processors": ["django.template.context_processors.request"]}}],
        LOGIN_URL="/login/",
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True, "PKCE_REQUIRED": True, "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
            "OIDC_ISS_ENDPOINT": f"http://127.0.0.1:{port}/o",
            "OIDC_RSA_PRIVATE_KEY": (folder / "key.pem").read_text(),
            "OIDC_RSA_PRIVATE_KEYS_INACTIVE": [former.read_text()] if former.exists() else [],
            "SCOPES": {"openid": "who", "email": "address", "profile": "name"},
            "OAUTH2_VALIDATOR_CLASS": "tests.support.provider_claims.Claims",
            "ALLOWED_REDIRECT_URI_SCHEMES": ["http", "https"],
        },
    )  # fmt: skip


def _fill(come_back: str) -> None:
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from oauth2_provider.models import Application

    call_command("migrate", verbosity=0)
    if User.objects.exists():
        return
    for name in ("ann", "eve"):
        User.objects.create_user(name, f"{name}@acme.example", PASSWORD)
    Application.objects.create(
        name="hub", client_id=CLIENT, client_secret=SECRET, client_type="confidential", algorithm="RS256",
        authorization_grant_type="authorization-code", skip_authorization=True, redirect_uris=come_back,
        post_logout_redirect_uris=come_back.replace("/oidc/callback", "/sign-in"),
    )  # fmt: skip


def _serve(folder: Path, port: int, come_back: str) -> None:
    import django

    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    _configure(folder, port)
    django.setup()
    _fill(come_back)
    from wsgiref.simple_server import make_server

    from django.core.servers.basehttp import WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    make_server("127.0.0.1", port, get_wsgi_application(), handler_class=WSGIRequestHandler).serve_forever()


def __getattr__(name: str) -> Any:
    """Django reads the routes out of this module once it is set up."""
    if name != "urlpatterns":
        raise AttributeError(name)
    from django.contrib.auth.views import LoginView
    from django.urls import include, path

    return [
        path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
        path("login/", LoginView.as_view()),
    ]


if __name__ == "__main__":
    sys.modules["tests.support.provider"] = sys.modules["__main__"]
    _serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
