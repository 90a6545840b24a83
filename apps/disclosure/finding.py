"""Finding one file by what stands on paper: its whole number or a whole IIN, never a name."""

import re

from django.core.exceptions import ValidationError

from apps.core.identifiers import validate_iin
from apps.people.models import Child

_NUMBER = re.compile(r"^[CС][-\s]?(\d[\d\s]*)$", re.IGNORECASE)
"""C-104512, c 104 512; С may be Cyrillic."""


def exact_child(text: str) -> Child | None:
    """The file with exactly this number or IIN; nothing for anything else."""
    text = " ".join(text.split())
    files = Child.objects.select_related("guardianship__area__parent")
    if number := _NUMBER.match(text):
        return files.filter(number=f"C-{re.sub(r'[^0-9]', '', number.group(1))}").first()
    digits = re.sub(r"[\s-]", "", text)
    try:
        validate_iin(digits)
    except ValidationError:
        return None
    return files.filter(iin=digits).first()
