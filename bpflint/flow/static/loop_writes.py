"""What the rounds of a loop write."""

from __future__ import annotations

from bpflint.flow.static.dead_stores import own_variable
from bpflint.flow.static.loops import Loop
from bpflint.source.control_flow import Function
from bpflint.source.model import Copy, Local, Store, Zero


def written_in(function: Function, loop: Loop) -> set[Local | None]:
    """The variables that a loop writes to; None among them if it also writes to what is no variable of the function."""
    instructions = (each for index in loop.body for each in function.blocks[index].instructions)
    writes = (each.address for each in instructions if isinstance(each, Store | Copy | Zero))
    return {own_variable(function, address) for address in writes}
