"""What a walk knows, in words that do not depend on the order in which identities were given out.

0..15 #3            an integer; what has the same number is equal
0..255 #4 = #3 + 1  it is computed of another one
any u32 vague       all values of a type; the verifier may know more
stack x+4           an address, `or NULL`, ` is NULL`; `~2` is the lifetime of the object
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from bpflint.base.span import Span
from bpflint.flow.domain.cells import Cells
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import (
    MAX64,
    MIN64,
    Argument,
    Condition,
    Pointer,
    Region,
    RegionKind,
    Scalar,
    Trust,
    Value,
)
from bpflint.flow.domain.ways import CERTAIN
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import trust_of

_RANGES = {
    (MIN64, MAX64): "any",
    **{(0, (1 << bits) - 1): f"any u{bits}" for bits in (8, 16, 32, 64)},
    **{(-(1 << (bits - 1)), (1 << (bits - 1)) - 1): f"any s{bits}" for bits in (8, 16, 32, 64)},
}
_OUTCOMES = {1: "<", 2: "==", 3: "<=", 4: ">", 5: "!=", 6: ">="}
_EXPOSED = ("", "read again", "computed again")


class Words:
    """Puts what one walk knows into words."""

    def __init__(self, engine: Machine) -> None:
        self._engine = engine
        self._numbers: dict[str, dict[int, int]] = {}

    def _number(self, mark: str, ident: int) -> str:
        """Numbers in the order in which they are asked for, those of one mark apart from others."""
        known = self._numbers.setdefault(mark, {})
        return f"{mark}{known.setdefault(ident, len(known) + 1)}"

    # ------------------------------------------------------------------------------------------------------- values

    def value(self, state: State, value: Value | None) -> str:
        """One value as it is known on a path."""
        if isinstance(value, Scalar):
            return self._scalar(state, value)
        if isinstance(value, Pointer):
            return self._pointer(state, value)
        if isinstance(value, Condition):
            return f"{self.value(state, value.left)} {value.op} {self.value(state, value.right)}"
        if isinstance(value, Argument):
            return f"argument {value.index}"
        return "?"

    def _scalar(self, state: State, value: Scalar) -> str:
        low, high = state.range(value)
        if low == high:
            return str(low)
        words = [_RANGES.get((low, high)) or f"{low}..{high}"]
        if value.ident:
            words.append(self._number("#", value.ident))
        words += self._made(value)
        if low <= 0 <= high and state.nullness(value) is False:
            words.append("not 0")
        excluded = state.excluded.get(value.ident, {}) if value.ident else {}
        if excluded:
            words.append(f"not {','.join(map(str, sorted(excluded)))}")
        words += [word for word in ("vague", "half", "fixed") if getattr(value, word)]
        words += [_EXPOSED[value.exposed]] if value.exposed else []
        words += ["number"] if value.ident in self._engine.numbers else []
        words += ["examined"] if value.ident in self._engine.examined else []
        return " ".join(words)

    def _made(self, value: Scalar) -> Iterator[str]:
        made = value.made_of
        if made is None:
            return
        left, right = self._operand(made.left), self._operand(made.right)
        if not made.op:
            yield f"= ({made.type.spelling}){left}"
        elif made.left is made.right:
            yield f"= {made.op}({left})"
        else:
            yield f"= {left} {made.op} {right}"
        if not made.idents:
            yield "not followed"

    def _operand(self, value: Value) -> str:
        if not isinstance(value, Scalar):
            return "?"
        if value.ident:
            return self._number("#", value.ident)
        return str(value.low) if value.low == value.high else "any"

    def _pointer(self, state: State, value: Pointer) -> str:
        region = value.region
        offset = "?" if value.offset is None else f"{value.offset:+}"
        if value.distance is not None:
            steps = (f"{self._operand(step)}*{size}" for step, size in value.distance.steps)
            offset = f"+({' + '.join((str(value.distance.fixed), *steps))})"
        words = [f"{self.region(state, region)}{offset}"]
        null = state.nullness(value)
        words += ["or NULL"] if null is None else ["is NULL"] if null else []
        if value.null and null is None:
            words.append(self._number("?", abs(value.null)))
        words += ["tested"] if value.null < 0 else []
        if region.kind in (RegionKind.KERNEL, RegionKind.ALLOC):
            trust = trust_of(state, value)
            words.append(trust.name.lower())
            words += [f"as {value.trust.name.lower()}"] if value.trust is not trust else []
            if value.trust is Trust.RCU:
                words.append(f"of section {value.rcu_section}")
        if value.life:
            words.append(self._number("~", value.life))
            words += ["owned"] if value.life in state.owned else []
            words += [state.dead[value.life].how] if value.life in state.dead else []
            words += ["non-owning"] if value.life in state.non_owning else []
        words += [f".{value.field.partition('.')[2]}"] if value.field else []
        words += [f"NULL at {value.base}"] if value.base else []
        words += ["reread"] if value.reread else []
        return " ".join(words)

    def region(self, state: State, region: Region) -> str:
        """A piece of memory, by what it is and is called."""
        ctype = state.type_of(region)
        name = region.name or region.origin or (ctype.name if ctype is not None else "")
        marks = [word for word in ("percpu", "readonly", "nonowning") if getattr(region, word)]
        if region.kind not in (RegionKind.STACK, RegionKind.GLOBAL) and ctype is not None and ctype.name != name:
            name += f":{ctype.spelling}"
        if region.kind is RegionKind.MEMORY or region.kind is RegionKind.MAP_VALUE:
            name += f"[{region.size}]"
        return " ".join((*marks, region.kind.name.lower(), name))

    # -------------------------------------------------------------------------------------------------------- states

    def held(self, state: State) -> Iterator[str]:
        """What a path owes, has open and is unsure of."""
        for token, reference in state.owned.items():
            yield f"owns {reference.name} {self._number('~', token)} of {reference.callee}:{reference.span.line}"
        for (region, offset), slot in state.slots.items():
            marks = [word for word in ("readonly", "rcu") if getattr(slot, word)]
            place = f"{self.region(state, region)}{offset:+}"
            yield " ".join((slot.kind, slot.type, slot.state, f"[{slot.size}]", *marks, "at", place))
        for section in state.critical:
            lock = f" of {self.region(state, section.lock.region)}" if section.lock is not None else ""
            yield f"in {section.kind.value} since {section.span.line}{lock}"
        yield from sorted(f"{key}: {_object(value)}" for key, value in state.objects.items())
        yield from ["doubted"] if state.doubt else []
        yield from ["widened"] if state.widened else []
        if state.way is not CERTAIN:
            yield "only if the loader sets something" if state.way.unlikely else "perhaps"
        if state.unsure:
            yield f"unsure of {len(state.unsure)}"

    def memory(self, state: State) -> Iterator[str]:
        """What memory holds."""
        for region, cells in state.memory.items():
            content = "; ".join(self._cells(state, cells))
            if content:
                yield f"{self.region(state, region)}: {content}"

    def _cells(self, state: State, cells: Cells) -> Iterator[str]:
        for offset, (size, value) in sorted(cells.values.items()):
            yield f"{offset:+g}:{size:g} {self.value(state, value)}"
        for low, high in cells.zeros:
            yield f"{low:+g}..{high:+g} 0"

    def everything(self, state: State) -> list[str]:
        """All that a path knows: `held`, `memory`, and what else no value shows."""
        more: dict[str, Callable[[], Iterable[str]]] = {
            "types": lambda: (f"{self.region(state, each)} {ctype.name}" for each, ctype in state.types.items()),
            "relations": lambda: (
                f"{self._number('#', left)} {_OUTCOMES.get(outcomes, outcomes)} {self._number('#', right)}{_join(join)}"
                for (left, right), (outcomes, join) in state.relations.items()
            ),
            "excluded": lambda: (
                f"{self._number('#', ident)} not {constant}{_join(join)}"
                for ident, known in state.excluded.items()
                for constant, join in known.items()
            ),
            "bounds": lambda: (f"{self._number('#', ident)} {known}" for ident, known in state.bounds.items()),
            "tested": lambda: (
                f"{self._operand(left)} {op} {self._operand(right)}{_join(join)}"
                for (op, left, right), join in state.tested.values()
            ),
            "narrowed": lambda: (f"{self._number('#', each)}{_join(join)}" for each, join in state.narrowed.items()),
            "recent": lambda: (f"{way[1]} {way[2]}" for _, way in state.recent),
            "calls": lambda: [str(state.calls)] if state.calls else [],
            "exposed": lambda: sorted(self.region(state, each) for each in state.exposed),
            "nulls": lambda: (f"{self._number('?', abs(each))} {null}" for each, null in state.nulls.items()),
            "constant_keys": lambda: sorted(self._number("?", abs(each)) for each in state.constant_keys),
            "keyless": lambda: ["keyless"] if state.keyless else [],
            "dead": lambda: (
                f"{self._number('~', each)} {death.how} by {death.callee}:{death.span.line}"
                for each, death in state.dead.items()
            ),
            "owned": lambda: (
                f"{each.what} {each.release} {each.frame} {each.type_name}" for each in state.owned.values()
            ),
            "rcu_section": lambda: [str(state.rcu_section)],
            "room": lambda: [
                *(f"{kind} {size}" for kind, size in state.room.begins),
                *(f"{kind} {place.fixed}.." for kind, place in state.room.places),
            ],
            "pending": lambda: (f"{self._number('#', each)} {len(data)}" for each, data in state.pending.items()),
            "story": lambda: (
                f"{step.span.line}:{step.message}" for step in state.steps(frozenset(), 1000, everything=True)
            ),
        }
        said = [f"{name}: {text}" for name, texts in more.items() if (text := "; ".join(texts()))]
        return [*self.held(state), *self.memory(state), *said]


SHOWN: Mapping[str, str] = {
    **dict.fromkeys(
        ("owned", "slots", "critical", "objects", "doubt", "widened", "last_round", "way", "unsure"), "held"
    ),
    **dict.fromkeys(("memory", "shares"), "memory"),
    **dict.fromkeys(("types", "relations", "excluded", "bounds", "tested", "narrowed", "recent", "calls"), "more"),
    **dict.fromkeys(("exposed", "nulls", "rcu_section", "room", "pending", "story"), "more"),
    **dict.fromkeys(("constant_keys", "keyless"), "more"),
    **dict.fromkeys(("dead", "non_owning"), "values"),
    "frames": "the values that their instructions give",
    **dict.fromkeys(("other_way", "joined"), "recent"),
    "packet": "the pointers that are dead",
}
"""Where each slot of a state shows."""


def _join(join: tuple[int, int] | None) -> str:
    return "" if join is None else f" since call {join[0]}"


def _object(value: object) -> str:
    """What an observer keeps; calls that it tells apart by `id()` are only counted."""
    return f"{len(value)} calls" if isinstance(value, tuple) else repr(value)


def place(span: Span, path: str) -> str:
    """`line:column`, with the file's name if it is another one."""
    file = "" if span.path == path else f"{Path(span.path).name}:"
    return f"{file}{span.line}:{span.column}"
