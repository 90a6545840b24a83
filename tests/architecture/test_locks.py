"""The lock files agree: what runs is in what `./run` installs, and that is in what the tests run with."""

import re
from pathlib import Path

import pytest
from django.conf import settings

PINNED = re.compile(r"^([A-Za-z0-9_.-]+==[^ ;\\]+)", re.MULTILINE)


def pinned(name: str) -> set[str]:
    return set(PINNED.findall((Path(settings.BASE_DIR) / name).read_text()))


@pytest.mark.parametrize(("less", "more"), [
    ("requirements.txt", "requirements-embedded.txt"), ("requirements-embedded.txt", "requirements-dev.txt"),
])  # fmt: skip
def test_what_one_lock_file_pins_the_larger_one_pins_too(less, more):
    assert len(pinned(less)) > 40
    assert pinned(less) <= pinned(more)
