"""A real SMTP server on loopback that delivers to a folder instead of to people.

`python -m tools.mailcatcher PORT FOLDER`: every accepted letter becomes one .eml file, named by the
time it came. Any address at bounce.example is refused for good (550), so that bounces can be seen;
any at slow.example for now (451), so that retries can.
"""

import asyncio
import itertools
import signal
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

ANSWERS = {
    "bounce.example": "550 5.1.1 No such mailbox",
    "slow.example": "451 4.3.0 Mailbox is busy, try later",
}


class Folder:
    """The handler that aiosmtpd calls at each step of a letter."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.counter = itertools.count(1)

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: object) -> str:
        refusal = ANSWERS.get(address.rpartition("@")[2].lower())
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        head = f"X-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n".encode()
        name = f"{time.time_ns():019d}-{next(self.counter)}"
        draft = self.folder / f"{name}.part"
        body = envelope.content or b""
        draft.write_bytes(head + (body if isinstance(body, bytes) else body.encode()))
        draft.rename(self.folder / f"{name}.eml")
        return "250 OK"


async def serve(port: int, folder: Path) -> None:
    loop = asyncio.get_running_loop()
    handler = Folder(folder)
    server = await loop.create_server(
        lambda: SMTP(handler, hostname="mail.example", enable_SMTPUTF8=True), "127.0.0.1", port
    )
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    await ended.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
