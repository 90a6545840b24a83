"""The article of the Law behind a rule, as `28-2(10)(7)`: the same in every language."""

import re
from typing import Any

from apps.obligations.models import Rule

_CODE = re.compile(r"^kz345\.a(?P<a>[\d-]+)(?:\.p(?P<p>[\d-]+))?(?:\.s(?P<s>[\d-]+))?(?:\.pt(?:\d+|[a-z]+))?$")


def article_of(rule: Rule) -> str | None:
    """The article of a rule; None for a rule that rests on none."""
    return _from_code(rule.code) or _from_parts(rule.article)


def article_of_code(code: str) -> str | None:
    """The article behind the code of a refusal, which need not be a stored rule."""
    if exact := _from_code(code):
        return exact
    rule = Rule.objects.filter(code=code).order_by("-version").first()
    return _from_parts(rule.article) if rule else None


def _from_code(code: str) -> str | None:
    match = _CODE.match(code)
    return match["a"] + "".join(f"({match[part]})" for part in "ps" if match[part]) if match else None


def _from_parts(article: dict[str, Any]) -> str | None:
    if not article.get("article"):
        return None
    parts = [article[name] for name in ("paragraph", "subparagraph") if article.get(name)]
    return str(article["article"]) + "".join(f"({part})" for part in parts)
