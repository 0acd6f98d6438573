#!/usr/bin/env python3
"""How many of the verifier's messages does `bpflint explain` know?

    python benchmarks/messages.py linux-6.12 linux-7.3 --unknown

Reads the formats that the verifier prints from the sources of a kernel (kernel/bpf/*.c), keeps those about what the
rules are about (kfuncs, helpers, references, locks, dynptrs, iterators, lists and trees, maps, contexts, callbacks,
sleeping), fills in what a kernel would, and asks rules/verifier_messages.yaml. Internal errors and what concerns the
encoding of instructions are left out. `--record FILE` writes down which rule each known format has and which of the
trees (linux-6.1 ...) print it; tests hold that, and what `since` of the messages says.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bpflint.kernel import rules_directory  # noqa: E402
from bpflint.kernel.verifier_messages import Message, load_messages, match  # noqa: E402

CALL = re.compile(r"\b(?:verbose\(\s*(?:env|private_data)\s*,|bpf_log\(\s*[\w>-]+\s*,|verbose_linfo\(\s*env\s*,[^,]*,)")
TEXT = re.compile(r'\s*((?:"(?:[^"\\]|\\.)*"\s*)+)')
PIECE = re.compile(r'"((?:[^"\\]|\\.)*)"')
SUBJECT = re.compile(
    r"kfunc|kernel func|helper|refer|release|lock|dynptr|\biter|graph|rbtree|rb_|list_|\bnode|kptr|\bmap\b|\bctx"
    r"|context|rcu|preempt|irq|trusted|NULL|null|callback|sleep|owning|obj_|object|exception|throw|timer|const\b|acquire|leak"
)
ASIDE = re.compile(
    r"verifier (?:internal error|bug)|^bug|^BUG|kernel subsystem misconfigured|BTF|btf|JIT|fd_array|fd_idx|signed"
    r"|offload|^func#|^Func#|failed to (?:push|mark)|reserved field|JITed"
)
FILLED = {"d": "1", "u": "1", "i": "1", "x": "1f", "p": "0", "c": "c", "s": "name"}
LEAST = 16
"""Shorter ones are pieces of states that the verifier prints on its way."""


def formats(source: str) -> Iterator[str]:
    """The formats that a file prints into the log, escapes resolved."""
    for call in CALL.finditer(source):
        text = TEXT.match(source, call.end())
        if text is not None:
            yield "".join(PIECE.findall(text[1])).replace('\\"', '"').replace("\\n", " ").strip()


def filled(form: str) -> str:
    """A message of that format."""
    form = re.sub(r"^%s (?!R%d|\(|'|map)", "R1 ", form)  # from 7.1 on registers are words
    form = re.sub(r"\b(passed to|passed to helper|passed to trusted|as|in|ptr|but|into) %s(?=$|[ ,\n])", r"\1 R1", form)
    form = form.replace("%s_lock", "bpf_spin_lock").replace("%s_or_null", "ptr_or_null")
    return re.sub(r"%[-+ #0]*\d*(?:\.[\d*]+)?(?:ll|l|z|h)*([duixpcs])", lambda part: FILLED[part[1]], form)


def asked_for(form: str) -> bool:
    """True for a message that some rule could be about."""
    return len(form) >= LEAST and SUBJECT.search(form) is not None and ASIDE.search(form) is None


def measure(tree: Path, messages: tuple[Message, ...]) -> tuple[int, list[str]]:
    """How many formats there are in a kernel's sources, and those that are not known."""
    found = {
        form for path in sorted((tree / "kernel/bpf").glob("*.c")) for form in formats(path.read_text(errors="replace"))
    }
    asked = sorted(form for form in found if asked_for(form))
    return len(asked), [form for form in asked if match(filled(form), messages) is None]


def record(trees: list[Path], messages: tuple[Message, ...]) -> str:
    """The known formats of some kernels, one a line: the rule (- for none), the format, the kernels that print it."""
    found: dict[str, list[str]] = {}
    for tree in trees:
        texts = (path.read_text(errors="replace") for path in sorted((tree / "kernel/bpf").glob("*.c")))
        for form in {form for text in texts for form in formats(text)}:
            if len(form) >= LEAST and ASIDE.search(form) is None:
                found.setdefault(form, []).append(tree.name.removeprefix("linux-"))
    known = {form: one.message.rule or "-" for form in found if (one := match(filled(form), messages)) is not None}
    return "".join(f"{rule}\t{form}\t{' '.join(found[form])}\n" for form, rule in sorted(known.items()))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trees", nargs="+", type=Path)
    parser.add_argument("--unknown", action="store_true", help="list the formats that are not known")
    parser.add_argument("--record", type=Path, metavar="FILE", help="write the known formats and their rules down")
    options = parser.parse_args()
    messages = load_messages(rules_directory())
    for tree in options.trees:
        if not (tree / "kernel/bpf/verifier.c").is_file():
            parser.error(f"{tree} has no kernel/bpf/verifier.c")
        total, unknown = measure(tree, messages)
        print(f"{tree.name}: {total - len(unknown)} of {total} formats are known")
        for form in unknown if options.unknown else ():
            print(f"    {form}")
    if options.record:
        options.record.write_text(record(options.trees, messages), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
