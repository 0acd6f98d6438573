#!/usr/bin/env python3
"""Writes stand-ins for the headers of a Linux system (<linux/bpf.h>, <asm/errno.h>, ...) from a kernel's sources.

    tools/generate_uapi.py LINUX_SOURCE [-o bpflint/source/headers/uapi] [--also DIR:HEADER...]

What a program can see of a header is kept: its types, as the compiler prints them, and its macros. Types are left out
where vmlinux.h came first, because it has them. Inline functions are left out; the few that matter are written by hand
in headers/system. `--also` adds headers that the kernel's build generates, such as asm/unistd_64.h.
"""

from __future__ import annotations

import argparse
import ctypes
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from clang.cindex import Cursor, CursorKind, Index, Token, TranslationUnit, _CXString, conf

_ROOT = Path(__file__).resolve().parent.parent
_SYSTEM = _ROOT / "bpflint/source/headers/system"
_COMPILER = _ROOT / "bpflint/source/headers/compiler"
# What BPF programs include; whatever these include comes along.
_WANTED = """
bpf bpf_common bpf_perf_event btf capability const errno fcntl fib_rules filter fs fuse genetlink hid icmp icmpv6 if
if_addr if_arp if_bridge if_ether if_link if_packet if_tun if_tunnel if_vlan if_xdp igmp in in6 in_route inet_diag input
input-event-codes ioctl ip ip6_tunnel ipsec ipv6 ipv6_route kernel kvm limits lirc lwtunnel magic major mman mount mpls
neighbour net net_namespace netdev netdevice netfilter netfilter_ipv4 netfilter_ipv6 netlink openat2
param perf_event personality pkt_cls pkt_sched poll posix_types prctl ptrace quota random reboot resource route
rtnetlink sched sched/types seccomp securebits seg6 seg6_hmac seg6_local sem shm signal sock_diag socket sockios
stat sysinfo tcp tcp_metrics time time_types times timex tls types udp uio un unistd utsname uuid
virtio_net vm_sockets wait xattr xfrm netfilter/nf_conntrack_common netfilter/nf_conntrack_tuple_common
netfilter/nf_conntrack_tcp netfilter/nf_nat netfilter/nf_tables netfilter/nfnetlink tc_act/tc_bpf tc_act/tc_gact
audit close_range dqblk_xfs dm-ioctl fanotify fsmap hdreg hw_breakpoint if_macsec if_pppox inotify io_uring kcmp kexec
keyctl landlock loop memfd membarrier mempolicy module mptcp msg nfs nsfs oom pidfd ptp_clock rseq signalfd taskstats
timerfd userfaultfd veth virtio_config virtio_ids
""".split()  # noqa: SIM905
_WANTED_ASM = (
    "bitsperlong errno errno-base fcntl ioctl ioctls mman param ptrace ptrace-abi signal siginfo socket stat".split()  # noqa: SIM905
)
# Kernel-internal, and removed when headers are installed, or for another machine.
_NEVER_INSTALLED = {"asm/posix_types_32.h", "asm/posix_types_x32.h", "linux/compiler.h", "linux/compiler_types.h"}
_TYPES = (CursorKind.STRUCT_DECL, CursorKind.UNION_DECL, CursorKind.ENUM_DECL, CursorKind.TYPEDEF_DECL)
_WITHOUT_VMLINUX = "#if !defined(__VMLINUX_H__) || defined(__BPFLINT_PARTIAL_VMLINUX__)"
_MAX_MACRO_TOKENS = 40
_ARGS = [
    *("-x", "c", "-target", "x86_64-linux-gnu", "-std=gnu11", "-nostdinc", "-fms-extensions", "-w"),
    *("-D__user=", "-D__force=", "-D__EXPORTED_HEADERS__", "-D__bitwise=", "-D__attribute_const__="),
]


class Source:
    """The user-space headers of a kernel, with the parts that its build makes."""

    def __init__(self, linux: Path, shims: Path, also: list[str]) -> None:
        self._shims = shims
        uapi = [linux / "include/uapi", linux / "arch/x86/include/uapi"]
        self.directories = [shims, _SYSTEM, _COMPILER, *uapi]
        for name in _NEVER_INSTALLED:
            self._add(name, "")
        for path in sorted((linux / "include/uapi/asm-generic").glob("*.h")):
            if not (linux / "arch/x86/include/uapi/asm" / path.name).exists():
                self._add(f"asm/{path.name}", f"#include <asm-generic/{path.name}>\n")
        self.also = []
        for text in also:
            directory, _, name = text.partition(":")
            self._add(name, Path(directory, name).read_text())
            self.also.append(name)

    def _add(self, name: str, text: str) -> None:
        path = self._shims / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def find(self, name: str) -> Path | None:
        return next((path for each in self.directories if (path := each / name).is_file()), None)

    def closure(self) -> list[str]:
        """The wanted headers that exist, and what they include."""
        wanted = [f"linux/{name}.h" for name in _WANTED] + [f"asm/{name}.h" for name in _WANTED_ASM] + self.also
        todo = [name for name in wanted if self.find(name)]
        seen: set[str] = set()
        while todo:
            name = todo.pop()
            path = self.find(name)
            ours = any((each / name).exists() for each in (_SYSTEM, _COMPILER))
            if path is None or name in seen or name in _NEVER_INSTALLED or ours:
                continue
            seen.add(name)
            todo += includes(path.read_text())
        return sorted(seen)


def includes(text: str) -> list[str]:
    return re.findall(r'^[ \t]*#[ \t]*include[ \t]*[<"]([\w./-]+)[>"]', text, re.MULTILINE)


def stand_in(source: Source, name: str, known: set[str]) -> str:
    """The text of one header."""
    path = source.find(name)
    assert path is not None
    arguments = [*_ARGS, *(f"-I{each}" for each in source.directories)]
    # Parts that all machines share are adjusted by macros of the machine's own header, so they are reached through it.
    outer = name.replace("asm-generic/", "asm/") if source.find(name.replace("asm-generic/", "asm/")) else name
    unit = Index.create().parse(
        "main.c",
        arguments,
        unsaved_files=[("main.c", f"#include <{outer}>\n")],
        options=TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD,
    )
    for each in unit.diagnostics:
        if each.severity >= 3:
            print(f"{name}: {each.spelling}", file=sys.stderr)
    own = [each for each in unit.cursor.get_children() if each.location.file and each.location.file.name == str(path)]
    types = list(_types(own))
    included = [
        inner.replace("uapi/", "")
        for inner in dict.fromkeys(each.displayname for each in own if each.kind == CursorKind.INCLUSION_DIRECTIVE)
        if inner.replace("uapi/", "") in known
    ]
    # The guard of the installed header, so that a project's own copy of it counts as the same.
    first = re.search(r"^#ifndef (\w+)\n#define \1\b", path.read_text(), re.MULTILINE)
    guard = first[1].removeprefix("_UAPI") if first else "_BPFLINT_" + re.sub(r"\W", "_", name).upper()
    lines = [f"#ifndef {guard}", f"#define {guard}"]
    lines += [f"#include <{each}>" for each in included]
    if types:
        lines += [_WITHOUT_VMLINUX, *types, "#endif"]
    lines += _macros(own, first[1] if first else "")
    return "\n".join([*lines, "#endif", ""])


def _types(own: list[Cursor]) -> Iterator[str]:
    own = [each for each in own if each.kind in _TYPES]
    # A typedef of a type without a name is printed with it; the type alone would be a second one.
    inner = {each.hash: each.underlying_typedef_type.get_declaration() for each in own if _is_typedef(each)}
    with_typedef = {each.hash for each in inner.values() if each.kind in _TYPES and _has_no_tag(each)}
    for each in own:
        if each.hash in with_typedef:
            continue
        if _is_typedef(each) and inner[each.hash].hash in with_typedef:
            yield f"typedef {_pretty(inner[each.hash])} {each.spelling};"
        else:
            yield f"{_pretty(each)};"


def _has_no_tag(cursor: Cursor) -> bool:
    # The typedef's name passes for that of the type in most of the library.
    return re.match(r"(struct|union|enum)( __attribute__\(\(.*?\)\))* \{", _pretty(cursor)) is not None


def _is_typedef(cursor: Cursor) -> bool:
    return bool(cursor.kind == CursorKind.TYPEDEF_DECL)


def _macros(own: list[Cursor], guard: str) -> list[str]:
    lines: dict[str, str] = {}
    for each in own:
        if each.kind == CursorKind.MACRO_DEFINITION and each.spelling != guard:
            tokens = list(each.get_tokens())
            if len(tokens) <= _MAX_MACRO_TOKENS:
                lines[each.spelling] = "#define " + _spaced(tokens)
    return list(lines.values())


def _spaced(tokens: list[Token]) -> str:
    """The tokens with a blank where the source has any, which tells `F(x)` from `F (x)`."""
    text = ""
    end = None
    for token in tokens:
        start = token.extent.start.offset
        text += (" " if end is not None and start > end else "") + token.spelling
        end = token.extent.end.offset
    return text


def _pretty(cursor: Cursor) -> str:
    """A declaration as the compiler prints it."""
    policy = conf.lib.clang_getCursorPrintingPolicy(cursor)
    return str(conf.lib.clang_getCursorPrettyPrinted(cursor, policy))


def _declare_printing() -> None:
    """The Python classes lack the two functions."""
    library = conf.lib
    library.clang_getCursorPrintingPolicy.restype = ctypes.c_void_p
    library.clang_getCursorPrintingPolicy.argtypes = [Cursor]
    library.clang_getCursorPrettyPrinted.restype = _CXString
    library.clang_getCursorPrettyPrinted.argtypes = [Cursor, ctypes.c_void_p]
    library.clang_getCursorPrettyPrinted.errcheck = _CXString.from_result


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("linux", type=Path, metavar="LINUX_SOURCE")
    parser.add_argument("-o", "--output", type=Path, default=_ROOT / "bpflint/source/headers/uapi")
    parser.add_argument("--also", action="append", default=[], metavar="DIR:HEADER")
    options = parser.parse_args()
    _declare_printing()
    with tempfile.TemporaryDirectory() as shims:
        source = Source(options.linux, Path(shims), options.also)
        names = source.closure()
        known = {*names, *(str(path.relative_to(_SYSTEM)) for path in _SYSTEM.rglob("*.h"))}
        known |= {path.name for path in _COMPILER.glob("*.h")}
        texts = {name: stand_in(source, name, known) for name in names}
    shutil.rmtree(options.output, ignore_errors=True)
    for name, text in texts.items():
        path = options.output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    print(f"{options.output}: {len(texts)} headers, {sum(map(len, texts.values()))} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
