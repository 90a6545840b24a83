"""The pictures in docs/screenshots, taken from a running system with the demo: `./run screenshots ADDRESS`.

They show what the demo logins `coordinator`, `officer` and `ombudsman` see; nothing is written but the language of
these logins, which ends as Russian, and that files were looked at. Take them soon after the first start, while terms of
the demo are about to end.
"""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
LANGUAGES = ("kk", "ru")
SIZES = {1440: 1080, 390: 844}
RULE = "/rules/kz345.a28-2.p10.s7/?from_date=20.03.2026&from_time=23:10"
LARGEST = 300_000
"""Bytes of one picture: they are in the repository."""


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("./run screenshots ADDRESS: the address of a running system with the demo")
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CASEFLOW_CHROMIUM") or None, args=["--no-sandbox", "--disable-gpu"]
        )
        taken = list(take_all(browser, arguments[0].rstrip("/")))
        browser.close()
    too_large = [path.name for path in taken if path.stat().st_size > LARGEST]
    print(f"{len(taken)} pictures in {FOLDER.relative_to(FOLDER.parents[1])}")
    if too_large:
        print("larger than", LARGEST, "bytes:", *too_large)
    return 1 if too_large else 0


def take_all(browser: Browser, address: str) -> Iterator[Path]:
    for login, pages in (("coordinator", incident_pages), ("officer", file_pages), ("coordinator", mentoring_pages),
                         ("ombudsman", appeal_pages)):  # fmt: skip
        page = browser.new_page(locale="ru", reduced_motion="reduce", base_url=address)
        sign_in(page, login)
        yield from take(page, pages)
        page.close()


def appeal_pages(page: Page) -> dict[str, str]:
    """The office's list, an appeal that a body was asked about, the board, and where children write."""
    page.goto("/appeals/?state=INFORMATION_REQUESTED")
    appeal = page.locator("main a[href^='/appeals/E-']").first.get_attribute("href") or ""
    return {"appeals": "/appeals/", "appeal": appeal, "appeals-board": "/appeals/board/", "intake": "/help/"}


def take(page: Page, pages: Callable[[Page], dict[str, str]]) -> Iterator[Path]:
    for language in LANGUAGES:
        page.set_viewport_size({"width": 1440, "height": SIZES[1440]})
        page.set_extra_http_headers({"Accept-Language": language})  # of those who are not signed in
        page.goto("/")
        page.locator(f".langs button[value={language}] >> visible=true").first.click()
        page.locator(f"html[lang={language}]").wait_for()
        for name, path in pages(page).items():
            for width, height in SIZES.items():
                page.set_viewport_size({"width": width, "height": height})
                page.goto(path)
                target = FOLDER / f"{name}-{language}-{width}.png"
                page.screenshot(path=target)
                shrink(target)
                yield target


def shrink(path: Path) -> None:
    """To 256 colours, which is what these pages have: a third of the bytes."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def sign_in(page: Page, login: str) -> None:
    """With the password that the sign-in page shows while the demo is loaded."""
    page.goto("/accounts/login/")
    password = page.locator("details.demo code").first.text_content(timeout=5000)
    page.fill("[name=login]", login)
    page.fill("[name=password]", password or "")
    page.click("main form [type=submit]")
    page.wait_for_url("**/")


def file_pages(page: Page) -> dict[str, str]:
    """The child whose case has the soonest term, and that case."""
    page.goto("/cases/?tab=mine")
    case = page.locator("main td a[href^='/cases/']").first.get_attribute("href") or ""
    page.goto(case)
    child = page.locator("main a[href^='/children/']").first.get_attribute("href") or ""
    return {"child": child.removesuffix("case/"), "case": case}


def incident_pages(page: Page) -> dict[str, str]:
    """What to take of incidents: the address by the picture's name. The incident still has somebody to be told."""
    page.goto("/incidents/?tab=drafts")
    draft = first_incident(page)
    page.goto("/incidents/?tab=notifying")
    return {"my-day": "/", "incident": first_incident(page), "new-incident": f"{draft}edit/3/", "rule": RULE}


def mentoring_pages(page: Page) -> dict[str, str]:
    """The board of a mentoring organisation, and the candidate who has come furthest before the decision."""
    page.goto("/mentoring/candidates/?tab=checking")
    candidate = page.locator("main td a[href^='/mentoring/candidates/M-']").first.get_attribute("href") or ""
    return {"mentoring": "/mentoring/", "candidate": candidate}


def first_incident(page: Page) -> str:
    return page.locator("main td a[href^='/incidents/']").first.get_attribute("href") or ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
