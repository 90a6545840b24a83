"""Translations: `./run translations update | check | compile`.

update   brings locale/*/LC_MESSAGES/django.po up to date with the code; translations are kept,
         texts no longer used are marked obsolete
check    fails on a missing, empty, fuzzy or unused text, and on placeholders that differ
compile  writes the .mo files that Django reads
"""

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
PLURALS = {
    "kk": "nplurals=1; plural=0;",
    "ru": ("nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"),
}
Key = tuple[str | None, str]  # context and text
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|(?<!\{)\{\w*\}(?!\})")


def main(arguments: list[str]) -> int:
    commands = {"update": update, "check": check, "compile": compile_all}
    if len(arguments) != 1 or arguments[0] not in commands:
        print(__doc__)
        return 2
    return commands[arguments[0]]()


def compile_all() -> int:
    for language in PLURALS:
        path = _path(language)
        if path.exists():
            target = path.with_suffix(".mo")
            draft = target.with_name(f"{target.name}.{os.getpid()}")
            polib.pofile(str(path)).save_as_mofile(str(draft))
            draft.replace(target)
    return 0


def update() -> int:
    for language in PLURALS:
        catalogue = _read(language)
        wanted = _wanted(language)
        known = _by_key(catalogue)
        for entry in catalogue:
            entry.obsolete = (entry.msgctxt, entry.msgid) not in wanted
        for key, fresh in wanted.items():
            _merge(catalogue, known.get(key), fresh)
        catalogue.sort(key=lambda entry: (entry.obsolete, entry.msgid, entry.msgctxt or ""))
        catalogue.save()
        missing = len([entry for entry in catalogue if not entry.obsolete and not _is_done(entry)])
        print(f"{language}: {len(wanted)} texts, {missing} to translate")
    return compile_all()


def check() -> int:
    faults = [fault for language in PLURALS for fault in _faults(language)]
    for fault in faults:
        print(fault)
    print(f"translations: {len(faults)} faults")
    return 1 if faults else 0


def _path(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def _read(language: str) -> polib.POFile:
    path = _path(language)
    if path.exists():
        return polib.pofile(str(path), wrapwidth=100)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.fpath = str(path)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    return catalogue


def _wanted(language: str) -> dict[Key, polib.POEntry]:
    """What the catalogue of this language has to hold: our texts and the gaps of the frameworks."""
    from tools.messages import framework_gaps, own_messages

    wanted: dict[Key, polib.POEntry] = {}
    for source in (own_messages(), framework_gaps(language)):
        for message, files in source.items():
            key = (message.context, message.msgid)
            entry = wanted.setdefault(key, polib.POEntry(msgid=message.msgid, msgctxt=message.context))
            entry.occurrences = sorted({*entry.occurrences, *((name, "") for name in files)})
            if message.plural is not None:
                entry.msgid_plural = message.plural
                entry.msgstr_plural = dict.fromkeys(range(_forms(language)), "")
            if "%" in message.msgid:
                entry.flags = ["python-format"]
    return wanted


def _by_key(entries: Iterable[polib.POEntry]) -> dict[Key, polib.POEntry]:
    return {(entry.msgctxt, entry.msgid): entry for entry in entries}


def _forms(language: str) -> int:
    return int(PLURALS[language].split(";")[0].removeprefix("nplurals="))


def _merge(catalogue: polib.POFile, known: polib.POEntry | None, fresh: polib.POEntry) -> None:
    if known is None:
        catalogue.append(fresh)
        return
    known.occurrences = fresh.occurrences
    known.flags = sorted({*known.flags, *fresh.flags})
    if bool(known.msgid_plural) != bool(fresh.msgid_plural):
        known.msgstr, known.msgstr_plural = "", fresh.msgstr_plural
    known.msgid_plural = fresh.msgid_plural


def _faults(language: str) -> list[str]:
    catalogue = _by_key(entry for entry in _read(language) if not entry.obsolete)
    wanted = _wanted(language)
    faults = []
    for key, fresh in wanted.items():
        entry = catalogue.get(key)
        where = fresh.occurrences[0][0]
        if entry is None or bool(entry.msgid_plural) != bool(fresh.msgid_plural):
            faults.append(f"{language}: missing: {key[1]!r} ({where})")
        elif not _is_done(entry):
            faults.append(f"{language}: {'fuzzy' if entry.fuzzy else 'empty'}: {key[1]!r} ({where})")
        elif wrong := _wrong_placeholders(entry):
            faults.append(f"{language}: placeholders differ: {key[1]!r}: {wrong}")
    faults += [f"{language}: no longer used: {key[1]!r}" for key in catalogue.keys() - wanted.keys()]
    return sorted(faults)


def _is_done(entry: polib.POEntry) -> bool:
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    return bool(texts) and all(texts) and not entry.fuzzy


def _wrong_placeholders(entry: polib.POEntry) -> str:
    """What a translation adds or loses; a plural form may leave the number out, as the original may."""
    singular = set(PLACEHOLDER.findall(entry.msgid))
    plural = set(PLACEHOLDER.findall(entry.msgid_plural)) if entry.msgid_plural else singular
    for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
        has = set(PLACEHOLDER.findall(text))
        if not (singular & plural) <= has <= (singular | plural):
            return ", ".join(sorted(has ^ plural))
    return ""


def _set_up_django() -> None:
    """The settings want addresses; nothing here connects to them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caseflow.settings")
    for name, value in {
        "SECRET_KEY": "translations",
        "DEBUG": "1",
        "DATABASE_URL": "postgres://127.0.0.1/none",
        "REDIS_URL": "redis://127.0.0.1/0",
    }.items():
        os.environ.setdefault(name, value)
    import django

    django.setup()


if __name__ == "__main__":
    if sys.argv[1:] != ["compile"]:
        _set_up_django()
    sys.exit(main(sys.argv[1:]))
