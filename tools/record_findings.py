"""Writes testdata/RULE/findings.txt, what bpflint says of the files, and walks.txt, a sum of what it knows of them.

--check only says which are stale. `tools/dump_walk.py FILE` shows what a sum is made of.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "support")]

from expectations import FILES, read_expectations  # noqa: E402
from recorded import NAME, WALKS, rendered, whole, whole_walks  # noqa: E402
from test_testdata import lint  # noqa: E402
from walk_dump import digest, recording  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("rules", nargs="*", help="folders of testdata/ instead of all")
    given = parser.parse_args()
    check, only = given.check, {Path(rule).name for rule in given.rules}
    texts: dict[Path, dict[str, str]] = {}
    sums: dict[Path, dict[str, str]] = {}
    failed = 0
    for path in (path for path in FILES if not only or path.parent.name in only):
        options = read_expectations(path.read_text(encoding="utf-8")).options
        with recording() as walks:
            report = lint(path, options.get("kernel"), options.get("select"))
        if report.status != "ok":
            failed += 1
            print(f"not analysed: {path.relative_to(ROOT)}: {'; '.join(each.message for each in report.problems)}")
        texts.setdefault(path.parent, {})[path.name] = rendered(report)
        sums.setdefault(path.parent, {})[path.name] = digest(walks)
    written = {folder / NAME: whole(by_file) for folder, by_file in texts.items()}
    written |= {folder / WALKS: whole_walks(by_file) for folder, by_file in sums.items()}
    stale = 0
    for target, text in written.items():
        if (target.read_text(encoding="utf-8") if target.exists() else "") != text:
            stale += 1
            print(f"{'stale' if check else 'written'}: {target.relative_to(ROOT)}")
            if not check:
                target.write_text(text, encoding="utf-8")
    return int(failed > 0 or (check and stale > 0))


if __name__ == "__main__":
    sys.exit(main())
