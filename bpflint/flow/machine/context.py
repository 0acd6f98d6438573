"""What the walk works with: values of operands, memory, frames, numbers, and the notes it takes.

The interpreter proper (interpreter.py) moves through blocks; everything here is about one state at one place.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from bpflint.base.span import NOWHERE, Span
from bpflint.flow.domain import arithmetic
from bpflint.flow.domain.cells import EMPTY
from bpflint.flow.domain.events import Budget
from bpflint.flow.domain.state import Frame, State
from bpflint.flow.domain.values import (
    CALLER,
    KEY,
    PAGE,
    UNKNOWN,
    Argument,
    Pointer,
    Region,
    RegionKind,
    Scalar,
    Trust,
    Value,
    limits,
)
from bpflint.flow.machine.event_log import EventLog
from bpflint.flow.machine.pruning import Pruning
from bpflint.flow.machine.roots import Root, Roots
from bpflint.flow.static.function_summaries import FunctionSummaries
from bpflint.flow.static.guards import Guards
from bpflint.flow.static.initial_values import initial_value
from bpflint.flow.static.kernel_queries import Query
from bpflint.flow.static.licence import closed_license
from bpflint.flow.static.liveness import Cfg
from bpflint.flow.static.struct_layout import contains_of
from bpflint.kernel import KernelFacts, Presence, Version
from bpflint.kernel.helper_contract import HelperContract
from bpflint.kernel.kfunc import KfuncAt
from bpflint.kernel.verifier_change import Change
from bpflint.libbpf.programs import Program
from bpflint.source.control_flow import Function
from bpflint.source.model import Call, Const, FunctionRef, Global, Local, Operand, String, Temp
from bpflint.source.types import UNKNOWN as UNKNOWN_TYPE
from bpflint.source.types import Kind, Type
from bpflint.source.unit import Map, Unit

HALF_A_REGISTER = 4
"""Bytes."""


def section_of(variable: Global) -> str:
    """The section that a variable lies in: one memory to the verifier."""
    return variable.section or (".data" if variable.value else ".bss")


class Machine:
    """One program on one kernel: what is shared by all of its paths."""

    def __init__(
        self,
        unit: Unit,
        program: Program,
        kernel: KernelFacts,
        budget: Budget,
        guards: Guards,
        summaries: FunctionSummaries,
        observers: Sequence[Any] = (),
    ) -> None:
        self.unit = unit
        self.program = program
        self.kernel = kernel
        self.budget = budget
        self.guards = guards
        self.summaries = summaries
        self.cfg: Callable[[Function], Cfg] = summaries.cfg
        self.kind = program.kind
        self.type = program.kind.type if program.kind else ""
        self.is_closed = closed_license(unit) is not None
        """True if the licence is known and not compatible with the kernel's, until that was told."""
        self.observers = observers
        self.log = EventLog(unit, summaries, self.opening, program.function)
        self.report = self.log.report
        self.analysis = self.log.analysis
        self.pruning = Pruning(self.log, self.identity)
        """The paths of the walk that began in `root`."""
        self.roots = Roots()
        self.root: Root = Root(program.function, (), "program", bool(program.kind and program.kind.sleepable))
        self.work: list[State] = []
        self.frame_local = Local("the stack", UNKNOWN_TYPE, NOWHERE)
        """Stands for a frame's own stack memory, as assembly sees it."""
        self.wide = Type(Kind.INT, "long long", 8, signed=True)
        """The type of a register."""
        self.given: dict[int, int] = {}
        """Tokens of the arguments that came with a reference, by position."""
        self.type_ids: dict[int, str] = {}
        """What `bpf_core_type_id_local()` and the like stand for, by the identity of their value."""
        self.numbers: set[int] = set()
        """Identities of values that are numbers to the verifier, whatever the source casts them to."""
        self.said_once: set[tuple[str, str]] = set()
        """What is said once of a program: of a map and an object in its values, and that no arena belongs to it."""
        self.examined: set[int] = set()
        """Identities of numbers that inline assembly was given: what it found out about them nobody sees."""
        self.unset: dict[int, str] = {}
        """The variables of which numbers were read before anything was written to them, by the identity read."""
        self.contracts: dict[str, HelperContract | None] = {}
        """What the helpers that were called ask for where this program calls them."""
        self._numbers: dict[Hashable, int] = {}
        self._computed: dict[int, list[int]] = {}
        self._globals: dict[object, Value] = {}
        self.initial: dict[int, int] = {}
        """What the constants that a loader may set hold until then, by identity."""
        self.newest = 0
        """The newest identity."""
        self.anywhere = self.region(RegionKind.OTHER)
        """Stands for a place that nobody knows."""

    def begin(self, root: Root) -> None:
        """Begins the walk of a function in a context of its own."""
        self.root = root
        self.log.began_in = root.function
        self.pruning = Pruning(self.log, self.identity)

    def gives_pointer(self) -> bool:
        """True for a struct_ops member that gives the kernel a pointer."""
        returns = self.program.body.type.target
        return self.type == "BPF_PROG_TYPE_STRUCT_OPS" and returns is not None and returns.kind is Kind.POINTER

    # ------------------------------------------------------------------------------------------------------- values

    def value(self, state: State, operand: Operand) -> Value:
        """The value of an operand; the address, for a variable."""
        if isinstance(operand, Temp):
            return state.frames[-1].temps.get(operand.index, UNKNOWN)
        if isinstance(operand, Local):
            region = self.local(state, operand)
            if operand.type.kind is Kind.FUNCTION:
                return state.read(region, 0, 8) or UNKNOWN
            return Pointer(region)
        if isinstance(operand, Const):
            return Scalar(operand.value, operand.value)
        known = self._globals.get(operand)
        if known is None:
            known = self._globals[operand] = self._global(operand)
        return known

    def _global(self, operand: Operand) -> Value:
        match operand:
            case Global(name=name):
                if name in self.unit.maps:
                    return Pointer(self.region(RegionKind.MAP, name=name, map=self.unit.maps[name]))
                if operand.section == ".ksyms" or operand.is_extern:
                    variable = operand if operand.section == ".kconfig" else None
                    return Pointer(self.region(RegionKind.OTHER, operand.type, name, variable=variable))
                section = section_of(operand)
                constant = operand.type.const or section.startswith(".rodata")
                region = self.region(
                    RegionKind.GLOBAL,
                    operand.type,
                    name,
                    operand.type.size or None,
                    group=section,
                    readonly=constant,
                    variable=operand,
                )
                return Pointer(region)
            case FunctionRef(name=name):
                declaration = self.unit.declarations.get(name)
                if name not in self.unit.functions and declaration is not None and declaration.is_weak:
                    known = self.guards.asked.ask(Query("function", name))
                    if known == 0:
                        return Scalar(0, 0)
                    if known is None:
                        return Pointer(self.region(RegionKind.FUNCTION, name=name), null=self.identity())
                return Pointer(self.region(RegionKind.FUNCTION, name=name))
            case String(size=size):
                return Pointer(self.region(RegionKind.STRING, size=size, readonly=True))
        return UNKNOWN

    def local(self, state: State, local: Local) -> Region:
        """The stack memory of a local variable of the running function."""
        frame = state.frames[-1]
        region = frame.regions.get(local)
        if region is None:
            region = self.region(RegionKind.STACK, local.type, local.name, local.type.size or None)
            frame.regions[local] = region
        return region

    def cast(self, state: State, value: Value, ctype: Type) -> Value:
        """A value converted to a type."""
        if isinstance(value, Argument):
            if ctype.kind is Kind.POINTER:
                pointer = value.pointer
                if pointer.region.type is None and ctype.target is not None and ctype.target.is_record:
                    state.learn_type(pointer.region, ctype.target)
                return pointer
            if ctype.size == 8:
                return value
            return arithmetic.fresh(ctype, self.number(("argument", value.index, ctype.size, ctype.signed)))
        if isinstance(value, Pointer):
            if ctype.kind is Kind.POINTER:
                target = ctype.target
                if value.region.type is None and value.offset == 0 and target is not None and target.is_record:
                    state.learn_type(value.region, target)
                return value
            if ctype.is_record:
                return value
            return value if ctype.size == 8 or ctype.kind is Kind.UNKNOWN else arithmetic.fresh(ctype, 0, vague=True)
        if isinstance(value, Scalar) and ctype.kind is Kind.POINTER and "arena" in ctype.tags:
            return UNKNOWN  # any number becomes an address there
        if ctype.kind in (Kind.INT, Kind.ENUM) and isinstance(value, Scalar):
            return self.same_kind(arithmetic.convert(state, value, ctype, self.number), value)
        return value

    def same_kind(self, result: Value, *operands: Value) -> Value:
        """`result`, which is a plain number where all that it was computed of are some."""
        if isinstance(result, Scalar) and result.ident and result.ident not in self.numbers:
            scalars = [each for each in operands if isinstance(each, Scalar)]
            if len(scalars) == len(operands) and all(
                each.ident in self.numbers or each.constant is not None for each in scalars
            ):
                self.numbers.add(result.ident)
        return result

    def region(
        self,
        kind: RegionKind,
        ctype: Type | None = None,
        name: str = "",
        size: int | None = None,
        *,
        group: str = "",
        origin: str = "",
        map: Map | None = None,
        percpu: bool = False,
        readonly: bool = False,
        nonowning: bool = False,
        variable: Global | None = None,
    ) -> Region:
        """A new piece of memory."""
        marks = percpu, readonly, nonowning
        likeness = self.number(("like", kind, ctype, size, group, origin == CALLER, map, marks))
        return Region(kind, self.identity(), ctype, name, size, group, origin, map, *marks, variable, likeness)

    def constant(self, region: Region, offset: int | None, ctype: Type, *, volatile: bool) -> Scalar:
        """An integer in a constant of the program. What a loader may set is the same on all paths."""
        initial = initial_value(region.variable, offset or 0, ctype) if region.variable is not None else None
        if initial is not None and not volatile:
            return Scalar(initial, initial)
        ident = self.number(("constant", region.name, offset, ctype.size))
        if initial is not None:
            self.initial[ident] = initial
        low, high = limits(ctype)
        return Scalar(low, high, ident, vague=True, fixed=True)

    def kernel_object(
        self,
        ctype: Type | None,
        trust: Trust,
        *,
        null: bool = False,
        tested: bool = False,
        rcu_section: int = 0,
        origin: str = "",
        life: int = 0,
        name: str = "",
    ) -> Pointer:
        """A pointer to a kernel object never seen before. `tested`: both ways of a test for NULL are followed."""
        name = name or (ctype.name if ctype is not None else "")
        region = self.region(RegionKind.KERNEL, ctype, name, origin=origin)
        ident = self.identity() if null else -self.identity() if tested else 0
        return Pointer(region, 0, ident, life, trust, rcu_section)

    def map_key(self, origin: str) -> Region:
        """The key of an element that the kernel shows to the program."""
        return self.region(RegionKind.OTHER, name=KEY, origin=origin, readonly=True)

    def plain_number(self, ctype: Type | None = None, ident: int = 0) -> Scalar:
        """A value that the verifier never takes for an address."""
        value = arithmetic.fresh(ctype, ident or self.identity())
        self.numbers.add(value.ident)
        return value

    def is_number(self, state: State, value: Value) -> bool:
        """True for what is no address to the verifier, apart from NULL and members of it."""
        if not isinstance(value, Scalar):
            return False
        constant = state.constant(value)
        return value.ident in self.numbers if constant is None else not 0 <= constant < PAGE

    def identity(self) -> int:
        """A number that nothing else has."""
        self.newest += 1
        return self.newest

    def number(self, key: Hashable) -> int:
        """The number of `key`: equal keys have equal ones."""
        known = self._numbers.get(key)
        if known is None:
            known = self._numbers[key] = self.identity()
            for part in key if isinstance(key, tuple) else ():
                if isinstance(part, tuple) and len(part) == 2 and part[0] == "#":
                    self._computed.setdefault(part[1], []).append(known)
        return known

    def known_number(self, key: Hashable) -> int:
        """The number of `key`, 0 where nobody asked for one."""
        return self._numbers.get(key, 0)

    def computed_of(self, ident: int) -> list[int]:
        """The numbers of what was computed of an integer, or converted from it."""
        return self._computed.get(ident, [])

    # ------------------------------------------------------------------------------------------------------- frames

    def enter(
        self, state: State, function: Function, args: tuple[Value, ...], call: Call | None, role: str = ""
    ) -> None:
        """Begins to run `function` in a new frame."""
        frame = Frame(function, self.cfg(function), call=call, role=role, args=args)
        if frame.cfg.is_tangled:
            self.log.give_up(function, "its loops are nested too deeply")
        self.log.entered.add(function.name)
        if state.frames:
            caller = state.frames[-1]
            cfg = caller.cfg
            needed = cfg.temps_at(caller.block, caller.index)
            caller.temps = {index: value for index, value in caller.temps.items() if index in needed}
            frame.chain = self.number(("chain", caller.chain, caller.block, caller.index, id(call), function.name))
            frame.looped = caller.looped or caller.block in cfg.loops
        if role:
            frame.held = frozenset(state.owned)
        state.frames.append(frame)
        for param, value in zip(function.params, args, strict=False):
            region = self.region(RegionKind.STACK, param.type, param.name, param.type.size or None)
            frame.regions[param] = region
            if param.type.kind is Kind.FUNCTION:
                state.write(region, 0, 8, value)
            elif param.type.size and not param.type.is_record:
                state.write(region, 0, param.type.size, self.cast(state, value, param.type))
            elif isinstance(value, Pointer) and value.offset is not None and value.region in state.memory:
                state.memory[region] = EMPTY.copied(0, param.type.size, state.memory[value.region], value.offset)

    def drop(self, state: State, region: Region) -> None:
        """A stack variable goes out of scope."""
        state.memory.pop(region, None)
        for key in [key for key in state.slots if key[0] is region]:
            state.drop_slot(key)

    @staticmethod
    def drop_dead(state: State, frame: Frame) -> None:
        """Forgets the variables that are not read any more, and that nothing can point to."""
        live = frame.cfg.live_at(frame.block, frame.index)
        for local in [local for local in frame.regions if local not in live]:
            state.memory.pop(frame.regions.pop(local), None)

    def result(self, state: State, call: Call, value: Value) -> None:
        """Gives a call its value."""
        if call.result is not None:
            given = self.cast(state, value, call.result.type)
            if isinstance(given, Scalar) and given.ident and call.result.type.size == HALF_A_REGISTER:
                given = Scalar(given.low, given.high, given.ident, given.vague, half=True, made_of=given.made_of)
            state.frames[-1].temps[call.result.index] = given

    def also(self, state: State, call: Call, value: Value) -> None:
        """Another state continues after `call` with `value`."""
        self.result(state, call, value)
        self.work.append(state)

    def has(self, change: Change) -> bool:
        """True if the verifier of this kernel has a change."""
        return bool(self.guards.asked.ask(Query("change", change.value)))

    def is_at_least(self, version: Version) -> bool:
        """True from a release on."""
        return bool(self.guards.asked.ask(Query("version", ">=", version.code)))

    def kfunc(self, name: str) -> KfuncAt | None:
        """A kfunc that the path comes to, None where this kernel lacks it."""
        self.guards.asked.ask(Query("callee", name))
        return self.kernel.kfunc(name)

    def lacks(self, name: str) -> bool:
        """True if this kernel surely has no such kfunc."""
        return self.kfunc(name) is None and self.kernel.presence(name) is Presence.ABSENT

    def has_type(self, spelling: str) -> bool:
        """True if this kernel surely has a struct, union or enum."""
        return self.guards.asked.ask(Query("type", spelling)) == 1

    def size_of(self, tag: str) -> int:
        """The bytes of a struct of the kernel in each of its builds; 0 where nobody knows."""
        return self.guards.asked.ask(Query("size", tag)) or 0

    def is_flagged(self, kfunc: str, flag: str) -> bool | None:
        """Whether a kfunc has a flag that only counts here and there; None where this kernel lacks the kfunc."""
        answer = self.guards.asked.ask(Query("flag", f"{kfunc} {flag}"))
        return None if answer is None else bool(answer)

    def releaser(self, struct: str) -> str:
        """The kfunc that gives a `struct` back, "" where none is known; for messages."""
        self.guards.asked.ask(Query("releaser", struct))
        return next(iter(self.kernel.releasers.get(struct, ())), "")

    def contains(self, name: str) -> tuple[str, str] | None:
        """What the `__contains` mark of a global list or tree says."""
        variable = self.unit.globals.get(name)
        return contains_of(variable.decl_tags) if variable is not None else None

    def opening(self, span: Span) -> int:
        """The identity of the region that is opened at `span`, for the story."""
        return self.number(("opened", span))

    def settle(self, state: State, ident: int, zero: bool) -> None:
        """A call's result is now known to be zero, or not: what depended on it happens."""
        waiting: tuple[Any, ...] = state.pending.pop(ident, ())
        for observer, data in waiting:
            observer.settled(state, data, zero)
