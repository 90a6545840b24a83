"""Texts to translate are found where Django will look them up, and faults in translations are seen."""

import polib
import pytest

from tools.messages import Message, MessageError, python_messages, template_messages
from tools.translations import _is_done, _wrong_placeholders


def found_in_python(tmp_path, source: str) -> set[Message]:
    path = tmp_path / "module.py"
    path.write_text(source)
    return set(python_messages(path))


def found_in_template(tmp_path, source: str) -> set[Message]:
    path = tmp_path / "page.html"
    path.write_text("{% load i18n %}" + source)
    return set(template_messages(path))


def test_python_texts_are_found_under_any_name(tmp_path):
    source = """
from django.utils.translation import gettext as _, ngettext as many, pgettext_lazy
_("one" " text")
many("%(n)d day", "%(n)d days", n)
pgettext_lazy("a month", "May")
other("not this")
_(variable)
"""
    assert found_in_python(tmp_path, source) == {
        Message("one text"),
        Message("%(n)d day", plural="%(n)d days"),
        Message("May", context="a month"),
    }


def test_an_f_string_is_refused(tmp_path):
    source = "from django.utils.translation import gettext as _\n_(f'{n} days')\n"
    with pytest.raises(MessageError, match="f-string"):
        found_in_python(tmp_path, source)


def test_template_texts_are_found_as_django_looks_them_up(tmp_path):
    source = """
{% if user %}{% translate "Sign out" %}{% endif %}
{% translate "May" context "a month" %}
{% blocktranslate trimmed with name=user %}
    Hello,
    {{ name }}, 100%
{% endblocktranslate %}
{% blocktranslate count n=3 %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}
"""
    assert found_in_template(tmp_path, source) == {
        Message("Sign out"),
        Message("May", context="a month"),
        Message("Hello, %(name)s, 100%%"),
        Message("%(n)s day", plural="%(n)s days"),
    }


@pytest.mark.parametrize(
    ("msgid", "msgstr", "right"),
    [
        ("%(n)s of %(all)s", "%(all)s-ден %(n)s", True),
        ("%(n)s of %(all)s", "%(n)s", False),
        ("Due {day}", "Мерзімі {күн}", False),
        ("No number", "Нөмірсіз", True),
    ],
)
def test_placeholders_have_to_be_the_same(msgid, msgstr, right):
    assert (_wrong_placeholders(polib.POEntry(msgid=msgid, msgstr=msgstr)) == "") is right


def test_a_fuzzy_or_half_empty_translation_is_not_done():
    assert not _is_done(polib.POEntry(msgid="a", msgstr="б", flags=["fuzzy"]))
    plural = {"msgid": "%(n)s day", "msgid_plural": "%(n)s days"}
    assert not _is_done(polib.POEntry(**plural, msgstr_plural={0: "%(n)s день", 1: "", 2: "%(n)s дней"}))
    assert _is_done(polib.POEntry(**plural, msgstr_plural={0: "%(n)s день", 1: "%(n)s дня", 2: "%(n)s дней"}))
