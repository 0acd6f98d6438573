"""Which blocks control may come to, against a search that is as plain as can be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bpflint.base.span import Span
from bpflint.flow.static.liveness import Cfg
from bpflint.source.control_flow import Block, Jump, Return, Switch, successors
from bpflint.source.model import Const
from bpflint.source.types import Kind, Type

NOWHERE = Span("unit.c", 1, 1, 1, 1)

Graph = list[list[int]]

WORD = Type(Kind.INT, size=4)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """The blocks that each block leads to, loops and ways into their middle among them."""
    count = draw(st.integers(2, 9))
    return [draw(st.lists(st.integers(0, count - 1), max_size=3, unique=True)) for _ in range(count)]


def _shape(graph: Graph) -> Cfg:
    blocks = []
    for targets in graph:
        block = Block([], Return(None, NOWHERE))
        if len(targets) == 1:
            block.terminator = Jump(targets[0], NOWHERE)
        elif targets:
            cases = [(number, number, target) for number, target in enumerate(targets[1:])]
            block.terminator = Switch(Const(0, WORD), tuple(cases), targets[0], NOWHERE)
        assert set(successors(block)) == set(targets)
        blocks.append(block)
    return Cfg(blocks)


def _search(graph: Graph, start: int, but: int | None = None) -> set[int]:
    found = {start}
    work = [start]
    while work:
        fresh = [target for target in graph[work.pop()] if target not in found and target != but]
        found.update(fresh)
        work += fresh
    return found


@given(graphs())
def test_a_block_reaches_what_a_search_finds(graph: Graph) -> None:
    cfg = _shape(graph)
    for start in range(len(graph)):
        assert {target for target in range(len(graph)) if cfg.reaches(start, target)} == _search(graph, start)


@given(graphs(), st.data())
def test_what_one_side_of_a_branch_alone_leads_to(graph: Graph, data: st.DataObject) -> None:
    block, left, right = (data.draw(st.integers(0, len(graph) - 1)) for _ in range(3))
    expected = _search(graph, left, block) ^ _search(graph, right, block)
    assert list(_shape(graph).one_sided(block, left, right)) == sorted(expected)
