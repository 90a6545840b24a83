"""Finding one file by what stands on paper: its whole number or a whole IIN, never a name."""

import re

from django.core.exceptions import ValidationError

from apps.core.identifiers import validate_iin
from apps.people.models import Child
from apps.people.reach import in_use

_NUMBER = re.compile(r"^[CС][-\s]?(\d[\d\s]*)$", re.IGNORECASE)
"""C-104512, c 104 512; С may be Cyrillic."""


def exact_child(text: str) -> Child | None:
    """The file with exactly this number or IIN, or the one it became part of; nothing for one in the archive and for
    anything else."""
    found = _exact(" ".join(text.split()))
    return in_use(found) if found else None


def _exact(text: str) -> Child | None:
    files = Child.objects.all()
    if number := _NUMBER.match(text):
        return files.filter(number=f"C-{re.sub(r'[^0-9]', '', number.group(1))}").first()
    digits = re.sub(r"[\s-]", "", text)
    try:
        validate_iin(digits)
    except ValidationError:
        return None
    return files.filter(iin=digits).first()
