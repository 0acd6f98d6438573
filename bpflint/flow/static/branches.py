"""What compilers do to the branch of an `if`: several tests made one, short sides made values, blocks copied."""

from __future__ import annotations

from bpflint.flow.static.liveness import Cfg, read_at_end
from bpflint.source.control_flow import Block, Branch, successors
from bpflint.source.model import (
    Binary,
    Call,
    Cast,
    Const,
    FieldAddress,
    IndexAddress,
    Instruction,
    Load,
    Local,
    Operand,
    ScopeEnd,
    Select,
    Store,
    Temp,
    Unary,
    operands,
)
from bpflint.source.unit import Unit

_PLAIN = (Load, Cast, Unary, Binary, FieldAddress, IndexAddress, ScopeEnd)


def other_way(cfg: Cfg, taken: int, other: int) -> int:
    """Where control goes if it does not go to block `taken`, but where the way not taken leads.

    In `a || b` and `a && b` that way may still come to the same block: to a compiler both are one test.
    """
    passed: list[tuple[int, int]] = []
    for _ in cfg.blocks:
        if (taken, other) in cfg.other_ways:
            other = cfg.other_ways[taken, other]
            break
        passed.append((taken, other))
        branch = _plain_branch(cfg, other)
        if branch is None or taken not in (branch.then, branch.otherwise) or branch.then == branch.otherwise:
            break
        other = branch.otherwise if branch.then == taken else branch.then
    cfg.other_ways.update(dict.fromkeys(passed, other))
    return other


def joined_tests(cfg: Cfg) -> frozenset[int]:
    """The blocks that end with one of several tests that a compiler may make one of."""
    if cfg.joined_tests is None:
        found: set[int] = set()
        for index, block in enumerate(cfg.blocks):
            if isinstance(block.terminator, Branch):
                ends = block.terminator.then, block.terminator.otherwise
                for end in ends:
                    following = _plain_branch(cfg, end)
                    if following is not None and not {following.then, following.otherwise}.isdisjoint(ends):
                        found |= {index, end}
        cfg.joined_tests = frozenset(found)
    return cfg.joined_tests


def _plain_branch(cfg: Cfg, block: int) -> Branch | None:
    """The branch of a block that does nothing but to look."""
    branch = cfg.blocks[block].terminator
    plain = all(isinstance(each, _PLAIN) for each in cfg.blocks[block].instructions)
    return branch if plain and isinstance(branch, Branch) else None


def stays(unit: Unit, cfg: Cfg, block: int) -> bool:
    """True if the branch at the end of a block is one in the program that is loaded, too.

    It is where one of its sides makes a call or looks through a pointer, and where it leaves a loop that does.
    """
    known = cfg.staying.get(block)
    if known is None:
        branch = cfg.blocks[block].terminator
        assert isinstance(branch, Branch)
        sides = set(cfg.one_sided(block, branch.then, branch.otherwise))
        for loop in cfg.heads.values():
            if block in loop.body and not loop.body.issuperset(successors(cfg.blocks[block])):
                sides |= loop.body
        known = cfg.staying[block] = any(_is_kept(unit, cfg, side) for side in sides)
    return known


def is_remembered(cfg: Cfg, block: int, branch: Branch) -> bool:
    """True if a branch looks at the result of tests made before: of a call, or of an expression with `||` in it."""
    wanted = branch.condition
    for instruction in reversed(cfg.blocks[block].instructions):
        if not isinstance(wanted, Temp):
            return False
        if getattr(instruction, "result", None) is not wanted:
            continue
        if isinstance(instruction, Select | Call):
            return True
        if not isinstance(instruction, Cast | Unary):
            return False
        wanted = instruction.operand
    return isinstance(wanted, Temp)


def is_fresh(unit: Unit, cfg: Cfg, block: int, branch: Branch) -> bool:
    """True if a branch looks at what a call outside of the program has given just before."""
    wanted: Operand = branch.condition
    for each in reversed(cfg.blocks[block].instructions):
        if isinstance(each, Store) and each.address is wanted:
            wanted = each.value
        elif not isinstance(wanted, Temp) or getattr(each, "result", None) is not wanted:
            continue
        elif isinstance(each, Call):
            return _is_outside(unit, each)
        elif isinstance(each, Load) and isinstance(each.address, Local):
            wanted = each.address
        elif isinstance(each, Cast | Unary):
            wanted = each.operand
        elif isinstance(each, Binary) and isinstance(each.right, Const):
            wanted = each.left
        else:
            return False
    return False


def is_exposed(unit: Unit, cfg: Cfg, local: Local, block: int, reachable: frozenset[int]) -> bool:
    """True if a call outside of the program may have got the address of a variable before control comes to a block.

    Calls in blocks that are not `reachable` are not in the program that is loaded.
    """
    if cfg.exposing is None:
        cfg.exposing = _exposing(unit, cfg)
    blocks = (one for one in cfg.exposing.get(local, ()) if one in reachable)
    return any(cfg.reaches(after, block) for one in blocks for after in successors(cfg.blocks[one]))


def _exposing(unit: Unit, cfg: Cfg) -> dict[Local, list[int]]:
    """The blocks that hand the address of a variable out of the program, by variables."""
    exposing: dict[Local, list[int]] = {}
    for index, block in enumerate(cfg.blocks):
        for each in block.instructions:
            if isinstance(each, Call) and _is_outside(unit, each):
                for local in each.args:
                    if isinstance(local, Local):
                        exposing.setdefault(local, []).append(index)
    return exposing


def _is_kept(unit: Unit, cfg: Cfg, block: int) -> bool:
    """True if a block does what no compiler would do on other paths, and does not leave out."""
    instructions = cfg.blocks[block].instructions
    for each in instructions:
        if isinstance(each, Call) and _is_outside(unit, each):
            return True
        if isinstance(each, Store) and _is_pointer(instructions, each.address):
            return True
        if isinstance(each, Load) and _is_pointer(instructions, each.address) and _matters(cfg, block, each.result):
            return True
    return False


def _is_outside(unit: Unit, call: Call) -> bool:
    if not isinstance(call.callee, str) or call.callee.startswith("__builtin_"):
        return False
    function = unit.functions.get(call.callee)
    return function is None or function.noinline


def _is_pointer(instructions: list[Instruction], address: Operand) -> bool:
    """True for what a pointer leads to, rather than a variable."""
    for each in reversed(instructions):
        if not isinstance(address, Temp):
            return False
        if getattr(each, "result", None) is address:
            if isinstance(each, Load):
                return True
            if not isinstance(each, FieldAddress | IndexAddress):
                return False
            address = each.base
    return False


def _matters(cfg: Cfg, block: int, value: Temp) -> bool:
    """True if something comes of a value that is read: more than a sum that nobody looks at."""
    return any(sink is None or _is_read(cfg, sink) for sink in _sinks(cfg.blocks[block], {value}))


def _is_read(cfg: Cfg, local: Local) -> bool:
    """True if a variable is read for more than to write it again."""
    for block in cfg.blocks:
        loaded: set[Operand] = set()
        for each in block.instructions:
            if isinstance(each, Load) and each.address is local:
                loaded.add(each.result)
            elif local in operands(each) and not (isinstance(each, Store) and each.address is local):
                return True
        if _sinks(block, loaded) - {local}:
            return True
    return False


def _sinks(block: Block, values: set[Operand]) -> set[Local | None]:
    """The variables that get something that was computed from some values in a block; None for anything else."""
    values = set(values)
    found: set[Local | None] = set()
    for each in block.instructions:
        if values.isdisjoint(operands(each)):
            continue
        if isinstance(each, Cast | Unary | Binary):
            values.add(each.result)
        else:
            found.add(each.address if isinstance(each, Store) and isinstance(each.address, Local) else None)
    if not values.isdisjoint(read_at_end(block)):
        found.add(None)
    return found
