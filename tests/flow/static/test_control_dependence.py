"""Which branches decide whether a call is made, and which of them can remember what earlier runs did."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.flow.static.control_dependence import block_of, deciders, remembers
from bpflint.source.control_flow import Function
from bpflint.source.parse import parse_unit

HEAD = """
struct packet { unsigned len; struct packet *next; };
unsigned bpf_get_prandom_u32(void);
void *bpf_map_lookup_elem(void *, const void *);
void set_up(void);
void use(void);
int remembered;
"""


def _function(tmp_path: Path, body: str) -> Function:
    path = tmp_path / "unit.c"
    path.write_text(f"{HEAD}\nint program(struct packet *packet, int flag)\n{{\n{body}\n}}\n")
    return parse_unit(str(path), ["-target", "bpf"]).functions["program"]


def _deciding(function: Function, name: str) -> frozenset[int]:
    (call,) = [one for one in function.calls() if one.callee == name]
    block = block_of(function, call)
    assert block is not None
    return deciders(function, block)


def test_only_branches_that_can_miss_the_call_decide(tmp_path: Path) -> None:
    function = _function(tmp_path, "if (flag) use(); if (packet->len) set_up(); return 0;")
    assert len(_deciding(function, "use")) == 1
    assert len(_deciding(function, "set_up")) == 1
    assert _deciding(function, "use") != _deciding(function, "set_up")


def test_an_early_return_decides_what_follows(tmp_path: Path) -> None:
    function = _function(tmp_path, "if (!flag) return 0; set_up(); if (packet->len) return 1; use(); return 0;")
    assert _deciding(function, "set_up") < _deciding(function, "use")


def test_a_branch_whose_ways_meet_before_decides_nothing(tmp_path: Path) -> None:
    function = _function(tmp_path, "if (flag) use(); else remembered++; set_up(); return 0;")
    assert _deciding(function, "set_up") == frozenset()


@pytest.mark.parametrize(
    ("condition", "remembering"),
    [
        ("flag", False),
        ("packet->len > 1500", False),
        ("!(packet->len & 1)", False),
        ("bpf_get_prandom_u32() % 2", False),
        ("remembered", True),
        ("packet->next->len", True),
        ("bpf_map_lookup_elem(0, 0)", True),
        ("packet->len > remembered", True),
    ],
)
def test_what_a_condition_remembers(tmp_path: Path, condition: str, remembering: bool) -> None:
    function = _function(tmp_path, f"if ({condition}) set_up(); use(); return 0;")
    (block,) = _deciding(function, "set_up")
    assert remembers(function, block, frozenset(function.params)) is remembering


def test_a_local_remembers_what_was_put_in_it(tmp_path: Path) -> None:
    plain = _function(tmp_path, "unsigned n = packet->len; n = n + 1; if (n) set_up(); return 0;")
    (block,) = _deciding(plain, "set_up")
    assert not remembers(plain, block, frozenset(plain.params))
    mixed = _function(tmp_path, "unsigned n = packet->len; if (flag) n = remembered; if (n) set_up(); return 0;")
    blocks = _deciding(mixed, "set_up")
    assert any(remembers(mixed, block, frozenset(mixed.params)) for block in blocks)


def test_the_parameters_of_another_function_may_carry_anything(tmp_path: Path) -> None:
    function = _function(tmp_path, "if (flag) set_up(); return 0;")
    (block,) = _deciding(function, "set_up")
    assert remembers(function, block, frozenset())
