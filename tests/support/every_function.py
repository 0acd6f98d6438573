"""A few programs for each kfunc and each helper, with a value of some kind at one of its arguments.

What they are passed is drawn by dice that know only the function's name and the number of the program. Kfuncs are
declared without parameters and may get too few arguments, as where someone declares them by hand. What the kernel makes
of such a program is not known here.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Final

from arguments_of_calls import HEAD, VALUES

from bpflint.kernel import load_facts
from bpflint.kernel.ctype import CType
from bpflint.kernel.kfunc import Prototype
from bpflint.kernel.version import Version

KERNEL: Final = Version(6, 18)
PROGRAMS: Final = 6
"""Programs for each function."""
PARTS: Final = 4
"""Files in which they are."""
_NUMBERS: Final = ("0", "1", "8", "4096", "-1", "ctx[1]", "ctx[1] & 15")
_ADDRESSES: Final = ("NULL", "written", "ctx", '"abc"', "room", "&values", "(char *)room + 12", "(void *)constant")
_DECLARED: Final = frozenset({"bpf_rdonly_cast", *re.findall(r"(\w+)\([^()]*\) (?:__weak )?__ksym;", HEAD)})
"""By the head, or by the headers that it includes."""
_NOT_CALLED: Final = frozenset({"bpf_tail_call", "bpf_throw"})
"""Nothing comes behind them."""


def functions(*, helpers: bool) -> dict[str, Prototype]:
    """The helpers, or the kfuncs, of the kernel, and what they take and give."""
    facts = load_facts()
    at = facts.at(KERNEL)
    if helpers:
        found = {name: known.prototype for name in facts.helpers if (known := at.helper(name)) is not None}
    else:
        found = {kfunc.name: kfunc.prototype for kfunc in at.kfuncs()}
    return {name: found[name] for name in sorted(found.keys() - _NOT_CALLED)}


def programs(*, helpers: bool, part: int) -> Iterator[tuple[str, str]]:
    """The name and the body of each of one of PARTS, for helpers or for kfuncs."""
    for name, prototype in list(functions(helpers=helpers).items())[part::PARTS]:
        for number in range(PROGRAMS):
            types = [param.type for param in prototype.params]
            fewer = number == PROGRAMS - 1 and not helpers and name not in _DECLARED
            yield f"{name}_{number}", _body(name, number, types, prototype.returns, fewer=fewer)


def _body(name: str, number: int, types: list[CType], returned: CType, *, fewer: bool) -> str:
    dice = random.Random(f"{name} {number}")
    before, chosen, behind = VALUES[dice.choice(list(VALUES))]
    addresses = [index for index, each in enumerate(types) if each.kind == "pointer"]
    told = dice.choice(addresses) if addresses else None
    args = [
        chosen if index == told else dice.choice(_ADDRESSES if each.kind == "pointer" else _NUMBERS)
        for index, each in enumerate(types)
    ]
    args = ["round" if _is_function(each) else f"(void *){arg}" if each.kind == "pointer" else arg
            for each, arg in zip(types, args, strict=True)]  # fmt: skip
    call = f"{name}({', '.join(args[:-1] if fewer else args)})"
    for word in ("LOOKUP", "CHECKED"):
        before = before.replace(word, f"{word}_VALUE")
    used = "void *result = (void *){}; if (result) written[0] = *(volatile char *)result;"
    body = f"{call};" if returned.kind == "void" else used.format(call)
    return f"long room[4] = {{}}; {before} {{ {body} }} {behind}".strip()


def _is_function(ctype: CType) -> bool:
    return ctype.target is not None and ctype.target.kind == "function"


def text(*, helpers: bool, part: int) -> str:
    """The file that has them."""
    found = list(programs(helpers=helpers, part=part))
    called = {"bpf_rcu_read_lock", "bpf_rcu_read_unlock", *(() if helpers else functions(helpers=False))}
    declared = [f"extern void *{name}() __ksym;" for name in sorted(called - _DECLARED)]
    head = HEAD.replace("LOOKUP", "LOOKUP_VALUE").replace("CHECKED", "CHECKED_VALUE")
    bodies = [
        f'SEC("tp_btf/task_newtask") int {name}(u64 *ctx)\n{{\n\tbpf_rcu_read_lock();\n\tbpf_rcu_read_unlock();\n'
        f"\t{body}\n\treturn 0;\n}}\n"
        for name, body in found
    ]
    return "\n".join((head, *declared, *bodies))
