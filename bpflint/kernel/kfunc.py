"""Kfuncs: their history over all kernels, and what one kernel says about one of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from bpflint.kernel.ctype import CType, CTypeError, EncodedPrototype, decode, parse_function
from bpflint.kernel.marks import Suffix, split_name
from bpflint.kernel.program_types import EVERY, AllowList, Measured, ProgramKind
from bpflint.kernel.version import Version

PAGES: Final = "https://bpflint.readthedocs.io/kfuncs/"
"""Where docs/kfuncs is published: one page a family."""

TRUSTED_BY_DEFAULT: Final = Version(7, 0)
"""Since this release every pointer argument is taken as with KF_TRUSTED_ARGS, and the flag is gone.

Source: no image from 7.0 on has bit 4 set; include/linux/btf.h of 7.3 lacks it.
"""


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a prototype. `name` is the kernel's, with its suffixes (`buf__szk`); may be ""."""

    name: str
    type: CType

    @property
    def suffixes(self) -> tuple[Suffix, ...]:
        """The marks at the end of the name that mean something to the verifier."""
        return split_name(self.name)[1]

    @property
    def base_name(self) -> str:
        """The name without its suffixes."""
        return split_name(self.name)[0]

    @property
    def unchecked(self) -> bool:
        """True if the verifier takes any pointer."""
        return any(suffix.unchecked for suffix in self.suffixes)

    @property
    def nullable(self) -> bool:
        """True if the verifier takes NULL."""
        return any(suffix.nullable for suffix in self.suffixes)

    @property
    def uninitialised(self) -> bool:
        """True if the call makes what the parameter points to."""
        return any(suffix.uninitialised for suffix in self.suffixes)

    @property
    def non_owning(self) -> bool:
        """True if a non-owning reference is enough."""
        return any(suffix.non_owning for suffix in self.suffixes)

    @property
    def is_size(self) -> bool:
        """True if it is the size of the buffer before it."""
        return any(suffix.is_size for suffix in self.suffixes)

    @property
    def pointer_kind(self) -> str:
        """The kind of argument that its suffixes ask of a pointer, "" if none does."""
        return next((suffix.pointer for suffix in self.suffixes if suffix.pointer), "")

    @property
    def number_kind(self) -> str:
        """The kind of argument that its suffixes ask of a number, "" if none does."""
        return next((suffix.number for suffix in self.suffixes if suffix.number), "")


@dataclass(frozen=True, slots=True)
class Prototype:
    """A C prototype, as text and taken apart."""

    text: str
    returns: CType
    params: tuple[Param, ...]
    variadic: bool = False

    @classmethod
    def parse(cls, text: str) -> Prototype:
        """Parses C with pycparser (milliseconds). Raises CTypeError."""
        _, function, names = parse_function(text)
        return cls._of(text, function, names)

    @classmethod
    def _of(cls, text: str, function: CType, names: tuple[str, ...]) -> Prototype:
        params = tuple(Param(name, ctype) for name, ctype in zip(names, function.params, strict=True))
        assert function.target is not None
        return cls(text, function.target, params, function.variadic)

    @classmethod
    def decode(cls, encoded: EncodedPrototype) -> Prototype:
        """From what the compiled rules hold. One object for each text."""
        known = _decoded.get(encoded.text)
        if known is None:
            known = _decoded[encoded.text] = cls._of(encoded.text, decode(encoded.type), tuple(encoded.names))
        return known


_decoded: dict[str, Prototype] = {}
"""Prototypes of the rules by their text, which says everything. Kernels share most of them."""


@lru_cache(maxsize=512)
def parse_prototype(text: str) -> Prototype | None:
    """The prototype, or None where the text is not one that pycparser can read."""
    try:
        return Prototype.parse(text)
    except CTypeError:
        return None


@dataclass(frozen=True, slots=True)
class Successor:
    """What replaces a kfunc. `kind` says how: "renamed to", "replaced by", "deprecated, replaced by" ..."""

    name: str
    since: Version | None
    kind: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two sources that contradict each other, and which one rules/ follow."""

    what: str
    documented: str
    kernel: str
    decided: str


@dataclass(frozen=True)
class Kfunc:
    """The history of one kfunc over all known kernels."""

    name: str
    family: str
    page: str
    """Our own page about it, "" for what only the user's rules describe."""
    docs: str | None
    """The documentation's page, None where it has none."""
    commit: str | None
    """The commit that brought it, where known."""
    module: str | None
    config: str | None
    architecture: str | None
    test: bool
    """True for functions that exist for the kernel's own tests."""
    successor: Successor | None
    uncallable: tuple[tuple[Version, str], ...]
    """Releases that have the function in their BTF and still refuse every call, with the reason."""
    disputes: tuple[Dispute, ...]
    versions: tuple[Version, ...]
    """The releases that have it (measured or inferred), ascending."""
    unknown: tuple[Version, ...]
    """The releases of which nobody knows whether they have it."""
    seen: tuple[Version, ...]
    """The releases in whose image or sources it was seen; everything said of others is inferred."""
    newest: Version = field(repr=False)
    """The newest release known to the facts."""
    _prototypes: tuple[tuple[Version, Version, EncodedPrototype], ...] = field(default=(), repr=False)

    @property
    def since(self) -> Version | None:
        """The first release that has it."""
        return self.versions[0] if self.versions else None

    @property
    def until(self) -> Version | None:
        """The last release that has it; None while the newest release does."""
        return None if not self.versions or self.versions[-1] == self.newest else self.versions[-1]

    @property
    def prototype_texts(self) -> tuple[str, ...]:
        """The C text of `prototypes`, which costs nothing."""
        return tuple(encoded.text for _, _, encoded in self._prototypes)

    @cached_property
    def prototypes(self) -> tuple[tuple[Version, Version, Prototype], ...]:
        """(first release, last release, prototype), ascending."""
        return tuple((first, last, Prototype.decode(data)) for first, last, data in self._prototypes)


@dataclass(frozen=True)
class KfuncAt:
    """One kfunc on one kernel."""

    name: str
    family: str
    page: str
    docs: str | None
    version: Version
    flags: frozenset[str]
    """The kernel's KF_ flags, such as "KF_ACQUIRE"."""
    module: str | None
    callable: bool
    """False where the verifier refuses every call though the function is in the BTF (see Kfunc.uncallable)."""
    measured: bool
    """True if it was seen in this release; else what is said here is inferred from its neighbours and documentation."""
    prototype_certain: bool
    """False where neighbouring releases have different prototypes and this one is a guess between them."""
    test: bool
    _prototype: EncodedPrototype = field(repr=False)
    _allow: AllowList | None = field(repr=False)
    _measured: Measured = field(repr=False)
    _sleepable_types: frozenset[str] = field(repr=False)

    @cached_property
    def prototype(self) -> Prototype:
        return Prototype.decode(self._prototype)

    @cached_property
    def worked_out(self) -> dict[object, object]:
        """What others have made of it, by who did."""
        return {}

    @property
    def sleepable(self) -> bool:
        """True if only a context that may sleep can call it."""
        return "KF_SLEEPABLE" in self.flags

    @property
    def released_struct(self) -> str:
        """The struct that it takes back, "" where it takes none or only a pointer to anything."""
        if "KF_RELEASE" not in self.flags:
            return ""
        targets = (param.type.target for param in self.prototype.params)
        return next((target.name for target in targets if target is not None and target.kind == "struct"), "")

    @property
    def trusted_args(self) -> bool:
        """True if this kernel asks for trusted (or, with KF_RCU, RCU-protected) pointers in every argument.

        Before 7.0 that takes KF_TRUSTED_ARGS; a KF_RELEASE kfunc asks for it without the flag. From 7.0 on it is so
        for every kfunc. Source: kernel/bpf/verifier.c of 6.12 and 7.3.
        """
        if self.version >= TRUSTED_BY_DEFAULT:
            return True
        return not self.flags.isdisjoint(("KF_TRUSTED_ARGS", "KF_RELEASE"))

    def registered(self, kind: ProgramKind) -> bool | None:
        """Whether the kernel's allow-list has `kind`, sleeping left aside; None where nobody measured."""
        return None if self._allow is None else self._measured.answer(self._allow, kind)

    def never_sleeps(self, kind: ProgramKind) -> bool:
        """True if this kfunc may sleep and no program of the kind's type ever can on this kernel."""
        return self.sleepable and kind.type not in self._sleepable_types

    def allows(self, kind: ProgramKind) -> bool | None:
        """Whether a program of `kind` may call it; None where nobody measured.

        A kfunc that may sleep is not allowed in a type whose programs never can. A kind that merely is not sleepable
        itself, of a type that can be, is on the allow-list all the same: that is another question (KF202).
        """
        if self.never_sleeps(kind):
            return False
        return self.registered(kind)

    def program_types(self) -> tuple[str, ...]:
        """The allow-list in short form, as rules/ write it, such as `BPF_PROG_TYPE_TRACING/BPF_TRACE_ITER`.

        Types that can never sleep are left out for a kfunc that may; BPF_PROG_TYPE_UNSPEC stands for every type.
        """
        tokens = self._allow.allowed if self._allow else ()
        return tuple(str(token) for token in tokens if self._can_sleep_in(token.type))

    def unmeasured_program_types(self) -> tuple[str, ...] | None:
        """Those of which nobody knows, in the same form; None where that is so of all."""
        if self._allow is None:
            return None
        return tuple(str(token) for token in self._allow.unknown if self._can_sleep_in(token.type))

    def named_program_types(self) -> tuple[str, ...]:
        """`program_types` with every program type of this kernel by name instead of BPF_PROG_TYPE_UNSPEC."""
        found = self.program_types()
        if EVERY not in found:
            return found
        return tuple(sorted(name for name in self._measured.by_type if self._can_sleep_in(name)))

    def _can_sleep_in(self, program_type: str) -> bool:
        return not self.sleepable or program_type == EVERY or program_type in self._sleepable_types
