"""Local arrays that hold nothing but constants: compilers make tables of them, or compute what a number picks.

What is read behind their end is then no memory of the stack, and may be no memory at all.
"""

from __future__ import annotations

from bpflint.flow.static.addresses import base_of, makers
from bpflint.flow.static.dead_stores import escaping
from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Function
from bpflint.source.model import Cast, Const, Copy, FieldAddress, IndexAddress, Load, Local, Operand, Store, Temp
from bpflint.source.types import Kind


@per_function
def constant_tables(function: Function) -> frozenset[Local]:
    """The local arrays to which only constants are written, at constant places."""
    arrays: set[Local] = set()
    changed: set[Local] = set(escaping(function))
    for block in function.blocks:
        for each in block.instructions:
            if not isinstance(each, Load | Store | Copy):
                continue
            base = base_of(function, each.address, members=True)
            if not isinstance(base, Local):
                continue
            if base.type.kind is Kind.ARRAY:
                arrays.add(base)
            if (
                isinstance(each, Copy)
                or each.volatile
                or (
                    isinstance(each, Store)
                    and not (isinstance(each.value, Const) and _is_constant_place(function, each.address))
                )
            ):
                changed.add(base)
    return frozenset(arrays - changed)


def _is_constant_place(function: Function, address: Operand) -> bool:
    made = makers(function)
    while isinstance(address, Temp):
        match made.get(address.index):
            case IndexAddress(base=inner, index=Const()) | FieldAddress(base=inner) | Cast(operand=inner):
                address = inner
            case _:
                return False
    return True
