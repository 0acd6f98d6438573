"""Program kinds, and which of the measured program variants of a kernel a kind corresponds to.

What a kernel allows was measured by loading one program per *variant*: a program type, with an attach type, an LSM
hook or a struct_ops member where that may matter, and plain or sleepable. Allow-lists name variants in short forms
(*tokens*). A question about a variant that was not measured is answered only where every measured variant that it
could resemble agrees; else the answer is None, "nobody knows".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

PREFIX = "BPF_PROG_TYPE_"
EVERY = "BPF_PROG_TYPE_UNSPEC"
"""The token of an allow-list that is open to every program type: the type a common kfunc set is registered for."""
STRUCT_OPS = "BPF_PROG_TYPE_STRUCT_OPS"
_SLEEPABLE = "#sleepable"
_PLAIN = "#plain"
_DEFAULT_LSM_HOOK = "file_open"  # the hook that stands for BPF_LSM_MAC without a name in the measurements


@dataclass(frozen=True, slots=True)
class ProgramKind:
    """What the kernel takes a program for.

    `attach` is its expected attach type, `member` a struct_ops member (`sched_ext_ops.enqueue`), `target` the text
    after the slash of its section (a hook, a function).
    """

    type: str
    attach: str | None = None
    sleepable: bool = False
    member: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """One measured variant. `name` is the attach type, `ATTACH(hook)`, `struct.member`, or "" where there is none."""

    type: str
    name: str
    sleepable: bool

    @classmethod
    def parse(cls, key: str) -> Variant:
        base = key.removesuffix(_SLEEPABLE)
        program_type, _, name = base.partition("/")
        return cls(program_type, name, base != key)


@dataclass(frozen=True, slots=True)
class Token:
    """The short form of a part of an allow-list, such as `BPF_PROG_TYPE_TRACING/BPF_TRACE_ITER#sleepable`."""

    type: str
    name: str | None
    """None: every measured variant of the type; "" the one without attach type; `struct.*` all members of a struct."""
    sleepable: bool | None

    @classmethod
    def parse(cls, text: str) -> Token:
        form = True if text.endswith(_SLEEPABLE) else False if text.endswith(_PLAIN) else None
        base = text.removesuffix(_SLEEPABLE).removesuffix(_PLAIN)
        program_type, slash, name = base.partition("/")
        return cls(program_type, ("" if name == "plain" else name) if slash else None, form)

    def __str__(self) -> str:
        name = "" if self.name is None else f"/{self.name or 'plain'}"
        form = "" if self.sleepable is None else _SLEEPABLE if self.sleepable else _PLAIN
        return f"{self.type}{name}{form}"

    def covers(self, variant: Variant) -> bool:
        if self.type != variant.type or self.sleepable not in (None, variant.sleepable):
            return False
        if self.name is None or self.name == variant.name:
            return True
        return self.name.endswith(".*") and variant.name.split(".")[0] == self.name[:-2]


@dataclass(frozen=True, slots=True)
class AllowList:
    """Which program variants may call a function on one kernel; `unknown` are those that nobody could measure."""

    allowed: tuple[Token, ...]
    unknown: tuple[Token, ...] = ()

    @classmethod
    def parse(cls, allowed: Iterable[str], unknown: Iterable[str] = ()) -> AllowList:
        return cls(tuple(map(Token.parse, allowed)), tuple(map(Token.parse, unknown)))

    def permits(self, variant: Variant) -> bool | None:
        """What was measured for one variant."""
        if any(token.type == EVERY or token.covers(variant) for token in self.allowed):
            return True
        return None if any(token.type == EVERY or token.covers(variant) for token in self.unknown) else False

    def minds_sleep(self, program_type: str) -> bool:
        """True if only the sleepable programs of this type may call it, in some form or other."""
        return any(token.type == program_type and token.sleepable for token in (*self.allowed, *self.unknown))


@dataclass(frozen=True)
class Measured:
    """The variants that were loaded to measure one kernel, by program type."""

    by_type: Mapping[str, tuple[Variant, ...]]
    _structs: frozenset[str] = field(default=frozenset())
    _filters_known: bool = True
    _answers: dict[tuple[int, ProgramKind], tuple[AllowList, bool | None]] = field(
        default_factory=dict, repr=False, compare=False
    )
    """What was answered before, with the list that was asked about: it is kept alive, so its id stays its own."""

    @classmethod
    def of(cls, keys: Iterable[str], *, filters_known: bool = True) -> Measured:
        """`filters_known` says that allow-lists also name the structs that nobody could load but a filter looks for.

        Then a list without any struct_ops token is one that no struct_ops program is on.
        """
        by_type: dict[str, list[Variant]] = {}
        for variant in map(Variant.parse, keys):
            by_type.setdefault(variant.type, []).append(variant)
        structs = frozenset(variant.name.split(".")[0] for variant in by_type.get(STRUCT_OPS, ()))
        return cls({name: tuple(variants) for name, variants in by_type.items()}, structs, filters_known)

    def variants_like(self, kind: ProgramKind) -> tuple[Variant, ...]:
        """The measured variants that `kind` could be; empty where nothing like it was measured."""
        variants = self.by_type.get(kind.type, ())
        if kind.type == STRUCT_OPS:
            named = self._members_like(kind, variants)
        elif kind.attach is None:
            named = [variant for variant in variants if not variant.name] or list(variants)
        else:
            named = self._attached_like(kind, variants)
        return tuple(variant for variant in named if variant.sleepable == kind.sleepable) or tuple(named)

    @staticmethod
    def _members_like(kind: ProgramKind, variants: tuple[Variant, ...]) -> list[Variant]:
        if kind.member is None:
            return list(variants)
        exact = [variant for variant in variants if variant.name == kind.member]
        struct = kind.member.split(".")[0]
        return exact or [variant for variant in variants if variant.name.split(".")[0] == struct]

    @staticmethod
    def _attached_like(kind: ProgramKind, variants: tuple[Variant, ...]) -> list[Variant]:
        hooks = [variant for variant in variants if variant.name.startswith(f"{kind.attach}(")]
        of_hook = [variant for variant in hooks if variant.name == f"{kind.attach}({kind.target})"]
        exact = [variant for variant in variants if variant.name == kind.attach]
        if of_hook:
            return of_hook
        if exact:
            return exact if kind.target in (None, "", _DEFAULT_LSM_HOOK) else [*exact, *hooks]
        return [variant for variant in variants if not variant.name] or list(variants)

    def tried(self, kind: ProgramKind) -> bool:
        """True if a program with the attach type or struct_ops member of `kind` was loaded, not one of its type."""
        names = {variant.name for variant in self.by_type.get(kind.type, ())}
        wanted = (kind.member if kind.type == STRUCT_OPS else kind.attach) or ""
        return wanted in names or names == {""}

    def has_struct(self, kind: ProgramKind) -> bool:
        """False for a struct_ops struct of which no member could be loaded."""
        return kind.member is None or kind.member.split(".")[0] in self._structs

    def answer(self, allow: AllowList, kind: ProgramKind) -> bool | None:
        """Whether a program of `kind` is on the allow-list; None where the measurements do not tell."""
        key = id(allow), kind
        known = self._answers.get(key)
        if known is None:
            known = self._answers[key] = allow, self._find_answer(allow, kind)
        return known[1]

    def _find_answer(self, allow: AllowList, kind: ProgramKind) -> bool | None:
        if any(token.type == EVERY or (token.type == kind.type and _whole(token, kind)) for token in allow.allowed):
            return True
        mentioned = any(token.type in (EVERY, kind.type) for token in (*allow.allowed, *allow.unknown))
        if not mentioned:
            if not self._filters_known and not self.has_struct(kind):
                return None  # a filter may open the kfunc to this struct alone
            return False if kind.type in self.by_type else None
        variants = self.variants_like(kind)
        verdicts = {allow.permits(variant) for variant in variants}
        if kind.sleepable and not any(variant.sleepable for variant in variants) and allow.minds_sleep(kind.type):
            verdicts.discard(False)  # the plain form, which alone could be loaded, may be refused for what it is
        return verdicts.pop() if len(verdicts) == 1 else None


def _whole(token: Token, kind: ProgramKind) -> bool:
    if token.sleepable is not None:
        return False
    return token.name is None or (kind.member is not None and token.name == f"{kind.member.split('.')[0]}.*")
