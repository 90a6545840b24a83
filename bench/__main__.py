"""`python -m bench [NAME …]`: the named benchmarks, or all of them, one after the other."""

import importlib
import json
import os
import sys
from pathlib import Path

import django

MODULES = {"import": "importing"}
"""Names that no module can have."""
NOT_BENCHMARKS = {"__init__", "__main__", "data", "load", "peer", "processes"}


def main(names: list[str]) -> int:
    files = {path.stem for path in Path(__file__).parent.glob("*.py")} - NOT_BENCHMARKS
    known = sorted(files - set(MODULES.values()) | set(MODULES))
    if unknown := sorted(set(names) - set(known)):
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    os.environ |= {"ALLOWED_HOSTS": "127.0.0.1", "LOG_LEVEL": "WARNING"}
    django.setup()
    for name in names or known:
        print(f"== {name}", flush=True)
        result = importlib.import_module(f"bench.{MODULES.get(name, name)}").run()
        print(json.dumps({"bench": name} | result), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
