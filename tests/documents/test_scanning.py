"""The malware scanner: a small real server that speaks clamd's INSTREAM over TCP and over a socket file."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from apps.core.errors import Refused
from apps.documents.contents import take
from tests.factories.papers import picture, upload

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


class Clamd(socketserver.StreamRequestHandler):
    """Reads the chunks of one INSTREAM and answers as clamd does."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        self.server.seen.append(content)
        self.wfile.write(self.server.answer or (b"stream: Eicar FOUND\0" if EICAR in content else b"stream: OK\0"))


class Tcp(socketserver.ThreadingTCPServer):
    daemon_threads, seen, answer = True, [], b""


class Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads, seen, answer = True, [], b""


@pytest.fixture(params=["tcp", "unix"])
def clamd(request, settings, tmp_path: Path) -> Iterator[socketserver.BaseServer]:
    if request.param == "tcp":
        server = Tcp(("127.0.0.1", 0), Clamd)
        settings.CLAMD_ADDRESS = f"127.0.0.1:{server.server_address[1]}"
    else:
        settings.CLAMD_ADDRESS = str(tmp_path / "clamd")
        server = Unix(settings.CLAMD_ADDRESS, Clamd)
    server.seen, server.answer = [], b""
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_clean_file_is_sent_whole_and_taken(clamd):
    content = picture("PNG", (900, 900)) + b"\0" * 150_000
    take(upload(content=content))
    assert clamd.seen == [content]


def test_an_infected_file_is_refused(clamd):
    with pytest.raises(Refused, match="malware") as refused:
        take(upload(content=picture() + EICAR))
    assert refused.value.rule == "caseflow.document.clean"


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"\0"])
def test_a_scanner_that_does_not_say_ok_lets_nothing_in(clamd, answer):
    clamd.answer = answer
    with pytest.raises(Refused, match="cannot be checked"):
        take(upload())


@pytest.mark.parametrize("address", ["127.0.0.1:9", "/nowhere/clamd", "not an address"])
def test_a_scanner_that_is_set_up_and_cannot_be_reached_lets_nothing_in(settings, address):
    settings.CLAMD_ADDRESS = address
    with pytest.raises(Refused, match="cannot be checked"):
        take(upload())


def test_without_a_scanner_files_are_taken(settings):
    settings.CLAMD_ADDRESS = ""
    assert take(upload())
