"""What the text of a file tells: BPF C, and with what in it, or something else."""

# Paths are strings here: a walk over thousands of files feels the difference.
# ruff: noqa: PTH119, PTH122

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bpflint.base.files import open_regular
from bpflint.source.includes import Include, includes_of

_MAX_BYTES: Final = 4 << 20
_COMMENT: Final = re.compile(rb"/\*.*?(?:\*/|\Z)|//[^\n]*", re.S)
_SECTION: Final = re.compile(
    rb'^[^"\n#]*\b(?:(?:SEC|__section|section)\s*\(+\s*(?:"|\w+\s*\))|\w+(?:SEC|SECTION)\s*\(\s*")', re.M
)
"""SEC() and what it stands for, or a macro of that name's kind, which a header may have."""
_FAMILIAR: Final = re.compile(
    rb'^[^"\n#]*\b(?:SEC|section)\s*\(+\s*"(?:\.?maps|license|[ku](?:ret)?probe|tracepoint|raw_tracepoint|tp_btf|raw_tp|tp|tc'
    rb'|classifier|xdp|perf_event|socket|cgroup|lsm|fentry|fexit|sk_\w+|sockops|struct_ops|iter|usdt)[/"]',
    re.M,
)
"""Sections that nobody but a BPF program has."""
_OWN_MACRO: Final = re.compile(rb"^[ \t]*#[ \t]*define[ \t]+(\w+)\(\w+\)[^\n]*\bsection\s*\(", re.M)
"""A macro in the place of SEC()."""
_NO_PROGRAM: Final = re.compile(rb"""\(\s*"(?:\.?maps|license)[/"]""")
_BPF_HEADER: Final = re.compile(r"^(?:bpf_(?:helpers|tracing|core_read|endian|helper_defs)|vmlinux[\w.-]*|bpf)\.h$")
_KERNEL_ONLY: Final = frozenset({"linux/module.h", "linux/init.h"})
_USER_SPACE: Final = frozenset({"bpf/libbpf.h", "bpf/bpf.h", "stdio.h", "stdlib.h", "unistd.h", "pthread.h"})
_BCC: Final = re.compile(
    rb"^(?:BPF_(?:TABLE|HASH|ARRAY|PERCPU_\w+|LRU_\w+|HISTOGRAM|STACK_TRACE|PROG_ARRAY|PERF_OUTPUT|RINGBUF_OUTPUT|QUEUE|DEVMAP)"
    rb"|(?:TRACEPOINT|RAW_TRACEPOINT|KFUNC|KRETFUNC|LSM)_PROBE)\s*\(",
    re.M,
)
_BCC_METHOD: Final = re.compile(
    rb"\b\w+\.(?:atomic_increment|increment|lookup(?:_or_\w+)?|update|insert|delete|perf_submit\w*|ringbuf_\w+|push|pop"
    rb"|redirect_map|call|perf_read|get_stackid)\s*\("
)
_MAIN: Final = re.compile(rb"^(?:static\s+)?int\s+main\s*\(", re.M)
_LANGUAGES: Final = {
    ".rs": "Rust",
    ".go": "Go",
    ".py": "Python",
    ".cc": "C++",
    ".cpp": "C++",
    ".cxx": "C++",
    ".hpp": "C++",
    ".zig": "Zig",
    ".bt": "a bpftrace script",
    ".sh": "a shell script",
    ".s": "assembly",
    ".S": "assembly",
    ".o": "an object file",
    ".ll": "LLVM's language",
    ".md": "a text",
    ".rst": "a text",
    ".txt": "a text",
    ".json": "JSON",
    ".toml": "TOML",
    ".yaml": "YAML",
    ".yml": "YAML",
}


def not_bpf(path: str, text: bytes) -> str | None:
    """Why a file that somebody named is no BPF C, in a few words; None where it is or may be."""
    language = _LANGUAGES.get(os.path.splitext(path)[1])
    if language is not None:
        return f"this is not BPF C but {language}"
    if b"include" not in text:
        return None
    bare = _COMMENT.sub(b" ", text)
    includes = includes_of(text)
    names = {include.name for include in includes}
    if _SECTION.search(bare):
        return None
    if _is_of_bcc(bare, includes) and all(
        not is_bpf_header(name) or os.path.basename(name) == "bpf.h" for name in names
    ):
        return "this is not BPF C but bcc's dialect of it, which bcc rewrites before clang reads it"
    if any(map(is_bpf_header, names)):
        return None
    if names & _KERNEL_ONLY and b"MODULE_LICENSE" in bare:
        return "this is not BPF C but a kernel module: it has no SEC() and includes <linux/module.h>"
    loads = next((name for name in sorted(names) if name.endswith(".skel.h")), None) or next(
        (name for name in ("bpf/libbpf.h", "bpf/bpf.h") if name in names), None
    )
    if loads is not None:
        return f"this is not BPF C but a program that loads it: it has no SEC() and includes {loads}"
    if _MAIN.search(bare):
        return "this is not BPF C: it has a main() and no SEC()"
    return None


def _is_of_bcc(bare: bytes, includes: Sequence[Include]) -> bool:
    """Whether a source is one for bcc to rewrite. Others have macros of bcc's names in a header of their own."""
    if any(include.name.startswith("bcc/") for include in includes):
        return True
    has_own_headers = any(include.quoted for include in includes)
    return _BCC.search(bare) is not None and (not has_own_headers or _BCC_METHOD.search(bare) is not None)


def looks_like_bpf(path: str, text: bytes) -> bool:
    """Whether a file is BPF C by its name, by a section or by a header that it includes itself."""
    return path.endswith(".bpf.c") or _SECTION.search(_COMMENT.sub(b" ", text)) is not None or includes_bpf_header(text)


def _has_section(bare: bytes, includes: Sequence[Include]) -> bool:
    """Whether a text without comments puts something into a section, by a macro of its own if it is surely for BPF."""
    if _SECTION.search(bare):
        return True
    names = b"|".join(_OWN_MACRO.findall(bare)) if any(is_bpf_header(each.name) for each in includes) else b""
    return bool(names) and re.search(rb'^[^"\n#]*\b(?:' + names + rb')\s*\(\s*"', bare, re.M) is not None


def includes_bpf_header(text: bytes) -> bool:
    """Whether a source itself includes a header that only BPF programs include."""
    return any(is_bpf_header(include.name) for include in includes_of(text))


def is_bpf_header(name: str) -> bool:
    """Whether a header is one of BPF programs, by its name."""
    return name not in _USER_SPACE and _BPF_HEADER.match(os.path.basename(name)) is not None


@dataclass(slots=True)
class SourceText:
    """What the text of a source or header tells."""

    has_section: bool = False
    is_familiar: bool = False
    includes: tuple[Include, ...] = ()
    refused: str | None = None
    """Why it is no BPF C in spite of its name."""
    has_programs: bool = False
    is_of_user_space: bool = False


def read_text(path: str) -> SourceText:
    """What the file at `path` tells; nothing where it cannot be read."""
    try:
        with open_regular(path) as file:
            text = file.read(_MAX_BYTES)
    except OSError:
        return SourceText()
    includes = includes_of(text)
    of_user_space = any(each.name in _USER_SPACE or each.name.endswith(".skel.h") for each in includes)
    refused = not_bpf(path, text) if path.endswith(".bpf.c") else None
    if b"SEC" not in text and b"section" not in text:
        return SourceText(includes=includes, refused=refused, is_of_user_space=of_user_space or b"main(" in text)
    bare = _COMMENT.sub(b" ", text)
    familiar = list(_FAMILIAR.finditer(bare))
    return SourceText(
        has_section=_has_section(bare, includes),
        is_familiar=bool(familiar),
        includes=includes,
        refused=refused,
        has_programs=any(not _NO_PROGRAM.search(each[0]) for each in familiar),
        is_of_user_space=of_user_space or b"main(" in text,
    )
