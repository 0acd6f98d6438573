"""Writes the compiled form of rules/: the JSON that a run loads in place of YAML and Markdown.

    python tools/compile_rules.py [--check]

With --check nothing is written; exit code 1 says that a file is not what its directory gives.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bpflint.base import compiled_rules  # noqa: E402
from bpflint.base.compiled_rules import COMPILED, Compiled  # noqa: E402
from bpflint.base.errors import BpflintError  # noqa: E402
from bpflint.kernel.compile_facts import compile_rules  # noqa: E402
from bpflint.kernel.protocol import compile_protocols  # noqa: E402
from bpflint.policy.rules import compile_pages  # noqa: E402

FORMS: dict[str, Callable[[Path], Compiled]] = {
    ".": compile_rules,
    "checks": compile_pages,
    "protocols": compile_protocols,
}
"""What compiles each directory of rules/."""


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the compiled form of rules/.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail if a file is not current")
    check = parser.parse_args().check
    stale = 0
    for name, compile_directory in FORMS.items():
        directory = ROOT / "rules" / name
        try:
            content = compile_directory(directory)
        except BpflintError as error:
            sys.exit("\n".join(error.problems))
        path = directory / COMPILED
        if path.exists() and path.read_text() == compiled_rules.text_of(content):
            continue
        stale += 1
        if check:
            print(f"{path.relative_to(ROOT)} is not current: run tools/compile_rules.py")
        else:
            compiled_rules.write(directory, content)
            print(path.relative_to(ROOT))
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
