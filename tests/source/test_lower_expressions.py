"""Expressions become instructions on temporaries; what C leaves implicit is spelt out."""

from __future__ import annotations

import pytest
from source_lowering import call_of, calls, lower, parse, shown, text

from bpflint.source.model import Asm, Const, FieldAddress, Load, Temp
from bpflint.source.types import Kind

RECORDS = """
struct inner { int q; };
struct outer {
    int x; union { int a; u64 b; }; unsigned f1:3, f2:7; struct { int deep; }; int arr[4]; struct inner in;
};
int g(int);
"""


def test_arithmetic_loads_its_operands() -> None:
    assert shown("int f(int a, int b) { return a * b + 1; }") == text(
        """
        0:
          %0: int = load &a
          %1: int = load &b
          %2: int = %0 * %1
          %3: int = %2 + 1
          return %3
        """
    )


def test_a_parameter_written_as_an_array_or_a_function_is_a_pointer() -> None:
    assert shown("int f(int a[4], int (*rows)[2], int call(int)) { a++; return call((a)[1]); }") == text(
        """
        0:
          %0: int * = load &a
          %1: int * = %0 + 1 * 4
          store &a = %1 as int *
          %2: int (int) * = load &call
          %3: int * = load &a
          %4: int * = %3 + 1 * 4
          %5: int = load %4
          %6: int = call *%2(%5)
          return %6
        """
    )


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2 * 3", 7),
        ("-1", -1),
        ("~0U", 0xFFFFFFFF),
        ("(unsigned char)300", 44),
        ("(signed char)200", -56),
        ("-7 / 2", -3),
        ("-7 % 3", -1),
        ("1ULL << 40", 1 << 40),
        ("sizeof(struct outer)", 48),
        ("__builtin_offsetof(struct outer, arr[2])", 32),
        ("_Alignof(long)", 8),
        ("'a'", 97),
        ("!5", 0),
        ("SECOND", 8),
        ("__builtin_choose_expr(1, 4, 5)", 4),
        ("__builtin_types_compatible_p(int, u32)", 0),
        ("_Generic(1L, int: 1, long: 2)", 2),
        ("(u64)-1 == -1", 1),
        ("__extension__ 3", 3),
    ],
)
def test_constants_are_folded(expression: str, value: int) -> None:
    function = lower(RECORDS + "enum e { FIRST = 7, SECOND };\n" + f"long f(void) {{ return {expression}; }}")
    (block,) = function.blocks
    assert block.instructions == []
    returned = block.terminator.value  # type: ignore[union-attr]
    assert isinstance(returned, Const)
    assert returned.value == value


@pytest.mark.parametrize(
    ("selection", "callee"),
    [
        ("_Generic(i, long: two(), int: one())", "one"),
        ("_Generic(i, u32: one(), default: two())", "two"),
        ("_Generic(p, number *: one(), int: two())", "one"),
        ("_Generic(*p, default: two(), number: one())", "one"),
        ("_Generic(fixed, int: one(), const int: two())", "one"),
        ("_Generic(one, int (*)(void): one(), default: two())", "one"),
        ("_Generic(_Generic(p, int *: 1L, default: 1), long: one(), int: two())", "one"),
        ("_Generic(s, struct long_const *: two(), const struct long_const *: one())", "one"),
    ],
)
def test_a_generic_selection_goes_by_its_controlling_expression(selection: str, callee: str) -> None:
    function = lower(
        "typedef int number; struct long_const; int one(void); int two(void);\n"
        f"int f(int i, int *p, const int fixed, const struct long_const *const s) {{ return {selection}; }}"
    )
    assert calls(function) == [callee]


def test_null_is_a_constant_of_pointer_type() -> None:
    function = lower("int *f(void) { return NULL; }")
    returned = function.blocks[0].terminator.value  # type: ignore[union-attr]
    assert isinstance(returned, Const)
    assert returned.value == 0
    assert returned.type.kind is Kind.POINTER


def test_members_have_byte_offsets() -> None:
    assert shown(
        RECORDS + "int f(struct outer *p, struct outer v) { return p->b + v.in.q + p->arr[2] + p->deep; }"
    ) == text(
        """
        0:
          %0: struct outer * = load &p
          %1: u64 * = %0 + 8 (outer.b)
          %2: u64 = load %1
          %3: struct inner * = &v + 40 (outer.in)
          %4: int * = %3 + 0 (inner.q)
          %5: int = load %4
          %6: u64 = convert %5
          %7: u64 = %2 + %6
          %8: struct outer * = load &p
          %9: int[4] * = %8 + 24 (outer.arr)
          %10: int * = %9 + 2 * 4
          %11: int = load %10
          %12: u64 = convert %11
          %13: u64 = %7 + %12
          %14: struct outer * = load &p
          %15: int * = %14 + 20 (outer.deep)
          %16: int = load %15
          %17: u64 = convert %16
          %18: u64 = %13 + %17
          %19: int = convert %18
          return %19
        """
    )


def test_bit_fields_carry_their_width() -> None:
    assert shown(RECORDS + "void f(struct outer *p) { p->f2 = 3; p->f1++; }") == text(
        """
        0:
          %0: struct outer * = load &p
          %1: unsigned int * = %0 + 16 (outer.f2)
          store %1:7 = 3 as unsigned int
          %2: struct outer * = load &p
          %3: unsigned int * = %2 + 16 (outer.f1)
          %4: unsigned int = load %3:3
          %5: unsigned int = %4 + 1
          store %3:3 = %5 as unsigned int
          return
        """
    )


def test_pointer_arithmetic_counts_elements() -> None:
    assert shown(RECORDS + "long f(u64 *p, u64 *q, int n) { p += n; p--; return *(p - 2) + 1[q] + (q - p); }") == text(
        """
        0:
          %0: int = load &n
          %1: u64 * = load &p
          %2: u64 * = %1 + %0 * 8
          store &p = %2 as u64 *
          %3: u64 * = load &p
          %4: u64 * = %3 + -1 * 8
          store &p = %4 as u64 *
          %5: u64 * = load &p
          %6: u64 * = %5 + -2 * 8
          %7: u64 = load %6
          %8: u64 * = load &q
          %9: u64 * = %8 + 1 * 8
          %10: u64 = load %9
          %11: u64 = %7 + %10
          %12: u64 * = load &q
          %13: u64 * = load &p
          %14: long = %12 - %13
          %15: long = %14 / 8
          %16: u64 = convert %15
          %17: u64 = %11 + %16
          %18: long = convert %17
          return %18
        """
    )


def test_void_pointers_step_by_bytes() -> None:
    assert "+ 3 * 1" in shown("void *f(void *p) { return p + 3; }")


def test_increments_give_the_old_or_the_new_value() -> None:
    body = shown("int f(int a) { int b = a++; return ++b; }")
    assert "store &b = %0 as int" in body
    assert body.endswith("return %3")


def test_compound_assignment_works_in_the_wider_type() -> None:
    assert shown("void f(char c, int n) { c += n; }") == text(
        """
        0:
          %0: int = load &n
          %1: char = load &c
          %2: int = convert %1
          %3: int = %2 + %0
          %4: char = convert %3
          store &c = %4 as char
          return
        """
    )


def test_the_conditional_operator_joins_its_arms() -> None:
    assert shown("int g(int); int f(int a) { return a ? g(1) : 2; }") == text(
        """
        0:
          %1: int = load &a
          if %1 1 else 2
        1:
          %2: int = call g(1)
          %0: int = select %2
          jump 3
        2:
          %0: int = select 2
          jump 3
        3:
          return %0
        """
    )


def test_the_gnu_conditional_evaluates_its_condition_once() -> None:
    function = lower("int g(int); int f(int a) { return g(a) ?: 3; }")
    assert calls(function) == ["g"]


def test_short_circuit_operators_branch() -> None:
    assert shown("int g(int); int f(int a, int b) { return a && (b || !g(a)); }") == text(
        """
        0:
          %1: int = load &a
          if %1 1 else 4
        1:
          %2: int = load &b
          if %2 3 else 2
        2:
          %3: int = load &a
          %4: int = call g(%3)
          if %4 4 else 3
        3:
          %0: int = select 1
          jump 5
        4:
          %0: int = select 0
          jump 5
        5:
          return %0
        """
    )


def test_the_comma_operator_keeps_effects() -> None:
    assert calls(lower("int g(int), h(void); int f(void) { return g(1), h(); }")) == ["g", "h"]


def test_expect_is_its_first_argument() -> None:
    body = shown("int g(int); int f(int a) { if (__builtin_expect(!!(a && g(a)), 1)) return 1; return 0; }")
    assert "__builtin_expect" not in body
    assert "select" not in body


def test_preserve_access_index_is_its_argument() -> None:
    body = shown(RECORDS + "int f(struct outer *p) { return *__builtin_preserve_access_index(({ &p->arr[2]; })); }")
    assert "call" not in body
    assert "(outer.arr)" in body


@pytest.mark.parametrize(
    ("expression", "callee", "detail"),
    [
        ("__builtin_preserve_field_info(p->in.q, 2)", "__builtin_preserve_field_info", "outer.in.q record,int"),
        ("__builtin_preserve_field_info(p->deep, 2)", "__builtin_preserve_field_info", "outer.deep int"),
        ("__builtin_preserve_type_info(*p, 0)", "__builtin_preserve_type_info", "struct outer"),
        ("__builtin_btf_type_id(*p, 0)", "__builtin_btf_type_id", "struct outer"),
        ("__builtin_preserve_enum_value(*(enum e *)SECOND, 0)", "__builtin_preserve_enum_value", "SECOND"),
    ],
)
def test_core_builtins_name_what_they_ask_about(expression: str, callee: str, detail: str) -> None:
    function = lower(RECORDS + f"enum e {{ FIRST, SECOND }}; long f(struct outer *p) {{ return {expression}; }}")
    call = call_of(function, callee)
    assert call.detail == detail
    assert not [each for each in function.blocks[0].instructions if isinstance(each, Load)]


def test_memory_builtins_of_constant_size_are_copies_and_zeroes() -> None:
    body = shown(
        RECORDS + "void f(struct outer *p, int n) { struct outer v; __builtin_memset(&v, 0, sizeof(v));"
        " __builtin_memcpy(p, &v, 16); __builtin_memcpy(p, &v, n); __builtin_memset(&v, 1, 4); }"
    )
    assert "zero &v, 48 bytes" in body
    assert "copy %0 = &v, 16 bytes" in body
    assert "call __builtin_memcpy(" in body
    assert "call __builtin_memset(&v, 1, 4)" in body


def test_trap_ends_the_path() -> None:
    assert shown("int g(int); int f(int a) { if (a) __builtin_trap(); return g(2); }").count("unreachable") == 1


def test_constant_p_is_decided() -> None:
    body = shown("int f(int a) { return __builtin_constant_p(a) ? 1 : __builtin_constant_p(3) ? 2 : 3; }")
    assert "call" not in body
    assert "if" not in body


def test_a_struct_is_copied_whole() -> None:
    assert shown(RECORDS + "void f(struct outer *p, struct outer *q) { struct outer v = *p; *q = v; }") == text(
        """
        0:
          %0: struct outer * = load &p
          copy &v = %0, 48 bytes
          %1: struct outer * = load &q
          copy %1 = &v, 48 bytes
          end v
          return
        """
    )


def test_a_returned_struct_gets_an_object() -> None:
    body = shown(RECORDS + "struct inner make(void); int f(void) { return make().q; }")
    assert body == text(
        """
        0:
          %0: struct inner = call make()
          store &_ = %0 as struct inner
          %1: int * = &_ + 0 (inner.q)
          %2: int = load %1
          return %2
        """
    )


def test_volatile_loads_say_so() -> None:
    assert "load volatile &@flag" in shown("const volatile int flag = 1; int f(void) { return flag; }")


def test_boolean_conversion_compares_with_zero() -> None:
    body = shown("bool f(void *p) { bool x = p; return x; }")
    assert "%1: _Bool = %0 != null" in body


def test_calls_through_pointers_are_indirect() -> None:
    function = lower("int g(int); int f(int (*fp)(int)) { int (*q)(int) = &g; fp(1); (*fp)(2); (*g)(3); return q(4); }")
    callees = [call.callee for call in function.calls()]
    assert [isinstance(callee, Temp) for callee in callees] == [True, True, False, False]
    assert callees[2:] == ["g", "g"]


def test_a_pointer_that_may_be_another_function_stays_indirect() -> None:
    function = lower(
        "int g(int), h(int); void take(void *); int f(int n) { int (*p)(int) = g; if (n) p = h;"
        " int (*q)(int) = g; take(&q); return p(1) + q(2); }"
    )
    assert [isinstance(call.callee, Temp) for call in function.calls()] == [False, True, True]


def test_a_helper_is_called_by_its_name() -> None:
    function = lower(
        "static void *(*const bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;\n"
        "int m; void *f(int *k) { return bpf_map_lookup_elem(&m, k); }"
    )
    call = call_of(function, "bpf_map_lookup_elem")
    assert call.declared is not None
    assert call.declared.kind is Kind.FUNCTION
    assert [each.spelling for each in call.arg_types] == ["int *", "int *"]


@pytest.mark.parametrize(
    ("text", "callee"),
    [
        ("u64 f(void) { return ((u64 (*)(void))5)(); }", "bpf_ktime_get_ns"),
        ("typedef u64 (*clock)(void); u64 f(void) { clock c = (clock)(long)5; return c(); }", "bpf_ktime_get_ns"),
        ("enum { NS = 5 }; static u64 (*now)(void) = (void *)NS; u64 f(void) { return now(); }", "bpf_ktime_get_ns"),
        ("static const u64 (*none)(void) = (void *)700; u64 f(void) { return none(); }", "unknown#700"),
    ],
)
def test_a_number_calls_the_helper_that_has_it(text: str, callee: str) -> None:
    assert calls(lower(text)) == [callee]


def test_a_pointer_that_is_one_of_two_numbers_stays_indirect() -> None:
    function = lower("u64 f(int a) { u64 (*c)(void) = (void *)5; if (a) c = (void *)125; return c(); }")
    assert [isinstance(call.callee, Temp) for call in function.calls()] == [True]


def test_a_constant_pointer_to_a_function_is_a_direct_call() -> None:
    assert calls(lower("int g(int); static int (*const alias)(int) = g; int f(void) { return alias(3); }")) == ["g"]


def test_atomics() -> None:
    function = lower(
        "u64 f(u64 *p) { __sync_fetch_and_add(p, 1); __atomic_store_n(p, 3, 0);"
        " return __atomic_load_n(p, 0) + __atomic_exchange_n(p, 4, 0); }"
    )
    assert calls(function) == ["__sync_fetch_and_add", "__atomic_exchange_n"]


def test_statement_expressions_have_the_value_of_their_last_line() -> None:
    assert shown("int f(int a) { return ({ int t = a; t + 1; }); }") == text(
        """
        0:
          %0: int = load &a
          store &t = %0 as int
          %1: int = load &t
          %2: int = %1 + 1
          end t
          return %2
        """
    )


def test_unevaluated_operands_make_no_calls() -> None:
    assert calls(lower("int g(int); unsigned long f(void) { return sizeof(g(1)) + sizeof(typeof(g(2))); }")) == []


def test_temporaries_are_named_as_the_user_writes_them() -> None:
    function = lower(
        RECORDS + "int f(struct outer *p) { struct outer *q = p; return q->in.q + p->arr[1] + g(*&p->x); }"
    )
    names = {i.result.name for i in function.blocks[0].instructions if isinstance(i, Load)}
    assert {"q", "q->in.q", "p->arr[...]", "p->x"} <= names
    assert call_of(function, "g").result.name == "g()"  # type: ignore[union-attr]


def test_decl_tags_of_members_reach_the_address() -> None:
    function = lower(
        'struct s { int head __attribute__((btf_decl_tag("contains:node:link"))); };'
        "int *f(struct s *p) { return &p->head; }"
    )
    (address,) = [i for i in function.blocks[0].instructions if isinstance(i, FieldAddress)]
    assert address.decl_tags == ("contains:node:link",)


def test_strings_keep_their_bytes() -> None:
    body = shown(r'void g(const char *); void f(void) { g("a\tb\"" "c\n"); }')
    assert r"""call g('a\tb"c\n')""" in body


def test_asm_knows_its_template_and_operands() -> None:
    function = lower('int f(int a) { int o; asm volatile("%0 = be16 %1" : "=r"(o) : "r"(a) : "memory"); return o; }')
    (found,) = [i for i in function.blocks[0].instructions if isinstance(i, Asm)]
    assert found.text == "%0 = be16 %1"
    assert [getattr(output, "name", "") for output in found.outputs] == ["o"]
    assert len(found.inputs) == 1


@pytest.mark.parametrize(
    ("template", "operands", "steps"),
    [
        ("%0 &= %1 ;", ': "+r"(n) : "i"(255)', ["& 255"]),
        ("%[a] = %[n];\\n%[a] += 8 // more", ': [a] "=&r"(a) : [n] "r"(n)', ["+ 8"]),
        (
            "r3 = %[p]; r3 += -8; %[a] = *(u32 *)(r3 + %[o]);",
            ': [a] "=r"(a) : [p] "r"(p), [o] "i"(16)',
            ["+ -8 * 1", "+ 16 * 1"],
        ),
        ("%0 s>>= 3", ': "=r"(n) : "0"(a)', [">> 3"]),
    ],
)
def test_asm_that_only_moves_is_the_c_that_it_is(template: str, operands: str, steps: list[str]) -> None:
    body = shown(f'long f(long n, char *p) {{ long a = 1; asm volatile("{template}" {operands}); return n + a; }}')
    assert "asm" not in body
    assert all(step in body for step in steps), body


@pytest.mark.parametrize(
    ("template", "operands"),
    [
        ("%0 = %1", ': "=r"(n) : "m"(a)'),
        ("%0 = r3", ': "=r"(n)'),
        ("%0 += 1", ': "=r"(n)'),
        ("%1 = 1; %0 = 1", ': "=r"(n) : "r"(a)'),
        ("if %0 == 0 goto +1; %0 = 1", ': "+r"(n)'),
        ("w0 = 1; %0 = 1", ': "+r"(n)'),
        ("r3 = 1", ': "=r"(n)'),
        ("r3 = 1", '::: "r3"'),
        ("r0 = 1; %0 = r0", ': "=r"(n)'),
        ("r3 = *(u64 *)(r10 - 8); %0 = r3", ': "=r"(n)'),
    ],
)
def test_asm_that_does_more_stays_what_it_is(template: str, operands: str) -> None:
    body = shown(f'long f(long n, char *p) {{ long a = 1; asm volatile("{template}" {operands}); return n + a; }}')
    assert "asm" in body


def test_asm_knows_what_its_template_calls() -> None:
    function = lower(
        'int g(void); int f(void) { asm volatile("call %[g]; /* call never; */ call h; call 1f; 1: exit;"'
        ' :: [g]"i"(g) : "r0"); return 0; }'
    )
    assert [(call.callee, call.args) for call in function.calls()] == [("g", ()), ("h", ())]


def test_calls_behind_a_jump_of_a_template_are_not_certain() -> None:
    function = lower(
        "int g(void); void h(void); int f(int a) {"
        ' asm volatile("call %[g]; if %[a] >= 0 goto +1; call %[h];" :: [g]"i"(g), [h]"i"(h), [a]"r"(a));'
        " return 0; }"
    )
    (assembly,) = (each for block in function.blocks for each in block.instructions if isinstance(each, Asm))
    assert [call.callee for call in assembly.calls] == ["g", "h"]
    assert [call.callee for call in assembly.calls if not call.skippable] == ["g"]
    assert {name: type(operand).__name__ for name, operand in assembly.named.items()} == {
        "g": "FunctionRef",
        "h": "FunctionRef",
        "a": "Temp",
    }


def test_an_empty_asm_changes_nothing() -> None:
    function = lower('int f(int a) { asm volatile("" : "+r"(a)); return a; }')
    (found,) = [i for i in function.blocks[0].instructions if isinstance(i, Asm)]
    assert found.outputs == ()


def test_a_callback_stays_the_function_through_casts() -> None:
    function = lower("int cb(int); void g(void *); void f(void) { g(cb); g((void *)cb); g((void *)(long)&cb); }")
    assert [type(call.args[0]).__name__ for call in function.calls()][:2] == ["FunctionRef", "FunctionRef"]


def test_undeclared_calls_stay_calls() -> None:
    unit = parse("int f(int a) { return nobody_declared(a, 2); }")
    call = call_of(unit.functions["f"], "nobody_declared")
    assert call.implicit
    assert call.declared is None
    assert unit.status.value == "ok"
