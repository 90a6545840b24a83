"""The README is true: its table names every login of the demo, its links lead somewhere."""

import re

import yaml
from django.conf import settings

README = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")


def test_every_demo_login_has_its_line():
    first_cells = re.findall(r"^\| (`[^|]+) \|", README, re.MULTILINE)
    listed = set(re.findall(r"`(\w+)`", " ".join(first_cells)))
    demo = yaml.safe_load((settings.BASE_DIR / "fixtures/demo/logins.yaml").read_text(encoding="utf-8"))
    assert listed == {person["login"] for person in demo["people"]}


def test_links_and_pictures_are_there():
    targets = re.findall(r"\]\(([^)#]+)", README)
    assert len(targets) >= 7
    assert [target for target in targets if not (settings.BASE_DIR / target).exists()] == []
