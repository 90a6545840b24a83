"""Draws the previews of one file. Run as a program of its own, with little memory and time.

Standard input: the file; arguments: its media type and the two pictures to write. Whatever a hostile file does to
the decoder happens here and not to the web server. The pictures are drawn anew: nothing of EXIF (place, device)
or hidden text comes along. Knows nothing of Django.
"""

import resource
import sys
import warnings
from io import BytesIO

import pypdfium2
from PIL import Image, ImageOps

DRAWN, LOCKED, BROKEN, TOO_LARGE = 0, 10, 11, 12
SIDES = (320, 1400)
"""The longest side of the small and the large picture, in pixels."""
MOST_PIXELS, MOST_OF_PNG = 50_000_000, 20_000_000
"""A JPEG, such as a telephone's photograph, is read at a fraction of its size; a PNG must be unpacked whole."""
MEMORY = 1536 * 1024 * 1024
SECONDS = 15


def main(media_type: str, *targets: str) -> int:
    content = sys.stdin.buffer.read()
    try:
        picture = _page(content) if media_type == "application/pdf" else _picture(content)
    except pypdfium2.PdfiumError as error:
        return LOCKED if "password" in str(error).lower() else BROKEN
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return TOO_LARGE
    except (OSError, ValueError, SyntaxError, IndexError, EOFError):
        return BROKEN
    for side, target in zip(reversed(SIDES), reversed(targets), strict=True):
        picture.thumbnail((side, side))
        picture.save(target, "JPEG", quality=82)
    return DRAWN


def _picture(content: bytes) -> Image.Image:
    """The whole picture upright on white; a truncated one raises OSError."""
    opened = Image.open(BytesIO(content), formats=["JPEG", "PNG"])
    if opened.width * opened.height > (MOST_OF_PNG if opened.format == "PNG" else MOST_PIXELS):
        raise Image.DecompressionBombError
    opened.draft("RGB", (SIDES[-1], SIDES[-1]))
    opened.load()
    whole = opened if opened.mode in ("L", "RGB", "RGBA") else opened.convert("RGBA")
    smaller = whole.reduce(max(max(whole.size) // (2 * SIDES[-1]), 1))
    upright = ImageOps.exif_transpose(smaller).convert("RGBA")
    canvas = Image.new("RGB", upright.size, "white")
    canvas.paste(upright, mask=upright)
    return canvas


def _page(content: bytes) -> Image.Image:
    """The first page, no larger than the large picture."""
    pdf = pypdfium2.PdfDocument(content)
    page = pdf[0]
    width, height = page.get_size()
    scale = SIDES[-1] / max(width, height, 1)
    return page.render(scale=scale).to_pil().convert("RGB")


def _confine() -> None:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    _confine()
    warnings.simplefilter("ignore")
    sys.exit(main(*sys.argv[1:]))
