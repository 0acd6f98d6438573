"""Whether a function accesses memory of which its own variables do not tell what it is, or may not be accessed.

Such accesses make a function worth walking that calls nothing the rules are about. Reads of packets are left to others.
"""

from __future__ import annotations

from bpflint.flow.static.addresses import base_of, makers
from bpflint.flow.static.per_function import per_function
from bpflint.kernel.program_contexts import type_by_context
from bpflint.source.control_flow import Function
from bpflint.source.model import (
    COMPARISONS,
    Binary,
    Call,
    Cast,
    Const,
    Copy,
    FieldAddress,
    Global,
    IndexAddress,
    Load,
    Local,
    Operand,
    Store,
    String,
    Temp,
    Zero,
)
from bpflint.source.types import Kind

_SHORT = 60
"""Blocks of a function that is walked for this alone."""
ATOMICS = ("__sync_", "__atomic", "__c11_atomic_")
"""How the names of the compiler's atomic operations begin."""
_WORDS = 12
"""That many arguments a traced function has at most, MAX_BPF_FUNC_ARGS of include/linux/bpf.h."""
_PACKET = frozenset({"data", "data_end", "data_meta"})


@per_function
def has_doubtful_access(function: Function) -> bool:
    """True if some access goes through a pointer that is not simply the address of a variable, or of its element that a
    constant picks, or writes elsewhere."""
    if len(function.blocks) > _SHORT:
        return False
    return any(
        _is_doubtful(function, address, write=not isinstance(instruction, Load))
        for block in function.blocks
        for instruction in block.instructions
        for address in _accessed(instruction)
    )


@per_function
def computes_with_pointers(function: Function) -> bool:
    """True if an operator that no pointer takes is given what was one."""
    return any(
        isinstance(instruction, Binary)
        and instruction.op not in (*COMPARISONS, "+", "-")
        and any(_was_pointer(function, operand) for operand in (instruction.left, instruction.right))
        for block in function.blocks
        for instruction in block.instructions
    )


def _was_pointer(function: Function, operand: Operand) -> bool:
    made = makers(function)
    while isinstance(operand, Temp):
        maker = made.get(operand.index)
        if not isinstance(maker, Cast):
            break
        operand = maker.operand
        if isinstance(operand, Local | Global) or (isinstance(operand, Temp) and operand.type.kind is Kind.POINTER):
            return True
    return False


@per_function
def members_read(function: Function) -> frozenset[str]:
    """The members that the function reads (`xdp_md.data`)."""
    found = set()
    for block in function.blocks:
        for instruction in block.instructions:
            if isinstance(instruction, Load) and isinstance(instruction.address, Temp):
                made = makers(function).get(instruction.address.index)
                if isinstance(made, FieldAddress):
                    found.add(f"{made.record.name}.{made.field}")
    return frozenset(found)


def is_constant(variable: Global) -> bool:
    """True for a variable that no program may write to."""
    element = variable.type
    while element.kind is Kind.ARRAY and element.target is not None:
        element = element.target
    return variable.section.startswith((".rodata", ".kconfig")) or (not variable.section and element.const)


def _accessed(instruction: object) -> tuple[Operand, ...]:
    match instruction:
        case Load(address=address) | Store(address=address) | Zero(address=address):
            return (address,)
        case Copy(address=address, source=source):
            return address, source
        case Call(callee=str() as name, args=(address, *_)) if name.startswith(ATOMICS):
            return (address,)
    return ()


def _is_doubtful(function: Function, address: Operand, *, write: bool) -> bool:
    base = base_of(function, address, members=True)
    if isinstance(base, Global):
        return (write and is_constant(base)) or _is_indexed(function, address)
    if not isinstance(base, Temp):
        return isinstance(base, Const | String)
    made = makers(function).get(base.index)
    if not isinstance(made, Load) or (write and not isinstance(made.address, Local)):
        return True
    source = makers(function).get(made.address.index) if isinstance(made.address, Temp) else None
    if isinstance(source, FieldAddress) and source.field in _PACKET:
        return False
    # The first parameter of a program is its context, of which most members are read freely.
    first = next(iter(function.params), None)
    if write or not (isinstance(made.address, Local) and made.address is first) or _may_be_null(function, made.address):
        return True
    return _is_odd(function, address)


def _may_be_null(function: Function, parameter: Local) -> bool:
    """True for what a function that is verified on its own is passed, if that is no context."""
    target = parameter.type.target
    is_program = bool(function.section) or function.is_static or not (function.noinline or function.is_weak)
    return not is_program and target is not None and type_by_context(target.name) is None


def _is_odd(function: Function, address: Operand) -> bool:
    """True unless it is the address of a member as it is declared, or a word of an array."""
    made = makers(function)
    while isinstance(address, Temp):
        match made.get(address.index):
            case Cast(result=result, operand=Temp() as inner):
                before, after = inner.type.target, result.type.target
                if before is not None and after is not None and before.size != after.size:
                    return True
                address = inner
            case IndexAddress(index=Const(value=index), base=inner, element=element):
                if not 0 <= index * element.size < _WORDS * 8:
                    return True
                address = inner
            case IndexAddress():
                return True
            case FieldAddress(base=inner):
                address = inner
            case _:
                break
    return False


def _is_indexed(function: Function, address: Operand) -> bool:
    """True for an element that a number picks which is no constant."""
    made = makers(function)
    while isinstance(address, Temp):
        match made.get(address.index):
            case IndexAddress(index=index) if not isinstance(index, Const):
                return True
            case Cast(operand=inner) | FieldAddress(base=inner) | IndexAddress(base=inner):
                address = inner
            case _:
                break
    return False
