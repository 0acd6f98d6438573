"""Helpers that run a callback before they return: `bpf_loop()`, `bpf_for_each_map_elem()` and their like."""

from __future__ import annotations

from typing import Final

from bpflint.flow.domain import open_tests
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Pointer, RegionKind, Scalar, Trust, Value
from bpflint.flow.effects import helper_results
from bpflint.flow.effects.effect import Effect
from bpflint.flow.machine import call_site, callbacks
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.open_answers import answer, test_of
from bpflint.kernel.verifier_change import Change

_MOST_ROUNDS: Final = 1 << 23
"""BPF_MAX_LOOPS in include/linux/bpf.h."""


def _run(engine: Machine, state: State, site: Site) -> bool:
    contract = engine.kernel.facts.helper_contracts[site.name]
    position = contract.callback
    function = callbacks.function_of(engine, site.value(position)) if position is not None else None
    result = call_site.any_number(engine, site.call)
    state.forget_shared()
    if function is None or position is None:
        call_site.havoc(state, site.args)
        engine.result(state, site.call, result)
        return True
    passed = _arguments(engine, site, site.value(position + 1))
    if site.name == "bpf_loop" and not _may_begin(engine, state, site, result):
        return True
    return callbacks.run(engine, state, site.call, function, passed, site.name, result)


def _may_begin(engine: Machine, state: State, site: Site, result: Value) -> bool:
    """False where the callback of `bpf_loop()` never runs. Where a loader sets the number of rounds that may be so."""
    rounds = site.value(0)
    if state.nullness(rounds) is True:
        engine.result(state, site.call, result)
        return False
    if open_tests.is_vague(rounds) and state.nullness(rounds) is None:
        other = state.fork()
        engine.result(other, site.call, result)
        engine.work.append(other)
        answer(engine, state, test_of(engine, rounds), True)
    return True


def _arguments(engine: Machine, site: Site, context: Value) -> tuple[Value, ...]:
    """What the callback is given; `context` is what the program hands on to it."""
    match site.name:
        case "bpf_loop":
            index = Scalar(0, _MOST_ROUNDS - 1, engine.identity())
            return (index, context)
        case "bpf_for_each_map_elem":
            alike = engine.has(Change.VALUES_LOOK_ALIKE) and not engine.has(Change.VALUES_TOLD_APART)
            map_ = helper_results.map_of(site.value(0))
            value = helper_results.map_value(engine, map_, site.name, null=False, group=site.name if alike else "")
            return (site.value(0), Pointer(engine.map_key(site.name)), value, context)
        case "bpf_find_vma":
            task = site.value(0)
            vma = engine.kernel_object(engine.unit.find_type("struct vm_area_struct"), Trust.PLAIN)
            return (task, vma, context)
        case _:
            return (Pointer(engine.region(RegionKind.DYNPTR, name="dynptr")), context)


EFFECT: Final = Effect(_run)
