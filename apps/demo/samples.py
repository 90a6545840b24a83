"""Files that senders add, made by code: a drawn screenshot of a chat, a recording that holds a tone."""

import math
import struct
import wave
from io import BytesIO

from PIL import Image, ImageDraw

RATE = 8000
SECONDS = 3


def screenshot() -> bytes:
    """Bubbles of a chat without a word in them."""
    picture = Image.new("RGB", (540, 960), "#e7edf1")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 540, 80), fill="#2b5d6b")
    for n, width in enumerate((320, 260, 380, 220, 340, 300)):
        left, top = (20 if n % 3 else 520 - width), 120 + n * 130
        draw.rounded_rectangle((left, top, left + width, top + 96), 20, fill="#ffffff" if n % 3 else "#cfe6d4")
        for line in range(2):
            end = left + width - 30 - line * 60
            draw.rounded_rectangle((left + 24, top + 24 + line * 30, end, top + 36 + line * 30), 6, fill="#9aa7ad")
    held = BytesIO()
    picture.save(held, "PNG")
    return held.getvalue()


def voice_note() -> bytes:
    """A soft tone that rises and falls."""
    held = BytesIO()
    with wave.open(held, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        total = RATE * SECONDS
        sound.writeframes(b"".join(
            struct.pack("<h", int(6000 * math.sin(math.pi * n / total) * math.sin(n * 2 * math.pi * 220 / RATE)))
            for n in range(total)
        ))  # fmt: skip
    return held.getvalue()
