"""Everything `./run check` looks at, side by side; prints what failed and a summary."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
PYTHON = str(BIN / "python")
CODE = ["run", "manage.py", "apps", "caseflow", "tools", "tests", "bench"]
NO_NETWORK = (
    "ConnectionError",
    "Max retries exceeded",
    "Temporary failure",
    "Read timed out",
    "ServiceError",
)


def checks() -> dict[str, list[str]]:
    """Name -> command; all run from the root, each on its own."""
    code = [name for name in CODE if (ROOT / name).exists()]
    ruff = str(BIN / "ruff")
    lint = [ruff, "check", "--output-format=concise"]
    audit = [str(BIN / "pip-audit"), "--progress-spinner=off", "--disable-pip", "--no-deps"]
    return {
        "formatting": [ruff, "format", "--check", *code],
        "lint": [*lint, *code],
        "lint below the edges": [*lint, "--config=tools/inner.toml", "apps"],
        "types": [str(BIN / "mypy")],
        "import contracts": [str(BIN / "lint-imports"), "--no-logo"],
        "templates": [str(BIN / "djlint"), "templates", "--lint", "--quiet"],
        "translations": [PYTHON, "-m", "tools.translations", "check"],
        "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
        "settings for production": [PYTHON, "manage.py", "check", "--deploy", "--fail-level=WARNING"],
        "dependency audit": [*audit, "-r", "requirements-dev.txt"],
    }


def run(name: str, command: list[str]) -> tuple[str, bool, str, float]:
    """Run one check: its name, whether it passed, what it printed, seconds."""
    began = time.monotonic()
    env = dict(os.environ)
    if name == "settings for production":
        env |= {"DEBUG": "0", "CASEFLOW_EMBEDDED": "0", "ALLOWED_HOSTS": "caseflow.example"}
    done = subprocess.run(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    passed, output = done.returncode == 0, done.stdout
    if name == "dependency audit" and not passed and any(sign in output for sign in NO_NETWORK):
        passed, output = True, "not done: the advisory service cannot be reached\n"
        print(f"dependency audit: {output.strip()}", flush=True)
    return name, passed, output, time.monotonic() - began


def main(wanted: list[str]) -> int:
    chosen = {name: command for name, command in checks().items() if not wanted or name in wanted}
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        jobs = [pool.submit(run, name, command) for name, command in chosen.items()]
        for job in jobs:
            name, passed, output, seconds = job.result()
            print(f"{'ok    ' if passed else 'FAILED'} {name} ({seconds:.1f} s)", flush=True)
            if not passed:
                failed.append(name)
                print("".join(f"       {line}\n" for line in output.strip().splitlines()), flush=True)
    summary = f"check: {len(chosen) - len(failed)} passed, {len(failed)} failed"
    print(f"{summary}: {', '.join(failed)}" if failed else summary)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
