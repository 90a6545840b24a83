"""`python -m bench.appeals.sending THREADS SECONDS`: senders who file without a pause; prints each wait in ms."""

import json
import sys
import threading
import time

import django


def main(threads: int, seconds: float) -> None:
    django.setup()
    from django.db import connection
    from django.utils import timezone

    from apps.complaints.acts.filing import file_online

    entry = {"text": "Мектепте мені күнде ұрады. Мұғалім көрсе де ештеңе демейді.", "language": "kk", "by_child": True}
    took: list[float] = []

    def send() -> None:
        while time.monotonic() < end:
            began = time.monotonic()
            file_online(entry, at=timezone.now())
            connection.close()  # as at the end of a request: the pool is smaller than the crowd
            took.append((time.monotonic() - began) * 1000)

    print("ready", flush=True)
    end = time.monotonic() + seconds
    senders = [threading.Thread(target=send) for _n in range(threads)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    print(json.dumps(took), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
