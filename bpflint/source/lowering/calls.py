"""Lowers calls: of functions by name, through pointers, of BPF helpers, and of the compiler's builtins."""

from __future__ import annotations

import re
from typing import Final

from bpflint.source import kinds as k
from bpflint.source.helper_numbers import helper_of
from bpflint.source.libclang import Node
from bpflint.source.lowering.builder import FunctionBuilder, Place, dereferenced, name_of
from bpflint.source.model import Call, Const, Copy, FunctionRef, Local, Operand, Store, Zero
from bpflint.source.types import UNKNOWN, Kind, Type, kind_word

_COPIES: Final = frozenset({"memcpy", "memmove", "__builtin_memcpy", "__builtin_memmove", "__builtin_memcpy_inline"})
_FILLS: Final = frozenset({"memset", "__builtin_memset"})
_RELOCATES: Final = "__builtin_preserve_access_index"
FIRST_ARGUMENT: Final = frozenset(
    {
        "__builtin_expect",
        "__builtin_expect_with_probability",
        _RELOCATES,
        "__builtin_assume_aligned",
        "__builtin_launder",
    }
)
_ENDS: Final = frozenset({"__builtin_trap", "__builtin_unreachable", "__builtin_abort"})
_CORE: Final = frozenset(
    {
        "__builtin_preserve_field_info",
        "__builtin_preserve_type_info",
        "__builtin_preserve_enum_value",
        "__builtin_btf_type_id",
    }
)
_SYNC_WIDTH: Final = re.compile(r"^(__sync_\w+?)_(?:1|2|4|8|16)$")


def _callee(builder: FunctionBuilder, node: Node) -> Node:
    """The callee without casts, parentheses and dereferences that do not change which function it is."""
    while True:
        inner = node.expressions()
        if node.kind in (k.PAREN_EXPR, k.UNEXPOSED_EXPR) and len(inner) == 1:
            node = inner[0]
        elif node.kind == k.UNARY_OPERATOR and inner:
            operator = builder.unary_operator(node)
            if operator not in (k.DEREFERENCE, k.ADDRESS_OF) or builder.type(node).kind not in (
                Kind.FUNCTION,
                Kind.POINTER,
            ):
                return node
            if operator == k.DEREFERENCE and builder.type(node).kind is not Kind.FUNCTION:
                return node
            node = inner[0]
        else:
            return node


def callee_name(builder: FunctionBuilder, node: Node) -> str:
    callee = _callee(builder, node)
    if callee.kind != k.DECL_REF_EXPR:
        return ""
    reference = builder.unit.reference(callee)
    return builder.unit.name(reference) if reference.kind == k.FUNCTION_DECL else ""


def transform_call(builder: FunctionBuilder, node: Node) -> Operand:
    inner = node.expressions()
    if not inner:
        return builder.unknown(node)
    designator = _callee(builder, inner[0])
    arguments = inner[1:]
    callee: str | Operand
    declared: Type | None = None
    implicit = False
    if designator.kind == k.DECL_REF_EXPR:
        reference = builder.unit.reference(designator)
        if reference.kind == k.FUNCTION_DECL:
            callee = builder.unit.name(reference)
            if callee.startswith("__builtin_") or callee in _COPIES or callee in _FILLS:
                special = _transform_builtin(builder, callee, node, arguments)
                if special is not None:
                    return special
            synced = _SYNC_WIDTH.match(callee)
            if synced:
                callee = synced.group(1)
            elif not callee.startswith("__builtin_"):
                callee = builder.unit.function(reference)
                declared = builder.types.of(reference)
                implicit = builder.unit.is_implicit(reference)
                declared = None if implicit else declared
        elif (helper := builder.unit.helper(reference)) is not None:
            callee, declared = helper
        else:
            callee, declared = _indirect(builder, inner[0])
    else:
        callee, declared = _indirect(builder, inner[0])
    return _emit_call(builder, node, callee, declared, arguments, implicit=implicit)


def _indirect(builder: FunctionBuilder, node: Node) -> tuple[str | Operand, Type | None]:
    value = builder.value(node)
    type = builder.type(node)
    if type.is_pointer and type.target is not None:
        type = type.target
    declared = type if type.kind is Kind.FUNCTION else None
    if isinstance(value, FunctionRef):
        return value.name, declared
    return (helper_of(value.value) if isinstance(value, Const) and value.value > 0 else value), declared


def _emit_call(
    builder: FunctionBuilder,
    node: Node,
    callee: str | Operand,
    declared: Type | None,
    arguments: list[Node],
    *,
    implicit: bool = False,
    detail: str = "",
) -> Operand:
    values = tuple(builder.value(argument) for argument in arguments)
    type = builder.type(node)
    span = builder.span(node)
    name = callee if isinstance(callee, str) else name_of(callee)
    result = None if type.kind is Kind.VOID else builder.temp(type, f"{name}()")
    builder.emit(
        Call(
            result,
            callee,
            values,
            span,
            tuple(builder.span(argument) for argument in arguments),
            tuple(_argument_type(builder, argument) for argument in arguments),
            declared,
            implicit,
            macro=builder.unit.macro(node, name),
            detail=detail,
        )
    )
    if declared is not None and "noreturn" in declared.spelling:
        builder.unreachable(span)
    if result is None:
        return Const(0, builder.types.int)
    if type.is_record:
        local = Local("", type, span)
        builder.emit(Store(local, result, type, span))
        return local
    return result


def _argument_type(builder: FunctionBuilder, node: Node) -> Type:
    """The type of an argument before it was converted to the parameter's: what the user passes."""
    inner = node.expressions()
    while node.kind == k.UNEXPOSED_EXPR and len(inner) == 1 and len(node.children) == 1:
        source = builder.type(inner[0])
        if source.kind in (Kind.ARRAY, Kind.FUNCTION, Kind.UNKNOWN):
            break
        node, inner = inner[0], inner[0].expressions()
    return builder.type(node)


def _is_of_caller(builder: FunctionBuilder, arguments: list[Node]) -> bool:
    """True for a parameter that the compiler may know the value of where it inlines the function."""
    if builder.clang.getCursorLinkage(builder.definition) != k.LINKAGE_INTERNAL or not arguments:
        return False
    return any(local.is_param and local.name == builder.unit.token(arguments[0]) for local in builder.locals.values())


def _transform_builtin(builder: FunctionBuilder, name: str, node: Node, arguments: list[Node]) -> Operand | None:
    """What a compiler builtin means here, None where it is a call like another."""
    if name in FIRST_ARGUMENT and arguments:
        outer, builder.relocates = builder.relocates, builder.relocates or name == _RELOCATES
        first = builder.value(arguments[0])
        builder.relocates = outer
        return first
    if name in _ENDS:
        builder.unreachable(builder.span(node))
        return Const(0, builder.types.int)
    if name in _CORE and arguments:
        return _transform_core_builtin(builder, name, node, arguments)
    if name in ("__builtin_constant_p", "__builtin_object_size", "__builtin_strlen"):
        value = builder.unit.evaluate(node)
        if not value and name == "__builtin_constant_p" and _is_of_caller(builder, arguments):
            return None
        if value is not None or name == "__builtin_constant_p":
            return Const(value or 0, builder.type(node))
        return None
    if name == "__builtin_assume":
        return Const(0, builder.types.int)
    if name in _COPIES and len(arguments) == 3:
        size = _constant_size(builder, arguments[2])
        if size is not None:
            target, source = builder.value(arguments[0]), builder.value(arguments[1])
            builder.emit(Copy(target, source, size, builder.span(node)))
            return target
    if name in _FILLS and len(arguments) == 3:
        size = _constant_size(builder, arguments[2])
        if size is not None and builder.unit.evaluate(arguments[1]) == 0:
            target = builder.value(arguments[0])
            builder.emit(Zero(target, size, builder.span(node)))
            return target
    return None


def _constant_size(builder: FunctionBuilder, node: Node) -> int | None:
    value = builder.unit.evaluate(node)
    return value if value is not None and 0 <= value < 1 << 32 else None


def _transform_core_builtin(builder: FunctionBuilder, name: str, node: Node, arguments: list[Node]) -> Operand:
    """A CO-RE builtin: its first argument names something and is not evaluated."""
    first = arguments[0]
    if name == "__builtin_preserve_enum_value":
        detail = _enumerator_name(builder, first)
    elif name == "__builtin_preserve_field_info":
        detail = _member_path(builder, first)
    else:
        detail = builder.type(first).spelling
    return _emit_call(builder, node, name, None, arguments[1:], detail=detail)


def _enumerator_name(builder: FunctionBuilder, node: Node) -> str:
    work = [node]
    while work:
        current = work.pop()
        if current.kind == k.DECL_REF_EXPR:
            reference = builder.unit.reference(current)
            if reference.kind == k.ENUM_CONSTANT_DECL:
                return builder.unit.name(reference)
        work.extend(current.children)
    return ""


def _member_path(builder: FunctionBuilder, node: Node) -> str:
    """`task_struct.pid int` of an expression that ends in `->pid`: members of members are joined with dots.

    Behind the path stands what each member is declared as, `?` where the struct is a stand-in.
    """
    steps: list[tuple[str, str]] = []
    record = ""
    while True:
        inner = node.expressions()
        if node.kind == k.MEMBER_REF_EXPR and inner:
            base = builder.type(inner[0])
            owner = base.target if base.is_pointer else base
            record = owner.name if owner is not None else ""
            name = builder.clang.spelling(node.cursor)
            if name.isidentifier():  # libclang describes members without a name in words
                known = owner is not None and not owner.is_stand_in
                steps.append((name, kind_word(builder.type(node)) if known else "?"))
            if base.is_pointer:
                break
        elif node.kind not in (k.PAREN_EXPR, k.UNEXPOSED_EXPR, k.ARRAY_SUBSCRIPT_EXPR):
            break
        if not inner:
            break
        node = inner[0]
    steps.reverse()
    path = ".".join((record, *(name for name, _ in steps)))
    return f"{path} {','.join(kind for _, kind in steps)}" if steps else path


def transform_atomic(builder: FunctionBuilder, node: Node, inner: list[Node]) -> Operand:
    """`__atomic_*` operations. libclang gives pointer, order, value..., and not which operation it is."""
    name = builder.unit.token(node)
    if not name.startswith("__"):
        name = "__atomic"
    if name in ("__atomic_load_n", "__c11_atomic_load") or (name == "__atomic" and len(inner) == 2):
        pointer = builder.value(inner[0])
        target = builder.type(inner[0]).target or UNKNOWN
        return builder.load(Place(pointer, target, dereferenced(name_of(pointer)), volatile=True), node)
    if name in ("__atomic_store_n", "__c11_atomic_store") and len(inner) >= 3:
        pointer, value = builder.value(inner[0]), builder.value(inner[2])
        builder.emit(Store(pointer, value, builder.type(inner[0]).target or UNKNOWN, builder.span(node)))
        return Const(0, builder.types.int)
    # The order arguments say nothing here; pointer and values keep the order they are written in.
    return _emit_call(builder, node, name, None, [inner[0], *inner[2:]])
