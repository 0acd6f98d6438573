"""The program as the analysis sees it: operands and simple instructions.

Their types are in types.py, blocks and functions in control_flow.py, and all that a source file has in unit.py.

The front end lowers libclang's tree into this model; everything above works on it alone. The instructions are close
to what the compiler emits: every local variable is an object in memory with an address, expressions are flattened
into temporaries, conditions and short-circuit operators are branches. Byte offsets are those of the bpf target, so
casts, unions and `container_of` mean here what they mean to the verifier.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, assert_never

from bpflint.base.span import Span
from bpflint.source.types import Type

# --------------------------------------------------------------------------------------------------------- operands


@dataclass(slots=True, eq=False)
class Local:
    """A local variable or parameter: an object on the stack. Using it as an operand means its address."""

    name: str
    type: Type
    span: Span
    is_param: bool = False
    has_attributes: bool = False
    """Such as `aligned`: it may lie elsewhere than its type says."""


@dataclass(slots=True, eq=False)
class Global:
    """A variable at file scope. Using it as an operand means its address.

    `section` is the one named by an attribute ("" if none; `.maps`, `.ksyms`, `.kconfig`, `license`, `.rodata` ...).
    `value` is the initial bytes as text where it is a string (a licence), or an integer where it is one.
    """

    name: str
    type: Type
    span: Span
    section: str = ""
    is_extern: bool = False
    is_weak: bool = False
    is_static: bool = False
    is_hidden: bool = False
    value: str | int | None = None
    initializer: dict[str, Operand] = field(default_factory=dict)
    """Designated initialisers of a struct (`.enqueue = (void *)simple_enqueue`), by member."""
    is_half_read: bool = False
    """True if the initialiser says more than `value` and `initializer`: what is not named there is not known."""
    decl_tags: tuple[str, ...] = ()
    """`btf_decl_tag`s of the variable, e.g. `contains:foo:node` on a list head of its own."""


@dataclass(frozen=True, slots=True, eq=False)
class FunctionRef:
    """The address of a function (a callback, or a `__ksym` whose presence is tested)."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Const:
    """An integer constant. A null pointer constant is a Const of value 0 with a pointer type."""

    value: int
    type: Type


@dataclass(frozen=True, slots=True, eq=False)
class String:
    """The address of a string literal."""

    text: str
    size: int
    """Bytes, with the terminating zero."""


@dataclass(slots=True, eq=False)
class Temp:
    """The result of one instruction, unique in its function. `name` is the user's expression, for messages."""

    index: int
    type: Type
    name: str = ""


Operand = Local | Global | FunctionRef | Const | String | Temp


# ----------------------------------------------------------------------------------------------------- instructions


COMPARISONS: Final = frozenset({"==", "!=", "<", "<=", ">", ">="})
OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
"""Of each comparison the one that holds where it does not."""
MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
"""Of each comparison the one that says the same with its sides swapped."""
"""Operators of a Binary whose result is 0 or 1."""


@dataclass(slots=True, eq=False)
class Load:
    """`result` = the value of type `type` in memory at `address`."""

    result: Temp
    address: Operand
    type: Type
    span: Span
    volatile: bool = False
    bit_width: int = 0
    bit_offset: int = 0


@dataclass(slots=True, eq=False)
class Store:
    """Memory at `address` = `value`. A struct assignment is a Copy instead."""

    address: Operand
    value: Operand
    type: Type
    span: Span
    bit_width: int = 0
    bit_offset: int = 0
    volatile: bool = False


@dataclass(slots=True, eq=False)
class Copy:
    """`size` bytes from `source` to `address`; struct assignment, struct initialisation, `__builtin_memcpy`."""

    address: Operand
    source: Operand
    size: int
    span: Span


@dataclass(slots=True, eq=False)
class Zero:
    """`size` bytes at `address` become zero (`= {}`, `__builtin_memset(p, 0, n)`)."""

    address: Operand
    size: int
    span: Span


@dataclass(slots=True, eq=False)
class FieldAddress:
    """`result` = `base` + `offset`, the address of member `field` of a struct or union of type `record`.

    `is_relocated` where CO-RE looks the member up in the kernel that loads the program: in records that are marked so,
    and within `__builtin_preserve_access_index()`.
    """

    result: Temp
    base: Operand
    record: Type
    field: str
    offset: int
    type: Type
    span: Span
    decl_tags: tuple[str, ...] = ()
    is_relocated: bool = False


@dataclass(slots=True, eq=False)
class IndexAddress:
    """`result` = `base` + `index` * `element.size`: array elements and pointer arithmetic (index may be negative)."""

    result: Temp
    base: Operand
    index: Operand
    element: Type
    span: Span


@dataclass(slots=True, eq=False)
class Binary:
    """`result` = `left` op `right` on integers or pointers as they are; `op` is the C spelling (`+ - == < &` ...).

    Pointer plus integer is IndexAddress; pointer difference and comparison are Binary.
    """

    result: Temp
    op: str
    left: Operand
    right: Operand
    span: Span


@dataclass(slots=True, eq=False)
class Unary:
    """`result` = op `operand`; `op` is one of `- ~ !`."""

    result: Temp
    op: str
    operand: Operand
    span: Span


@dataclass(slots=True, eq=False)
class Cast:
    """`result` = `operand` converted to `result.type`: explicit, or implicit where kind or width change."""

    result: Temp
    operand: Operand
    explicit: bool
    span: Span


@dataclass(slots=True, eq=False)
class Select:
    """`result` = `operand`: joins the arms of `?:`, `&&`, `||` and the value of a statement expression.

    Every arm ends with a Select into the same Temp.
    """

    result: Temp
    operand: Operand
    span: Span


@dataclass(slots=True, eq=False)
class Call:
    """A call. `callee` is a name for a direct call, an Operand for an indirect one.

    `span` is the call expression where the user wrote it (the macro use, for a call that a macro makes);
    `arg_spans` those of the arguments. `implicit` marks a call without a declaration in scope. `cleanup` marks a call
    that the compiler inserts at the end of a scope (`__attribute__((cleanup(f)))`). `macro` is the outermost macro
    whose expansion holds the call, "" if none. `detail` is the type or enumerator named by `__builtin_preserve_*` and
    `__builtin_btf_type_id` (`struct task_struct`, `task_struct.pid`, `BPF_FUNC_x`). `declared` is the function's type
    as declared in this unit, None when undeclared. `skippable` marks a call in inline assembly that a jump before it
    may skip.
    """

    result: Temp | None
    callee: str | Operand
    args: tuple[Operand, ...]
    span: Span
    arg_spans: tuple[Span, ...] = ()
    arg_types: tuple[Type, ...] = ()
    declared: Type | None = None
    implicit: bool = False
    cleanup: bool = False
    macro: str = ""
    detail: str = ""
    skippable: bool = False


@dataclass(slots=True, eq=False)
class Asm:
    """Inline assembly: unknown values in `outputs` (addresses), memory otherwise kept. `text` is the template.

    `calls` are the calls in the template, in the order of the text; what they pass is in registers, and not told.
    `named` are the inputs that the template has a name for (`%[name]`).
    """

    text: str
    outputs: tuple[Operand, ...]
    inputs: tuple[Operand, ...]
    span: Span
    calls: tuple[Call, ...] = ()
    named: Mapping[str, Operand] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class ScopeEnd:
    """The lifetime of these locals ends (their stack slots are dead)."""

    locals: tuple[Local, ...]
    span: Span


Instruction = (
    Load | Store | Copy | Zero | FieldAddress | IndexAddress | Binary | Unary | Cast | Select | Call | Asm | ScopeEnd
)


def operands(instruction: Instruction) -> tuple[Operand, ...]:
    """Everything an instruction reads, addresses included: first the address of a Load, Store, Copy or Zero."""
    match instruction:
        case Load(address=address) | Zero(address=address):
            return (address,)
        case Store(address=address, value=value):
            return (address, value)
        case FieldAddress(base=base):
            return (base,)
        case Call(callee=callee, args=args):
            return args if isinstance(callee, str) else (callee, *args)
        case Binary(left=left, right=right):
            return (left, right)
        case Cast(operand=operand) | Select(operand=operand) | Unary(operand=operand):
            return (operand,)
        case IndexAddress(base=base, index=index):
            return (base, index)
        case Copy(address=address, source=source):
            return (address, source)
        case Asm(inputs=inputs, outputs=outputs):
            return (*inputs, *outputs)
        case ScopeEnd():
            return ()
    assert_never(instruction)
