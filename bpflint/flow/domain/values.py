"""Abstract values: what the interpreter knows of one value on one path.

Values are never changed once made; what a path learns about them (ranges, nullness, lifetimes) is kept in the state by
their identities, so that learning it about one copy teaches it about all. `vague` marks an integer of which the
verifier may know more than we do: nobody is accused because of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, auto
from typing import Final

from bpflint.source.model import Global
from bpflint.source.types import Kind, Type
from bpflint.source.unit import Map

MIN64: Final = -(1 << 63)
MAX64: Final = (1 << 64) - 1
MAX_STEPS: Final = 4
"""Numbers that are followed in one address."""
PAGE: Final = 4096
"""Bytes; an access below the first page is one through NULL."""
CALLER: Final = "the caller"
"""The origin of memory that a global function is passed, in place of a call."""


class RegionKind(IntEnum):
    """What a pointer points into, as far as the verifier tells them apart."""

    STACK = auto()
    GLOBAL = auto()
    MAP_VALUE = auto()
    ALLOC = auto()
    """An object of the program's own (`bpf_obj_new`)."""
    KERNEL = auto()
    """A kernel object known by its BTF type."""
    MEMORY = auto()
    """Plain memory of a known size: a ring buffer record, a dynptr slice."""
    CONTEXT = auto()
    PACKET = auto()
    FUNCTION = auto()
    STRING = auto()
    MAP = auto()
    """The map itself."""
    ARENA = auto()
    DYNPTR = auto()
    """A read-only dynptr that a callback is given."""
    OTHER = auto()
    """Anything else; nothing is said about it."""


class Trust(IntEnum):
    """How far the verifier trusts a pointer to a kernel object."""

    TRUSTED = auto()
    RCU = auto()
    """Valid until the RCU read side ends."""
    UNTRUSTED = auto()
    PLAIN = auto()
    """Walked from a trusted pointer: good enough for helpers, not for kfuncs."""
    UNKNOWN = auto()


OWN_MEMORY: Final = (RegionKind.STACK, RegionKind.MAP_VALUE, RegionKind.GLOBAL, RegionKind.MEMORY)
"""Bytes of the program's own, as the verifier takes them for a buffer."""


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A piece of memory with an identity. `type` is that of the object at offset 0, `size` its bytes where known.

    Paths share it, so it never changes: of which type a path takes the object to be stands in its state.

    `group` is the section of a global: all of a section is one memory with one lock, and so are the values of a map
    that callbacks are given, to kernels that cannot tell those apart. `origin` is the call that gave it.
    """

    kind: RegionKind
    uid: int
    type: Type | None = None
    name: str = ""
    size: int | None = None
    group: str = ""
    origin: str = ""
    map: Map | None = None
    percpu: bool = False
    readonly: bool = False
    nonowning: bool = False
    """An object that a list or tree owns; this pointer may only look at it while the lock is held."""
    variable: Global | None = None
    """The variable of the program that it is."""
    likeness: int = 0
    """Regions of one likeness are told apart by their identities alone, as far as a verdict can depend on them."""


KEY: Final = "key"
"""The name of regions that are keys of a map, which the kernel shows to programs."""
NO_IDENTS: Final[frozenset[int]] = frozenset()
READ_AGAIN: Final = 1
COMPUTED_AGAIN: Final = 2


@dataclass(slots=True, eq=False)
class Scalar:
    """An integer between `low` and `high`. `ident` is equal for equal values (0: nothing to correlate)."""

    low: int
    high: int
    ident: int = 0
    vague: bool = False
    half: bool = False
    """True for the 32 bits of a register whose other half is not known. For the first instruction sets clang cuts
    them out for each comparison anew, and what the verifier learns of the cut value is lost."""
    fixed: bool = False
    """True for what the loader has set by the time the verifier reads it, which never forgets it."""
    made_of: Made | None = None
    """What it was computed of, or converted from."""
    exposed: int = 0
    """READ_AGAIN for what compilers read from memory again after each call, COMPUTED_AGAIN for what they compute of it
    in a register of which the verifier knows nothing yet."""

    @property
    def constant(self) -> int | None:
        return self.low if self.low == self.high else None


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """`left op right` in a type, or what a function makes of `left`, which `right` is, too; `op` is "" for `left`
    converted to it."""

    op: str
    left: Value
    right: Value
    type: Type
    idents: frozenset[int] = NO_IDENTS
    """The identities of all that it is computed of; none where that is too much to follow."""

    @property
    def numbers(self) -> tuple[Scalar, ...]:
        """The operands, none where they cannot be followed."""
        if not self.idents or not isinstance(self.left, Scalar) or not isinstance(self.right, Scalar):
            return ()
        return (self.left, self.right) if self.op else (self.left,)


@dataclass(slots=True, eq=False)
class Condition:
    """The truth (0 or 1) of `left op right`."""

    op: str
    left: Value
    right: Value


@dataclass(frozen=True, slots=True, eq=False)
class Distance:
    """An offset that varies: `fixed` bytes, and each number so many bytes times."""

    fixed: int
    steps: tuple[tuple[Scalar, int], ...]

    def further(self, by: int) -> Distance:
        """The same with more fixed bytes."""
        return Distance(self.fixed + by, self.steps)


@dataclass(slots=True, eq=False)
class Pointer:
    """An address. `offset` is in bytes, None where it varies.

    `null` identifies the question "is it NULL?" (0: it is not; negative: the verifier takes it as not NULL, but follows
    both ways of a test). `life` is the token of the object's lifetime (0: for ever).
    `rcu_section` numbers the RCU read side a pointer of RCU trust was read in. `field` is the member it is the address
    of, as `struct.member`.
    """

    region: Region
    offset: int | None = 0
    null: int = 0
    life: int = 0
    trust: Trust = Trust.UNKNOWN
    rcu_section: int = 0
    field: str = ""
    base: int = 0
    """The offset that the address has where it is NULL: that of the node, for a pointer to a node of a list or tree."""
    distance: Distance | None = None
    """Where the offset varies: what is known of it."""
    looked_up: int = 0
    """Of an address in a context: where the member lies that CO-RE looked up for it; 0 if none."""
    reread: bool = False
    """True for what was written to memory in which the verifier keeps no pointers, and read again: that is a number,
    unless the compiler still has it in a register."""


@dataclass(slots=True, eq=False)
class Argument:
    """Argument `index` of a traced or hooked kernel function, before the program says of which type it is."""

    index: int
    pointer: Pointer


@dataclass(slots=True, eq=False)
class Unknown:
    """Anything at all."""


Value = Scalar | Condition | Pointer | Argument | Unknown

UNKNOWN: Final = Unknown()
CLOBBERED: Final = Unknown()
"""What a call wrote to memory it was given: the verifier knows no more of it than we do."""
UNSET: Final = Unknown()
"""What a pointer variable holds before anything is written to it."""
ZERO: Final = Scalar(0, 0)
ONE: Final = Scalar(1, 1)


def limits(ctype: Type | None) -> tuple[int, int]:
    """The smallest and largest integer of a type."""
    if ctype is None or not ctype.size or ctype.size > 8 or ctype.kind is Kind.UNKNOWN:
        return MIN64, MAX64
    bits = 8 * ctype.size
    if ctype.kind is Kind.INT and ctype.signed:
        return -(1 << (bits - 1)), (1 << (bits - 1)) - 1
    return 0, (1 << bits) - 1


def any_integer(size: float) -> Scalar:
    """Whatever an integer of `size` bytes may hold, signed or not; a bit-field has eighths of a byte."""
    bits = int(8 * size)
    return Scalar(-(1 << (bits - 1)), (1 << bits) - 1, vague=True)


def bit_limits(ctype: Type, width: int) -> tuple[int, int]:
    """The smallest and largest integer of a bit-field."""
    return (-(1 << (width - 1)), (1 << (width - 1)) - 1) if ctype.signed else (0, (1 << width) - 1)


def is_null(value: Value) -> bool:
    """True for the constant NULL (or 0)."""
    return isinstance(value, Scalar) and value.low == 0 == value.high


def moved(pointer: Pointer, offset: int | None, field: str = "", distance: Distance | None = None) -> Pointer:
    """The same pointer with another offset."""
    return Pointer(
        pointer.region,
        offset,
        pointer.null,
        pointer.life,
        pointer.trust,
        pointer.rcu_section,
        field,
        pointer.base,
        distance if offset is None else None,
        pointer.looked_up,
        pointer.reread,
    )


def stepped(pointer: Pointer, count: Value, size: int, constant: int | None) -> Pointer:
    """The pointer `count` times `size` bytes further on; `constant` is the count where that is known."""
    here, by = pointer.offset, None if constant is None else constant * size
    if here is not None and by is not None:
        return moved(pointer, here + by, pointer.field)
    begin = pointer.distance if here is None else Distance(here, ())
    if begin is None or not size:
        return moved(pointer, None, pointer.field)
    if by is not None:
        return moved(pointer, None, pointer.field, begin.further(by))
    if not isinstance(count, Scalar) or len(begin.steps) >= MAX_STEPS:
        return moved(pointer, None, pointer.field)
    return moved(pointer, None, pointer.field, Distance(begin.fixed, (*begin.steps, (count, size))))
