"""Reads the kfuncs of the kernel's test modules out of a kernel tree.

    python tools/read_test_modules.py TREE VERSION      writes tools/test_modules/RELEASE.json

No kernel build and no package ships those modules (bpf_testmod and its siblings below tools/testing/selftests/bpf), so
their sources are the only place to learn of them. Kept are names, prototypes, KF_ flags and the program types of each
registration; sets registered otherwise (for fmod_ret programs) cannot be called and are left out. Text matching without
a preprocessor: what stands behind an #if counts as there. Each module is one file. Same input, same bytes.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from bpflint.kernel.ctype import parse_function  # noqa: E402
from bpflint.kernel.version import Version  # noqa: E402

SELFTESTS = "tools/testing/selftests/bpf"
FOLDERS = ("test_kmods", "bpf_testmod")
"""Where the modules are: the first since 6.14, the second before."""

_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_SET = re.compile(r"BTF_(?:KFUNCS|SET8)_START\((\w+)\)(.*?)BTF_(?:KFUNCS|SET8)_END", re.DOTALL)
_MEMBER = re.compile(r"BTF_ID_FLAGS\(\s*func\s*,\s*(\w+)\s*(?:,([^)]*))?\)")
_DESCRIPTION = re.compile(r"struct\s+btf_kfunc_id_set\s+(\w+)\s*=\s*\{[^}]*?\.set\s*=\s*&(\w+)")
_REGISTRATION = re.compile(r"register_btf_kfunc_id_set\(\s*(BPF_PROG_TYPE_\w+)\s*,\s*&(\w+)\s*\)")
_MARKS = re.compile(r"\b(?:__bpf_kfunc|__weak|noinline|inline|static|extern)\b")
# C types as BTF spells them.
_BTF_SPELLING = {"unsigned long": "long unsigned int", "long": "long int", "short": "short int"}


def read_module(file: Path) -> dict[str, Any]:
    """The registered kfunc sets of one module by name: its program types, its functions with flags and prototype."""
    text = _COMMENT.sub(" ", file.read_text())
    program_types: dict[str, set[str]] = {}
    described = dict(_DESCRIPTION.findall(text))
    for program_type, description in _REGISTRATION.findall(text):
        program_types.setdefault(described[description], set()).add(program_type)
    sets: dict[str, Any] = {}
    for name, body in _SET.findall(text):
        if name not in program_types:
            continue
        functions = {}
        for function, flags in _MEMBER.findall(body):
            names = sorted(re.findall(r"KF_\w+", flags))
            functions[function] = {"flags": names, "prototype": prototype_of(function, text, names)}
        sets[name] = {
            "module": file.stem,
            "program_types": sorted(program_types[name]),
            "functions": dict(sorted(functions.items())),
        }
    return sets


def prototype_of(name: str, text: str, flags: Sequence[str]) -> str:
    """The prototype that a BPF program sees, as BTF would print it; raises ValueError where none can be found."""
    match = re.search(rf"(?:^|[;}}])([^;{{}}()#]*?)\b{name}\s*\(([^{{}};]*)\)\s*\{{", text, re.MULTILINE)
    if match is None:
        raise ValueError(f"no definition of {name}")
    parameters = [_words(each) for each in match[2].split(",")]
    if "KF_IMPLICIT_ARGS" in flags:
        parameters = parameters[:-1] or ["void"]
    returns = _words(_MARKS.sub(" ", match[1]))
    prototype = f"{returns}{'' if returns.endswith('*') else ' '}{name}({', '.join(parameters)})"
    parse_function(prototype)
    return prototype


def _words(text: str) -> str:
    plain = re.sub(r"\*\s+", "*", re.sub(r"\s*\*", " *", " ".join(text.split())))
    return re.sub(r"\b(unsigned long|long|short)\b(?! int\b)", lambda match: _BTF_SPELLING[match[1]], plain)


def read_tree(tree: Path, version: str) -> dict[str, Any]:
    """What the test modules of a kernel tree register; raises FileNotFoundError for a tree that has none."""
    for folder in FOLDERS:
        files = sorted((tree / SELFTESTS / folder).glob("*.c"))
        if files:
            sets = {name: each for file in files for name, each in read_module(file).items()}
            return {"source": f"Linux {version}, {SELFTESTS}/{folder}", "sets": sets}
    raise FileNotFoundError(f"{tree} has no test modules below {SELFTESTS}")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("tree", type=Path, help="a kernel tree, or the part of it that holds the selftests")
    parser.add_argument("version", help="its release, such as 6.12 or 6.12.117")
    parser.add_argument("--out", type=Path, default=ROOT / "tools" / "test_modules")
    options = parser.parse_args(arguments)
    content = read_tree(options.tree, options.version)
    path = options.out / f"{Version.parse(options.version)}.json"
    path.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n")
    print(f"{path}: {sum(len(each['functions']) for each in content['sets'].values())} functions")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
