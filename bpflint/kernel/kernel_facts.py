"""What one kernel says: a release as rules/ know it, or a particular kernel by its profile.

A profile decides what exists and what was seen of it; where it is silent, the release nearest to it speaks. What
nobody measured or could infer is unknown, and answers say so (None, Presence.UNKNOWN) instead of guessing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from bpflint.base.errors import BpflintError
from bpflint.kernel.all_kernels import AllKernels
from bpflint.kernel.ctype import CTypeError, EncodedPrototype, encode, parse_function
from bpflint.kernel.helper import HelperAt
from bpflint.kernel.kfunc import TRUSTED_BY_DEFAULT, KfuncAt, Prototype
from bpflint.kernel.presence import Presence
from bpflint.kernel.program_types import AllowList, Measured, ProgramKind
from bpflint.kernel.records import Cell
from bpflint.kernel.verifier_change import Change
from bpflint.kernel.version import Version, parse_range

if TYPE_CHECKING:
    from bpflint.kernel.surface_at import SurfaceAt

_MAX_SIGNATURES = 64


class UnknownKernelError(BpflintError):
    """A kernel release that the facts do not know."""


class KernelFacts:
    """What one kernel says: a release as rules/ know it, or a particular kernel by its profile."""

    def __init__(
        self,
        facts: AllKernels,
        version: Version,
        profile: Mapping[str, Any] | None = None,
        patch: int | None = None,
    ) -> None:
        """Use `Facts.at` or `from_profile`. `patch` is the patch level where the kernel is a stable one."""
        self.facts = facts
        self._store = facts.store
        self.version = version
        self.name = str(profile["kernel"]) if profile else str(version)
        """How to name this kernel in messages: `6.12`, or the profile's `6.12.43+deb13`."""
        self._profile = profile
        self._patch = patch
        self._index = max((index for index, known in enumerate(facts.versions) if known <= version), default=0)
        self._kfuncs: dict[str, KfuncAt | None] = {}
        self._helpers: dict[str, HelperAt | None] = {}
        self._answers: dict[tuple[ProgramKind, ...], dict[tuple[int, bool | None], tuple[bool | None, ...]]] = {}
        self._signatures: dict[tuple[ProgramKind, ...], dict[str, object]] = {}

    @classmethod
    def from_profile(cls, data: Mapping[str, Any], base: AllKernels) -> KernelFacts:
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

    @cached_property
    def surface(self) -> SurfaceAt:
        """What a loader finds in this kernel's BTF. Raises SurfaceError where a profile's is damaged."""
        from bpflint.kernel.surface import load_surface, surface_of_profile

        if self._profile is None:
            return load_surface().at(self.version)
        return surface_of_profile(self._profile.get("surface"), self.version)

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

    @cached_property
    def releasers(self) -> Mapping[str, tuple[str, ...]]:
        """The kfuncs that give an object back, by the name of its struct; those for anything but the tests first."""
        found: dict[str, list[KfuncAt]] = {}
        for name in sorted(self._profile["kfuncs"] if self._profile else self._store.kfuncs_flagged("KF_RELEASE")):
            kfunc = self.kfunc(name)
            if kfunc is not None and kfunc.callable and kfunc.released_struct:
                found.setdefault(kfunc.released_struct, []).append(kfunc)
        return {
            struct: tuple(each.name for each in sorted(kfuncs, key=lambda each: each.test))
            for struct, kfuncs in found.items()
        }

    @property
    def is_release(self) -> bool:
        """True for a release as distributions build it, false for the profile of one particular kernel."""
        return self._profile is None

    def knows(self, name: str) -> bool:
        """True for a kfunc or helper of this or another kernel."""
        return self._knows_kfunc(name) or name in self._store.helper_numbers

    def _knows_kfunc(self, name: str) -> bool:
        return name in self._store.kfunc_names or bool(self._profile and name in self._profile["kfuncs"])

    def presence(self, name: str) -> Presence:
        """Whether this kernel has the function. A name that no rules mention is absent."""
        if self.kfunc(name) is not None:
            return Presence.PRESENT
        if self._profile is not None:
            unsure = name in (self._profile.get("undecided") or ()) or not self._module_known(name)
            return Presence.UNKNOWN if unsure else Presence.ABSENT
        cell = self._cell(name)
        return Presence.UNKNOWN if cell is not None and cell.state == "unknown" else Presence.ABSENT

    def _module_known(self, name: str) -> bool:
        """False for a kfunc of a module that the profile did not look at: its absence says nothing."""
        modules = self._store.module_of(name)
        looked_at = (self._profile or {}).get("modules") or ()
        return modules is None or not set(modules.split()).isdisjoint(looked_at)

    def _cell(self, name: str) -> Cell | None:
        record = self._store.kfunc(name)
        return record.at(self._index_for(name)) if record is not None else None

    def _index_for(self, name: str) -> int:
        """The place of the release that this kernel is like, as far as a kfunc is concerned."""
        if self._patch is None:
            return self._index
        release = self._store.stable_release(self.version, self._patch, name)
        return self._index if release == self.version else self.facts.versions.index(release)

    def _build_kfunc(self, name: str) -> KfuncAt | None:
        if self._profile is not None:
            return self._profiled_kfunc(name)
        return self._released_kfunc(name)

    def _released_kfunc(self, name: str) -> KfuncAt | None:
        """The kfunc as the facts have it for this release."""
        record = self._store.kfunc(name)
        cell = self._cell(name)
        if record is None or cell is None or cell.state == "unknown":
            return None
        return KfuncAt(
            name=name,
            family=record.family,
            page=record.page,
            docs=record.docs,
            version=self.version,
            flags=cell.flags,
            module=record.module,
            callable=cell.state != "uncallable",
            measured=cell.seen,
            prototype_certain=cell.state != "guessed",
            test=record.test,
            _prototype=cell.prototype,
            _allow=self._store.allow_list(cell.allow),
            _measured=self._measured,
            _sleepable_types=self.sleepable_types,
        )

    def _profiled_kfunc(self, name: str) -> KfuncAt | None:
        assert self._profile is not None
        seen = self._profile["kfuncs"].get(name)
        known = self._released_kfunc(name)
        if seen is None:
            # The twin of a kfunc with implicit arguments is in the BTF of a kernel, but never among its kfuncs.
            return known if known is not None and not known.callable else None
        record = self._store.kfunc(name)
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
            family=record.family if record else "other",
            page=record.page if record else "",
            docs=record.docs if record else None,
            version=self.version,
            flags=frozenset(flags) if flags is not None else known.flags if known else frozenset(),
            module=seen.get("module") or (record.module if record else None),
            callable=seen.get("callable", True),
            measured=True,
            prototype_certain=seen.get("prototype") is not None or known is not None,
            test=record is not None and record.test,
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
        record = self._store.helper(name)
        profiled = (self._profile or {}).get("helpers")
        if record is None or (record.since > self.version and name not in (profiled or {})):
            return None
        if profiled is not None:
            allow: AllowList | None = AllowList.parse(profiled.get(name, ()))
        else:
            allow = self._store.allow_list(record.allow_at(self._index_for(name)))
        return HelperAt(
            name=name,
            number=record.number,
            version=self.version,
            since=record.since,
            gpl_only=record.gpl_only,
            docs=record.docs,
            measured=self.version in self.facts.measured,
            _prototype=record.prototype,
            _allow=allow,
            _measured=self._measured,
            left_out=profiled is not None and name not in profiled,
        )

    # ------------------------------------------------------------------------------------------------ program types

    @cached_property
    def _measured(self) -> Measured:
        probed = (self._profile or {}).get("probed")
        return Measured.of(probed, filters_known=False) if probed else self._store.measured(self._index)

    @cached_property
    def sleepable_types(self) -> frozenset[str]:
        """The program types that can have sleepable programs at all on this kernel."""
        return frozenset(name for name, since in self._store.sleepable.items() if since <= self.version)

    def can_sleep(self, kind: ProgramKind) -> bool | None:
        """Whether a program of this kind may be declared sleepable on this kernel; None where nobody measured.

        `kind.sleepable` does not matter. Unmeasured targets (LSM hooks, attach functions) can still be refused.
        """
        if kind.type not in self.sleepable_types:
            return False
        variants = self._measured.variants_like(ProgramKind(kind.type, kind.attach, True, kind.member, kind.target))
        return any(variant.sleepable for variant in variants) or kind.type == "BPF_PROG_TYPE_SYSCALL" or None

    def lsm_hook_sleeps(self, hook: str) -> bool | None:
        """Whether a sleepable program may attach to an LSM hook; None where no sources near this kernel tell."""
        alone = self.facts.store.other_sleepable_lsm_hooks.get(self.version)
        if alone is not None:
            return hook in alone
        listed = self.facts.store.sleepable_lsm_hooks
        below = max((version for version in listed if version <= self.version), default=None)
        above = min((version for version in listed if version >= self.version), default=None)
        if below is None or above is None:
            return None
        answers = {hook in listed[below], hook in listed[above]}
        return answers.pop() if len(answers) == 1 else None

    def lsm_hook_is_closed(self, hook: str) -> bool | None:
        """Whether this kernel lets no program attach to an LSM hook that it has; None where patch levels differ."""
        since = self.facts.store.closed_lsm_hooks.get(hook)
        if since is not None and self.version >= since:
            return True
        level = self.facts.store.patched_lsm_hooks.get((self.version, hook))
        if level is None:
            return False
        return True if self._patch is not None and self._patch >= level else None

    def program_type(self, name: str) -> Presence:
        """Whether this kernel has a program, attach, map or link type or bpf(2) command (`BPF_PROG_TYPE_NETFILTER`)."""
        record = self._store.enumerator(name)
        if record is None or (record.unknown and any(self._in(text, self.version) for text in record.unknown)):
            return Presence.UNKNOWN
        until = record.until or self.version
        return Presence.PRESENT if record.since <= self.version <= until else Presence.ABSENT

    @staticmethod
    def _in(text: str, version: Version) -> bool:
        low, high = parse_range(text)
        return low <= version and (high is None or version <= high)

    def struct_ops_member(self, member: str) -> Prototype | None:
        """The function type of a struct_ops member such as `sched_ext_ops.enqueue`; None where not known.

        Parameters have no names: BTF keeps none there.
        """
        record = self._store.struct_ops_member(member)
        return Prototype.decode(record.prototype) if record is not None and record.prototype is not None else None

    # ------------------------------------------------------------------------------------------------- the verifier

    def has(self, change: Change) -> bool:
        """Whether this kernel's verifier has a change that no fact about a function tells."""
        return change in self.changes

    @cached_property
    def changes(self) -> frozenset[Change]:
        """All that it has; kernels that differ here are never judged as one."""
        return frozenset(change for change, since in self._store.verifier_changes.items() if self.version >= since)

    def struct_ops_presence(self, member: str) -> Presence:
        """Whether this kernel has the struct_ops member; UNKNOWN for structs nobody looked at."""
        record = self._store.struct_ops_member(member)
        struct = member.split(".")[0]
        siblings = [name for name in self._store.struct_ops_names if name.split(".")[0] == struct]
        if not siblings:
            return Presence.UNKNOWN
        if record is None:
            return Presence.ABSENT if self.version in self.facts.measured and self._saw(siblings) else Presence.UNKNOWN
        if record.first <= self.version <= record.last:
            return Presence.PRESENT
        return Presence.ABSENT if self._saw(siblings) else Presence.UNKNOWN

    def _saw(self, members: Iterable[str]) -> bool:
        records = map(self._store.struct_ops_member, members)
        return any(record is not None and record.first <= self.version <= record.last for record in records)

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
        parts: list[object] = []
        has_kfuncs = False
        for name in sorted(set(names)):
            if self._knows_kfunc(name):
                has_kfuncs = True
            elif name not in self._store.helper_numbers:
                continue
            if name not in known:
                known[name] = self._signature_of(name, ordered)
            parts.append((name, known[name]))
        if has_kfuncs:
            parts.append(self.version >= TRUSTED_BY_DEFAULT)
        return tuple(parts)

    def place_in_history(self, names: Iterable[str]) -> tuple[object, ...]:
        """Where this kernel stands in what messages tell of these kfuncs: who may call them, or who has them next."""
        return tuple(map(self._place_in_history_of, (name for name in names if name in self._store.kfunc_names)))

    def _place_in_history_of(self, name: str) -> object:
        kfunc = self.kfunc(name)
        if kfunc is not None:
            return id(kfunc._allow)
        return next((version for version in self.facts.kfuncs[name].versions if version > self.version), None)

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
            return kfunc.callable, kfunc._prototype.text, kfunc.prototype_certain, kfunc.flags, answers
        helper = self.helper(name)
        if helper is not None:
            return self._answers_of(helper, kinds)
        return self.presence(name)


@lru_cache(maxsize=4096)
def _encoded(text: str | None) -> EncodedPrototype | None:
    """A profile's prototype in the form of the compiled rules; None where it cannot be read."""
    if not isinstance(text, str):
        return None
    try:
        _, function, names = parse_function(text)
    except CTypeError:
        return None
    return EncodedPrototype(text, encode(function), names)
