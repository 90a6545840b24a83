"""Looking for malware with ClamAV where an installation has it: `CLAMD_ADDRESS`, spoken over a socket."""

import logging
import socket
import struct

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused

logger = logging.getLogger(__name__)

TIMEOUT = 20
CHUNK = 64 * 1024


def check_clean(content: bytes, *, field: str) -> None:
    """Raise Refused when the scanner finds something, or when it is set up and does not answer."""
    address = settings.CLAMD_ADDRESS
    if not address:
        return
    try:
        verdict = _ask(address, content)
    except (OSError, ValueError) as error:
        logger.error("the malware scanner does not answer: %s", type(error).__name__)
        verdict = ""
    if verdict.endswith(" FOUND"):
        logger.warning("an upload was refused: %s", verdict.removeprefix("stream: "))
        raise Refused(
            _("The scanner found malware in this file. It was not stored; tell whoever sent it to you."),
            field=field,
            rule="caseflow.document.clean",
        )
    if not verdict.endswith(" OK"):
        raise Refused(
            _("The file cannot be checked for malware just now, so it was not stored. Try again in some minutes."),
            field=field,
            rule="caseflow.document.clean",
        )


def _ask(address: str, content: bytes) -> str:
    """The scanner's answer to INSTREAM: `stream: OK` or `stream: <name> FOUND`."""
    with _connect(address) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            part = content[start : start + CHUNK]
            line.sendall(struct.pack("!L", len(part)) + part)
        line.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and (part := line.recv(4096)):
            answer += part
    return answer.rstrip(b"\0").decode("ascii", "replace").strip()


def _connect(address: str) -> socket.socket:
    """`host:port`, or the path of a socket."""
    if not address.startswith("/"):
        host, _colon, port = address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=TIMEOUT)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(TIMEOUT)
    try:
        line.connect(address)
    except OSError:
        line.close()
        raise
    return line
