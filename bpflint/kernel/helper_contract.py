"""What the verifier demands of a helper's arguments and promises of its result, of whatever release.

Read from the prototypes in rules/helpers.yaml (`checked`) and from rules/helper_effects.yaml. A helper may have several
forms, of which a program type gets one; who asks about the helper as a whole gets what no form contradicts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from bpflint.kernel.version import Version

# Source: include/linux/bpf.h, enum bpf_arg_type and bpf_return_type ("extended types").
_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "ARG_PTR_TO_UNINIT_MEM": ("ARG_PTR_TO_MEM", "MEM_UNINIT", "MEM_WRITE"),
    "ARG_PTR_TO_FIXED_SIZE_MEM": ("ARG_PTR_TO_MEM", "MEM_FIXED_SIZE"),
    "RET_PTR_TO_BTF_ID_TRUSTED": ("RET_PTR_TO_BTF_ID", "PTR_TRUSTED"),
    "RET_PTR_TO_DYNPTR_MEM_OR_NULL": ("RET_PTR_TO_MEM", "PTR_MAYBE_NULL", "DYNPTR_TYPE_LOCAL"),
    "RET_PTR_TO_RINGBUF_MEM_OR_NULL": ("RET_PTR_TO_MEM", "PTR_MAYBE_NULL", "MEM_RINGBUF"),
}
_OR_NULL: Final = "_OR_NULL"


@dataclass(frozen=True, slots=True)
class Checked:
    """The type of an argument or a result as the verifier checks it."""

    kind: str
    """The base type as the kernel writes it, without `_OR_NULL`: `ARG_PTR_TO_MEM`."""
    flags: frozenset[str]
    size: int | None = None
    """The bytes of memory of a constant size."""
    struct: str = ""
    """The kernel's struct that a BTF id names."""

    @property
    def may_be_null(self) -> bool:
        return "PTR_MAYBE_NULL" in self.flags

    @property
    def is_released(self) -> bool:
        return "OBJ_RELEASE" in self.flags

    @property
    def is_written(self) -> bool:
        return "MEM_WRITE" in self.flags

    @property
    def is_pointer(self) -> bool:
        return self.kind.startswith(("ARG_PTR_TO_", "RET_PTR_TO_")) or self.kind in (
            "ARG_CONST_MAP_PTR",
            "ARG_KPTR_XCHG_DEST",
        )

    @classmethod
    def parse(cls, text: str) -> Checked:
        """`ARG_PTR_TO_FIXED_SIZE_MEM|MEM_WRITE 8`, `ARG_PTR_TO_BTF_ID_OR_NULL struct cgroup`."""
        words, _, rest = text.partition(" ")
        first, *flags = words.split("|")
        if first in _ALIASES:
            first, *more = _ALIASES[first]
            flags += more
        elif first.startswith(("ARG_PTR_", "RET_PTR_")) and first.endswith(_OR_NULL):
            first, flags = first.removesuffix(_OR_NULL), [*flags, "PTR_MAYBE_NULL"]
        size, _, struct = rest.partition("struct ")
        return cls(first, frozenset(flags), int(size) if size.strip() else None, struct)


@dataclass(frozen=True, slots=True)
class HelperForm:
    """One prototype of a helper."""

    arguments: tuple[Checked, ...]
    result: Checked | None
    """None where the sources could not be read."""
    might_sleep: bool
    reads_packets: bool
    """Whether pointers into packets may be passed as memory (`pkt_access`)."""
    program_types: frozenset[str] = frozenset()
    """The program types that it is for, which get no other form; empty where it is for all that are left."""

    marked_later: frozenset[int] = frozenset()
    """The arguments that are written to, and of which kernels did not always say so."""

    def size_of(self, index: int) -> int | None:
        """The argument that has the size of the memory that argument `index` points to; None where none has."""
        following = self.arguments[index + 1] if index + 1 < len(self.arguments) else None
        is_sized = self.arguments[index].kind == "ARG_PTR_TO_MEM" and following is not None
        return index + 1 if is_sized and following is not None and following.kind.startswith("ARG_MEM_SIZE") else None


@dataclass(frozen=True, slots=True)
class Between:
    """A result's smallest and largest value."""

    low: int
    high: int
    since: Version | None
    """The first release whose verifier may know; None where all do."""
    not_for: frozenset[str]
    """Attach types of whose programs it knows nothing."""
    is_limit: bool
    """True if no kernel has more, and the kernel that loads the program knows better."""


@dataclass(frozen=True)
class HelperContract:
    """A helper as the verifier checks it."""

    name: str
    forms: tuple[HelperForm, ...]
    changes_packet: bool
    acquires: bool
    casts: bool
    is_result_within_size: bool
    result_between: Between | None
    map_types: frozenset[str] | None
    """The kinds of maps that it takes; None where it takes every kind that takes it."""

    @cached_property
    def result(self) -> Checked | None:
        """None where the forms differ or nothing is known."""
        results = {form.result for form in self.forms}
        return results.pop() if len(results) == 1 else None

    @cached_property
    def sleeps(self) -> bool:
        """True if every form may sleep; `sleeps_where_allowed`: one has, that only programs get that may."""
        return bool(self.forms) and all(form.might_sleep for form in self.forms)

    @cached_property
    def sleeps_where_allowed(self) -> bool:
        return not self.sleeps and any(form.might_sleep for form in self.forms)

    @cached_property
    def released(self) -> int | None:
        """The argument that is released."""
        return self._position(lambda each: each.is_released)

    @cached_property
    def callback(self) -> int | None:
        """The argument that is called."""
        return self._position(lambda each: each.kind == "ARG_PTR_TO_FUNC")

    @cached_property
    def dynptr(self) -> int | None:
        """The argument that is a dynptr which somebody made."""
        return self._position(lambda each: each.kind == "ARG_PTR_TO_DYNPTR" and "MEM_UNINIT" not in each.flags)

    @cached_property
    def makes_dynptr(self) -> int | None:
        """The argument that becomes a dynptr."""
        return self._position(lambda each: each.kind == "ARG_PTR_TO_DYNPTR" and "MEM_UNINIT" in each.flags)

    @cached_property
    def map_argument(self) -> int | None:
        return self._position(lambda each: each.kind == "ARG_CONST_MAP_PTR")

    @property
    def is_number(self) -> bool:
        """True if the result is a number."""
        return self.result is not None and self.result.kind == "RET_INTEGER"

    @cached_property
    def works_under_locks(self) -> bool:
        """True for what may be called while a spin lock is held. Source: kernel/bpf/verifier.c, do_check_insn()."""
        return self.takes(0, "ARG_PTR_TO_SPIN_LOCK") or self.takes(0, "ARG_KPTR_XCHG_DEST")

    @cached_property
    def first_size(self) -> int | None:
        """The argument that has the size of the first memory."""
        sizes = [form.size_of(index) for form in self.forms for index in range(len(form.arguments))]
        return next((each for each in sizes if each is not None), None)

    @cached_property
    def is_lookup(self) -> bool:
        """True if the result points to a value of the map that is the first argument."""
        return self.result is not None and self.result.kind == "RET_PTR_TO_MAP_VALUE"

    def argument(self, index: int) -> tuple[Checked, ...]:
        """What each form says of an argument; forms that lack it say nothing."""
        return self._arguments[index] if index < len(self._arguments) else ()

    def is_marked_later(self, index: int) -> bool:
        """True if some form's argument is written to, and kernels did not always say so."""
        return any(index in form.marked_later for form in self.forms)

    def takes(self, index: int, kind: str) -> bool:
        """True if every form has the argument and it is of this kind."""
        return index < len(self._kinds) and self._kinds[index] == kind

    @cached_property
    def _arguments(self) -> list[tuple[Checked, ...]]:
        longest = max((len(form.arguments) for form in self.forms), default=0)
        return [
            tuple(form.arguments[index] for form in self.forms if index < len(form.arguments))
            for index in range(longest)
        ]

    @cached_property
    def _kinds(self) -> list[str]:
        """Of which kind each argument is; "" where the forms differ."""
        kinds = [{each.kind for each in said} for said in self._arguments if len(said) == len(self.forms)]
        return [found.pop() if len(found) == 1 else "" for found in kinds]

    def all_say(self, index: int, question: Callable[[Checked], bool]) -> bool:
        """True if every form has the argument and the answer is yes of each."""
        said = self.argument(index)
        return bool(said) and len(said) == len(self.forms) and all(map(question, said))

    def _position(self, question: Callable[[Checked], bool]) -> int | None:
        return next(
            (index for form in self.forms for index, each in enumerate(form.arguments) if question(each)),
            None,
        )


class HelperContracts(Mapping[str, HelperContract]):
    """All of them, by name; each is read when it is first asked for."""

    def __init__(self, helpers: Mapping[str, Any], effects: Mapping[str, Any]) -> None:
        self._helpers, self._effects = helpers, effects
        self._known: dict[str, HelperContract] = {}
        self._known_for: dict[tuple[str, str], HelperContract] = {}

    def __len__(self) -> int:
        return len(self._helpers)

    def __iter__(self) -> Iterator[str]:
        return iter(self._helpers)

    def __getitem__(self, name: str) -> HelperContract:
        if name not in self._known:
            self._known[name] = self._read(name, self._helpers[name])
        return self._known[name]

    def get_for(self, name: str, program_type: str) -> HelperContract | None:
        """A helper with the forms that a program type gets."""
        whole = self.get(name)
        if whole is None or not any(form.program_types for form in whole.forms):
            return whole
        key = name, program_type
        if key not in self._known_for:
            own = tuple(form for form in whole.forms if program_type in form.program_types)
            self._known_for[key] = replace(
                whole, forms=own or tuple(form for form in whole.forms if not form.program_types)
            )
        return self._known_for[key]

    @cached_property
    def of_maps(self) -> Mapping[str, frozenset[str]]:
        """The helpers that a kind of map takes; a kind that is missing takes every helper that takes it."""
        return {kind: frozenset(names) for kind, names in self._effects["helpers_of_maps"].items()}

    @cached_property
    def called_later(self) -> frozenset[str]:
        """Those whose callback runs after they returned."""
        return frozenset(self._effects["calls_back_later"])

    def releaser_of(self, acquiring: str) -> str:
        """The first helper, by number, that takes back what `acquiring` gave."""
        result = self[acquiring].result
        if result is None:
            return ""
        is_record = "MEM_RINGBUF" in result.flags
        return self._releaser("ARG_PTR_TO_RINGBUF_MEM" if is_record else "ARG_PTR_TO_BTF_ID_SOCK_COMMON")

    @property
    def releaser_of_dynptr(self) -> str:
        return self._releaser("ARG_PTR_TO_DYNPTR")

    def _releaser(self, kind: str) -> str:
        by_number = sorted(self._helpers, key=lambda name: int(self._helpers[name]["number"]))
        for name in by_number:
            if any("OBJ_RELEASE" in text and text.startswith(kind) for text in self._texts(name)):
                return name
        return ""

    def _texts(self, name: str) -> list[str]:
        return [text for arguments, *_ in self._helpers[name]["checked"] for text in arguments]

    def _read(self, name: str, record: Mapping[str, Any]) -> HelperContract:
        effects = self._effects
        maps = effects["maps_of_helpers"].get(name)
        types = effects["prototypes_of_types"].get(name, {})
        return HelperContract(
            name=name,
            forms=tuple(
                HelperForm(
                    tuple(Checked.parse(text) for text in arguments),
                    Checked.parse(result) if result else None,
                    "might_sleep" in marks,
                    "pkt_access" in marks,
                    frozenset(types.get(proto, ())),
                    frozenset(later),
                )
                for arguments, result, marks, proto, later in record["checked"]
            ),
            changes_packet=name in effects["changes_packet"],
            acquires=name in effects["acquires"],
            casts=name in effects["casts"],
            is_result_within_size=name in effects["results_within_size"],
            result_between=_between(effects["results_between"].get(name)),
            map_types=None if maps is None else frozenset(maps),
        )


def _between(data: Mapping[str, Any] | None) -> Between | None:
    if data is None:
        return None
    since = Version.parse(data["since"]) if "since" in data else None
    return Between(data["low"], data["high"], since, frozenset(data.get("not_for", ())), data.get("at_most", False))
