"""What a function does by itself, whatever it is called with: does it matter to the rules, may it sleep or throw."""

from __future__ import annotations

from dataclasses import dataclass

from bpflint.flow.static.arena_users import accesses_arena, has_arena
from bpflint.flow.static.doubtful_accesses import computes_with_pointers, has_doubtful_access, members_read
from bpflint.flow.static.names import is_known
from bpflint.flow.static.unsized_parameters import has_unsized
from bpflint.kernel import KernelFacts
from bpflint.kernel.helper_contract import HelperContract, HelperContracts
from bpflint.libbpf.ksym import essential_name
from bpflint.source.control_flow import Function
from bpflint.source.model import Asm
from bpflint.source.types import Kind
from bpflint.source.unit import Unit

_PLAIN_ARGUMENTS = {
    "ARG_ANYTHING",
    "ARG_CONST_MAP_PTR",
    "ARG_MEM_SIZE",
    "ARG_MEM_SIZE_OR_ZERO",
    "ARG_PTR_TO_BTF_ID",
    "ARG_PTR_TO_CTX",
    "ARG_PTR_TO_FIXED_SIZE_MEM",
    "ARG_PTR_TO_MAP_KEY",
    "ARG_PTR_TO_MAP_VALUE",
    "ARG_PTR_TO_MEM",
    "ARG_PTR_TO_STACK",
}
"""What helpers take and leave as it is, but for the bytes of memory."""
MAX_REACHED = 4096
"""Functions looked at from one; a file with more is hostile or generated."""


@dataclass(frozen=True, slots=True)
class FunctionProperties:
    """What the calls of one function say about it; functions that it calls are not looked into."""

    relevant: bool
    sleeps: bool
    throws: bool
    moves_packet: bool
    callees: tuple[str, ...]
    """Functions of the unit that it calls."""
    opens_nothing: bool
    """True if it calls nothing by which something begins, ends, changes its kind or moves."""
    obscure: bool
    """True if something in it was not understood: it may open and close regions that nobody sees."""


def is_global(function: Function) -> bool:
    """True for a function that the verifier checks on its own: visible outside, and not inlined by the compiler.

    A hidden one libbpf makes static before it loads it (`mark_btf_static` in src/libbpf.c).
    """
    visible = not function.is_static and not function.is_hidden
    return visible and not function.always_inline and (function.noinline or function.is_weak)


def returns_number(function: Function) -> bool:
    """True for a function that gives a number, or nothing."""
    returned = function.type.target
    return returned is None or returned.kind in (Kind.INT, Kind.ENUM)


def _takes_pointers(function: Function) -> bool:
    return any(each.type.is_pointer for each in function.params)


def properties_of(unit: Unit, kernel: KernelFacts, function: Function) -> FunctionProperties:
    """The properties of `function` on `kernel`."""
    relevant = relevant_assembly = any(
        isinstance(instruction, Asm) and "call " in instruction.text
        for block in function.blocks
        for instruction in block.instructions
    )
    relevant = relevant or has_doubtful_access(function) or computes_with_pointers(function)
    relevant = relevant or not members_read(function).isdisjoint(kernel.facts.store.context_access.closed)
    relevant = relevant or (has_arena(unit) and accesses_arena(function))
    sleeps = throws = moves = False
    opens_nothing = not relevant_assembly
    contracts, effects = kernel.facts.helper_contracts, kernel.facts.kfunc_effects
    obscure = unit.lost.touch(function.span)
    callees: list[str] = []
    for call in function.calls():
        if not isinstance(call.callee, str):
            relevant, opens_nothing = True, False
            continue
        name = call.callee
        if name in unit.functions:
            callee = unit.functions[name]
            relevant |= is_global(callee) and (
                _takes_pointers(callee) or not returns_number(callee) or has_unsized(callee)
            )
            callees.append(name)
            continue
        kfunc = kernel.kfunc(essential_name(name))
        declaration = unit.declarations.get(name)
        contract = contracts.get(name)
        relevant |= kfunc is not None or _is_tracked(contracts, name)
        relevant |= declaration is not None and declaration.is_ksym
        opens_nothing &= _is_plain(contract) if contract is not None else name.startswith("__builtin_")
        if kfunc is None:
            sleeps |= contract is not None and contract.sleeps
        else:
            sleeps |= "KF_SLEEPABLE" in kfunc.flags
        throws |= name in effects.throws
        obscure |= call.implicit and kfunc is None and not is_known(kernel, name)
        moves |= name in effects.changes_packet or (contract is not None and contract.changes_packet)
    called = tuple(dict.fromkeys(callees))
    return FunctionProperties(relevant, sleeps, throws, moves, called, opens_nothing, obscure)


def _is_tracked(contracts: HelperContracts, name: str) -> bool:
    """True if calls of this helper matter to the rules."""
    contract = contracts.get(name)
    if contract is None:
        return False
    return contract.changes_packet or any(
        each.is_pointer for form in contract.forms for each in (*form.arguments, form.result) if each is not None
    )


def _is_plain(contract: HelperContract) -> bool:
    """True for a helper after which everything is as open as before."""
    return not (contract.changes_packet or contract.acquires or contract.name == "bpf_tail_call") and all(
        each.kind in _PLAIN_ARGUMENTS and not each.is_released for form in contract.forms for each in form.arguments
    )


def reached(
    unit: Unit, properties: dict[str, FunctionProperties], kernel: KernelFacts, function: Function
) -> tuple[Function, ...]:
    """`function` and every function of the unit that it may call, directly or not. Fills `properties`."""
    found: dict[str, Function] = {}
    work = [function]
    while work and len(found) < MAX_REACHED:
        one = work.pop()
        if one.name in found:
            continue
        found[one.name] = one
        known = properties.get(one.name)
        if known is None:
            known = properties[one.name] = properties_of(unit, kernel, one)
        work.extend(unit.functions[name] for name in known.callees)
    return tuple(found.values())
