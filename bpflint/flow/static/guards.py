"""What a condition is on one kernel: `bpf_ksym_exists(f)`, `LINUX_KERNEL_VERSION`, `bpf_core_type_exists()`.

Such conditions are constants once the kernel is known, so the code behind them is judged only for the kernels that
run it. A condition that depends on anything else is unknown (None), and then both ways are taken: this module may
call a branch possible that is not, never the reverse.

Some constants of a kernel nobody knows here (has a struct this member?). They are questions like the others, so that
it can be told which code hangs on an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from bpflint.flow.static.avoidance import Outcomes, unavoidable
from bpflint.flow.static.constants import binary, wrap
from bpflint.flow.static.definitions import CORE, LOST_TESTS, MAX_NESTING, VERSION, Definitions, Reached, definitions_of
from bpflint.flow.static.initial_values import initial_value
from bpflint.flow.static.kernel_queries import DEFAULT, KernelQueries, Query
from bpflint.flow.static.loader_constants import LoaderConstants, part_of_constant
from bpflint.flow.static.unwritten import is_candidate, unwritten
from bpflint.source.control_flow import Block, Branch, Function, Jump, Return, Switch, successors
from bpflint.source.model import (
    COMPARISONS,
    Binary,
    Call,
    Cast,
    Const,
    FunctionRef,
    Global,
    Instruction,
    Load,
    Local,
    Operand,
    Select,
    String,
    Temp,
    Unary,
)
from bpflint.source.types import Kind, Type
from bpflint.source.unit import Unit

MAX_CALL_DEPTH = 6
"""How deep a test may hide in functions that only wrap it."""

MAX_EVALUATED = 500
"""Instructions that may take part in one condition; a longer one is taken as unknown."""

OPEN_ANSWERS = (0, 1, 2, 4, 8)
"""What open questions are answered with in turn: "no", "yes", and the sizes that members have."""

EXISTS = 0
"""`BPF_TYPE_EXISTS` and `BPF_ENUMVAL_EXISTS` of libbpf's `bpf_core_read.h`."""
FIELD_EXISTS = 2
"""`BPF_FIELD_EXISTS`."""
LOCAL_TYPE = 0
"""`BPF_TYPE_ID_LOCAL`."""
TRUTHS = frozenset({("__builtin_preserve_field_info", 2), ("__builtin_preserve_type_info", 2)})
"""`BPF_FIELD_EXISTS` and `BPF_TYPE_MATCHES`: like the above, these are true or false."""


class Guards:
    """Evaluates conditions of one unit at one kernel, and tells which blocks of a function that kernel can reach."""

    def __init__(self, unit: Unit, asked: KernelQueries, given: Mapping[Local, int] | None = None) -> None:
        self.asked = asked
        self._unit = unit
        self._given = given or {}
        """Parameters whose values are known because one call is looked at."""
        self._key = frozenset(self._given.items())
        self._outside = self
        """The guards for functions of which no parameter is given."""
        self._inside: dict[frozenset[tuple[Local, int]], Guards] = {frozenset(): self}
        """The guards for each set of given values, shared by all of them."""
        self._known: dict[str, Definitions] = {}
        self._left = 0
        self._nesting = 0

    def given(self, values: Mapping[Local, int]) -> Guards:
        """The same guards inside one call, whose parameters have these values."""
        key = frozenset(values.items())
        inner = self._inside.get(key)
        if inner is None:
            inner = self._inside[key] = Guards(self._unit, self.asked, values)
            inner._outside, inner._inside = self._outside, self._inside
            inner._known = self._known
        return inner

    def certain_blocks(self, function: Function) -> frozenset[int]:
        """Blocks that can be reached whatever the loader puts into constants (`const volatile`, `__kconfig`)."""
        return self.asked.keep(("certain", function.name, self._key), lambda: self._find_certain(function))

    def _find_certain(self, function: Function) -> frozenset[int]:
        ways = self.ways(function, 0)
        depends = LoaderConstants(self._unit, self.definitions, self._given).decide
        tests = {
            index: [(target,) for target in targets]
            for index, targets in ways.items()
            if len(targets) > 1 and depends(function, function.blocks[index])
        }
        return unavoidable(_outcomes(ways, tests)) if tests else frozenset(ways)

    def untested_blocks(self, function: Function) -> frozenset[int]:
        """Blocks that can be reached whatever the answers are that nobody knows."""
        return self.asked.keep(("untested", function.name, self._key), lambda: self._find_untested(function))

    def _find_untested(self, function: Function) -> frozenset[int]:
        ways = self.ways(function, 0)
        answered = [(guards, guards.ways(function, 0)) for guards in self._answered]
        if all(theirs == ways for _, theirs in answered):
            return frozenset(ways)
        reached = self._reached(function, 0)
        tests = {
            # Where answers that are all alike do not lead to a block, what it asks is answered all the same.
            index: {
                theirs[index] if index in theirs else guards._successors(function, function.blocks[index], reached, 0)
                for guards, theirs in answered
            }
            for index, targets in ways.items()
            if len(targets) > 1
        }
        return unavoidable(_outcomes(ways, tests))

    @cached_property
    def _answered(self) -> tuple[Guards, ...]:
        """These guards where open questions have answers, the same for all of them."""
        if self._outside is not self:
            return tuple(each.given(self._given) for each in self._outside._answered)
        return tuple(Guards(self._unit, self.asked.settled(value)) for value in OPEN_ANSWERS)

    def blocks(self, function: Function, depth: int = 0) -> frozenset[int]:
        """Indexes of the blocks that can be reached from the entry on this kernel."""
        return self.asked.keep(("blocks", function.name, self._key), lambda: frozenset(self.ways(function, depth)))

    def ways(self, function: Function, depth: int = 0) -> Mapping[int, tuple[int, ...]]:
        """The blocks that can be reached, and those that each of them can lead to on this kernel."""
        return self._reached(function, depth).ways

    def _reached(self, function: Function, depth: int) -> Reached:
        return self.asked.keep(("reached", function.name, self._key), lambda: self._find_reached(function, depth))

    def value(self, function: Function, operand: Operand, depth: int = 0) -> int | None:
        """The value of `operand` on this kernel where the kernel alone decides it, else None."""
        return self._value(function, operand, self._reached(function, depth), depth)

    def loaded_from(self, function: Function, operand: Operand) -> Local | None:
        """The variable whose value `operand` is, None if it is anything else, or the variable may have changed."""
        match self._origin(function, operand):
            case Load(address=Local() as local):
                definitions = self.definitions(function)
                return None if local in definitions.escaped or local in definitions.stores else local
        return None

    def _origin(self, function: Function, operand: Operand) -> Instruction | None:
        """The one instruction that makes `operand`, casts left aside; None where several may."""
        while isinstance(operand, Temp):
            match self.definitions(function).temps.get(operand.index, ()):
                case [(_, Cast(operand=inner))]:
                    operand = inner
                case [(_, made)]:
                    return made
                case _:
                    return None
        return None

    def _find_reached(self, function: Function, depth: int) -> Reached:
        blocks = function.blocks
        reached = Reached(self.definitions(function))
        self._reach(function, reached, depth)
        # A `&&` that is reached later than its test can add a value to the joined temporary, so repeat until stable.
        while True:
            before = len(reached)
            ways = reached.ways = {}
            work = [0] if blocks else []
            while work:
                index = work.pop()
                if index not in ways:
                    reached.add(index)
                    ways[index] = self._successors(function, blocks[index], reached, depth)
                    work.extend(ways[index])
            if len(reached) == before:
                return reached

    def _reach(self, function: Function, reached: Reached, depth: int) -> None:
        """Adds every block that can be reached, by what is known when it is: a loop seems endless at first.

        Tests that seemed decided are asked again, the latest first, so that many loops cost no more than each of them.
        """
        decided: list[int] = []
        work = [0] if function.blocks else []
        while work:
            while work:
                index = work.pop()
                if index not in reached:
                    reached.add(index)
                    targets = self._successors(function, function.blocks[index], reached, depth)
                    if len(targets) < len(successors(function.blocks[index])):
                        decided.append(index)
                    work.extend(targets)
            for place in range(len(decided) - 1, -1, -1):
                block = function.blocks[decided[place]]
                work = [each for each in self._successors(function, block, reached, depth) if each not in reached]
                if work:
                    del decided[place]
                    break

    def _successors(self, function: Function, block: Block, reached: Reached, depth: int) -> tuple[int, ...]:
        match block.terminator:
            case Jump(target=target):
                return (target,)
            case Branch(condition=condition, then=then, otherwise=otherwise):
                value = self._value(function, condition, reached, depth)
                if value is None:
                    return (then, otherwise)
                return (then,) if value else (otherwise,)
            case Switch(value=switched, cases=cases, default=default):
                value = self._value(function, switched, reached, depth)
                if value is not None:
                    return (next((target for low, high, target in cases if low <= value <= high), default),)
        return successors(block)

    def _value(self, function: Function, operand: Operand, reached: Reached, depth: int) -> int | None:
        match operand:
            case Const(value=value):
                return value
            case String() | Local():
                return 1
            case FunctionRef(name=name):
                declaration = self._unit.declarations.get(name)
                if declaration is None or not declaration.is_weak:
                    return 1
                return self.asked.ask(Query("function", name))
            case Global(is_weak=True, name=name):
                return self.asked.ask(Query("other", f"&{name}"))
            case Global():
                return 1
            case Temp(index=index):
                definitions = self.definitions(function)
                if not definitions.is_decidable(operand):
                    return None
                values = {
                    self._computed(function, instruction, reached, depth)
                    for block, instruction in definitions.temps.get(index, ())
                    if block in reached
                }
                return values.pop() if len(values) == 1 else None
        return None

    def _computed(self, function: Function, instruction: Instruction, reached: Reached, depth: int) -> int | None:
        """As `_compute`, within bounds: a variable may be made of itself, or of a tower of doublings."""
        if self._nesting == 0:
            self._left = MAX_EVALUATED
        if self._left == 0 or self._nesting == MAX_NESTING:
            return None
        self._left -= 1
        self._nesting += 1
        try:
            return self._compute(function, instruction, reached, depth)
        finally:
            self._nesting -= 1

    def _compute(self, function: Function, instruction: Instruction, reached: Reached, depth: int) -> int | None:
        def value(operand: Operand) -> int | None:
            return self._value(function, operand, reached, depth)

        match instruction:
            case Select(operand=operand):
                return value(operand)
            case Cast(operand=operand, result=result):
                return wrap(value(operand), result.type)
            case Unary(op="!", operand=operand):
                inner = value(operand)
                return None if inner is None else int(not inner)
            case Binary(op=op, left=left, right=right) if op in COMPARISONS and self._is_version(
                function, left, reached
            ):
                code = value(right)  # KERNEL_VERSION() holds a `?:`
                return None if code is None else self.asked.ask(Query("version", op, code))
            case Binary(op=op, left=left, right=right, result=result):
                return wrap(binary(op, value(left), value(right)), result.type)
            case Load(type=Type(kind=Kind.UNKNOWN), span=span):
                # The parser lost what stood here, which may have been a test.
                return self.asked.ask(Query("other", f"{function.name} {span.line}:{span.column}"))
            case Load(address=Global(type=type, value=int(known)), volatile=False) if type.const:
                return known
            case Load(address=Global(is_static=True) as variable, volatile=False) if is_candidate(variable):
                return self._unwritten(variable)
            case Load(address=Local() as local):
                return self._loaded(function, local, reached, depth)
            case Load(volatile=True):
                return self._default(function, instruction)
            case Call(callee=str(name)) if name in CORE or (instruction.implicit and name.startswith(LOST_TESTS)):
                return self._of_kernel(name, instruction)
            case Call(callee=str(name)) if depth < MAX_CALL_DEPTH:
                return self._returned(name, depth + 1)
        return None

    def _default(self, function: Function, load: Load) -> int | None:
        """What a constant holds that a loader may set, if it is to count as the file sets it."""
        place = part_of_constant(self.definitions(function), load)
        initial = initial_value(*place, load.type) if place is not None and not load.bit_width else None
        if place is None or initial is None:
            return None
        return wrap(self.asked.ask(Query(DEFAULT, place[0].name, initial)), load.type)

    def _unwritten(self, variable: Global) -> int | None:
        """What a static variable that nobody writes holds."""
        if not self.asked.keep(("unwritten", variable.name, variable.span), lambda: unwritten(self._unit, variable)):
            return None
        return variable.value if isinstance(variable.value, int) else 0

    def _of_kernel(self, name: str, call: Call) -> int | None:
        """A constant that the loader takes from the kernel's BTF."""
        match call.args:
            case [Const(value=info)]:
                pass
            case _:
                info = -1
        if name == "__builtin_btf_type_id" and info == LOCAL_TYPE:
            return 1  # a number of the program's own BTF: like an address, anything but 0
        if name == "__builtin_preserve_enum_value" and info == EXISTS:
            return self.asked.ask(Query("enumerator", call.detail))
        if name == "__builtin_preserve_enum_value" and call.detail.startswith("BPF_FUNC_"):
            return self.asked.ask(Query("number", call.detail))
        if name == "__builtin_preserve_type_info" and info == EXISTS:
            return self.asked.ask(Query("type", call.detail))
        if name == "__builtin_preserve_field_info" and info == FIELD_EXISTS and call.detail:
            return self.asked.ask(Query("field", call.detail))
        about = "truth" if (name, info) in TRUTHS else "other"
        return self.asked.ask(Query(about, f"{name} {info} {call.detail or call.span.line}"))

    def _loaded(self, function: Function, local: Local, reached: Reached, depth: int) -> int | None:
        definitions = self.definitions(function)
        if local in self._given and local not in definitions.escaped and local not in definitions.stores:
            return self._given[local]
        if local in definitions.escaped or local.is_param:
            return None
        store = reached.only_store(local)
        return None if store is None else self._value(function, store.value, reached, depth)

    def _is_version(self, function: Function, operand: Operand, reached: Reached) -> bool:
        """True if `operand` is LINUX_KERNEL_VERSION as it was loaded, or a variable that was set to that."""
        for _ in range(MAX_NESTING):
            match self._origin(function, operand):
                case Load(address=Global(name=name)):
                    return name == VERSION
                case Load(address=Local() as local, volatile=False):
                    store = reached.only_store(local)
                    if store is None or local.is_param or local in self.definitions(function).escaped:
                        return False
                    operand = store.value
                case _:
                    return False
        return False

    def _returned(self, name: str, depth: int) -> int | None:
        outside = self._outside
        # What was given up halfway may be known when it is asked for itself.
        return outside.asked.keep(
            ("result", name), lambda: outside._find_result(name, depth), worth=lambda: outside._left > 0
        )

    def _find_result(self, name: str, depth: int) -> int | None:
        callee = self._unit.functions.get(name)
        if callee is None or callee.is_weak or not callee.blocks:
            return None
        reached = self._reached(callee, depth)
        values = {
            self._value(callee, terminator.value, reached, depth) if terminator.value is not None else None
            for index in reached.ways
            if isinstance(terminator := callee.blocks[index].terminator, Return)
        }
        return values.pop() if len(values) == 1 else None

    def definitions(self, function: Function) -> Definitions:
        """What `function` does that is the same on every kernel."""
        known = self._known.get(function.name)
        if known is None:
            known = self.asked.keep(("definitions", function.name), lambda: definitions_of(self._unit, function))
            self._known[function.name] = known
        return known


def _outcomes(ways: Mapping[int, tuple[int, ...]], tests: Outcomes) -> Outcomes:
    return {index: tests.get(index, (targets,)) for index, targets in ways.items()}
