"""bpf(2), as much of it as asking the verifier takes: load a program, read its log, close it; find BTF objects.

Loads only: there is no code here that attaches or pins. A program is gone as soon as its file descriptor is closed,
which `load` does before it returns; the one kind of map, an empty arena, lives as long as a `with` block.

Source of the numbers and layouts: include/uapi/linux/bpf.h of 7.3, which only ever grows at its end.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import re
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_SYSCALL_NUMBERS = {
    "x86_64": 321,
    "aarch64": 280,
    "riscv64": 280,
    "loongarch64": 280,
    "s390x": 351,
    "ppc64": 361,
    "ppc64le": 361,
}
_BPF_MAP_CREATE = 0
_BPF_PROG_LOAD = 5
_BPF_OBJ_GET_INFO_BY_FD = 15
_BPF_BTF_GET_FD_BY_ID = 19
_BPF_BTF_GET_NEXT_ID = 23
_PROG_LOAD_ATTR_BYTES = 128  # up to and with fd_array, known since 5.14
_BTF_INFO_BYTES = 32

BPF_F_SLEEPABLE = 1 << 4
_BPF_F_MMAPABLE = 1 << 10
_BPF_MAP_TYPE_ARENA = 33
_ARENA_ADDRESS = 1 << 44  # where it would be mapped; it has to have an address, though nobody maps it
_LOAD_64_BITS = 0x18
_PSEUDO_MAP_FD = 1
_CALL = 0x85
_PSEUDO_KFUNC_CALL = 2
_MOV64_IMM_R0 = 0xB7
_EXIT = 0x95
_LOG_BYTES = 1 << 16
_RETRIES = 5
_INSTRUCTIONS_SEEN = re.compile(r"^processed [1-9]\d* insns", re.MULTILINE)


class BpfUnavailableError(Exception):
    """bpf(2) cannot be used here; the message says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """As what to load a program: the numbers that bpf(2) wants."""

    program_type: int
    attach_type: int = 0
    attach_btf_id: int = 0
    flags: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the verifier said. `error` is 0 if the program was loaded, else the errno."""

    error: int
    log: str

    @property
    def is_judged(self) -> bool:
        """Whether the verifier came to look at the instructions, and so knew this kind of program."""
        return _INSTRUCTIONS_SEEN.search(self.log) is not None


def _instruction(code: int, destination: int = 0, source: int = 0, offset: int = 0, immediate: int = 0) -> bytes:
    # The two register numbers share a byte, in an order that follows the byte order of the machine.
    low, high = (destination, source) if sys.byteorder == "little" else (source, destination)
    return struct.pack("=BBhi", code, low | high << 4, offset, immediate)


RETURN_ZERO = _instruction(_MOV64_IMM_R0) + _instruction(_EXIT)


def call_kfunc(type_id: int, btf_index: int = 0) -> bytes:
    """A program that calls a kfunc and returns 0. `btf_index` is a place in the fd_array; 0 means vmlinux."""
    return _instruction(_CALL, 0, _PSEUDO_KFUNC_CALL, btf_index, type_id) + RETURN_ZERO


def use_arena(arena: int) -> bytes:
    """What to put before a program that has to use an arena, given by its file descriptor."""
    return _instruction(_LOAD_64_BITS, 1, _PSEUDO_MAP_FD, 0, arena) + bytes(8)


def call_helper(number: int) -> bytes:
    """A program that calls a helper and returns 0."""
    return _instruction(_CALL, immediate=number) + RETURN_ZERO


class Bpf:
    """The system call, with its buffers made once."""

    def __init__(self) -> None:
        number = _SYSCALL_NUMBERS.get(platform.machine())
        if platform.system() != "Linux" or number is None:
            raise BpfUnavailableError(f"probing works on Linux only, on {', '.join(sorted(_SYSCALL_NUMBERS))}")
        self._number = number
        self._syscall = ctypes.CDLL(None, use_errno=True).syscall
        self._syscall.restype = ctypes.c_long
        self._log = ctypes.create_string_buffer(_LOG_BYTES)
        self._license = ctypes.create_string_buffer(b"GPL")

    def _call(self, command: int, attributes: ctypes.Array[ctypes.c_char], size: int) -> int:
        """The result, or the negated errno."""
        result = int(self._syscall(self._number, command, attributes, size))
        return -ctypes.get_errno() if result < 0 else result

    def load(self, instructions: bytes, target: Target, module_btf: int | None = None) -> Answer:
        """Let the verifier judge a program, and drop the program. `module_btf` becomes entry 1 of the fd_array."""
        code = ctypes.create_string_buffer(instructions, len(instructions))
        descriptors = (ctypes.c_int * 2)(0, module_btf or 0)
        attributes = ctypes.create_string_buffer(
            struct.pack(
                "=IIQQIIQII16sIIIIQIIQIIIIQ",
                target.program_type,
                len(instructions) // 8,
                ctypes.addressof(code),
                ctypes.addressof(self._license),
                1,
                _LOG_BYTES,
                ctypes.addressof(self._log),
                0,
                target.flags,
                b"bpflint_probe",
                0,
                target.attach_type,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                target.attach_btf_id,
                0,
                0,
                ctypes.addressof(descriptors) if module_btf is not None else 0,
            ),
            _PROG_LOAD_ATTR_BYTES,
        )
        for _ in range(_RETRIES):
            self._log[0] = b"\0"
            result = self._call(_BPF_PROG_LOAD, attributes, _PROG_LOAD_ATTR_BYTES)
            if result >= 0:
                os.close(result)
            if result != -errno.EAGAIN:  # a signal was pending
                break
        return Answer(max(0, -result), self._log.value.decode("utf-8", "replace"))

    @contextmanager
    def arena(self) -> Iterator[int | None]:
        """The file descriptor of an arena of one page, for as long as it is used; None before 6.9."""
        attributes = ctypes.create_string_buffer(
            struct.pack("=5I44xQ", _BPF_MAP_TYPE_ARENA, 0, 0, 1, _BPF_F_MMAPABLE, _ARENA_ADDRESS), 72
        )
        arena = self._call(_BPF_MAP_CREATE, attributes, 72)
        if arena < 0:
            yield None
            return
        try:
            yield arena
        finally:
            os.close(arena)

    def kernel_btfs(self) -> Iterator[tuple[str, int]]:
        """Name and file descriptor of the BTF of the kernel ("vmlinux") and every loaded module.

        A descriptor is closed when the next one is asked for.
        """
        current = 0
        while True:
            ids = ctypes.create_string_buffer(struct.pack("=III", current, 0, 0), 12)
            if self._call(_BPF_BTF_GET_NEXT_ID, ids, 12) < 0:
                return
            current = struct.unpack_from("=I", ids, 4)[0]
            descriptor = self._call(
                _BPF_BTF_GET_FD_BY_ID, ctypes.create_string_buffer(struct.pack("=III", current, 0, 0), 12), 12
            )
            if descriptor < 0:
                continue  # the module was unloaded meanwhile
            try:
                name = self._kernel_btf_name(descriptor)
                if name:
                    yield name, descriptor
            finally:
                os.close(descriptor)

    def _kernel_btf_name(self, descriptor: int) -> str | None:
        """The name of a BTF object; None if it is a user's."""
        name = ctypes.create_string_buffer(64)
        info = ctypes.create_string_buffer(
            struct.pack("=QIIQII", 0, 0, 0, ctypes.addressof(name), len(name), 0), _BTF_INFO_BYTES
        )
        attributes = ctypes.create_string_buffer(
            struct.pack("=IIQ", descriptor, _BTF_INFO_BYTES, ctypes.addressof(info)), 16
        )
        if self._call(_BPF_OBJ_GET_INFO_BY_FD, attributes, 16) < 0:
            return None
        is_kernel = struct.unpack_from("=I", info, 28)[0]
        return name.value.decode("utf-8", "replace") if is_kernel else None
