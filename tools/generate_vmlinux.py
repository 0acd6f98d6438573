#!/usr/bin/env python3
"""Writes a vmlinux.h, the types of a kernel as C, from its BTF.

    tools/generate_vmlinux.py KERNEL [MODULE...] -o bpflint/source/headers/vmlinux.h.xz [--check]
    tools/generate_vmlinux.py ARM64_KERNEL -o bpflint/source/headers/arm64/vmlinux.h.xz [--check]

KERNEL is a vmlinux, a boot image or raw BTF such as /sys/kernel/btf/vmlinux; a MODULE adds the types that the kernel
itself lacks. Functions are left out: which kfuncs exist is a fact about kernels, and a prototype here would clash with
the one a program declares. BTF says nothing of alignment, so padding and `packed` are worked out from the offsets, and
`--check` lets the compiler confirm the size of every type and the offset of every member.
"""

from __future__ import annotations

import argparse
import lzma
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bpflint.kernel.btf import Btf, Kind, Member
from bpflint.kernel.image import Image, ImageError, open_image

_RECORDS = (Kind.STRUCT, Kind.UNION)
_ENUMS = (Kind.ENUM, Kind.ENUM64)
_TAGGED = (*_RECORDS, *_ENUMS)
_WORD = {Kind.STRUCT: "struct", Kind.UNION: "union", Kind.ENUM: "enum", Kind.ENUM64: "enum"}
_QUALIFIER = {Kind.CONST: "const", Kind.VOLATILE: "volatile", Kind.RESTRICT: "restrict"}
_TRANSPARENT = (Kind.TYPEDEF, Kind.TYPE_TAG, *_QUALIFIER)
_PADDING = ((64, "long"), (32, "int"), (16, "short"), (8, "char"))
_MODE = {1: "byte", 2: "HI", 8: "word"}
# The compiler has these of its own, laid out for another machine than the kernel's.
_RENAMED = {"__builtin_va_list": "__kernel_va_list"}
# The compiler for arm64 has these of its own, that for BPF has not.
_POLYNOMIALS = {1: "char", 2: "short", 8: "long", 16: "__int128"}


@dataclass(frozen=True)
class Layout:
    """What a record needs in C to come out as it is in the kernel. `align` is in bytes."""

    packed: bool
    align: int


class Writer:
    """Writes types in an order that C accepts: each after what it holds by value, and after the typedefs it names."""

    def __init__(self, kernel: Btf, modules: Iterable[Btf] = ()) -> None:
        self._layouts: dict[tuple[int, int], Layout] = {}
        self._tags: set[str] = set()
        self._ordinary: set[str] = set()
        self._out: list[str] = []
        self.checks: list[str] = []
        self._write(kernel)
        for module in modules:
            self._write(module)

    def text(self) -> str:
        return "\n".join(self._out)

    # -------------------------------------------------------------------------------------------------------- names

    def _write(self, btf: Btf) -> None:
        """Write what `btf` adds. A module's type whose name the kernel has too is taken to be the kernel's."""
        self._btf = btf
        self._names: dict[int, str] = {}
        self._done: set[int] = set()
        self._started: set[int] = set()
        self._declared: set[str] = set(self._tags) if btf.base else set()
        known_tags, known_ordinary = set(self._tags), set(self._ordinary)
        skipped: set[int] = set()
        inline: set[int] = set()
        all_types = [*btf.base.types(), *btf.types()] if btf.base else list(btf.types())
        for each in all_types:
            own = not btf.base or each.id in btf.own_ids
            if each.name and (each.kind in _TAGGED or each.kind is Kind.TYPEDEF):
                names, known = (
                    (self._ordinary, known_ordinary) if each.kind is Kind.TYPEDEF else (self._tags, known_tags)
                )
                if not own or (btf.base and each.name in known):
                    self._names[each.id] = _RENAMED.get(each.name, each.name)
                    skipped.add(each.id)
                else:
                    self._names[each.id] = _unique(_RENAMED.get(each.name, each.name), names)
            elif each.kind is Kind.INT and each.name.startswith("__Poly"):
                self._emit(f"typedef unsigned {_POLYNOMIALS[each.size]} {each.name};\n")
            elif each.kind in _RECORDS:
                inline.update(member.type_id for member in btf.members(each.id))
            if each.kind in _RECORDS:
                inline.update(self._innermost(member.type_id) for member in btf.members(each.id))
            elif each.kind is Kind.TYPEDEF:
                inline.add(self._innermost(each.target))
        self._done |= skipped
        roots = [
            each
            for each in all_types
            if each.id not in skipped
            and (not btf.base or each.id in btf.own_ids)
            and (each.id in self._names or (each.kind in _ENUMS and each.id not in inline))
        ]
        for each in roots:
            if each.name:
                self._need(each.id, by_value=True)
            else:
                self._emit(f"{self._enum(each.id)};\n")

    def _innermost(self, type_id: int) -> int:
        """What is left of a type without its pointers, arrays and qualifiers."""
        while True:
            kind = self._btf.kind(type_id)
            if kind is Kind.ARRAY:
                type_id = self._btf.array_of(type_id)[0]
            elif kind is Kind.PTR or kind is Kind.TYPE_TAG or kind in _QUALIFIER:
                type_id = self._btf.type(type_id).target
            else:
                return type_id

    # -------------------------------------------------------------------------------------------------------- order

    def _need(self, type_id: int, by_value: bool) -> None:
        """Write what has to stand before a use of this type."""
        btf = self._btf
        found = btf.type(type_id)
        match found.kind:
            case Kind.PTR:
                self._need(found.target, by_value=False)
            case Kind.ARRAY:
                self._need(btf.array_of(type_id)[0], by_value=True)
            case Kind.CONST | Kind.VOLATILE | Kind.RESTRICT | Kind.TYPE_TAG:
                self._need(found.target, by_value)
            case Kind.FUNC_PROTO:
                self._need(found.target, by_value=False)
                for parameter in btf.parameters(type_id):
                    self._need(parameter.type_id, by_value=False)
            case Kind.FWD:
                self._forward("union" if found.flag else "struct", found.name)
            case Kind.TYPEDEF:
                if type_id not in self._done:
                    self._done.add(type_id)
                    self._need(found.target, by_value=False)
                    self._emit(f"typedef {self._declare(found.target, self._names[type_id])};\n")
                if by_value:
                    self._need(found.target, by_value=True)
            case Kind.ENUM | Kind.ENUM64:
                if found.name and type_id not in self._done:
                    self._done.add(type_id)
                    self._emit(f"{self._enum(type_id)};\n")
            case Kind.STRUCT | Kind.UNION:
                if not found.name:
                    for member in btf.members(type_id):
                        self._need(member.type_id, by_value=True)
                elif type_id in self._done:
                    return
                elif not by_value or type_id in self._started:
                    self._forward(_WORD[found.kind], self._names[type_id])
                else:
                    self._started.add(type_id)
                    for member in btf.members(type_id):
                        self._need(member.type_id, by_value=True)
                    self._emit(f"{self._record(type_id, 0)};\n")
                    self._check(type_id)
                    self._done.add(type_id)
                    self._declared.add(f"{_WORD[found.kind]} {self._names[type_id]}")

    def _forward(self, word: str, name: str) -> None:
        if f"{word} {name}" not in self._declared:
            self._declared.add(f"{word} {name}")
            self._emit(f"{word} {name};\n")

    def _emit(self, text: str) -> None:
        self._out.append(text)

    # -------------------------------------------------------------------------------------------------- declarations

    def _declare(self, type_id: int, inner: str, depth: int = 0) -> str:
        """A declaration of `inner`; anonymous records and enums are written out at nesting `depth`."""
        btf = self._btf
        qualifiers: list[str] = []
        while True:
            found = btf.type(type_id)
            match found.kind:
                case Kind.CONST | Kind.VOLATILE | Kind.RESTRICT:
                    qualifiers.append(_QUALIFIER[found.kind])
                    type_id = found.target
                case Kind.TYPE_TAG:
                    type_id = found.target
                case Kind.PTR:
                    words = " ".join(qualifiers)
                    inner = f"*{words} {inner}" if words and inner else f"*{words}{inner}"
                    qualifiers = []
                    type_id = found.target
                case Kind.ARRAY:
                    element, count = btf.array_of(type_id)
                    inner = f"({inner})[{count}]" if inner.startswith("*") else f"{inner}[{count}]"
                    type_id = element
                case Kind.FUNC_PROTO:
                    parameters = btf.parameters(type_id)
                    texts = [self._declare(each.type_id, "", depth) for each in parameters]
                    if parameters and parameters[-1].type_id == 0:
                        texts[-1] = "..."
                    inner = f"({inner})" if inner.startswith("*") else inner
                    inner = f"{inner}({', '.join(texts) or 'void'})"
                    qualifiers = []
                    type_id = found.target
                case _:
                    text = " ".join([*dict.fromkeys(qualifiers), self._base(type_id, depth)])
                    return f"{text} {inner}" if inner else text

    def _base(self, type_id: int, depth: int) -> str:
        found = self._btf.type(type_id)
        match found.kind:
            case Kind.STRUCT | Kind.UNION:
                if not found.name:
                    return self._record(type_id, depth)
                return f"{_WORD[found.kind]} {self._names[type_id]}"
            case Kind.ENUM | Kind.ENUM64:
                return f"enum {self._names[type_id]}" if found.name else self._enum(type_id, depth)
            case Kind.FWD:
                return f"{'union' if found.flag else 'struct'} {found.name}"
            case Kind.TYPEDEF:
                return self._names[type_id]
            case _:
                return found.name

    def _enum(self, type_id: int, depth: int = 0) -> str:
        found = self._btf.type(type_id)
        tabs = "\t" * depth
        suffix = "" if found.kind is Kind.ENUM else "LL" if found.flag else "ULL"
        if not found.name and type_id in self._done:
            # Two records may share one enum without a name; its enumerators can stand only once.
            return "int" if found.flag else "unsigned int"
        self._done.add(type_id)
        lines = [
            f"{tabs}\t{_unique(each.name, self._ordinary)} = {_literal(each.value, suffix)},"
            for each in self._btf.enumerators(type_id)
        ]
        head = f"enum {self._names[type_id]}" if found.name else "enum"
        if not lines:
            return head
        mode = f" __attribute__((mode({_MODE[found.size]})))" if found.size in _MODE and not suffix else ""
        return "\n".join([f"{head} {{", *lines, f"{tabs}}}{mode}"])

    # ------------------------------------------------------------------------------------------------------- records

    def _record(self, type_id: int, depth: int, with_tag: bool = True) -> str:
        """A record with its members, padded to the offsets that BTF gives."""
        btf = self._btf
        found = btf.type(type_id)
        layout = self._layout(type_id)
        tabs = "\t" * (depth + 1)
        lines: list[str] = []
        position = 0
        for member in btf.members(type_id):
            if found.kind is Kind.STRUCT:
                if self._natural(member, position, layout) != member.bit_offset:
                    lines += _pad(position, member.bit_offset, tabs)
                position = member.bit_offset + (member.bits or self._size(member.type_id) * 8)
            width = f": {member.bits}" if member.bits else ""
            if not member.name and not member.bits:
                # Kernels since 6.19 embed records that have a tag. Written out, they need no Microsoft extensions.
                lines.append(f"{tabs}{self._record(btf.resolve(member.type_id).id, depth + 1, with_tag=False)};")
            else:
                lines.append(f"{tabs}{self._declare(member.type_id, member.name, depth + 1)}{width};")
        if found.kind is Kind.STRUCT and _round_up(position, layout.align * 8) < found.size * 8:
            lines += _pad(position, found.size * 8, tabs)
        elif found.kind is Kind.UNION and lines:
            largest = max(self._size(member.type_id) for member in btf.members(type_id))
            if _round_up(largest, layout.align) < found.size:
                lines.append(f"{tabs}char __padding[{found.size}];")
        head = _WORD[found.kind] + (f" {self._names[type_id]}" if found.name and with_tag else "")
        tail = f"{tabs[1:]}}}" + (" __attribute__((packed))" if layout.packed else "")
        return "\n".join([f"{head} {{", *lines, tail])

    def _natural(self, member: Member, position: int, layout: Layout) -> int:
        """The bit at which the compiler puts a member that follows `position`."""
        if member.bits:
            unit = self._size(member.type_id) * 8
            crosses = position // unit != (position + member.bits - 1) // unit
            return _round_up(position, unit) if crosses and not layout.packed else position
        return _round_up(position, 8 if layout.packed else self._align(member.type_id) * 8)

    def _layout(self, type_id: int) -> Layout:
        key = (id(self._btf) if self._btf.base and type_id in self._btf.own_ids else 0, type_id)
        if key not in self._layouts:
            self._layouts[key] = self._find_layout(type_id)
        return self._layouts[key]

    def _find_layout(self, type_id: int) -> Layout:
        size = self._btf.type(type_id).size
        align = 1
        packed = False
        for member in self._btf.members(type_id):
            needed = self._align(member.type_id)
            align = max(align, needed)
            if member.bits:
                unit = self._size(member.type_id) * 8
                packed |= member.bit_offset // unit != (member.bit_offset + member.bits - 1) // unit
            else:
                packed |= member.bit_offset % (needed * 8) != 0
        packed |= size % align != 0
        return Layout(packed, 1 if packed else align)

    def _align(self, type_id: int) -> int:
        found = self._btf.type(type_id)
        if found.kind in _TRANSPARENT:
            return self._align(found.target)
        if found.kind is Kind.ARRAY:
            return self._align(self._btf.array_of(type_id)[0])
        if found.kind in _RECORDS:
            return self._layout(type_id).align
        return 8 if found.kind is Kind.PTR else max(found.size, 1)

    def _size(self, type_id: int) -> int:
        found = self._btf.type(type_id)
        if found.kind in _TRANSPARENT:
            return self._size(found.target)
        if found.kind is Kind.ARRAY:
            element, count = self._btf.array_of(type_id)
            return count * self._size(element)
        return 8 if found.kind is Kind.PTR else found.size

    def _check(self, type_id: int) -> None:
        found = self._btf.type(type_id)
        name = f"{_WORD[found.kind]} {self._names[type_id]}"
        self.checks.append(f'_Static_assert(sizeof({name}) == {found.size}, "size of {name}");')
        self.checks += [
            f'_Static_assert(__builtin_offsetof({name}, {member.name}) == {member.bit_offset // 8}, "{name}");'
            for member in self._btf.members(type_id)
            if member.name and not member.bits
        ]


def _unique(name: str, taken: set[str]) -> str:
    """`name`, or `name___2` and so on where it is taken: kernel files may use one name for different things."""
    chosen, number = name, 1
    while chosen in taken:
        number += 1
        chosen = f"{name}___{number}"
    taken.add(chosen)
    return chosen


def _literal(value: int, suffix: str) -> str:
    # The lowest value of a type cannot be written as a negative literal.
    if value == -(1 << 63):
        return f"({value + 1}{suffix} - 1)"
    return f"{value}{suffix}"


def _round_up(value: int, multiple: int) -> int:
    return (value + multiple - 1) // multiple * multiple


def _pad(position: int, goal: int, tabs: str) -> Iterator[str]:
    """Unnamed bit-fields from one bit to another; they change no alignment."""
    while position < goal:
        if position % 8:
            width, word = min(goal - position, 8 - position % 8), "char"
        else:
            width, word = next(
                ((bits, word) for bits, word in _PADDING if position % bits == 0 and position + bits <= goal),
                (goal - position, "char"),
            )
        yield f"{tabs}{word}: {width};"
        position += width


def header(kernel: Btf, modules: Iterable[Btf] = ()) -> tuple[str, str]:
    """The header, and the assertions that hold for it."""
    writer = Writer(kernel, modules)
    attribute = "__attribute__((preserve_access_index)), apply_to = record"
    text = "\n".join(
        [
            "#ifndef __VMLINUX_H__",
            "#define __VMLINUX_H__",
            "",
            "#ifndef BPF_NO_PRESERVE_ACCESS_INDEX",
            f"#pragma clang attribute push ({attribute})",
            "#endif",
            "",
            writer.text(),
            "#ifndef BPF_NO_PRESERVE_ACCESS_INDEX",
            "#pragma clang attribute pop",
            "#endif",
            "",
            "#endif",
            "",
        ]
    )
    return text, "\n".join(writer.checks)


def load(paths: list[Path]) -> tuple[Btf, list[Btf]]:
    """The BTF of a kernel and of modules on top of it."""
    first, *others = (open_image(path) for path in paths)
    kernel = Btf(first.btf)
    return kernel, [_module(image, kernel) for image in others]


def _module(image: Image, kernel: Btf) -> Btf:
    if image.base_btf is not None:
        raise ImageError(f"{image.path}: built apart from its kernel; take the module of the kernel's own package")
    return Btf(image.btf, kernel)


def complaints(text: str, checks: str) -> list[str]:
    """What the compiler says about the header and the assertions."""
    from clang.cindex import Diagnostic, Index

    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "check.c")
        path.write_text(f"{text}\n{checks}\n")
        unit = Index.create().parse(str(path), args=["-target", "bpf", "-std=gnu11", "-nostdinc", "-ferror-limit=0"])
        return [
            f"{each.location.line}: {each.spelling}" for each in unit.diagnostics if each.severity >= Diagnostic.Error
        ]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("images", nargs="+", type=Path, metavar="KERNEL [MODULE...]")
    parser.add_argument("-o", "--output", type=Path, required=True, help="compressed if it ends in .xz")
    parser.add_argument("--check", action="store_true", help="let the compiler confirm sizes and offsets")
    options = parser.parse_args()
    sys.setrecursionlimit(100_000)
    text, checks = header(*load(options.images))
    if options.check and (found := complaints(text, checks)):
        print("\n".join(found[:50]), file=sys.stderr)
        print(f"{len(found)} complaints; nothing written", file=sys.stderr)
        return 1
    data = text.encode()
    if options.output.suffix == ".xz":
        data = lzma.compress(data, format=lzma.FORMAT_XZ, preset=9 | lzma.PRESET_EXTREME)
    options.output.write_bytes(data)
    print(f"{options.output}: {len(text)} bytes of C, {len(data)} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
