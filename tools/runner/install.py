"""The Python environment, the style sheets and the compiled translations."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path

from tools.runner.layout import PYTHON, ROOT, VENV, Stop, locked, say

STAMP = VENV / "installed.json"
KIT = ROOT / "node_modules"
KIT_STAMP = KIT / ".installed"


def prepare(level: str) -> None:
    """Install what `level` ("embedded" or "dev") needs, unless the stamps say it is all there."""
    with locked(ROOT / "var" / "setup.lock", "another ./run is installing; waiting for it"):
        npm = None if _kit_is_current() else _start_npm()
        if not _packages_are_current(level):
            _install_packages(level)
        if npm is None and not _kit_is_current():
            npm = _start_npm(node_folder=_install_node())
        if npm is not None:
            _finish_npm(npm)
        compile_translations()


def compile_translations() -> None:
    """Django reads .mo files; they are made from the .po files whenever those are newer."""
    for source in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            _call([str(PYTHON), "-m", "tools.translations", "compile"], "compile the translations")
            return


def _hash_of(*names: str) -> str:
    whole = hashlib.sha256()
    for name in names:
        whole.update((ROOT / name).read_bytes())
    return whole.hexdigest()


def _stamp() -> dict[str, str]:
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp if PYTHON.exists() else {}


def _packages_are_current(level: str) -> bool:
    return _stamp().get(level) == _hash_of(f"requirements-{level}.txt")


def _install_packages(level: str) -> None:
    if not _stamp():
        _make_venv()
    say(f"installing Python packages ({level})")
    lock = f"requirements-{level}.txt"
    _install(lock)
    stamp = _stamp() | {level: _hash_of(lock)}
    if level == "dev":  # holds everything of the other
        stamp["embedded"] = _hash_of("requirements-embedded.txt")
    STAMP.write_text(json.dumps(stamp))
    say("Python packages are installed")


def _make_venv() -> None:
    say(f"creating .venv with Python {sys.version.split()[0]}")
    if VENV.exists():
        shutil.rmtree(VENV)
    if not _pip_of_this_python() and importlib.util.find_spec("ensurepip") is None:
        raise Stop("This Python has neither pip nor ensurepip; on Debian and Ubuntu: apt install python3-venv")
    venv.create(VENV, with_pip=not _pip_of_this_python(), symlinks=True)
    _run([*_pip(), "-r", "requirements-setup.txt"])


def _install(lock: str) -> None:
    """With uv, several times faster; with pip where uv cannot be had or does not get through."""
    uv = VENV / "bin" / "uv"
    command = [str(uv), "pip", "install", "--quiet", "--compile-bytecode", "--require-hashes"]
    if not uv.exists() or _run([*command, "--python", str(PYTHON), "-r", lock]).returncode != 0:
        say("uv did not get through; installing with pip, which takes longer")
        _call([*_pip(), "-r", lock], f"install {lock}")


def _pip() -> list[str]:
    """The pip that installs into .venv; one from outside saves the seconds of putting another into it."""
    outside = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    command = outside if _pip_of_this_python() else [str(PYTHON), "-m", "pip"]
    return [*command, "install", "--quiet", "--no-warn-script-location", "--require-hashes"]


def _pip_of_this_python() -> bool:
    """Whether this Python has a pip that can install into another environment (22.3 and later)."""
    try:
        major, minor = metadata.version("pip").split(".")[:2]
    except metadata.PackageNotFoundError:
        return False
    return (int(major), int(minor)) >= (22, 3)


def _kit_is_current() -> bool:
    return KIT_STAMP.exists() and KIT_STAMP.read_text() == _hash_of("package-lock.json")


def _start_npm(node_folder: Path | None = None) -> subprocess.Popen[str] | None:
    """Fetch style sheets and typefaces beside the Python install; None where there is no npm yet."""
    path = os.environ.get("PATH", "")
    if node_folder is not None:
        path = f"{node_folder}{os.pathsep}{path}"
    npm = shutil.which("npm", path=path)
    if npm is None or shutil.which("node", path=path) is None:
        return None
    say("fetching style sheets and typefaces (npm)")
    return subprocess.Popen(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=ROOT,
        env=os.environ | {"PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _finish_npm(npm: subprocess.Popen[str]) -> None:
    output, _ = npm.communicate()
    if npm.returncode != 0:
        raise Stop(f"npm could not fetch the style sheets:\n{output.strip()}")
    KIT_STAMP.write_text(_hash_of("package-lock.json"))
    say("style sheets are there")


def _install_node() -> Path:
    say("no node on this machine: installing it into .venv")
    _install("requirements-node.txt")
    return VENV / "bin"


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _call(command: list[str], what: str) -> None:
    done = _run(command)
    if done.returncode != 0:
        raise Stop(f"Could not {what}:\n{done.stdout.strip()}")
