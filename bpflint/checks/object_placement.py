"""KF410: a wq, timer or task_work outside its map value, or with another map's; an iterator or dynptr off the stack.

The interpreter finds them, where it knows what a pointer points into; what it does not know passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._arena_variables import variables_without_arena
from bpflint.checks._inner_maps import impossible_inner_maps
from bpflint.checks._map_users import misused
from bpflint.checks._sentences import Sentence, findings
from bpflint.checks._visible_objects import visible_objects
from bpflint.checks.context import Context
from bpflint.flow.domain.cases import Case

_LOCAL = "make it a local variable"
SENTENCES: Final[dict[Case, Sentence]] = {
    Case.OBJECT_OUTSIDE_MAP: Sentence(
        "{subject} does not point into a map value, where {callee}() needs its struct {type}",
        "make the struct {type} a member of a map's value, and pass its address in an element that was looked up",
    ),
    Case.MAP_WITHOUT_TYPES: Sentence(
        "map {map!r} is declared with sizes only, so the kernel does not know the {type} in its values, "
        "which {callee}() needs",
        "declare it with __type(key, ...) and __type(value, ...)",
        "map '{map}' has to have BTF in order to use {type}",
    ),
    Case.MAP_REFUSES_OBJECT: Sentence(
        "a map of the type of {map!r} may not hold a {type} in its values, so {callee}() is refused",
        "use a hash or an array map without flags that bar programs from it",
        "map '{map}' has to have BTF in order to use {type}",
    ),
    Case.TWO_OBJECTS_IN_VALUE: Sentence(
        "the value of map {map!r} holds more than one {type}, and the kernel then knows none of them",
        "keep one in each value",
        "map '{map}' has no valid {type}",
    ),
    Case.OBJECT_AT_VARYING_OFFSET: Sentence(
        "{subject} points to a varying place in the map value; {callee}() needs the struct {type} itself",
        "pass the address of the member",
    ),
    Case.OBJECT_IS_OTHER_MEMBER: Sentence(
        "{subject} does not point to the struct {type} of the map value, which {callee}() needs",
        "pass the address of the member",
    ),
    Case.NOT_A_MAP: Sentence(
        "{subject} is not a map, which {callee}() needs here", "pass the address of the map of the element"
    ),
    Case.OTHER_KIND_OF_MAP: Sentence(
        "{callee}() takes no map of the type {type}, which {subject} is",
        "use a map of the type that the helper is for, or the helper for this type of map",
        "cannot pass map_type",
    ),
    Case.MAP_OF_OTHER_ELEMENT: Sentence(
        "{subject} is not the map of the element that {callee}() is given, which was looked up in {map!r}",
        "pass &{map}",
    ),
    Case.IRQ_FLAGS_OFF_STACK: Sentence(
        "{subject} is not on the stack, where {callee}() keeps its flags", "use a local variable"
    ),
    Case.ITERATOR_OFF_STACK: Sentence("{subject} is not on the stack, where {callee}() needs its iterator", _LOCAL),
    Case.DYNPTR_OFF_STACK: Sentence("{subject} is not a dynptr on the stack, which {callee}() needs", _LOCAL),
    Case.KPTR_WRITTEN: Sentence(
        "{subject} is written directly, but it holds a reference that the kernel counts",
        "exchange it with bpf_kptr_xchg()",
    ),
    Case.KPTR_IN_PART: Sentence(
        "{subject} is a part of a kptr, which is read and written as a whole only",
        "access the member itself",
        "kptr access size must be BPF_DW",
    ),
    Case.KPTR_GIVEN_NUMBER: Sentence(
        "{subject} is given a number, and takes a pointer to a struct {wanted} of the kernel, or NULL",
        "store a pointer that the verifier knows, or keep the number in a plain integer",
        "invalid kptr access",
    ),
    Case.KPTR_GIVEN_OTHER: Sentence(
        "{subject} is given a pointer to a struct {actual}, and takes one to a struct {wanted}",
        "declare the member with the type of what is stored",
        "invalid kptr access",
    ),
    Case.UNCOUNTED_KPTR_EXCHANGED: Sentence(
        "{subject} is marked __kptr_untrusted, and bpf_kptr_xchg() exchanges references only",
        "mark the member __kptr, or write it with a plain assignment",
        "kptr isn't referenced kptr",
    ),
    Case.SPECIAL_MEMBER_PASSED: Sentence(
        "{subject} holds a {type}, and {callee}() would read or write it as plain memory",
        "pass the members beside it, or a copy of them",
        "cannot be accessed",
    ),
    Case.KPTR_AT_VARYING_OFFSET: Sentence(
        "{subject} is at a varying place, where a kptr has to be at a constant one",
        "test the index, and name each kptr by a constant",
        "variable offset",
    ),
    Case.ARENA_NOT_NAMED: Sentence(
        "{subject} points into an arena, and nothing in this program names one, so none belongs to it",
        "name the arena's map in the program (bpf_arena_alloc_pages(&arena, ...)), or a variable of it",
        "addr_space_cast insn can only be used in a program that has an associated arena",
    ),
    Case.NOT_A_KPTR: Sentence("{subject} is not the address of a kptr", "pass the address of a member marked __kptr"),
    Case.TOO_MANY_SPECIAL_MEMBERS: Sentence(
        "{subject} is in a map value (or section of globals) with more than {limit} kptrs, locks, timers ...; "
        "the kernel then knows none of them",
        "keep them in several maps or sections",
        "R1 has no valid kptr",
    ),
    Case.KPTR_OF_OTHER_TYPE: Sentence(
        "{subject} is a struct {actual}, but the kptr holds a struct {wanted}",
        "store an object of the kptr's type",
    ),
    Case.PERCPU_OBJECT_IN_PLAIN_KPTR: Sentence(
        "{subject} is a percpu object, but the kptr is not marked __percpu_kptr", "mark it __percpu_kptr"
    ),
    Case.PLAIN_OBJECT_IN_PERCPU_KPTR: Sentence(
        "{subject} is not a percpu object, but the kptr is marked __percpu_kptr", "mark it __kptr"
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path, and what the maps of the file tell."""
    yield from impossible_inner_maps(context)
    yield from misused(context)
    yield from visible_objects(context)
    yield from variables_without_arena(context)
    yield from findings(context, SENTENCES)
