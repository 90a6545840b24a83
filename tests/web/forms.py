"""What a browser without script would send from the form of a page."""

from html.parser import HTMLParser


class _Form(HTMLParser):
    """The controls of the form that holds a field `version`."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self._select = self._area = ""
        self._first: str | None = None

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "form":
            self.forms.append({})
        if not self.forms:
            return
        if tag == "select":
            self._select, self._first = a.get("name", ""), None
        elif tag == "option" and self._select:
            if self._first is None or "selected" in a:
                self.forms[-1][self._select] = [a.get("value", "")]
            self._first = ""
        elif tag == "textarea":
            self._area = a.get("name", "")
            self.forms[-1][self._area] = [""]
        elif tag == "input" and a.get("name"):
            self._input(a)

    def _input(self, a):
        if a.get("type") in ("checkbox", "radio"):
            if "checked" in a:
                self.forms[-1].setdefault(a["name"], []).append(a.get("value", "on"))
        elif a.get("type") not in ("file", "submit"):
            self.forms[-1].setdefault(a["name"], []).append(a.get("value") or "")

    def handle_data(self, data):
        if self._area:
            self.forms[-1][self._area] = [self.forms[-1][self._area][0] + data]

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            value = self.forms[-1][self._area][0]
            self.forms[-1][self._area] = [value.removeprefix("\r\n").removeprefix("\n").replace("\n", "\r\n")]
            self._area = ""


def as_sent(response, **changes) -> dict[str, list[str]]:
    """The page's form as it stands, with some controls set by hand."""
    parser = _Form()
    parser.feed(response.content.decode())
    form = next(one for one in parser.forms if "version" in one)
    return form | {name: value if isinstance(value, list) else [value] for name, value in changes.items()}
