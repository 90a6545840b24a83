"""What every test has: quick passwords, an empty cache, and Chromium or a plain reason."""

import os
import time
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from argon2 import PasswordHasher
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.utils import translation
from xdist.scheduler import LoadScopeScheduling

from apps.complaints import codes
from apps.web import health
from apps.web.doors.sessions import ACTIVE, prove

DEMO = "tests/demo/"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class DemoTogether(LoadScopeScheduling):
    """Each test goes to the next free process; those of the demo all to one, for each process that has any loads it."""

    def _split_scope(self, nodeid: str) -> str:
        return DEMO if nodeid.startswith(DEMO) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> DemoTogether:
    return DemoTogether(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A browser's last request may outlive its window: what is still connected would keep the database."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """argon2 is slow on purpose; only the tests of sign-in need it, and they set it themselves."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_receipts() -> Iterator[None]:
    """Each appeal that a test files would cost two slow hashes; the tests of receipts count and time their own."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with patch.object(codes, "_HASHER", cheap), patch.object(codes, "_NOBODYS", cheap.hash("0" * codes.DIGITS)):
        yield


@pytest.fixture(scope="session", autouse=True)
def no_idle_lock() -> Iterator[None]:
    """Stories move the clock by hours between two pages; the tests of the lock turn it on."""
    with override_settings(IDLE_LOCK_MINUTES=0):
        yield


@pytest.fixture(scope="session", autouse=True)
def one_reading_of_health() -> Iterator[None]:
    """How many queries a page makes must not depend on how long the last one took; each test begins without any."""
    with patch.object(health, "KEPT", 3600.0):
        yield


@pytest.fixture(autouse=True)
def own_language() -> None:
    """The language of one test's last page must not be the next test's."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Rate limits of one test must not stop the next."""
    yield
    cache.clear()
    health.RECENT.forget()


@pytest.fixture(scope="session", autouse=True)
def whole_sign_in() -> Iterator[None]:
    """`client.force_login` stands for a whole sign-in, with the second factor; it alone asks for no address."""

    def complete(request: Any, **_: Any) -> None:
        if not request.path:
            prove(request.session, "totp")
            request.session[ACTIVE] = time.time()

    user_logged_in.connect(complete)
    yield
    user_logged_in.disconnect(complete)


@pytest.fixture(scope="session")
def base_url() -> None:
    """No fixed address: tests open the live server's. Stands before a plugin's fixture that pytest warns of."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the machine's Chromium; CASEFLOW_REQUIRE_BROWSER=1 turns a missing one into a failure."""
    path = os.environ.get("CASEFLOW_CHROMIUM")
    if not path:
        reason = "no Chromium on PATH: install chromium to run the browser tests"
        if os.environ.get("CASEFLOW_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return browser_type_launch_args | {"executable_path": path, "args": CHROMIUM_FLAGS}
