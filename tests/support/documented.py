"""The commands that README.md and docs/ show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "benchmarks/README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
BLOCK = re.compile(r"^( *)```(sh|console|bash)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
INSTALLS = re.compile(r"\b(?:pip|pipx) install\b|\buvx\b|-m venv\b|-m zipfile\b")
PROGRAM = r"[a-z./]*(?:bpflint|benchmarks/|pytest|tools/)"
INDENTED = re.compile(
    rf"^[- ]? {{2,}}(?:- )?((?:(?:sudo|python3?|git) )*{PROGRAM}\S* .*|pip install .*)$", re.MULTILINE
)
"""A command in a block without a language, in a recipe, or in the script of a pipeline."""
INLINE = re.compile(
    r"(?<!`)`((?:bpflint(?!:)|sudo bpflint|pip install|pipx install|uvx|python -m|python tools/|tools/) ?[^`\n]+)`"
)
"""A command in a sentence. With a word in capitals it is a form to fill in."""
FORM = re.compile(r"(?<![-\w])(?!KF\d|BP\d)[A-Z]{2,}|\[[A-Z]|\b(?:import|probe)$|\|probe")
NAME = re.compile(r"bpflint (?:compat|explain|doctor|lsp|cc)(?: --[\w-]+(?: json)?)*")
"""A command that a sentence only names: it needs something to work on."""
WRITES = r"tools/(?:generate_(?:docs|rule_docs)|record_findings|new_rule)\.py"
"""Commands that write into the checkout."""
NOT_RUN = {
    r"\| source$": "is for another shell; tests/cli/test_completion.py runs it there",
    r"\bgit clone\b|atheris|-m build\b|pipx install|\buvx\b": "fetches what it works with",
    r"\.ci/run": "runs these tests",
    r"benchmarks/(?:mutants|differential)": "loads many programs, for minutes; tests/differential has its parts",
    r"\btwine\b": "publishes",
    r"tests\.fuzz|mutation_sample": "takes minutes; tests/fuzz and tests/test_benchmarks.py have its parts",
    WRITES: "writes into the checkout; tests/test_documented_tools.py runs it in a copy",
    r"ask_verifier": "needs the right to load programs; tests/test_verdicts.py",
}


def commands() -> Iterator[tuple[str, str]]:
    """Each with the page that it is on."""
    seen: set[str] = set()
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        shown = [line for block in BLOCK.finditer(text) for line in block[3].replace("\\\n", " ").splitlines()]
        shown += [line for line in text.splitlines() if line.startswith("$ ")]
        plain = BLOCK.sub("", text)
        told = [each[1] for each in INLINE.finditer(plain) if " " in each[1] and not FORM.search(each[1])]
        shown += [each for each in told if not NAME.fullmatch(each)]
        shown += [match[1] for match in INDENTED.finditer(BLOCK.sub("", text).replace("\\\n", " "))]
        for line in shown:
            command = re.sub(r"\s+#\s.*$", "", line).strip().removeprefix("$ ")
            if command and command not in seen:
                seen.add(command)
                yield page.relative_to(ROOT).as_posix(), command


COMMANDS = list(commands())


def reason_not_to_run(command: str) -> str:
    return next((reason for pattern, reason in NOT_RUN.items() if re.search(pattern, command)), "")
