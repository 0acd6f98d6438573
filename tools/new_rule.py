"""Starts a rule: its page, its check and its fixtures, under one name.

    python tools/new_rule.py KF416 stale-pointer

The tests fail until the page, the check and the fixtures say something of their own.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bpflint.base.errors import BpflintError  # noqa: E402
from bpflint.policy.rules import SECTIONS, load_catalog  # noqa: E402

PAGE = """\
---
id: {id}
name: {name}
level: warning
confidence: medium
profile: default
status: {{preview: "{version}"}}
merge: any
needs: []
---
"""

CHECK = '''\
"""{id} {name}: replace this by what the check looks for, and in which direction it errs."""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks.context import Context


def check(context: Context) -> Iterator[Found]:
    """Yield every place and what is wrong there."""
    for reached in context.reached_calls():
        if reached.call.callee == "replace_this":
            yield Found(reached.call.span, "replace this", help="replace this")
'''

FIXTURE = """\
// SPDX-License-Identifier: MIT
/* {comment} */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

{program}
"""

PROGRAM = """\
SEC("tc")
int example(struct __sk_buff *skb)
{{
	return 0;{expectation}
}}"""


def main() -> int:
    parser = argparse.ArgumentParser(description="Start a new rule: page, check and fixtures.")
    parser.add_argument("id", help="an id that was never used, such as KF416")
    parser.add_argument("name", help="what is bad, in kebab-case, such as stale-pointer")
    arguments = parser.parse_args()
    taken = [rule for rule in load_catalog() if rule.answers_to(arguments.id) or rule.answers_to(arguments.name)]
    if taken:
        parser.error(f"taken already by {taken[0].id} {taken[0].name}")
    for path, text in files(arguments.id, arguments.name).items():
        if path.exists():
            parser.error(f"{path.relative_to(ROOT)} exists already")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
    return 0


def files(rule_id: str, name: str) -> dict[Path, str]:
    """The files of a new rule, by path."""
    from bpflint import __version__

    page = PAGE.format(id=rule_id, name=name, version=__version__)
    # The examples are quoted from the fixtures; a test holds them together.
    quoted = f"```c\n{PROGRAM.format(expectation='')}\n```"
    examples = {"Example": quoted, "Do this instead": quoted}
    page += "".join(f"\n## {heading}\n\n{examples.get(heading, 'Replace this.')}\n" for heading in SECTIONS)
    fixtures = ROOT / "testdata" / name
    good = FIXTURE.format(comment="Replace this: looks bad, but is fine.", program=PROGRAM.format(expectation=""))
    expected = PROGRAM.format(expectation=f" // expect: {rule_id}")
    bad = FIXTURE.format(comment="Replace this: is bad.", program=expected)
    return {
        ROOT / "rules" / "checks" / f"{name}.md": page,
        ROOT / "bpflint" / "checks" / f"{name.replace('-', '_')}.py": CHECK.format(id=rule_id, name=name),
        fixtures / "good_example.bpf.c": good,
        fixtures / "bad_example.bpf.c": bad,
    }


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BpflintError as error:
        sys.exit(str(error))
