"""Does `bpflint compat` say what kernels say? Compares its tables with what `veristat -v -l 4` printed on each kernel.

    bpflint compat --format json --output tables.json FILES -- CLANG_ARGS
    python benchmarks/compat.py tables.json --verdicts 6.1=out-6.1.txt --verdicts 7.3=out-7.3.txt --misses 1

The output of veristat holds a line `OBJECT NAME.bpf.o` before each object; an object belongs to the source of its name.
Prints for each kernel how many refusals were told, by cause, how many accepted programs were called refused, and with
`--misses N` up to N of the refusals of each kind that were not told.

Counted are the causes that facts about a kernel can tell. What refuses a whole object before the kernel sees any of its
programs counts once. Beside the count stand the program's own mistakes, what only a loader can set (a target, a
program type, the size of a map), what the table calls in no known kernel, what is in a module, of which none is loaded,
or in the kernel's test module, what a configuration leaves out (errors that may be injected into functions, or what the
table says that it depends on), and a machine that forbids loading.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

_VERDICT = re.compile(r"PROCESSING (?:\S*/)?(?P<program>[^/]+?), DURATION US: \d+, VERDICT: (?P<verdict>\w+)")
_LOADER = "libbpf: "
_TABLE = re.compile(r"File +Program +Verdict|Done\. Processed")
_ABOUT_ONE_PROGRAM = re.compile(r"prog '(?P<program>[^']+)'")
_CAUSES = [
    ("machine", r"permission error while running as root"),
    (
        "loader",
        r"attach target is specified|attach program FD is not set|missing BPF prog type|failed to initialize slot"
        r"|of 'dummy\w*'|map '\w*cgroup_storage': failed to create|legacy map definitions|isn't referenced anywhere"
        r"|invalid pinning value"
        r"|unrecognized extern section",
    ),
    (
        "configuration",
        r"is not modifiable|^(?!bpf_lsm_)\w+(?:\(\))? is not sleepable"
        r"|(?:unknown func|cannot use helper) bpf_override_return",
    ),
    ("test module", r"testmod|bpf_test_mod|extern.*'bpf_kfunc_\w*test|extern.*'\w+_test\w*'.*not found"),
    (
        "module",
        r"extern \(func ksym\) '(?:bbr_|dctcp_|bpf_ct_|bpf_(?:skb|xdp)_ct_|bpf_skb_[gs]et_(?:fou_encap|xfrm_info))",
    ),
    ("symbol", r"extern \((?:var|kcfg)|extern '.*' \(strong\)|find the address for kernel symbol|unknown kconfig"),
    (
        "kfunc",
        r"extern \(func ksym\)|calling kernel function|kernel function calls are not|invalid kernel function call"
        r"|kfunc '.*' (?:is )?referenced|unknown#2002\d{6}|program must be sleepable to call sleepable kfunc",
    ),
    ("field", r"CO-RE relocation|unknown#195896080\b"),
    (
        "attach target",
        r"failed to find kernel BTF type ID|struct_ops init_kern|attach_btf_id|is not sleepable|func_proto mismatch"
        r"|[Aa]ttach to unsupported member|hook .* (?:is not|cannot)|is not (?:modifiable|allowed in)"
        r"|is not a function",
    ),
    ("helper", r"unknown func|invalid func|cannot use helper|helper call is not allowed"),
    ("map", r"map '.*': failed to create|unknown#2001\d{6}|unknown map type"),
]
"""What the words of libbpf and of the verifier say about the cause; anything else is the program's own mistake.

`unknown#` with a number beyond all helpers is how libbpf marks an instruction that cannot be resolved here: a kfunc,
a map or a CO-RE relocation, in that order of the numbers 2002000000, 2001000000 and 195896080.
"""
NOT_COUNTED = ("configuration", "loader", "machine", "module", "no known kernel", "program", "test module")


class Verdict(NamedTuple):
    """What one kernel said of one program."""

    source: str
    program: str
    accepted: bool
    cause: str = ""
    said: str = ""
    """The words that name the cause."""
    whole_object: bool = False
    """True if libbpf gave up on the object and not on this program."""


def read_verdicts(lines: Iterable[str]) -> Iterator[Verdict]:
    """The verdicts in what veristat printed."""
    source, loader, log = "", list[str](), list[str]()
    found: tuple[str, bool] | None = None

    def finish() -> Iterator[Verdict]:
        if found is not None:
            name, accepted = found
            yield Verdict(source, name, True) if accepted else _refusal(source, name, loader, log)

    in_table = False
    for line in _mended(lines):
        in_table = bool(_TABLE.match(line)) or (in_table and not line.startswith("OBJECT "))
        if in_table:
            continue
        if match := _VERDICT.match(line):
            yield from finish()
            found, log = (match["program"], match["verdict"] == "success"), []
        elif line.startswith("OBJECT "):
            yield from finish()
            source, loader, found = _stem(line.split()[1]), [], None
        elif line.startswith(_LOADER):
            loader.append(line)
        else:
            log.append(line)
    yield from finish()


def _mended(lines: Iterable[str]) -> Iterator[str]:
    """The lines of both streams of veristat, each whole.

    What it prints itself is written in blocks that end anywhere; a line of libbpf's may stand in the middle of another.
    """
    begun = ""
    for line in lines:
        own, loader, said = line.partition(_LOADER)
        if loader:
            begun += own
            yield loader + said
        else:
            yield begun + line
            begun = ""
    if begun:
        yield begun


def _refusal(source: str, program: str, loader: list[str], log: list[str]) -> Verdict:
    own = [line for line in loader if (match := _ABOUT_ONE_PROGRAM.search(line)) and match["program"] == program]
    whole_object = not own and not any(line.strip() for line in log)
    if whole_object:
        own = [line for line in loader if not _ABOUT_ONE_PROGRAM.search(line)]
    elif any("-EPERM" in line for line in own) and not any(line.strip() for line in log):
        own = [line for line in loader if "permission error" in line]
    cause, said = cause_of([*own, *log])
    return Verdict(source, program, False, cause, said, whole_object)


def cause_of(lines: Iterable[str]) -> tuple[str, str]:
    """The kind of cause that a log speaks of, and the line that does."""
    text = "\n".join(lines)
    for cause, pattern in _CAUSES:
        if match := re.search(rf"^.*(?:{pattern}).*$", text, re.MULTILINE):
            return cause, match[0].strip()
    return "program", text.strip().splitlines()[-1] if text.strip() else ""


def _stem(path: str) -> str:
    name = Path(path).name
    for ending in (".o", ".c", ".bpf"):
        name = name.removesuffix(ending)
    return name


def leave_to_loaders(kernels: Collection[list[Verdict]]) -> None:
    """Calls a map, a target or a type that each of several kernels refuses in the same words a loader's to set."""
    seen, refused = Counter[tuple[str, str]](), Counter[tuple[str, str, str]]()
    for verdicts in kernels:
        seen.update((each.source, each.program) for each in verdicts)
        refused.update((each.source, each.program, each.said) for each in verdicts)
    for verdicts in kernels:
        for index, each in enumerate(verdicts):
            everywhere = seen[each.source, each.program] == refused[each.source, each.program, each.said] > 1
            if everywhere and each.cause in ("attach target", "field", "map"):
                verdicts[index] = each._replace(cause="loader")


REPLACING = "BPF_PROG_TYPE_EXT"


def leave_replacements_to_loaders(verdicts: list[Verdict], types: Mapping[tuple[str, str], str]) -> None:
    """Calls what is wrong with an freplace program's type a loader's to set: veristat guesses what it replaces."""
    for index, each in enumerate(verdicts):
        if types.get((each.source, each.program)) == REPLACING and each.cause in ("helper", "kfunc"):
            verdicts[index] = each._replace(cause="loader")


def leave_to_configuration(verdicts: list[Verdict], options: Collection[tuple[str, str]]) -> None:
    """Calls what a table says to depend on an option of the kernel what a configuration leaves out.

    `options` are such sources and programs; of an object that was refused whole, any of its programs counts.
    """
    sources = {source for source, _ in options}
    for index, each in enumerate(verdicts):
        depends = each.source in sources if each.whole_object else (each.source, each.program) in options
        if depends and not each.accepted and each.cause in ("attach target", "field", "kfunc", "symbol"):
            verdicts[index] = each._replace(cause="configuration")


def leave_to_nobody(verdicts: list[Verdict], unheard: Collection[tuple[str, str]]) -> None:
    """Calls what a table says to be in no known kernel a cause that facts about kernels cannot tell."""
    sources = {source for source, _ in unheard}
    for index, each in enumerate(verdicts):
        is_so = each.source in sources if each.whole_object else (each.source, each.program) in unheard
        if is_so and not each.accepted and each.cause in ("attach target", "field", "kfunc", "symbol"):
            verdicts[index] = each._replace(cause="no known kernel")


Rows = dict[tuple[str, str], dict[str, bool | None]]
"""The cells of the tables: by source and program, for each kernel whether the program loads there."""


class Comparison:
    """What one kernel said against what the tables say of it."""

    def __init__(self, kernel: str, verdicts: Iterable[Verdict], rows: Rows) -> None:
        self.kernel = kernel
        self.accepted = 0
        self.wrong: list[Verdict] = []
        self.told = Counter[str]()
        self.missed: dict[str, list[Verdict]] = defaultdict(list)
        whole = defaultdict[tuple[str, str], list[tuple[Verdict, bool]]](list)
        for verdict in verdicts:
            answers = rows.get((verdict.source, verdict.program), {})
            if kernel not in answers:
                continue
            told = answers[kernel] is False
            if verdict.accepted:
                self.accepted += 1
                self.wrong += [verdict] * told
            elif verdict.whole_object:
                whole[verdict.source, verdict.cause].append((verdict, told))
            else:
                self._count(verdict, told)
        for some in whole.values():
            # Some of an object's programs may be left alone by the tables: the object was not told then.
            verdict, told = min(some, key=lambda each: each[1])
            self._count(verdict, told)

    def _count(self, verdict: Verdict, told: bool) -> None:
        if told:
            self.told[verdict.cause] += 1
        else:
            self.missed[verdict.cause].append(verdict)

    def summary(self) -> str:
        """One line: what was accepted, and the refusals by cause."""
        causes = sorted({*self.told, *self.missed})
        counted = [cause for cause in causes if cause not in NOT_COUNTED]
        total = sum(self.told[cause] + len(self.missed[cause]) for cause in counted)
        told = sum(self.told[cause] for cause in counted)
        share = f" ({told / total:.1%})" if total else ""
        return (
            f"{self.kernel}: accepted {self.accepted}, called refused {len(self.wrong)}; "
            f"refusals told {told}/{total}{share}: {self._shares(counted)}; "
            f"not counted: {self._shares([cause for cause in causes if cause in NOT_COUNTED])}"
        )

    def _shares(self, causes: list[str]) -> str:
        shares = [f"{cause} {self.told[cause]}/{self.told[cause] + len(self.missed[cause])}" for cause in causes]
        return ", ".join(shares) or "none"

    def misses(self, at_most: int) -> list[str]:
        """Refusals that were not told, up to `at_most` of each kind of words."""
        lines: list[str] = []
        for cause in sorted(self.missed.keys() - {*NOT_COUNTED}):
            kinds = defaultdict[str, list[Verdict]](list)
            for verdict in self.missed[cause]:
                kinds[re.sub(r"'[^']*'|0x[0-9a-f]+|\d+", "#", verdict.said)].append(verdict)
            for some in sorted(kinds.values(), key=len, reverse=True):
                lines.append(f"    missed {cause}, {len(some)}:")
                lines += [f"        {each.source} {each.program}: {each.said}" for each in some[:at_most]]
        return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("tables", nargs="+", type=Path, help="what bpflint compat --format json wrote")
    parser.add_argument("--verdicts", action="append", default=[], metavar="KERNEL=FILE", help="may repeat a kernel")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="list up to N refusals of a kind not told")
    options = parser.parse_args()
    rows: Rows = {}
    types: dict[tuple[str, str], str] = {}
    nowhere = defaultdict[str, set[tuple[str, str]]](set)
    depending = defaultdict[str, set[tuple[str, str]]](set)
    for path in options.tables:
        for program in json.loads(path.read_text())["programs"]:
            answers = {kernel: cell["loads"] for kernel, cell in program["kernels"].items()}
            rows[_stem(program["path"]), program["name"]] = answers
            types[_stem(program["path"]), program["name"]] = program.get("program_type") or ""
            for kernel, cell in program["kernels"].items():
                if any(reason["message"].startswith("depends on CONFIG_") for reason in cell["reasons"]):
                    depending[kernel].add((_stem(program["path"]), program["name"]))
                if any("in no known kernel" in reason["message"] for reason in cell["reasons"]):
                    nowhere[kernel].add((_stem(program["path"]), program["name"]))
    verdicts = defaultdict[str, list[Verdict]](list)
    for text in options.verdicts:
        kernel, _, file = text.partition("=")
        verdicts[kernel] += read_verdicts(Path(file).read_text(errors="replace").splitlines())
    leave_to_loaders(verdicts.values())
    for kernel, each in verdicts.items():
        leave_replacements_to_loaders(each, types)
        leave_to_configuration(each, depending[kernel])
        leave_to_nobody(each, nowhere[kernel])
    failed = False
    for kernel, some in verdicts.items():
        comparison = Comparison(kernel, some, rows)
        failed |= bool(comparison.wrong)
        print(comparison.summary())
        for verdict in comparison.wrong:
            print(f"    called refused: {verdict.source} {verdict.program}")
        if options.misses:
            print("\n".join(comparison.misses(options.misses)))
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
