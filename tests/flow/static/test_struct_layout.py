"""What structs are made of."""

from __future__ import annotations

from bpflint.flow.static.struct_layout import is_scalar_struct, member_offset
from bpflint.source.types import Field, Kind, Type

INT = Type(Kind.INT, "int", 4, signed=True)
POINTER = Type(Kind.POINTER, "void *", 8)


def record(*members: Type, name: str = "s") -> Type:
    fields = tuple(Field(f"m{index}", index * 8, each) for index, each in enumerate(members))
    return Type(Kind.STRUCT, f"struct {name}", 8 * len(members), name=name, load_fields=lambda: fields)


def test_structs_of_integers() -> None:
    numbers = record(INT, Type(Kind.ENUM, "enum e", 4), Type(Kind.ARRAY, "int[2]", 8, target=INT, count=2))
    assert is_scalar_struct(numbers) is True
    assert is_scalar_struct(record(INT, numbers)) is True
    assert is_scalar_struct(record(Type(Kind.ARRAY, "struct s[2]", 48, target=numbers, count=2))) is True


def test_structs_with_pointers() -> None:
    assert is_scalar_struct(record(INT, POINTER)) is False
    assert is_scalar_struct(record(INT, record(POINTER))) is False
    assert is_scalar_struct(record(Type(Kind.ARRAY, "void *[2]", 16, target=POINTER, count=2))) is False


def test_what_nobody_knows() -> None:
    declared = Type(Kind.STRUCT, "struct d", name="d", complete=False)
    deep = INT
    for _ in range(6):
        deep = record(deep)
    for unknown in (None, INT, declared, record(), record(INT, declared), deep):
        assert is_scalar_struct(unknown) is None


def test_members_are_found_in_structs_without_a_name_only() -> None:
    inner = Type(Kind.STRUCT, "struct i", 8, name="i", load_fields=lambda: (Field("x", 0, INT), Field("y", 32, INT)))
    fields = (Field("named", 0, inner), Field("", 64, INT), Field("", 128, inner), Field("z", 192, INT))
    outer = Type(Kind.STRUCT, "struct o", 28, name="o", load_fields=lambda: fields)
    assert [member_offset(outer, name) for name in ("named", "x", "y", "z", "w")] == [0, 128, 160, 192, None]
    assert member_offset(None, "x") is None
