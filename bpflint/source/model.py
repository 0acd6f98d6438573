"""The program as the analysis sees it: types, functions as blocks of simple instructions, maps, declarations.

The front end lowers libclang's tree into this model; everything above works on it alone. The instructions are close
to what the compiler emits: every local variable is an object in memory with an address, expressions are flattened
into temporaries, conditions and short-circuit operators are branches. Byte offsets are those of the bpf target, so
casts, unions and `container_of` mean here what they mean to the verifier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, assert_never

from bpflint.base.span import Span

# ------------------------------------------------------------------------------------------------------------ types


class Kind(Enum):
    """The kinds of types that BTF tells apart."""

    VOID = auto()
    INT = auto()
    ENUM = auto()
    FLOAT = auto()
    POINTER = auto()
    ARRAY = auto()
    STRUCT = auto()
    UNION = auto()
    FUNCTION = auto()
    UNKNOWN = auto()


@dataclass(slots=True, eq=False)
class Type:
    """A C type, with typedefs and qualifiers resolved away except for `const`.

    `name` is the tag of a struct, union or enum ("" when anonymous). `size` is in bytes, 0 where unknown.
    `target` is what a pointer points to, what an array holds, or what a function returns. `tags` are the
    `btf_type_tag`s on the pointee of a pointer (`kptr`, `percpu_kptr`, `uptr`, `rcu`, `user`, ...) plus `arena` for
    address space 1. `spelling` is the text the user wrote, for messages. Types of one unit are interned: the same
    type is usually the same object, but compare with `same_type`.
    """

    kind: Kind
    spelling: str = ""
    size: int = 0
    signed: bool = False
    name: str = ""
    target: Type | None = None
    count: int = 0
    """Elements of an array; -1 for a flexible one."""
    params: tuple[Type, ...] = ()
    variadic: bool = False
    tags: frozenset[str] = frozenset()
    const: bool = False
    complete: bool = True
    """False for a struct that is only declared (`struct foo;`)."""
    is_relocated: bool = False
    """True for a record whose members CO-RE looks up in the kernel that loads the program (preserve_access_index)."""
    load_fields: Callable[[], tuple[Field, ...]] | None = field(default=None, repr=False)
    _fields: tuple[Field, ...] | None = field(default=None, repr=False)
    layout: object = field(default=None, repr=False)
    """What the analysis has worked out about the members (flow/static/struct_layout.py); dies with the type."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Members of a struct or union, in order; anonymous members are kept as members named ""."""
        if self._fields is None:
            self._fields = self.load_fields() if self.load_fields else ()
        return self._fields

    @property
    def is_pointer(self) -> bool:
        return self.kind is Kind.POINTER

    @property
    def is_record(self) -> bool:
        return self.kind in (Kind.STRUCT, Kind.UNION)


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A member of a struct or union at a byte offset. `decl_tags` are its `btf_decl_tag`s, e.g. `contains:foo:node`."""

    name: str
    offset: int
    type: Type
    decl_tags: tuple[str, ...] = ()
    bit_width: int = 0
    """0 unless a bit-field; `offset` is then that of the byte the field starts in."""
    bit_offset: int = 0
    """The bit of that byte."""


VOID: Final = Type(Kind.VOID, "void")
UNKNOWN: Final = Type(Kind.UNKNOWN, "?")


# --------------------------------------------------------------------------------------------------------- operands


@dataclass(slots=True, eq=False)
class Local:
    """A local variable or parameter: an object on the stack. Using it as an operand means its address."""

    name: str
    type: Type
    span: Span
    is_param: bool = False


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
    """`result` = `base` + `offset`, the address of member `field` of a struct or union of type `record`."""

    result: Temp
    base: Operand
    record: Type
    field: str
    offset: int
    type: Type
    span: Span
    decl_tags: tuple[str, ...] = ()


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
    as declared in this unit, None when undeclared.
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


@dataclass(slots=True, eq=False)
class Asm:
    """Inline assembly: unknown values in `outputs` (addresses), memory otherwise kept. `text` is the template.

    `calls` are the calls in the template, in the order of the text; what they pass is in registers, and not told. Those
    before its first jump are `certain_calls`: another may be jumped over.
    """

    text: str
    outputs: tuple[Operand, ...]
    inputs: tuple[Operand, ...]
    span: Span
    calls: tuple[Call, ...] = ()
    certain_calls: tuple[Call, ...] = ()


@dataclass(slots=True, eq=False)
class ScopeEnd:
    """The lifetime of these locals ends (their stack slots are dead)."""

    locals: tuple[Local, ...]
    span: Span


Instruction = (
    Load | Store | Copy | Zero | FieldAddress | IndexAddress | Binary | Unary | Cast | Select | Call | Asm | ScopeEnd
)


# ------------------------------------------------------------------------------------------------------ terminators


@dataclass(slots=True, eq=False)
class Jump:
    target: int
    span: Span


@dataclass(slots=True, eq=False)
class Branch:
    """Goes to `then` where `condition` is not zero, else to `otherwise`."""

    condition: Operand
    then: int
    otherwise: int
    span: Span


@dataclass(slots=True, eq=False)
class Switch:
    """`cases` are (low, high, target), both ends included; `default` may be the block after the switch."""

    value: Operand
    cases: tuple[tuple[int, int, int], ...]
    default: int
    span: Span


@dataclass(slots=True, eq=False)
class Choose:
    """Goes to any of `targets`; which one is unknown (asm goto, `may_goto`, computed goto)."""

    targets: tuple[int, ...]
    span: Span


@dataclass(slots=True, eq=False)
class Return:
    value: Operand | None
    span: Span


@dataclass(slots=True, eq=False)
class Unreachable:
    span: Span


Terminator = Jump | Branch | Switch | Choose | Return | Unreachable


@dataclass(slots=True, eq=False)
class Block:
    instructions: list[Instruction]
    terminator: Terminator


def successors(block: Block) -> tuple[int, ...]:
    """The blocks that control may go to from here."""
    match block.terminator:
        case Jump(target=target):
            return (target,)
        case Branch(then=then, otherwise=otherwise):
            return (then, otherwise)
        case Switch(cases=cases, default=default):
            return (*(target for _, _, target in cases), default)
        case Choose(targets=targets):
            return targets
        case Return() | Unreachable():
            return ()
    assert_never(block.terminator)


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


# --------------------------------------------------------------------------------------------------------- the unit


@dataclass(slots=True, eq=False)
class Function:
    """A function definition. `lower` builds the blocks on first use, so unreachable header inlines cost nothing."""

    name: str
    span: Span
    """From the return type to the closing brace."""
    name_span: Span
    type: Type
    params: tuple[Local, ...]
    section: str = ""
    is_static: bool = False
    is_weak: bool = False
    always_inline: bool = False
    noinline: bool = False
    is_hidden: bool = False
    """`__hidden`: not visible outside of its object."""
    in_header: bool = False
    decl_tags: tuple[str, ...] = ()
    """`exception_callback:NAME`, `arg:nonnull` on parameters are in `param_tags`."""
    param_tags: tuple[tuple[str, ...], ...] = ()
    lower: Callable[[], list[Block]] | None = field(default=None, repr=False)
    _blocks: list[Block] | None = field(default=None, repr=False)
    worked_out: dict[object, object] = field(default_factory=dict, repr=False)
    """What the analysis has found out about it, by the question (flow/static/per_function.py); dies with it."""
    wrapped: str = ""
    """The user's function when this one is the entry that `BPF_PROG`-like macros make around it (`____name`)."""

    @property
    def blocks(self) -> list[Block]:
        """Entry first."""
        if self._blocks is None:
            self._blocks = self.lower() if self.lower else []
        return self._blocks

    @property
    def size(self) -> int:
        """Blocks, 0 as long as nobody has asked for them."""
        return len(self._blocks or ())

    def calls(self) -> Iterator[Call]:
        """Every call in the function, in source order."""
        for block in self.blocks:
            for instruction in block.instructions:
                if isinstance(instruction, Call):
                    yield instruction
                elif isinstance(instruction, Asm):
                    yield from instruction.calls


@dataclass(frozen=True, slots=True, eq=False)
class Declaration:
    """A function declaration without a body, as the unit sees it after redeclarations are merged.

    `is_ksym` says that one carries the `.ksyms` section. `from_vmlinux` marks prototypes that vmlinux.h brings (they
    are the kernel's own). `user_span` is set when the user's own files declare it.
    """

    name: str
    type: Type
    span: Span
    param_names: tuple[str, ...] = ()
    param_tags: tuple[tuple[str, ...], ...] = ()
    is_ksym: bool = False
    is_weak: bool = False
    section: str = ""
    is_extern: bool = True
    from_vmlinux: bool = False
    text: str = ""
    """The declaration as the user wrote it, up to the semicolon."""


@dataclass(frozen=True, slots=True, eq=False)
class Map:
    """A BTF-defined map (`SEC(".maps")`). Types are None where only a size is given."""

    name: str
    span: Span
    type: int | None
    """The number of `BPF_MAP_TYPE_*`."""
    key: Type | None
    value: Type | None
    key_size: int | None = None
    value_size: int | None = None
    max_entries: int | None = None
    flags: int = 0
    inner: Map | None = None


class Status(Enum):
    OK = "ok"
    DEGRADED = "degraded"
    """Something was lost in parsing (an unknown type, a missing header); what remains was analysed."""
    FAILED = "failed"
    """Could not be analysed at all."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What the parser complained about, and what was lost by it."""

    span: Span
    message: str
    fatal: bool = False


@dataclass(slots=True, eq=False)
class Unit:
    """One translation unit."""

    path: str
    functions: dict[str, Function] = field(default_factory=dict)
    declarations: dict[str, Declaration] = field(default_factory=dict)
    globals: dict[str, Global] = field(default_factory=dict)
    maps: dict[str, Map] = field(default_factory=dict)
    includes: tuple[str, ...] = ()
    status: Status = Status.OK
    problems: list[Problem] = field(default_factory=list)
    lost: frozenset[tuple[str, int]] = frozenset()
    """The lines (path, line) where the parser could not make sense of something; all of them, unlike `problems`.

    Headers that were not found are not among them: what they would have declared is, where it is used.
    """
    lacks_declarations: bool = False
    """True if one of the lines lies outside of all functions, so that a type may be other than it looks."""
    find_type: Callable[[str], Type | None] = lambda _name: None
    """`find_type("struct task_struct")`: a type by its C name, None if the unit has none."""
    shares_licence: Callable[[], bool] = lambda: False
    """Whether the licence may stand in another source, with which this one is linked."""
    lines: Callable[[str], tuple[str, ...]] = lambda _path: ()
    """The text of a file of this unit, by line."""
    seconds: float = 0.0


def same_type(left: Type | None, right: Type | None) -> bool:
    """True if both are the same C type, comparing records by kind and tag."""
    if left is None or right is None:
        return left is right
    if left is right:
        return True
    if left.kind is not right.kind:
        return False
    if left.is_record or left.kind is Kind.ENUM:
        return left.name == right.name if left.name or right.name else left is right
    if left.kind is Kind.INT:
        return left.size == right.size and left.signed == right.signed
    return same_type(left.target, right.target) and left.count == right.count
