"""What the static analyses say of a function, by line and name, so that tests can tell it in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from source_lowering import parse

from bpflint.flow.static.addresses import makers
from bpflint.flow.static.branches import is_remembered, joined_tests, stays
from bpflint.flow.static.control_dependence import block_of, deciders
from bpflint.flow.static.dead_stores import dead_stores, escaping
from bpflint.flow.static.doubtful_accesses import has_doubtful_access, members_read
from bpflint.flow.static.folded import folded, idle_stores
from bpflint.flow.static.idle_branches import idle_branches
from bpflint.flow.static.late_reads import late_reads
from bpflint.flow.static.liveness import cfg_of
from bpflint.flow.static.stack_use import frame_size, most_room
from bpflint.flow.static.used_values import unused_copies, unused_loads
from bpflint.source.control_flow import Block, Branch, Function
from bpflint.source.model import (
    Call,
    Copy,
    FieldAddress,
    Global,
    IndexAddress,
    Instruction,
    Load,
    Local,
    Operand,
    Store,
    Temp,
)
from bpflint.source.unit import Unit

HEAD = """\
struct s { int a; int b; struct { int c; } in; }; struct big { char bytes[64]; int n; };
int g, h; extern int get(void); extern void use(int); extern void take(void *); extern struct s *find(void);
int f(int n, struct s *p)
{
"""

Facts = dict[str, object]


def facts(body: str) -> Facts:
    """All that is not empty. Blocks are told by the line of `body` they begin on, reads and writes as `line:what`."""
    unit = parse(f"{HEAD}{body}\nreturn 0;\n}}\n")
    assert not unit.problems, unit.problems
    return facts_of(unit, unit.functions["f"], HEAD.count("\n"))


def facts_of(unit: Unit, function: Function, before: int = 0) -> Facts:
    """The same of any function; `before` are lines of the file that do not count."""
    blocks, cfg = function.blocks, cfg_of(function)
    loads = {each.result.index: _told(function, each, before) for each in _all(function) if isinstance(each, Load)}
    writes = {id(each): _told(function, each, before) for each in _all(function) if isinstance(each, Store | Copy)}
    branches = {index: block.terminator for index, block in enumerate(blocks) if isinstance(block.terminator, Branch)}

    def lines(indices: Collection[int]) -> list[int]:
        return sorted(_line(blocks[index], before) for index in indices)

    found: Facts = {
        "live": sorted(
            f"{_line(blocks[index], before)}:{','.join(sorted(local.name for local in live))}"
            for index, live in enumerate(cfg.live_locals)
            if index and live
        ),
        "joins": lines(cfg.joins),
        "loops": lines(cfg.loops),
        "counters": {
            f"{_line(blocks[head], before)}:{local.name}": (counting.step, counting.end)
            for head, loop in cfg.heads.items()
            for local, counting in loop.counters.items()
        },
        "sums": sorted(
            f"{_line(blocks[head], before)}:{local.name}" for head, loop in cfg.heads.items() for local in loop.sums
        ),
        "exits": sorted(
            f"{_line(blocks[start], before)}->{_line(blocks[end], before)}"
            for loop in cfg.heads.values()
            for start, end in loop.exits
        ),
        "decided by": {
            call.span.line - before: by for call in function.calls() if (by := _deciders(function, call, before))
        },
        "doubtful": has_doubtful_access(function),
        "members": sorted(members_read(function)),
        "dead": _some(writes, dead_stores(function)),
        "escaping": sorted(local.name for local in escaping(function)),
        "late": _some(loads, late_reads(function)),
        "unused": _some(loads, unused_loads(function)),
        "unused copies": _some(writes, unused_copies(function)),
        "idle": lines(idle_branches(function)),
        "idle stores": sorted(told for store, told in writes.items() if store in idle_stores(function)),
        "folded": sorted(folded(function).values()),
        "frame": frame_size(function),
        "room": most_room(function),
        "stays": lines([index for index in branches if stays(unit, cfg, index)]),
        "remembered": lines([index for index, branch in branches.items() if is_remembered(cfg, index, branch)]),
        "joined": lines(joined_tests(cfg)),
    }
    return {name: value for name, value in found.items() if value}


def _deciders(function: Function, call: Call, before: int) -> list[int]:
    block = block_of(function, call)
    if block is None:
        return []  # in assembly
    return sorted(_line(function.blocks[index], before) for index in deciders(function, block))


def _all(function: Function) -> list[Instruction]:
    return [each for block in function.blocks for each in block.instructions]


def _line(block: Block, before: int) -> int:
    first = block.instructions[0].span if block.instructions else block.terminator.span
    return first.line - before


def _some(told: Mapping[int, str], chosen: Collection[int]) -> list[str]:
    return sorted(text for key, text in told.items() if key in chosen)


def _told(function: Function, access: Load | Store | Copy, before: int) -> str:
    return f"{access.span.line - before}:{_name(function, access.address)}"


def _name(function: Function, operand: Operand) -> str:
    if isinstance(operand, Local | Global):
        return operand.name
    match makers(function).get(operand.index) if isinstance(operand, Temp) else None:
        case FieldAddress(base=base, field=name):
            return f"{_name(function, base)}.{name}"
        case IndexAddress(base=base):
            return f"{_name(function, base)}[]"
        case Load(address=address):
            return _name(function, address)
    return "?"
