"""All of a source file: its functions, maps, declarations, and what went wrong in reading it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bpflint.base.span import Lines, Span
from bpflint.source.control_flow import Function
from bpflint.source.model import Global
from bpflint.source.problems import Problem, Status
from bpflint.source.types import Type


@dataclass(frozen=True, slots=True, eq=False)
class Declaration:
    """A function declaration without a body, as the unit sees it after redeclarations are merged.

    `is_ksym` says that one carries the `.ksyms` section. `from_vmlinux` marks prototypes that vmlinux.h brings (they
    are the kernel's own). `user_span` is set when the user's own files declare it.
    """

    name: str
    type: Type
    span: Span
    param_names: tuple[str, ...] = ()
    param_tags: tuple[tuple[str, ...], ...] = ()
    is_ksym: bool = False
    is_weak: bool = False
    section: str = ""
    is_extern: bool = True
    from_vmlinux: bool = False
    text: str = ""
    """The declaration as the user wrote it, up to the semicolon."""


@dataclass(frozen=True, slots=True, eq=False)
class Map:
    """A BTF-defined map (`SEC(".maps")`). Types are None where only a size is given."""

    name: str
    span: Span
    type: int | None
    """The number of `BPF_MAP_TYPE_*`."""
    key: Type | None
    value: Type | None
    key_size: int | None = None
    value_size: int | None = None
    max_entries: int | None = None
    flags: int = 0
    inner: Map | None = None

    @property
    def holds_maps(self) -> bool:
        """True for BPF_MAP_TYPE_ARRAY_OF_MAPS and BPF_MAP_TYPE_HASH_OF_MAPS."""
        return self.type in (12, 13)


@dataclass(slots=True, eq=False)
class Unit:
    """One translation unit."""

    path: str
    functions: dict[str, Function] = field(default_factory=dict)
    declarations: dict[str, Declaration] = field(default_factory=dict)
    globals: dict[str, Global] = field(default_factory=dict)
    maps: dict[str, Map] = field(default_factory=dict)
    includes: tuple[str, ...] = ()
    status: Status = Status.OK
    problems: list[Problem] = field(default_factory=list)
    lost: Lines = field(default_factory=Lines)
    """The lines where the parser could not make sense of something; all of them, unlike `problems`.

    Headers that were not found are not among them: what they would have declared is, where it is used.
    """
    lacks_declarations: bool = False
    """True if one of the lines lies outside of all functions, so that a type may be other than it looks."""
    find_type: Callable[[str], Type | None] = lambda _name: None
    """`find_type("struct task_struct")`: a type by its C name, None if the unit has none."""
    shares_licence: Callable[[], bool] = lambda: False
    """Whether the licence may stand in another source, with which this one is linked, or in the project's loader."""
    own_kfuncs: Callable[[], Mapping[str, str]] = dict
    """The kfuncs that modules of the project itself register, with the files that do."""
    lines: Callable[[str], tuple[str, ...]] = lambda _path: ()
    """The text of a file of this unit, by line."""
    seconds: float = 0.0
