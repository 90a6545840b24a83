from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.core.localtime import ALMATY
from apps.obligations.law import load_law
from tests.factories.offices import Offices, make_offices
from tests.factories.papers import picture


@pytest.fixture
def offices(db) -> Offices:
    """A region's office, the republic's, and those around them, under the rules of the fixtures."""
    load_law()
    return make_offices()


@pytest.fixture
def monday() -> datetime:
    """A working day far from any holiday."""
    return datetime(2026, 10, 5, 10, tzinfo=ALMATY)


def photo(**options: Any) -> SimpleUploadedFile:
    """A photo as a telephone makes it: with the place and the owner in it."""
    exif = Image.Exif()
    exif[271] = "Aigul's phone"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 10.0, 30.5), 3: "E", 4: (71.0, 25.0, 12.25)})
    return SimpleUploadedFile("сынып-7Б.jpg", picture("JPEG", (800, 600), exif=exif, **options))
