from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpflint.kernel import load_facts
from bpflint.kernel.ctype import CTypeError, decode, encode, parse_function, parse_type


@pytest.mark.parametrize(
    ("text", "kind", "name", "size", "signed"),
    [
        ("u32", "int", "u32", 4, False),
        ("__s64", "int", "__s64", 8, True),
        ("unsigned long", "int", "unsigned long", 8, False),
        ("long long unsigned int", "int", "long long unsigned int", 8, False),
        ("short unsigned int", "int", "short unsigned int", 2, False),
        ("bool", "int", "bool", 1, False),
        ("size_t", "int", "size_t", 8, False),
        ("char", "int", "char", 1, True),
        ("double", "float", "double", 8, True),
        ("enum hid_report_type", "enum", "hid_report_type", 4, False),
        ("struct task_struct", "struct", "task_struct", 0, False),
        ("union nf_inet_addr", "union", "nf_inet_addr", 0, False),
        ("xdp_rss_hash_type", "unknown", "xdp_rss_hash_type", 0, False),
    ],
)
def test_base_types(text: str, kind: str, name: str, size: int, signed: bool) -> None:
    ctype = parse_type(text)
    assert (ctype.kind, ctype.name, ctype.size, ctype.signed) == (kind, name, size, signed)


def test_a_callback_an_array_and_a_function_become_pointers() -> None:
    _, function, names = parse_function("void f(int (cb)(void *map, int *key), char buf[16], struct s s);")
    assert names == ("cb", "buf", "s")
    callback, array, struct = function.params
    assert callback.is_pointer
    assert callback.target is not None
    assert callback.target.kind == "function"
    assert len(callback.target.params) == 2
    assert array.is_pointer
    assert struct.kind == "struct"


def test_typedefs_of_callbacks_are_seen_through() -> None:
    _, function, _ = parse_function("int f(bpf_task_work_callback_t callback)")
    (callback,) = function.params
    assert str(callback) == "int (*)(struct bpf_map *, void *, void *)"


def test_const_belongs_to_what_it_stands_with() -> None:
    pointer = parse_type("const char *")
    assert not pointer.const
    assert pointer.target is not None
    assert pointer.target.const
    assert parse_type("char * const").const


def test_arena_pointers() -> None:
    _, function, _ = parse_function("void f(const s32 __attribute__((address_space(1))) *p, u32 n)")
    assert [param.arena for param in function.params] == [True, False]
    assert str(function.params[0]) == "const s32 *__arena"


def test_no_parameters_and_variadic() -> None:
    assert parse_function("void f(void)")[1].params == ()
    assert parse_function("long f(const char *fmt, u32 n, ...)")[1].variadic


def test_a_member_that_points_to_a_function() -> None:
    name, function, _ = parse_function("void (*enqueue)(struct task_struct *, u64)")
    assert name == "enqueue"
    assert [str(param) for param in function.params] == ["struct task_struct *", "u64"]


@pytest.mark.parametrize(
    "text", ["", "int", "int x", "f(", "int f(int a", "int f(); int g()", "void f(int);}", "struct s;", "int f(a)", "@"]
)
def test_what_is_no_function(text: str) -> None:
    with pytest.raises(CTypeError):
        parse_function(text)


@given(st.text(alphabet="intvoidcharsu32*&(),;[] _x\n\"'{}#", max_size=60))
def test_no_text_does_more_than_raise_the_one_error(text: str) -> None:
    with contextlib.suppress(CTypeError):
        parse_function(text)


def test_declaring_again_gives_the_same_type() -> None:
    for name, kfunc in load_facts().kfuncs.items():
        for _, _, prototype in kfunc.prototypes:
            found, function, _ = parse_function(prototype.text)
            assert found == name
            assert parse_function(function.declare(name))[1] == function


def test_types_survive_json() -> None:
    for kfunc in load_facts().kfuncs.values():
        for _, _, prototype in kfunc.prototypes:
            function = parse_function(prototype.text)[1]
            assert decode(json.loads(json.dumps(encode(function)))) == function
