"""What is known of the functions of one unit on one kernel, found once for all programs that run them."""

from __future__ import annotations

from collections.abc import Callable

from bpflint.flow.static.arena_users import names_no_arena
from bpflint.flow.static.function_properties import FunctionProperties, reached, returns_number
from bpflint.flow.static.liveness import Cfg, cfg_of
from bpflint.flow.static.static_pointers import keeps_pointers
from bpflint.flow.static.unwritten import is_candidate, is_table, stays_in_memory, unwritten
from bpflint.kernel import KernelFacts
from bpflint.source.control_flow import Function
from bpflint.source.model import Global
from bpflint.source.unit import Unit


class FunctionSummaries:
    """Answers about a function are kept by its name."""

    def __init__(self, unit: Unit, kernel: KernelFacts) -> None:
        self._unit = unit
        self._kernel = kernel
        self._cfgs: dict[str, Cfg] = {}
        self._properties: dict[str, FunctionProperties] = {}
        self._reached: dict[str, tuple[Function, ...]] = {}
        self._relevant: dict[str, bool] = {}
        self._unwritten: dict[Global, bool] = {}
        self._staying: dict[Global, bool] = {}
        self._tables: dict[Global, bool] = {}
        self._keeping: dict[Global, bool] = {}
        self._without_arena: dict[str, bool] = {}
        self._kernel_structs: frozenset[str] | None = None

    def cfg(self, function: Function) -> Cfg:
        """What is live where in the function, and where its paths join."""
        known = self._cfgs.get(function.name)
        if known is None:
            known = self._cfgs[function.name] = cfg_of(function)
        return known

    def reached(self, function: Function) -> tuple[Function, ...]:
        """The function and all that it may call, directly or not."""
        known = self._reached.get(function.name)
        if known is None:
            known = self._reached[function.name] = reached(self._unit, self._properties, self._kernel, function)
        return known

    def is_relevant(self, function: Function) -> bool:
        """True if the function, or one that it calls, does something that the rules are about."""
        known = self._relevant.get(function.name)
        if known is None:
            known = self._relevant[function.name] = self._any(function, lambda properties: properties.relevant)
        return known

    def might_sleep(self, function: Function) -> bool:
        """True if the function may sleep by what it calls, global functions that it calls included."""
        return self._any(function, lambda properties: properties.sleeps)

    def changes_packet(self, function: Function) -> bool:
        """True if the function, or one that it calls, may move the packet."""
        return self._any(function, lambda properties: properties.moves_packet)

    def may_throw(self, function: Function) -> bool:
        """True if the function, or one that it calls, throws an exception."""
        return self._any(function, lambda properties: properties.throws)

    def is_obscure(self, function: Function) -> bool:
        """True if the function, or one that it calls, holds something that was not understood."""
        return self._any(function, lambda properties: properties.obscure)

    def opens_nothing(self, function: Function) -> bool:
        """True if all is as open after the function as before it, and it gives a number or nothing."""
        return returns_number(function) and all(
            self._properties[one.name].opens_nothing for one in self.reached(function)
        )

    def is_unwritten(self, variable: Global) -> bool:
        """True for a static integer that keeps its initial value."""
        if not is_candidate(variable):
            return False
        known = self._unwritten.get(variable)
        if known is None:
            known = self._unwritten[variable] = unwritten(self._unit, variable)
        return known

    def stays_in_memory(self, variable: Global) -> bool:
        """True for a variable that others may read or write, or that the compiler cannot do without."""
        if not variable.is_static:
            return True
        known = self._staying.get(variable)
        if known is None:
            known = self._staying[variable] = stays_in_memory(self._unit, variable)
        return known

    def is_table(self, variable: Global) -> bool:
        """True for a static array that is only read."""
        known = self._tables.get(variable)
        if known is None:
            known = self._tables[variable] = is_table(self._unit, variable)
        return known

    def keeps_pointers(self, variable: Global) -> bool:
        """True for a static pointer that compilers read from memory, if the path did not write it since a call."""
        known = self._keeping.get(variable)
        if known is None:
            known = self._keeping[variable] = keeps_pointers(self._unit, variable)
        return known

    def names_no_arena(self, program: Function) -> bool:
        """True for a program to which no arena belongs, though the unit has one."""
        known = self._without_arena.get(program.name)
        if known is None:
            known = self._without_arena[program.name] = names_no_arena(self._unit, self._kernel, program)
        return known

    def is_kernel_struct(self, name: str) -> bool:
        """True for a struct of the kernel's own: some kfunc takes or returns it, in the facts or as declared here."""
        if self._kernel_structs is None:
            found = set(self._kernel.facts.kernel_structs)
            for declaration in self._unit.declarations.values():
                if declaration.is_ksym or declaration.section == ".ksyms":
                    for ctype in (declaration.type.target, *declaration.type.params):
                        if ctype is not None and ctype.target is not None and ctype.target.is_record:
                            found.add(ctype.target.name)
            self._kernel_structs = frozenset(found)
        return name in self._kernel_structs

    def _any(self, function: Function, has: Callable[[FunctionProperties], bool]) -> bool:
        return any(has(self._properties[one.name]) for one in self.reached(function))
