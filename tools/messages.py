"""Finds every text that has to be translated, without the gettext tools.

Python files are read as syntax trees, templates through Django's own parser, so what is found is
what Django will look up at run time.
"""

import ast
import importlib.util
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.template import Engine
from django.template.base import Node, Template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

ROOT = Path(__file__).resolve().parents[1]
# Function -> positions of (context, message, plural) among its arguments.
FUNCTIONS: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
# Parts of the frameworks whose messages people here can meet; where a framework has no
# translation of its own for a language, ours must have it.
FRAMEWORK_FILES = {
    "django": [
        "conf/global_settings.py",
        "contrib/auth/forms.py",
        "contrib/auth/password_validation.py",
        "contrib/auth/validators.py",
        "core/validators.py",
        "db/models/fields/__init__.py",
        "forms/fields.py",
        "forms/formsets.py",
        "forms/models.py",
        "utils/dates.py",
        "utils/timesince.py",
        "views/csrf.py",
    ],
    "allauth": ["account/adapter.py", "account/forms.py", "account/fields.py", "core/internal/adapter.py"],
    "rest_framework": ["exceptions.py", "fields.py", "relations.py", "serializers.py", "validators.py"],
}
LANGUAGE_NAMES = "global_settings.py"  # of Django: names of a hundred languages; ours are in our settings


@dataclass(frozen=True)
class Message:
    """One text: `msgid`, with its context and plural form where it has them."""

    msgid: str
    context: str | None = None
    plural: str | None = None


Found = dict[Message, set[str]]  # message -> files it stands in


class MessageError(Exception):
    """A text that cannot be translated as it is written."""


def own_messages() -> Found:
    """All messages of this project."""
    found: Found = {}
    for path in sorted([*ROOT.glob("apps/**/*.py"), *ROOT.glob("caseflow/**/*.py")]):
        for message in python_messages(path):
            found.setdefault(message, set()).add(str(path.relative_to(ROOT)))
    for path in sorted(p for p in ROOT.glob("templates/**/*.*") if p.suffix in (".html", ".txt", ".svg")):
        for message in template_messages(path):
            found.setdefault(message, set()).add(str(path.relative_to(ROOT)))
    return found


def framework_gaps(language: str) -> Found:
    """Messages of the frameworks that have no translation of their own in `language`."""
    found: Found = {}
    for package, files in FRAMEWORK_FILES.items():
        folder = _package_folder(package)
        known = _own_catalogue(folder, language)
        for name in files:
            path = folder / name
            for message in python_messages(path) if path.exists() else ():
                if message.msgid and message.msgid not in known and path.name != LANGUAGE_NAMES:
                    found.setdefault(message, set()).add(f"{package}/{name}")
    return found


def _package_folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise MessageError(f"{package} is not installed")
    return Path(spec.origin).parent


def _own_catalogue(folder: Path, language: str) -> set[str]:
    known = set()
    for path in folder.glob(f"**/locale/{language}/LC_MESSAGES/django.mo"):
        known |= {entry.msgid for entry in polib.mofile(str(path))}
    return known


def python_messages(path: Path) -> Iterator[Message]:
    """Messages of one Python file; `_` and other names count as what they were imported from."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    names = dict(_imported_names(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = _function_name(node.func, names)
            if function is not None:
                yield from _call_message(node, FUNCTIONS[function], path)


def _imported_names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for alias in node.names:
                if alias.name in FUNCTIONS:
                    yield alias.asname or alias.name, alias.name


def _function_name(called: ast.expr, names: dict[str, str]) -> str | None:
    if isinstance(called, ast.Name):
        return names.get(called.id)
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        if called.value.id == "translation" and called.attr in FUNCTIONS:
            return called.attr
    return None


def _call_message(call: ast.Call, positions: tuple[int | None, int, int | None], path: Path) -> Iterator[Message]:
    texts = [_literal(argument, path) for argument in call.args]
    context, msgid, plural = (texts[at] if at is not None and at < len(texts) else None for at in positions)
    if msgid is not None:
        yield Message(msgid, context, plural)


def _literal(argument: ast.expr, path: Path) -> str | None:
    if isinstance(argument, ast.JoinedStr):
        raise MessageError(f"{path}:{argument.lineno}: an f-string cannot be translated; use %(name)s")
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    return None


def template_messages(path: Path) -> Iterator[Message]:
    """Messages of one template."""
    source = path.read_text(encoding="utf-8")
    try:
        template = Engine.get_default().from_string(source)
    except Exception as error:
        raise MessageError(f"{path}: {error}") from error
    for node in _nodes(template):
        message = _node_message(node)
        if message is not None and message.msgid:
            yield message


def _nodes(template: Template) -> Iterable[Node]:
    kinds = (TranslateNode, BlockTranslateNode)
    for kind in kinds:
        yield from template.nodelist.get_nodes_by_type(kind)


def _node_message(node: Node) -> Message | None:
    context = None
    if node.message_context is not None:  # type: ignore[attr-defined]
        context = node.message_context.var  # type: ignore[attr-defined]
    if isinstance(node, BlockTranslateNode):
        singular, _ = node.render_token_list(node.singular)
        plural = node.render_token_list(node.plural)[0] if node.plural else None
        return Message(singular, context, plural)
    assert isinstance(node, TranslateNode)
    text = node.filter_expression.var
    literal = text if isinstance(text, str) else getattr(text, "literal", None)
    if not isinstance(literal, str):
        return None  # a variable: its values are found where they are written
    return Message(literal.replace("%", "%%"), context)
