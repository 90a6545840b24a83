"""The safety check-list names the test that proves each line: those tests exist."""

import re
from pathlib import Path

from django.conf import settings

TESTS = Path(settings.BASE_DIR) / "tests"
NAMED = re.compile(r"`(?:([a-z_/0-9]+?)(?:\.py)?)?::(test_\w+)`|`([a-z_/0-9]+/test_\w+)\.py`")


def test_every_test_that_the_check_list_names_exists():
    whole, missing, file = (Path(settings.BASE_DIR) / "docs/intake-safety.md").read_text(), [], ""
    for path, function, alone in NAMED.findall(whole):
        file = alone or path or file
        held = (TESTS / f"{file}.py").read_text() if (TESTS / f"{file}.py").exists() else ""
        if not held or (function and f"def {function}(" not in held):
            missing.append((file, function))
    assert not missing
    assert len(NAMED.findall(whole)) > 25
