"""Somebody who writes to the ombudsman without a script: reads the hidden ticket of a page and presses its buttons."""

import html
import re
from html.parser import HTMLParser
from typing import Any

from django.test import Client

TEXT = "Мектепте мені күнде ұрады. Мұғалім көрсе де ештеңе демейді."


class Held(HTMLParser):
    """What the controls of the page's main form hold, as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._inside, self._text, self._select = False, "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        of = dict(attrs)
        name = of.get("name", "")
        if tag == "form":
            self._inside = of.get("id") == "step"
        elif not self._inside:
            return
        elif tag == "input" and of.get("type") not in ("file", "hidden"):
            if of.get("type") not in ("radio", "checkbox") or "checked" in of:
                self.values.setdefault(name, []).append(of.get("value") or "")
        elif tag == "textarea":
            self._text = name
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in of:
            self.values[self._select] = [of.get("value") or ""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""
        elif tag == "form":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._text:
            self.values[self._text] = [data.removeprefix("\n")]


class Writer:
    """One telephone. `page` is what it shows, `status` the last answer's."""

    def __init__(self, client: Client, query: str = "", language: str = "kk") -> None:
        self.client, self.language = client, language
        self.open(query)

    def open(self, query: str = "") -> "Writer":
        self._take(self.client.get(f"/help/{query}", headers={"accept-language": self.language}))
        return self

    def press(self, go: str = "next", **typed: Any) -> "Writer":
        """A button of a step, with what was typed."""
        self._take(self.client.post("/help/", self._whole({"ticket": self.hidden("ticket"), "go": go}, typed)))
        return self

    def do(self, act: str, **typed: Any) -> "Writer":
        """A button of the room."""
        self._take(self.client.post("/help/", {"room": self.hidden("room"), "do": act, **typed}))
        return self

    def speak(self, language: str, **typed: Any) -> "Writer":
        field = "room" if 'name="room"' in self.page else "ticket"
        self._take(self.client.post("/help/", self._whole({field: self.hidden(field), "language": language}, typed)))
        return self

    def _whole(self, pressed: dict[str, Any], typed: dict[str, Any]) -> dict[str, Any]:
        return {**Held(self.page).values, **typed, **pressed}

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]+)"', self.page)
        assert found, self.page
        return html.unescape(found[1])

    @property
    def heading(self) -> str:
        found = re.search(r"<h1>(.*?)</h1>", self.page, re.S)
        assert found, self.page
        return html.unescape(found[1]).strip()

    @property
    def code(self) -> str:
        found = re.search(r'class="code" aria-label="([\d ]+)"', self.page)
        return found[1] if found else ""

    def _take(self, response: Any) -> None:
        self.last = response
        if response.status_code == 303:
            self.redirected = response
            response = self.client.get(response.url)
        self.response, self.status, self.page = response, response.status_code, response.content.decode()


def child(client: Client, *, until: str = "review", text: str = TEXT, safety: str = "SAFE", **how: Any) -> Writer:
    """A child has answered every question before `until`, naming nobody."""
    writer = Writer(client, **how).press("child")
    said: dict[str, dict[str, Any]] = {
        "safe": {"safety": safety}, **({"danger": {}} if safety == "IN_DANGER" else {}), "tell": {"text": text},
        "who": {"who": ["school"]}, "where": {}, "answer": {"way": "CODE"}, "name": {}, "files": {},
    }  # fmt: skip
    for step, typed in said.items():
        if step == until:
            break
        writer.press("next", **typed)
        assert writer.status == 200, writer.page
    return writer


def sent(client: Client, **how: Any) -> Writer:
    """A child has sent a letter and sees the receipt."""
    return child(client, **how).press("send")
