"""The commands of `./run`."""

import os
import shutil
from collections.abc import Callable

from tools.runner import install, session, up
from tools.runner.layout import PYTHON, Stop, warn
from tools.runner.servers import SAFE, THROW_AWAY

USAGE = """\
./run                      start everything; Ctrl-C stops it
./run test [ARGUMENTS]     the test suite, on servers of its own; arguments go to pytest
./run check                formatting, lint, import contracts, types, templates, translations,
                           migrations, dependency audit
./run manage COMMAND …     a management command on the servers of this data folder
./run bench [NAME …]       the benchmarks
./run translations ACTION  update, check or compile locale/*/LC_MESSAGES/django.po
./run screenshots ADDRESS  the pictures in docs/screenshots, from a running system with the demo

Environment: CASEFLOW_PORT, CASEFLOW_VAR, CASEFLOW_DEMO=0, DATABASE_URL, REDIS_URL, EMAIL_URL;
docs/operations.md says more."""


def start(_arguments: list[str]) -> int:
    install.prepare("embedded")
    return up.run()


def manage(arguments: list[str]) -> int:
    install.prepare("embedded")
    with session.running_or_own() as env:
        return session.django(arguments, env)


def test(arguments: list[str]) -> int:
    install.prepare("dev")
    with session.throw_away("test", THROW_AWAY) as env:
        return session.call([str(PYTHON), "-m", "pytest", *_parallel(arguments)], env | _browser())


def check(arguments: list[str]) -> int:
    install.prepare("dev")
    with session.throw_away("check", THROW_AWAY) as env:
        return session.call([str(PYTHON), "-m", "tools.check", *arguments], env)


def bench(arguments: list[str]) -> int:
    install.prepare("embedded")
    with session.throw_away("bench", SAFE) as env:
        return session.call([str(PYTHON), "-m", "bench", *arguments], env | {"DEBUG": "0"})


def translations(arguments: list[str]) -> int:
    install.prepare("embedded")
    return session.call([str(PYTHON), "-m", "tools.translations", *arguments], os.environ)


def screenshots(arguments: list[str]) -> int:
    install.prepare("dev")
    return session.call([str(PYTHON), "-m", "tools.screenshots", *arguments], os.environ | _browser())


def _parallel(arguments: list[str]) -> list[str]:
    """Two test processes unless the arguments say otherwise."""
    said = any(word.startswith(("-n", "--numprocesses", "--pdb")) for word in arguments)
    return arguments if said else ["-n", "2", *arguments]


def _browser() -> dict[str, str]:
    """Where the browser tests find Chromium; tests/conftest.py skips or fails without it.

    Playwright keeps an event loop in the tests' thread, and Django would refuse the database there.
    """
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CASEFLOW_CHROMIUM") or next(filter(None, map(shutil.which, names)), "")
    return {"CASEFLOW_CHROMIUM": found, "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "test": test,
    "check": check,
    "manage": manage,
    "bench": bench,
    "translations": translations,
    "screenshots": screenshots,
}


def main(arguments: list[str]) -> int:
    command = COMMANDS.get(arguments[0]) if arguments else start
    if command is None:
        print(USAGE)
        return 0 if arguments[0] in ("-h", "--help", "help") else 2
    try:
        return command(arguments[1:])
    except Stop as reason:
        warn(str(reason))
        return 1
    except KeyboardInterrupt:
        return 130
