"""What one kernel says: a release as rules/ know it, or a particular kernel by its profile.

A profile decides what exists and what was seen of it; where it is silent, the release nearest to it speaks. What
nobody measured or could infer is unknown, and answers say so (None, Presence.UNKNOWN) instead of guessing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from bpflint.base.errors import BpflintError
from bpflint.kernel.ctype import CTypeError, encode, parse_function
from bpflint.kernel.helper import HelperAt
from bpflint.kernel.kfunc import TRUSTED_BY_DEFAULT, KfuncAt, Prototype
from bpflint.kernel.program_types import AllowList, Measured, ProgramKind
from bpflint.kernel.version import Version, parse_range

if TYPE_CHECKING:
    from bpflint.kernel.facts import Facts

_MAX_SIGNATURES = 64
_FLAVOUR = re.compile(r"___[^_].*$")


class Presence(Enum):
    """Whether a kernel has something."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class UnknownKernelError(BpflintError):
    """A kernel release that the facts do not know."""


class KernelFacts:
    """What one kernel says: a release as rules/ know it, or a particular kernel by its profile."""

    def __init__(self, facts: Facts, version: Version, profile: Mapping[str, Any] | None = None) -> None:
        """Use `Facts.at` or `from_profile`."""
        self.facts = facts
        self.version = version
        self.name = str(profile["kernel"]) if profile else str(version)
        """How to name this kernel in messages: `6.12`, or the profile's `6.12.43+deb13`."""
        self._profile = profile
        self._index = max((index for index, known in enumerate(facts.versions) if known <= version), default=0)
        self._kfuncs: dict[str, KfuncAt | None] = {}
        self._helpers: dict[str, HelperAt | None] = {}
        self._answers: dict[tuple[ProgramKind, ...], dict[tuple[int, bool | None], tuple[bool | None, ...]]] = {}
        self._signatures: dict[tuple[ProgramKind, ...], dict[str, object]] = {}

    @classmethod
    def from_profile(cls, data: Mapping[str, Any], base: Facts) -> KernelFacts:
        """The facts of one particular kernel.

        `data` is a profile as docs/kernel-profiles.md describe it and `profile.read` checks it: `kernel` (its
        release), `version`, `kfuncs`: name -> {"prototype": C text, "flags": list or null, "module": name or null,
        "program_types": list of kinds as in rules/, or null, "callable": false where the build refuses all calls};
        `modules`, `undecided`, `probed` (the kinds that were tried) and `helpers` (name -> list of kinds) may be null.
        A kfunc that is not named does not exist there, unless a module that was not read has it. What is null comes
        from the base's facts about `version`, or the newest release before it. Raises UnknownKernelError for a
        version that is none.
        """
        try:
            version = Version.parse(str(data["version"]))
        except (KeyError, ValueError):
            raise UnknownKernelError("the kernel profile has no version such as 6.12") from None
        return cls(base, version, data)

    # -------------------------------------------------------------------------------------------------------- kfuncs

    def kfunc(self, name: str) -> KfuncAt | None:
        """The kfunc on this kernel; None where it is absent or nobody knows (see `presence`)."""
        if name not in self._kfuncs:
            self._kfuncs[name] = self._build_kfunc(name)
        return self._kfuncs[name]

    def kfuncs(self) -> Iterator[KfuncAt]:
        """Every kfunc that this kernel has and lets programs call, by name."""
        names = self._profile["kfuncs"] if self._profile else self.facts.kfuncs
        for name in sorted(names):
            kfunc = self.kfunc(name)
            if kfunc is not None and kfunc.callable:
                yield kfunc

    def presence(self, name: str) -> Presence:
        """Whether this kernel has the function. A name that no rules mention is absent."""
        if self.kfunc(name) is not None:
            return Presence.PRESENT
        if self._profile is not None:
            unsure = name in (self._profile.get("undecided") or ()) or not self._module_known(name)
            return Presence.UNKNOWN if unsure else Presence.ABSENT
        cell = self._cell(name)
        return Presence.UNKNOWN if cell and cell[0] == "?" else Presence.ABSENT

    def _module_known(self, name: str) -> bool:
        """False for a kfunc of a module that the profile did not look at: its absence says nothing."""
        record = self.facts._data["kfuncs"].get(name, {})
        looked_at = (self._profile or {}).get("modules") or ()
        return "module" not in record or not set(record["module"].split()).isdisjoint(looked_at)

    def _cell(self, name: str) -> list[Any] | None:
        record = self.facts._data["kfuncs"].get(name)
        for first, last, cell in record["cells"] if record else ():
            if first <= self._index <= last:
                return list(cell)
        return None

    def _build_kfunc(self, name: str) -> KfuncAt | None:
        if self._profile is not None:
            return self._profiled_kfunc(name)
        cell = self._cell(name)
        return None if cell is None or cell[0] == "?" else self._from_cell(name, cell)

    def _from_cell(self, name: str, cell: list[Any]) -> KfuncAt:
        record = self.facts._data["kfuncs"][name]
        state, prototype, flags, allow, seen = cell[:5]
        return KfuncAt(
            name=name,
            family=record["family"],
            docs=record.get("docs"),
            version=self.version,
            flags=frozenset(self.facts._data["flags"][flags]),
            module=record.get("module"),
            callable=state != "x",
            measured=bool(seen),
            prototype_certain=state != "u",
            test=record.get("test", False),
            _prototype=self.facts._data["prototypes"][prototype],
            _allow=self.facts._allow_list(allow),
            _measured=self._measured,
            _sleepable_types=self.sleepable_types,
        )

    def _profiled_kfunc(self, name: str) -> KfuncAt | None:
        assert self._profile is not None
        seen = self._profile["kfuncs"].get(name)
        cell = self._cell(name)
        known = self._from_cell(name, cell) if cell and cell[0] != "?" else None
        if seen is None:
            # The twin of a kfunc with implicit arguments is in the BTF of a kernel, but never among its kfuncs.
            return known if known is not None and not known.callable else None
        record = self.facts._data["kfuncs"].get(name, {})
        history = self.facts.kfuncs.get(name)
        prototype = _encoded(seen.get("prototype"))
        if prototype is None and known is not None:
            prototype = known._prototype
        if prototype is None and history is not None and history._prototypes:
            prototype = history._prototypes[-1][2]
        if prototype is None:
            return None
        flags = seen.get("flags")
        types = seen.get("program_types")
        allow = AllowList.parse(types) if types is not None else None
        return KfuncAt(
            name=name,
            family=record.get("family", "other"),
            docs=record.get("docs"),
            version=self.version,
            flags=frozenset(flags) if flags is not None else known.flags if known else frozenset(),
            module=seen.get("module") or record.get("module"),
            callable=seen.get("callable", True),
            measured=True,
            prototype_certain=seen.get("prototype") is not None or known is not None,
            test=record.get("test", False),
            _prototype=prototype,
            _allow=allow or (known._allow if known else None),
            _measured=self._measured,
            _sleepable_types=self.sleepable_types,
        )

    # ------------------------------------------------------------------------------------------------------- helpers

    def helper(self, name: str) -> HelperAt | None:
        """The helper on this kernel; None where the release has none of that name."""
        if name not in self._helpers:
            self._helpers[name] = self._build_helper(name)
        return self._helpers[name]

    def _build_helper(self, name: str) -> HelperAt | None:
        record = self.facts._data["helpers"].get(name)
        profiled = (self._profile or {}).get("helpers")
        if record is None or (profiled is not None and name not in profiled):
            return None
        since = Version.parse(record["since"])
        if since > self.version and profiled is None:
            return None
        allow = next((number for first, last, number in record["cells"] if first <= self._index <= last), -1)
        allow_list = self.facts._allow_list(allow)
        if profiled is not None:
            allow_list = AllowList.parse(profiled[name])
        return HelperAt(
            name=name,
            number=record["number"],
            version=self.version,
            since=since,
            gpl_only=record["gpl_only"],
            docs=record["docs"],
            measured=self.version in self.facts.measured,
            _prototype=self.facts._data["prototypes"][record["prototype"]],
            _allow=allow_list,
            _measured=self._measured,
        )

    # ------------------------------------------------------------------------------------------------ program types

    @cached_property
    def _measured(self) -> Measured:
        probed = (self._profile or {}).get("probed")
        return Measured.of(probed, filters_known=False) if probed else self.facts._measured_at(self._index)

    @cached_property
    def sleepable_types(self) -> frozenset[str]:
        """The program types that can have sleepable programs at all on this kernel."""
        return frozenset(
            name for name, since in self.facts._data["sleepable"].items() if Version.parse(since) <= self.version
        )

    def can_sleep(self, kind: ProgramKind) -> bool | None:
        """Whether a program of this kind may be declared sleepable on this kernel; None where nobody measured.

        `kind.sleepable` does not matter. Unmeasured targets (LSM hooks, attach functions) can still be refused.
        """
        if kind.type not in self.sleepable_types:
            return False
        variants = self._measured.variants_like(ProgramKind(kind.type, kind.attach, True, kind.member, kind.target))
        return any(variant.sleepable for variant in variants) or kind.type == "BPF_PROG_TYPE_SYSCALL" or None

    def program_type(self, name: str) -> Presence:
        """Whether this kernel has a program, attach, map or link type or bpf(2) command (`BPF_PROG_TYPE_NETFILTER`)."""
        record = self.facts.enumerator(name)
        if record is None:
            return Presence.UNKNOWN
        if any(self._in(text, self.version) for text in str(record.get("unknown", "")).split(", ") if text):
            return Presence.UNKNOWN
        until = Version.parse(record["until"]) if "until" in record else self.version
        since = Version.parse(record["since"])
        return Presence.PRESENT if since <= self.version <= until else Presence.ABSENT

    @staticmethod
    def _in(text: str, version: Version) -> bool:
        low, high = parse_range(text)
        return low <= version and (high is None or version <= high)

    def has_enumerator(self, name: str) -> bool | None:
        """Whether the kernel's BTF has an enumerator, given as `NAME` or `enum:NAME` (`bpf_func_id:BPF_FUNC_loop`).

        Knows helper numbers (BPF_FUNC_x), program, attach, map and link types and commands; None for all others.
        """
        constant = name.rpartition(":")[2]
        if constant.startswith("BPF_FUNC_"):
            helper = f"bpf_{constant.removeprefix('BPF_FUNC_')}"
            return self.helper(helper) is not None if helper in self.facts._data["helpers"] else None
        answers = {Presence.PRESENT: True, Presence.ABSENT: False, Presence.UNKNOWN: None}
        return answers[self.program_type(constant)]

    def has_type(self, spelling: str) -> bool | None:
        """Whether the kernel's BTF has a `struct`, `union` or `enum` (`struct bpf_iter_num`; a flavour is left aside).

        It has what the prototype of one of its kfuncs names. None for all other types: nobody collected them.
        """
        kind, _, tag = spelling.removeprefix("const ").partition(" ")
        if kind not in ("struct", "union", "enum") or not tag.isidentifier():
            return None
        named = f"{kind} {_FLAVOUR.sub('', tag)}"
        for name in self.facts.kfuncs_naming(named):
            kfunc = self.kfunc(name)
            if (
                kfunc is not None
                and kfunc.prototype_certain
                and not kfunc.test
                and names_type(kfunc._prototype[0], named)
            ):
                return True
        return None

    def struct_ops_member(self, member: str) -> Prototype | None:
        """The function type of a struct_ops member such as `sched_ext_ops.enqueue`; None where not known.

        Parameters have no names: BTF keeps none there.
        """
        record = self.facts._data["struct_ops"].get(member)
        if record is None or record[2] is None:
            return None
        return Prototype.from_data(self.facts._data["prototypes"][record[2]])

    def struct_ops_presence(self, member: str) -> Presence:
        """Whether this kernel has the struct_ops member; UNKNOWN for structs nobody looked at."""
        record = self.facts._data["struct_ops"].get(member)
        struct = member.split(".")[0]
        siblings = [each for name, each in self.facts._data["struct_ops"].items() if name.split(".")[0] == struct]
        if not siblings:
            return Presence.UNKNOWN
        if record is None:
            return Presence.ABSENT if self.version in self.facts.measured and self._saw(siblings) else Presence.UNKNOWN
        first, last = Version.parse(record[0]), Version.parse(record[1])
        if first <= self.version <= last:
            return Presence.PRESENT
        return Presence.ABSENT if self._saw(siblings) else Presence.UNKNOWN

    def _saw(self, records: Iterable[Sequence[Any]]) -> bool:
        return any(Version.parse(each[0]) <= self.version <= Version.parse(each[1]) for each in records)

    # ---------------------------------------------------------------------------------------------------- comparison

    def signature(self, names: Iterable[str], kinds: Iterable[ProgramKind]) -> object:
        """A hashable value, equal for two kernels that say the same of all these function names and program kinds.

        Covers presence, prototype, flags, trust, and whether each kind may call each kfunc or helper.
        """
        ordered = tuple(sorted(set(kinds), key=repr))
        if len(self._signatures) > _MAX_SIGNATURES:
            self._signatures.clear()
            self._answers.clear()
        known = self._signatures.setdefault(ordered, {})
        parts: list[object] = [tuple(kind.type in self.sleepable_types for kind in ordered)]
        has_kfuncs = False
        for name in sorted(set(names)):
            if name in self.facts._data["kfuncs"] or (self._profile and name in self._profile["kfuncs"]):
                has_kfuncs = True
            elif name not in self.facts._data["helpers"]:
                continue
            if name not in known:
                known[name] = self._signature_of(name, ordered)
            parts.append((name, known[name]))
        if has_kfuncs:
            parts.append(self.version >= TRUSTED_BY_DEFAULT)
        return tuple(parts)

    def _answers_of(self, called: KfuncAt | HelperAt, kinds: tuple[ProgramKind, ...]) -> tuple[bool | None, ...]:
        """Whether each kind may call it; most functions share their allow-list with others."""
        about = called.sleepable if isinstance(called, KfuncAt) else None
        known = self._answers.setdefault(kinds, {})
        key = id(called._allow), about
        if key not in known:
            known[key] = tuple(called.allows(kind) for kind in kinds)
        return known[key]

    def _signature_of(self, name: str, kinds: tuple[ProgramKind, ...]) -> object:
        kfunc = self.kfunc(name)
        if kfunc is not None:
            answers = self._answers_of(kfunc, kinds)
            return kfunc.callable, kfunc._prototype[0], kfunc.prototype_certain, kfunc.flags, answers
        helper = self.helper(name)
        if helper is not None:
            return self._answers_of(helper, kinds)
        return self.presence(name)


def names_type(prototype: str, spelling: str) -> bool:
    """True if a prototype's text names the type, and not one whose name only begins alike."""
    return re.search(rf"\b{re.escape(spelling)}\b", prototype) is not None


@lru_cache(maxsize=4096)
def _encoded(text: str | None) -> list[Any] | None:
    """A profile's prototype in the form of the compiled rules; None where it cannot be read."""
    if not isinstance(text, str):
        return None
    try:
        _, function, names = parse_function(text)
    except CTypeError:
        return None
    return [text, encode(function), list(names)]
