"""ETags: `"VERSION.HASH"`. If-None-Match compares the whole, If-Match the version alone.

The answer about an incident changes whenever a recipient opens a notice; that must not make somebody's
correction fail. So the version part grows only with what people edit, and lost updates are judged by it.
"""

import hashlib
import re

from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.errors import Stale


class VersionNeeded(Stale):
    """The change does not say which version it was made to: it might overwrite somebody's unseen."""


_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def version_hash(*parts: object) -> str:
    """A version for records that count none, from the values people change."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def tagged(request: Request, data: object, version: int | str, status: int = 200) -> Response:
    """An answer with its ETag, or 304 when the client holds the same."""
    digest = hashlib.sha256(JSONRenderer().render(data)).hexdigest()[:16]
    tag = f"{version}.{digest}"
    held = request.headers.get("If-None-Match", "")
    same = request.method == "GET" and (held.strip() == "*" or tag in _TAG.findall(held))
    response = Response(None, status=304) if same else Response(data, status=status)
    response["ETag"] = f'"{tag}"'
    return response


def wants_match(request: Request) -> bool:
    return "If-Match" in request.headers


def require_match(request: Request) -> None:
    """Raise VersionNeeded without If-Match. `*` says knowingly: whatever is stored."""
    if not wants_match(request):
        raise VersionNeeded()


def check_match(request: Request, version: int | str) -> None:
    """Raise Stale when the client read another version. Without If-Match nothing is checked."""
    held = request.headers.get("If-Match")
    if held is None or held.strip() == "*":
        return
    versions = {tag.split(".")[0] for tag in _TAG.findall(held)}
    if str(version) not in versions:
        raise Stale()
