"""Each slot of a path's state is copied by a fork, and shows in signatures or says why not."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import fields
from pathlib import Path

import pytest

from bpflint.base.span import NOWHERE
from bpflint.flow.domain.cells import Cells
from bpflint.flow.domain.holdings import CriticalSection, Death, Lock, PacketRoom, Reference, SectionKind, Slot
from bpflint.flow.domain.signature import _SIGN, signature
from bpflint.flow.domain.slots import Signed, signed_as
from bpflint.flow.domain.state import Frame, State
from bpflint.flow.domain.values import Pointer, Region, RegionKind, Scalar, Trust
from bpflint.flow.domain.ways import Way
from bpflint.flow.static.liveness import cfg_of
from bpflint.source.control_flow import Function
from bpflint.source.parse import parse_unit
from bpflint.source.types import UNKNOWN as UNKNOWN_TYPE
from bpflint.source.types import Kind, Type

FINEST = 2
NUMBER, OTHER_NUMBER, QUESTION, LIFE = 1, 2, 3, 4
OBJECT = Region(RegionKind.KERNEL, 10)
STACK = Region(RegionKind.STACK, 11, UNKNOWN_TYPE)
TASK = Type(Kind.STRUCT, "struct task_struct", 8, name="task_struct")
REFERENCE = Reference("bpf_task_from_pid", NOWHERE, "task", "reference", "bpf_task_release", QUESTION, 1, 0)


@pytest.fixture(scope="module")
def function(tmp_path_factory: pytest.TempPathFactory) -> Function:
    path: Path = tmp_path_factory.mktemp("slots") / "unit.c"
    path.write_text("int read(int value) { return value; }\n")
    return parse_unit(str(path), ["-target", "bpf"]).functions["read"]


def state_of(function: Function) -> State:
    """A path that holds two numbers and a pointer of each kind that a slot says more of."""
    state = State()
    frame = Frame(function, cfg_of(function), role="bpf_for_each_map_elem")
    frame.temps = {
        0: Scalar(0, 9, NUMBER),
        1: Scalar(0, 9, OTHER_NUMBER),
        2: Pointer(OBJECT, null=QUESTION, life=LIFE),
        3: Pointer(OBJECT, trust=Trust.RCU, rcu_section=1),
        4: Pointer(STACK),
    }
    state.frames.append(frame)
    return state


def _in_frame(name: str, value: object) -> Callable[[State], None]:
    return lambda state: setattr(state.top, name, value)


FRAME: dict[str, Callable[[State], None]] = {
    "temps": lambda state: state.top.temps.update({0: Scalar(1, 1)}),
    "regions": lambda state: state.top.regions.update({state.top.function.params[0]: STACK}),
    "role": _in_frame("role", "bpf_loop"),
    "held": _in_frame("held", frozenset({LIFE})),
    "args": _in_frame("args", (Scalar(1, 1),)),
    "rounds": lambda state: state.top.rounds.update({0: 1}),
    "returned": _in_frame("returned", NOWHERE),
    "parted": _in_frame("parted", 7),
}
"""How the walk changes slots of the frame that runs; where it stands is not compared, since only states of one place
are."""

STATE: dict[str, Callable[[State], None]] = {
    "frames": lambda state: state.frames.append(state.top.copy()),
    "memory": lambda state: state.memory.update({OBJECT: Cells({0: (4, Scalar(1, 1))})}),
    "shares": lambda state: setattr(state, "shares", True),
    "types": lambda state: state.learn_type(OBJECT, TASK),
    "bounds": lambda state: state.bounds.update({NUMBER: (1, 3, True)}),
    "excluded": lambda state: state.exclude(Scalar(0, 9, NUMBER), 5),
    "relations": lambda state: state.relate((NUMBER, OTHER_NUMBER), 1, exposed=False),
    "tested": lambda state: state.remember(
        ("==", NUMBER, 2), ("==", Scalar(0, 9, NUMBER), Scalar(2, 2)), exposed=False
    ),
    "narrowed": lambda state: state.narrow(Scalar(0, 9, NUMBER)),
    "recent": lambda state: setattr(state, "recent", ((NUMBER, (0, 0, True)),)),
    "joined": lambda state: setattr(state, "joined", (0, (NUMBER,))),
    "other_way": lambda state: setattr(state, "other_way", (1, 1, True)),
    "calls": lambda state: setattr(state, "calls", 7),
    "exposed": lambda state: setattr(state, "exposed", frozenset({STACK})),
    "nulls": lambda state: state.nulls.update({QUESTION: False}),
    "constant_keys": lambda state: setattr(state, "constant_keys", frozenset({QUESTION})),
    "keyless": lambda state: setattr(state, "keyless", True),
    "owned": lambda state: state.owned.update({LIFE: REFERENCE}),
    "dead": lambda state: state.dead.update({LIFE: Death("released", "bpf_task_release", NOWHERE)}),
    "slots": lambda state: state.slots.update(
        {(STACK, 0): Slot("dynptr", "local", "active", 0, NOWHERE, "dynptr")},
    ),
    "critical": lambda state: state.begin(CriticalSection(SectionKind.RCU, NOWHERE)),
    "non_owning": lambda state: setattr(state, "non_owning", frozenset({LIFE})),
    "rcu_section": lambda state: setattr(state, "rcu_section", 2),
    "objects": lambda state: state.objects.update({"timer": "started"}),
    "pending": lambda state: state.pending.update({NUMBER: ("timer",)}),
    "story": lambda state: state.tell(NOWHERE, "it begins here"),
    "packet": lambda state: setattr(state, "packet", 99),
    "room": lambda state: setattr(state, "room", PacketRoom(state.packet, (("data", 14),))),
    "unsure": lambda state: setattr(state, "unsure", frozenset({LIFE})),
    "doubt": lambda state: setattr(state, "doubt", True),
    "way": lambda state: setattr(state, "way", Way([state.way], 1)),
    "widened": lambda state: setattr(state, "widened", True),
    "last_round": lambda state: setattr(state, "last_round", (1, 0)),
}
"""How the walk changes each slot."""


def test_all_slots_are_looked_at() -> None:
    assert set(STATE) == {each.name for each in fields(State)}
    compared = {name for name, how in signed_as(Frame).items() if "one place" not in str(how)}
    assert set(FRAME) == compared


def _content(state: State, name: str) -> object:
    """A slot's value as it is now, whatever becomes of what it is kept in."""
    value = getattr(state, name)
    if name == "frames":
        return [(frame, *(_frozen(getattr(frame, each.name)) for each in fields(Frame))) for frame in value]
    return _frozen(value)


def _frozen(value: object) -> object:
    return dict(value) if isinstance(value, dict) else value


@pytest.mark.parametrize("name", STATE)
def test_what_becomes_of_a_fork_does_not_touch_its_origin(function: Function, name: str) -> None:
    state = state_of(function)
    before = {each: _content(state, each) for each in STATE}
    fork = state.fork()
    STATE[name](fork)
    assert {each: _content(state, each) for each in STATE} == before
    assert _content(fork, name) != before[name]


@pytest.mark.parametrize("name", STATE)
def test_a_fork_has_what_its_origin_has(function: Function, name: str) -> None:
    state = state_of(function)
    STATE[name](state)
    if name == "frames":
        assert state.fork().frames[:-1] == state.frames[:-1]
    else:
        assert getattr(state.fork(), name) == getattr(state, name)


@pytest.mark.parametrize("name", FRAME)
def test_the_running_frame_of_a_fork_is_its_own(function: Function, name: str) -> None:
    state = state_of(function)
    before = _content(state, "frames")
    FRAME[name](state.fork())
    assert _content(state, "frames") == before


def _signatures(function: Function, change: Callable[[State], object]) -> tuple[Hashable, Hashable]:
    state = state_of(function)
    before = signature(state, FINEST)
    change(state)
    return before, signature(state, FINEST)


@pytest.mark.parametrize("name", STATE)
def test_signatures_show_the_slots_that_say_so(function: Function, name: str) -> None:
    before, after = _signatures(function, STATE[name])
    assert (before != after) == isinstance(signed_as(State)[name], Signed)


def test_every_way_to_sign_belongs_to_a_slot_that_says_so() -> None:
    assert set(_SIGN) == {name for name, how in signed_as(State).items() if how is Signed.ITSELF}


@pytest.mark.parametrize("name", FRAME)
def test_signatures_show_the_slots_of_frames_that_say_so(function: Function, name: str) -> None:
    before, after = _signatures(function, FRAME[name])
    assert (before != after) == isinstance(signed_as(Frame)[name], Signed)


@pytest.mark.parametrize("kind", SectionKind)
def test_signatures_show_how_deep_sections_are_nested(function: Function, kind: SectionKind) -> None:
    state = state_of(function)
    signatures = {signature(state, FINEST)}
    for _ in range(2):
        state.begin(CriticalSection(kind, NOWHERE))
        signatures.add(signature(state, FINEST))
    assert len(signatures) == 3
    state.end(state.innermost(kind))
    assert signature(state, FINEST) in signatures


def test_signatures_show_what_a_lock_protects(function: Function) -> None:
    signatures = set()
    for offset in (0, 8):
        state = state_of(function)
        lock = Lock("bpf_spin_lock", OBJECT, offset)
        state.begin(CriticalSection(SectionKind.LOCK, NOWHERE, "lock", lock=lock))
        signatures.add(signature(state, FINEST))
    assert len(signatures) == 2


def test_interrupts_are_no_longer_off_once_the_saved_flags_are_gone(function: Function) -> None:
    state = state_of(function)
    for token, place in ((7, 0), (8, 8)):
        state.slots[STACK, place] = Slot("irq", "bpf_local_irq", "active", token, NOWHERE, "flags")
        state.begin(CriticalSection(SectionKind.IRQ, NOWHERE, "flags", token))
    state.begin(CriticalSection(SectionKind.RCU, NOWHERE))
    state.drop_slot((STACK, 0))
    assert [(section.kind, section.token) for section in state.critical] == [(SectionKind.IRQ, 8), (SectionKind.RCU, 0)]


@pytest.mark.parametrize("rcu", [True, False])
def test_signatures_show_whether_the_section_of_an_iterator_has_ended(function: Function, rcu: bool) -> None:
    state = state_of(function)
    del state.top.temps[3]  # which says it, too
    iterator = Slot("iter", "iter_task", "active", 0, NOWHERE, "it", shared=state.rcu_section, rcu=rcu)
    state.slots[STACK, 0] = iterator
    before = signature(state, FINEST)
    state.rcu_section += 1
    assert (signature(state, FINEST) != before) == rcu
