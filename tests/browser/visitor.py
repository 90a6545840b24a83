"""A person at a browser. Every page looked at must be accessible, silent and no wider than its window."""

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, expect

from apps.accounts.models import User

expect.set_options(timeout=20_000)  # a busy machine is not a fault of the page

WIDE, PHONE = 1440, 390
HEIGHTS = {WIDE: 900, PHONE: 844}
PASSWORD = "кілт-8-ключ"
PUBLISHED = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TOO_WIDE = """() => {
    const edge = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= edge) return [];
    const wide = [...document.body.querySelectorAll('*')].filter(one => one.getBoundingClientRect().right > edge + 1);
    return wide.slice(0, 5).map(one => one.outerHTML.slice(0, 120));
}"""

FORBIDDEN_IMAGES = """() => [...document.body.querySelectorAll('*')].filter(
    one => [null, '::before', '::after'].some(part => getComputedStyle(one, part).backgroundImage.includes('data:'))
).slice(0, 5).map(one => one.outerHTML.slice(0, 120))"""


class Visitor:
    """One browser window. `width` is the one pages are used at; `look` also measures them at the other."""

    def __init__(self, context: BrowserContext, url: str, width: int = WIDE) -> None:
        self.page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.url, self.width = url, width
        self.said: list[str] = []
        self._resize(width)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def go(self, path: str, status: int = 200) -> "Visitor":
        """Open an address and see that it answers as it should."""
        answer = self.page.goto(self.url + path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        if status >= 400:  # the browser itself reports such an answer as an error
            self.said = [text for text in self.said if not text.startswith("Failed to load resource")]
        return self

    def sign_in(self, user: User, *, look: bool = False) -> "Visitor":
        """By the page, as people do, in the language of the person; ends on My day."""
        self.go("/accounts/login/")
        self.page.click(f".langs button[value={user.language}]")
        if look:
            self.look()
        self.page.fill("input[name=login]", user.username)
        self.page.fill("input[name=password]", PASSWORD)
        self.press("main form [type=submit]")
        expect(self.page).to_have_url(self.url + "/")
        expect(self.page.locator("html")).to_have_attribute("lang", user.language)
        return self

    def press(self, selector: str) -> None:
        """The one visible element of this kind: menus stand twice in the page, for wide and for narrow windows."""
        self.find(f"{selector} >> visible=true").first.click()

    def enter(self, path: str) -> None:
        """Choose a section, on a narrow window from the menu at the top."""
        link = f"nav a[href='{path}']"
        if not self.find(f"{link} >> visible=true").count():
            self.press(".topbar .menu summary")
        self.press(link)

    def find(self, selector: str, **how: Any) -> Locator:
        return self.page.locator(selector, **how)

    def text(self, selector: str = "main") -> str:
        """What is written there, each run of white space as one space."""
        return re.sub(r"\s+", " ", self.page.inner_text(selector))

    def look(self) -> None:
        """The page as it stands: no violation of axe, no word on the console, nothing beyond the window's edge."""
        found = self.complaints()
        assert not found, "\n".join(found)

    def complaints(self) -> list[str]:
        """What is wrong with the page, each with its address; heard words are told once."""
        self.page.wait_for_load_state()
        expect(self.find(".htmx-request")).to_have_count(0)
        found = []
        for width in (WIDE + PHONE - self.width, self.width):
            self._resize(width)
            found += [f"beyond {width} px: {html}" for html in self.page.evaluate(TOO_WIDE)]
        self._resize(self.width, self.page.evaluate("document.documentElement.scrollHeight"))
        found += [f"an image the policy forbids: {html}" for html in self.page.evaluate(FORBIDDEN_IMAGES)]
        axe = Axe().run(self.page, options={"resultTypes": ["violations"], "runOnly": PUBLISHED})
        self._resize(self.width)
        found += violations(axe.response) + self.said
        self.said = []
        where = f"{self.page.url.removeprefix(self.url)} ({self.page.locator('html').get_attribute('lang')})"
        return [f"{where} at {self.width} px: {one}" for one in found]

    def zoomed(self) -> list[str]:
        """What does not fit when everything is shown twice as large."""
        self.page.set_viewport_size({"width": self.width // 2, "height": HEIGHTS[self.width] // 2})
        found: list[str] = self.page.evaluate(TOO_WIDE)
        self._resize(self.width)
        return found

    def _resize(self, width: int, height: int = 0) -> None:
        """At least `height` high: axe then sees the whole page, and nothing behind the bar at its foot."""
        self.page.set_viewport_size({"width": width, "height": max(height, HEIGHTS[width])})

    def _hear(self, message: Any) -> None:
        """Measured from outside before all its style sheets came, a page asks for the kit's own arrows, which a later
        sheet takes away: whether it did is seen when the page is looked at."""
        if message.type in ("error", "warning") and "Loading the image 'data:" not in message.text:
            self.said.append(message.text)


def violations(found: dict[str, Any]) -> list[str]:
    """Three places that break each rule, a line for each."""
    return [
        f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for rule in found["violations"]
        for node in rule["nodes"][:3]
    ]
