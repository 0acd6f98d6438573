"""Builds tiny BTF, ELF and kernel images for the tests, so that none needs a real kernel."""

from __future__ import annotations

import lzma
import struct

INT, PTR, ARRAY, STRUCT, UNION, ENUM, FWD, TYPEDEF, VOLATILE, CONST, RESTRICT = range(1, 12)
FUNC, FUNC_PROTO, VAR, DATASEC, FLOAT, DECL_TAG, TYPE_TAG, ENUM64 = range(12, 20)


class TinyBtf:
    """Collects types; each `add_*` returns the number of its type."""

    def __init__(self, order: str = "<", first_id: int = 1, first_string: int = 0) -> None:
        self.order = order
        self.next_id = first_id
        self.first_string = first_string
        self.strings = bytearray(b"\0" if first_string == 0 else b"")
        self.types = bytearray()

    def string(self, text: str) -> int:
        if not text:
            return 0
        offset = self.first_string + len(self.strings)
        self.strings += text.encode() + b"\0"
        return offset

    def add(
        self,
        kind: int,
        name: str = "",
        word: int = 0,
        *,
        flag: bool = False,
        count: int = 0,
        rest: str = "",
        values: tuple[int, ...] = (),
    ) -> int:
        info = kind << 24 | count | flag << 31
        self.types += struct.pack(self.order + "III" + rest, self.string(name), info, word, *values)
        self.next_id += 1
        return self.next_id - 1

    def add_int(self, name: str, size: int = 4, encoding: int = 1) -> int:
        return self.add(INT, name, size, rest="I", values=(encoding << 24 | size * 8,))

    def add_array(self, element: int, count: int) -> int:
        return self.add(ARRAY, rest="III", values=(element, element, count))

    def add_struct(
        self, name: str, size: int, *members: tuple[str, int, int], kind: int = STRUCT, bits: bool = False
    ) -> int:
        values = tuple(v for m, t, offset in members for v in (self.string(m), t, offset))
        return self.add(kind, name, size, flag=bits, count=len(members), rest="III" * len(members), values=values)

    def add_enum(self, name: str, *values: tuple[str, int], signed: bool = False) -> int:
        rest = ("Ii" if signed else "II") * len(values)
        flat = tuple(v for text, value in values for v in (self.string(text), value))
        return self.add(ENUM, name, 4, flag=signed, count=len(values), rest=rest, values=flat)

    def add_prototype(self, returns: int, *parameters: tuple[str, int]) -> int:
        values = tuple(v for name, t in parameters for v in (self.string(name), t))
        return self.add(FUNC_PROTO, "", returns, count=len(parameters), rest="II" * len(parameters), values=values)

    def add_tag(self, text: str, target: int, component: int = -1) -> int:
        return self.add(DECL_TAG, text, target, rest="i", values=(component,))

    def add_kfunc(self, name: str, returns: int, *parameters: tuple[str, int], tagged: bool = True) -> int:
        function = self.add(FUNC, name, self.add_prototype(returns, *parameters), count=1)
        if tagged:
            self.add_tag("bpf_kfunc", function)
        return function

    def bytes(self, layout: bytes = b"") -> bytes:
        sizes = [0, len(self.types), len(self.types), len(self.strings)]
        if layout:
            sizes += [len(self.types) + len(self.strings), len(layout)]
        header = struct.pack(self.order + "HBBI", 0xEB9F, 1, 0, 8 + 4 * len(sizes))
        return header + struct.pack(self.order + "I" * len(sizes), *sizes) + bytes(self.types + self.strings) + layout


def kfunc_set(order: str, members: dict[int, int], mark: int = 1) -> bytes:
    """A set of kfuncs as `.BTF_ids` holds it."""
    pairs = [word for function in sorted(members) for word in (function, members[function])]
    return struct.pack(f"{order}{2 + len(pairs)}I", len(members), mark, *pairs)


def elf(sections: dict[str, bytes], order: str = "<") -> bytes:
    """A 64-bit ELF file of these sections, without segments or symbols."""
    names = bytearray(b"\0")
    contents = bytearray()
    rows = [(0, 0, 0, 0)]
    for name, data in {**sections, ".shstrtab": b""}.items():
        offset = len(names)
        names += name.encode() + b"\0"
        data = bytes(names) if name == ".shstrtab" else data
        rows.append((offset, 3 if name == ".shstrtab" else 1, 64 + len(contents), len(data)))
        contents += data + b"\0" * (-len(data) % 8)
    headers = b"".join(
        struct.pack(order + "IIQQQQIIQQ", name, kind, 0, 0, offset, size, 0, 0, 1, 0)
        for name, kind, offset, size in rows
    )
    ident = b"\x7fELF" + bytes([2, 1 if order == "<" else 2, 1]) + bytes(9)
    machine = 62 if order == "<" else 22
    head = struct.pack(
        order + "HHIQQQIHHHHHH", 2, machine, 1, 0, 0, 64 + len(contents), 0, 64, 0, 0, 64, len(rows), len(rows) - 1
    )
    return ident + head + bytes(contents) + headers


def banner(release: str) -> bytes:
    return f"Linux version {release} (builder@host) #1 SMP\0".encode()


def bzimage(kernel: bytes, release: str) -> bytes:
    """An x86 boot image around an xz-compressed kernel."""
    payload = lzma.compress(kernel, preset=0)
    image = bytearray(1024 + 16)
    image[0x1F1] = 1
    image[0x202:0x206] = b"HdrS"
    struct.pack_into("<H", image, 0x20E, 0x100)
    image[0x300 : 0x300 + len(release) + 9] = f"{release} (b@h) #1".encode()
    struct.pack_into("<II", image, 0x248, 16, len(payload))
    return bytes(image) + payload
