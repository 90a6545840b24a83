"""Pictures of stored files, drawn once in a process of their own and kept on disk by checksum."""

import subprocess
import sys
import tempfile
from pathlib import Path
from threading import BoundedSemaphore

from django.conf import settings

from apps.documents.models import Document

SMALL, LARGE = "small", "large"
SIZES = (SMALL, LARGE)
DRAWABLE = ("application/pdf", "image/png", "image/jpeg")
DRAWN, LOCKED, BROKEN, TOO_LARGE, FAILED = 0, 10, 11, 12, 1
"""What came of drawing. FAILED: the file took too long or broke the decoder; it may still be a sound one."""
LONGEST = 20
"""Seconds."""
PROGRAM = Path(__file__).with_name("render.py")

_AT_ONCE = BoundedSemaphore(2)


def path_of(sha256: str, size: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "previews" / sha256[:2] / f"{sha256}-{size}.jpg"


def draw(content: bytes, media_type: str, sha256: str) -> int:
    """Draw both sizes unless they are there; returns DRAWN, LOCKED, BROKEN, TOO_LARGE or FAILED."""
    targets = [path_of(sha256, size) for size in SIZES]
    if media_type not in DRAWABLE:
        return FAILED
    if all(target.exists() for target in targets):
        return DRAWN
    folder = targets[0].parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _AT_ONCE, tempfile.TemporaryDirectory(dir=folder) as there:
        drawn = [Path(there) / target.name for target in targets]
        verdict = _run(content, media_type, drawn)
        if verdict == DRAWN:
            for made, target in zip(drawn, targets, strict=True):
                made.chmod(0o600)
                made.replace(target)
    return verdict


def drawn(content: bytes, media_type: str) -> tuple[int, bytes]:
    """A picture drawn anew, and nothing kept of it: the verdict of `draw` and a JPEG, empty unless DRAWN. The scratch
    space lies in memory where the system has such."""
    scratch = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - in memory, a folder of its own
    with _AT_ONCE, tempfile.TemporaryDirectory(dir=scratch) as there:
        targets = [Path(there) / f"{size}.jpg" for size in SIZES]
        verdict = _run(content, media_type, targets)
        return verdict, targets[1].read_bytes() if verdict == DRAWN else b""


def preview(document: Document, size: str) -> Path | None:
    """The picture of a stored file, drawn now if it is not there; None for a file that has none."""
    target = path_of(document.sha256, size)
    if target.exists():
        return target
    if document.content_type not in DRAWABLE:
        return None
    with document.file.open("rb") as stored:
        content = stored.read()
    return target if draw(content, document.content_type, document.sha256) == DRAWN else None


def _run(content: bytes, media_type: str, targets: list[Path]) -> int:
    command = [sys.executable, "-I", str(PROGRAM), media_type, *map(str, targets)]
    try:
        done = subprocess.run(command, input=content, timeout=LONGEST, env={}, capture_output=True, check=False)
    except subprocess.TimeoutExpired:
        return FAILED
    return done.returncode if done.returncode in (DRAWN, LOCKED, BROKEN, TOO_LARGE) else FAILED
