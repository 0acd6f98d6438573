"""Small edits of BPF C text, of the kinds that people make by mistake.

Everything is found in the text alone, so an edit may not compile, or may change nothing that the verifier looks at.
Each is one replacement at one place; `affected` says which programs it can concern.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from _common import blank, closing, find_programs, function_name

SECTIONS = (
    "tc", "xdp", "syscall", "raw_tp/sys_enter", "tp_btf/task_newtask", "fentry/bpf_fentry_test1", "kprobe/do_nanosleep",
    "lsm/file_open", "lsm.s/file_open", "socket", "cgroup_skb/egress", "iter/task", "perf_event",
    "tracepoint/syscalls/sys_enter_nanosleep",
    "uprobe", "sk_skb/stream_verdict", "cgroup/sysctl", "netfilter",
)  # fmt: skip

MAP_TYPES = (
    "HASH", "ARRAY", "PERCPU_ARRAY", "PERCPU_HASH", "LRU_HASH", "TASK_STORAGE", "CGRP_STORAGE", "RINGBUF", "QUEUE",
    "LPM_TRIE",
)  # fmt: skip

_KEYWORDS = frozenset(
    {"if", "for", "while", "switch", "return", "sizeof", "do", "else", "goto", "case", "bpf_for", "bpf_repeat"}
)
_SIZES = {"__u8": "__u32", "__u32": "__u64", "__u64": "__u32", "int": "long", "long": "int", "u64": "u32", "u32": "u64"}


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `start` to `end` of the text by `new`. `function` holds it; "" where it is outside of functions."""

    kind: str
    start: int
    end: int
    new: str
    what: str
    function: str

    def apply(self, text: str) -> str:
        return text[: self.start] + self.new + text[self.end :]


@dataclass(frozen=True, slots=True)
class Body:
    """A function: its name, and where its braces are."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call: where its name begins, where each argument is, and where it ends; `statement` if it is all of one."""

    name: str
    start: int
    end: int
    arguments: tuple[tuple[int, int], ...]
    statement: bool


def bodies(clean: str) -> list[Body]:
    """Every function of a blanked text that has its brace at the beginning of a line."""
    found = []
    for match in re.finditer(r"\)[^;{}]*\n\{", clean):
        brace = match.end() - 1
        name = function_name(clean[max(clean.rfind(";", 0, brace), clean.rfind("}", 0, brace)) + 1 : brace])
        if name:
            found.append(Body(name, brace, closing(clean, brace)))
    return found


def affected(text: str, edit: Edit) -> set[str]:
    """The programs that reach the function of an edit, by the names in their text; all where it is in none."""
    clean = blank(text)
    parts = {body.name: clean[body.start : body.end] for body in bodies(clean)}
    programs = [program.name for program in find_programs(text)]
    if not edit.function:
        return set(programs)
    reached: dict[str, set[str]] = {}
    for program in programs:
        work, seen = [program], {program}
        while work:
            new = set(re.findall(r"\w+", parts.get(work.pop(), ""))) & parts.keys() - seen
            seen |= new
            work += new
        reached[program] = seen
    return {program for program, seen in reached.items() if edit.function in seen}


def calls(clean: str, body: Body) -> list[Call]:
    found = []
    for match in re.finditer(r"\b([A-Za-z_]\w*)\s*\(", clean[body.start : body.end]):
        if match[1] in _KEYWORDS:
            continue
        start, opening = body.start + match.start(), body.start + match.end() - 1
        end = closing(clean, opening)
        before = clean[:start].rstrip()[-1:]
        found.append(
            Call(
                match[1],
                start,
                end,
                _arguments(clean, opening + 1, end - 1),
                before in "{};" and clean[end : end + 1] == ";",
            )
        )
    return found


def _arguments(clean: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    depth, begin = 0, start
    found = []
    for at in range(start, end):
        depth += (clean[at] in "([{") - (clean[at] in ")]}")
        if clean[at] == "," and not depth:
            found.append((begin, at))
            begin = at + 1
    if clean[begin:end].strip():
        found.append((begin, end))
    return tuple(
        (s + len(clean[s:e]) - len(clean[s:e].lstrip()), e - len(clean[s:e]) + len(clean[s:e].rstrip()))
        for s, e in found
    )


def every_edit(text: str) -> Iterator[Edit]:
    """Every edit of a file, function by function, then what stands outside of them."""
    clean = blank(text)
    maps = re.findall(r"\}\s*(\w+)\s+SEC\(\"\s*\"\)", clean)
    for body in bodies(clean):
        for family in _IN_FUNCTIONS:
            yield from family(text, clean, body)
        yield from _other_map(clean, body, maps)
    yield from _outside(text, clean)


def _of_calls(text: str, clean: str, body: Body) -> Iterator[Edit]:
    found = calls(clean, body)
    statements = [call for call in found if call.statement]
    for call in statements:
        whole = text[call.start : call.end + 1]
        yield Edit("drop call", call.start, call.end + 1, ";", call.name, body.name)
        yield Edit("double call", call.end + 1, call.end + 1, f" {whole}", call.name, body.name)
        yield Edit(
            "return early",
            call.start,
            call.start,
            "if (bpf_get_smp_processor_id() == 3) return 0; ",
            f"before {call.name}",
            body.name,
        )
    for one, two in pairwise(statements):
        if not clean[one.end + 1 : two.start].strip():
            new = text[two.start : two.end + 1] + text[one.end + 1 : two.start] + text[one.start : one.end + 1]
            yield Edit("swap calls", one.start, two.end + 1, new, f"{one.name}, {two.name}", body.name)
        elif one.name != two.name:
            # the second call is made where the first stands
            yield Edit(
                "move call",
                one.start,
                two.end + 1,
                text[two.start : two.end + 1] + " " + text[one.start : two.start] + ";",
                two.name,
                body.name,
            )
    names = sorted({call.name for call in found if call.name.startswith(("bpf_", "scx_"))})
    for call in found:
        for at, (start, end) in enumerate(call.arguments):
            yield from _of_argument(text, call, at, start, end, body)
        for (s1, e1), (s2, e2) in pairwise(call.arguments):
            if text[s1:e1] != text[s2:e2]:
                yield Edit("swap arguments", s1, e2, text[s2:e2] + text[e1:s2] + text[s1:e1], call.name, body.name)
        if call.name in names:
            near = [name for name in names if name != call.name and name[:7] == call.name[:7]]
            for name in near[:2]:
                yield Edit(
                    "other function", call.start, call.start + len(call.name), name, f"{call.name} to {name}", body.name
                )


def _of_argument(text: str, call: Call, at: int, start: int, end: int, body: Body) -> Iterator[Edit]:
    argument = text[start:end]
    what = f"{call.name} argument {at + 1}: {argument}"
    number = re.fullmatch(r"0x[0-9a-fA-F]+|\d+", argument)
    if number:
        value = int(argument, 0)
        for other in sorted({value + 1, max(value - 1, 0), -1, 4096} - {value}):
            yield Edit("other constant", start, end, str(other), f"{what} to {other}", body.name)
    elif re.fullmatch(r"sizeof\s*\(?[^()]*\)?", argument):
        for new in (f"{argument} + 1", f"{argument} * 2", "0"):
            yield Edit("other size", start, end, new, f"{what} to {new}", body.name)
    elif re.fullmatch(r"&?[\w.>\[\]-]+", argument):
        yield Edit("null argument", start, end, "NULL", what, body.name)
        if argument.startswith("&"):
            yield Edit("drop &", start, start + 1, "", what, body.name)
        else:
            yield Edit("add &", start, end, f"(void *)&{argument}", what, body.name)
            yield Edit("other constant", start, end, "7", what, body.name)


def _of_conditions(text: str, clean: str, body: Body) -> Iterator[Edit]:
    for match in re.finditer(r"\b(if|while)\s*\(", clean[body.start : body.end]):
        start, opening = body.start + match.start(), body.start + match.end() - 1
        end = closing(clean, opening)
        inner, what = text[opening + 1 : end - 1], text[start:end]
        yield Edit("negate check", opening, end, f"(!({inner}))", what, body.name)
        if match[1] == "while":
            continue
        yield Edit("drop check", opening, end, "(0)", what, body.name)
        yield Edit("drop check", opening, end, "(1)", what, body.name)
        parts = re.split(r"\|\||&&", inner)
        if len(parts) > 1 and "(" not in inner:
            yield Edit("weaken check", opening, end, f"({parts[0].strip()})", what, body.name)
            yield Edit("weaken check", opening, end, f"({parts[-1].strip()})", what, body.name)
        rest = clean[end:]
        branch = re.match(r"\s*(return\b[^;]*;|goto\s+\w+;|break;|continue;)", rest)
        if branch:
            yield Edit("no way out", end + branch.start(1), end + branch.end(1), ";", what, body.name)
    for match in re.finditer(r"(?<![<>=!-])(<=|>=|<|>|==|!=)(?![<>=])", clean[body.start : body.end]):
        other = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}[match[1]]
        yield Edit(
            "other comparison",
            body.start + match.start(),
            body.start + match.end(),
            other,
            f"{match[1]} to {other}",
            body.name,
        )


def _of_statements(text: str, clean: str, body: Body) -> Iterator[Edit]:
    part = clean[body.start : body.end]
    for match in re.finditer(r"\breturn\s+([^;]+);", part):
        start, end = body.start + match.start(1), body.start + match.end(1)
        for new in ("7", "-1"):
            if text[start:end] != new:
                yield Edit("other result", start, end, new, f"return {text[start:end]} to {new}", body.name)
    for match in re.finditer(r"[;{}]\s*([\w.>\[\]-]+\s*=\s*)[^;=]+;", part):
        start, end = body.start + match.start(1), body.start + match.end()
        yield Edit("drop assignment", start, end, ";", text[start:end], body.name)
    for match in re.finditer(r"[;{}]\s*((?:const\s+|struct\s+)*(\w+)\s+(\**)(\w+)(\[[^\]]*\])?\s*(?:=|;))", part):
        start, kind = body.start + match.start(1), body.start + match.start(2)
        if match[2] in ("return", "goto", "static", "else", "case"):
            continue
        yield Edit("static variable", start, start, "static ", match[4], body.name)
        if match[2] in _SIZES:
            yield Edit(
                "other type",
                kind,
                kind + len(match[2]),
                _SIZES[match[2]],
                f"{match[4]} {match[2]} to {_SIZES[match[2]]}",
                body.name,
            )
        if match[5]:
            at = body.start + match.start(5)
            yield Edit("smaller array", at, at + len(match[5]), "[1]", match[4], body.name)
    for match in re.finditer(r"\b\d+\b|0x[0-9a-fA-F]+\b", part):
        start, end = body.start + match.start(), body.start + match.end()
        value = int(match[0], 16 if match[0].startswith("0x") else 10)
        yield Edit("constant + 1", start, end, str(value + 1), f"{match[0]}", body.name)
        if value:
            yield Edit("constant - 1", start, end, str(value - 1), f"{match[0]}", body.name)
    for match in re.finditer(r"\s&=?\s*(?:0x[0-9a-fA-F]+|\d+|\([^()]*\))", part):
        start, end = body.start + match.start(), body.start + match.end()
        if "=" in match[0]:
            start += match[0].index("&")
            yield Edit("drop mask", start, end, "|= 0", match[0], body.name)
        else:
            yield Edit("drop mask", start, end, "", match[0], body.name)


_IN_FUNCTIONS: tuple[Callable[[str, str, Body], Iterator[Edit]], ...] = (_of_calls, _of_conditions, _of_statements)


def _other_map(clean: str, body: Body, maps: list[str]) -> Iterator[Edit]:
    for match in re.finditer(r"&(\w+)\b", clean[body.start : body.end]):
        if match[1] in maps:
            for other in [name for name in maps if name != match[1]][:2]:
                start, end = body.start + match.start(1), body.start + match.end(1)
                yield Edit("other map", start, end, other, f"{match[1]} to {other}", body.name)


def _outside(text: str, clean: str) -> Iterator[Edit]:
    inside = [(body.start, body.end) for body in bodies(clean)]

    def edits(
        kind: str, pattern: str, new: Callable[[re.Match[str]], list[str]], source: str = clean
    ) -> Iterator[Edit]:
        for match in re.finditer(pattern, source, re.MULTILINE):
            if (
                not any(start <= match.start() < end for start, end in inside)
                and clean[match.start() : match.start() + 2].strip()
            ):
                for each in new(match):
                    yield Edit(kind, match.start(), match.end(), each, f"{match[0].strip()} to {each}", "")

    yield from edits(
        "drop mark",
        r"\b__kptr\b|\b__percpu_kptr\b|\b__uptr\b|\b__arg_\w+|\bprivate\(\w+\)|\b__weak\b|\b__ksym\b",
        lambda _: [""],
    )
    yield from edits("drop mark", r"__contains\([^()]*\)", lambda _: [""])
    yield from edits(
        "drop static", r"^static\s+(?:__noinline\s+|__always_inline\s+)?(?=[^;={]*\()", lambda _: ["", "__noinline "]
    )
    yield from edits("make inline", r"^__noinline\s+", lambda _: ["static __always_inline "])
    yield from edits("drop volatile", r"\bconst volatile\b|\bvolatile\b", lambda _: [""])
    yield from edits(
        "other map type",
        r"BPF_MAP_TYPE_(\w+)",
        lambda match: [f"BPF_MAP_TYPE_{name}" for name in MAP_TYPES if name != match[1]][:5],
    )
    yield from edits("other max_entries", r"__uint\(max_entries,[^()]*\)", lambda _: ["__uint(max_entries, 0)"])
    yield from edits("other map flags", r"__uint\(map_flags,[^()]*\)\s*;?", lambda _: [""])
    yield from edits(
        "other member",
        r"^\tstruct bpf_(\w+) (?=\w+;)",
        lambda match: [
            f"struct bpf_{name} " for name in ("spin_lock", "timer", "wq", "list_node", "rb_node") if name != match[1]
        ],
    )
    yield from edits("drop member", r"^\t(?:struct|__u\d+|u\d+|int|long)\s[^;(){}]*;", lambda _: [""])
    for program in find_programs(text):
        spot = text.find(f'"{program.section}"', sum(map(len, text.splitlines(keepends=True)[: program.start - 1])))
        if spot >= 0:
            for section in SECTIONS:
                if section.split("/")[0] != program.section.lstrip("?").split("/")[0]:
                    yield Edit(
                        "other section",
                        spot,
                        spot + len(program.section) + 2,
                        f'"{section}"',
                        f"{program.section} to {section}",
                        program.name,
                    )
            family, slash, target = program.section.partition("/")
            if family.endswith(".s"):
                plain = f"{family.removesuffix('.s')}{slash}{target}"
                yield Edit(
                    "not sleepable", spot, spot + len(program.section) + 2, f'"{plain}"', program.section, program.name
                )
    for match in re.finditer(r"=\s*\"(?:Dual BSD/)?GPL\"", text):
        yield Edit("license", match.start(), match.end(), '= "Proprietary"', match[0], "")
