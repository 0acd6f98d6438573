"""Statements become blocks; clean-up functions are called wherever control leaves the scope."""

from __future__ import annotations

import pytest
from source_lowering import calls, lower, shown, text

from bpflint.source.control_flow import Branch, Choose, Switch, successors
from bpflint.source.model import Asm, Call, Const, Local, ScopeEnd, Store

WORK = "int g(int); int h(void); void done(int *p); void done_too(long *p);\n"


def test_if_else_joins() -> None:
    assert shown(WORK + "int f(int a) { if (a > 3) g(1); else if (a) g(2); else g(3); return a; }") == text(
        """
        0:
          %0: int = load &a
          %1: int = %0 > 3
          if %1 1 else 2
        1:
          %2: int = call g(1)
          jump 5
        2:
          %3: int = load &a
          if %3 3 else 4
        3:
          %4: int = call g(2)
          jump 5
        4:
          %5: int = call g(3)
          jump 5
        5:
          %6: int = load &a
          return %6
        """
    )


def test_while_tests_first_and_do_tests_last() -> None:
    assert shown(WORK + "void f(int a) { while (g(a)) h(); do h(); while (g(a)); }") == text(
        """
        0:
          jump 1
        1:
          %0: int = load &a
          %1: int = call g(%0)
          if %1 2 else 3
        2:
          %2: int = call h()
          jump 1
        3:
          %3: int = call h()
          %4: int = load &a
          %5: int = call g(%4)
          if %5 3 else 4
        4:
          return
        """
    )


@pytest.mark.parametrize(
    ("header", "start", "test", "step"),
    [
        ("g(1); g(2); g(3)", True, True, True),
        ("; g(2); g(3)", False, True, True),
        ("g(1); ; g(3)", True, False, True),
        ("g(1); g(2);", True, True, False),
        ("g(1);;", True, False, False),
        (";g(2);", False, True, False),
        (";;g(3)", False, False, True),
        (";;", False, False, False),
    ],
)
def test_every_part_of_a_for_may_be_missing(header: str, start: bool, test: bool, step: bool) -> None:
    function = lower(WORK + f"void f(void) {{ for ({header}) if (h()) break; }}")
    where = {
        call.args[0].value: index  # type: ignore[union-attr]
        for index, block in enumerate(function.blocks)
        for call in block.instructions
        if isinstance(call, Call) and call.callee == "g"
    }
    assert set(where) == {n for n, there in ((1, start), (2, test), (3, step)) if there}
    if start:
        assert where[1] == 0
    if test:
        assert isinstance(function.blocks[where[2]].terminator, Branch)
    if step:
        # Nothing before the loop goes to the step: it is reached from the body alone.
        assert where[3] not in successors(function.blocks[0])


def test_a_macro_cannot_confuse_the_parts_of_a_for() -> None:
    function = lower(
        WORK + "#define each(i, n) for (int i = (n); ({ int t = g(i); t && t < 9; }); )\n"
        '#define quote(x) g(sizeof("for (;;) " #x))\n'
        "void f(int n) { quote(1); each(a, n) { for (; n; ) n--; each(b, 3) h(); } }"
    )
    assert calls(function) == ["g", "g", "g", "h"]


def test_switch_falls_through_and_knows_ranges() -> None:
    assert shown(
        WORK + "enum e { A = 4 };\n"
        "int f(int a) { switch (a) { case 1: g(1); case 2: g(2); break; case A ... 9: g(3); return 1; default: g(4); }"
        " return 0; }"
    ) == text(
        """
        0:
          %0: int = load &a
          switch %0 {1: 1, 2: 2, 4..9: 3} else 4
        1:
          %1: int = call g(1)
          jump 2
        2:
          %2: int = call g(2)
          jump 5
        3:
          %3: int = call g(3)
          return 1
        4:
          %4: int = call g(4)
          jump 5
        5:
          return 0
        """
    )


def test_a_switch_without_default_may_do_nothing() -> None:
    function = lower(WORK + "int f(int a) { switch (a) { case 3: g(1); } return 0; }")
    (switch,) = [block.terminator for block in function.blocks if isinstance(block.terminator, Switch)]
    assert function.blocks[switch.default].instructions == []


def test_a_case_may_stand_inside_a_loop() -> None:
    function = lower(WORK + "int f(int a) { switch (a) { case 1: while (a) { case 2: g(a--); } } return 0; }")
    assert calls(function) == ["g"]


def test_continue_in_a_switch_is_the_loops() -> None:
    function = lower(WORK + "void f(int a) { while (g(a)) { switch (a) { case 1: continue; default: break; } h(); } }")
    (switch,) = [block.terminator for block in function.blocks if isinstance(block.terminator, Switch)]
    test = next(i for i, block in enumerate(function.blocks) if isinstance(block.terminator, Branch))
    assert switch.cases == ((1, 1, test),)


def test_code_behind_a_return_is_dropped() -> None:
    assert calls(lower(WORK + "int f(int a) { return g(a); h(); }")) == ["g"]


def test_constant_conditions_are_decided() -> None:
    function = lower(WORK + "void f(void) { do { g(1); } while (0); if (0) h(); while (1) { if (h()) break; } }")
    assert calls(function) == ["g", "h"]
    assert sum(isinstance(block.terminator, Branch) for block in function.blocks) == 1


def test_goto_forwards_and_back() -> None:
    assert shown(WORK + "int f(int a) { again: if (g(a)) goto out; a--; goto again; out: return a; }") == text(
        """
        0:
          jump 1
        1:
          %0: int = load &a
          %1: int = call g(%0)
          if %1 3 else 2
        2:
          %2: int = load &a
          %3: int = %2 + -1
          store &a = %3 as int
          jump 1
        3:
          %4: int = load &a
          return %4
        """
    )


def test_computed_goto_may_go_to_every_label_taken() -> None:
    function = lower(
        WORK + "int f(int a) { void *t[] = { &&one, &&two }; goto *t[a]; one: return g(1); two: return g(2);"
        " never: return g(3); }"
    )
    (choice,) = [block.terminator for block in function.blocks if isinstance(block.terminator, Choose)]
    assert len(choice.targets) == 2
    assert calls(function) == ["g", "g"]


def test_asm_goto_may_jump_to_its_labels() -> None:
    function = lower(
        WORK + 'int f(int a) { asm goto("if %0 goto %l[out]" : : "r"(a) : : out, other); return g(1);'
        " out: return g(2); other: return g(3); }"
    )
    assert calls(function) == ["g", "g", "g"]
    (choice,) = [block.terminator for block in function.blocks if isinstance(block.terminator, Choose)]
    assert len(choice.targets) == 3


CAN_LOOP = (
    "#define can_loop ({ __label__ l_break, l_continue; bool ret = 1;"
    ' asm volatile goto("may_goto %l[l_break]" :::: l_break);'
    " goto l_continue; l_break: ret = 0; l_continue:; ret; })\n"
    "#define cond_break ({ __label__ l_break, l_continue;"
    ' asm volatile goto("may_goto %l[l_break]" :::: l_break);'
    " goto l_continue; l_break: break; l_continue:; })\n"
)


def test_local_labels_of_macros_are_their_own() -> None:
    function = lower(
        WORK + CAN_LOOP + "void f(int a) { while (can_loop) g(1); for (;;) { cond_break; g(2); }"
        " while (a && can_loop) { cond_break; g(3); } h(); }"
    )
    assert calls(function) == ["g", "g", "g", "h"]
    assert sum(isinstance(block.terminator, Choose) for block in function.blocks) == 4


BPF_FOR = (
    "struct bpf_iter_num { u64 opaque[1]; };\n"
    "int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end);\n"
    "int *bpf_iter_num_next(struct bpf_iter_num *it);\n"
    "void bpf_iter_num_destroy(struct bpf_iter_num *it);\n"
    "#define bpf_for(i, start, end) for (struct bpf_iter_num it __cleanup(bpf_iter_num_destroy),"
    " *p = (bpf_iter_num_new(&it, (start), (end)), (void)bpf_iter_num_destroy, (void *)0);"
    " ({ int *t = bpf_iter_num_next(&it); (t && ((i) = *t, (i) >= (start) && (i) < (end))); }); )\n"
)


def test_bpf_for_destroys_its_iterator_once_on_every_way_out() -> None:
    function = lower(
        WORK + BPF_FOR + "int f(int n) { int i; bpf_for(i, 0, n) { if (i == 5) break; if (i == 6) continue;"
        " if (i == 7) return 1; g(i); } return 0; }"
    )
    names = calls(function)
    assert names.count("bpf_iter_num_new") == 1
    assert names.count("bpf_iter_num_next") == 1
    # One at the `return`, one behind the loop, where `break` and the end of the loop meet.
    destroys = [call for call in function.calls() if call.callee == "bpf_iter_num_destroy"]
    assert [call.cleanup for call in destroys] == [True, True]
    assert all(isinstance(call.args[0], Local) and call.args[0].name == "it" for call in destroys)
    assert destroys[0].declared is not None


def test_cleanup_runs_in_reverse_order_on_every_exit() -> None:
    function = lower(
        WORK
        + "void f(int n) { for (int i = 0; i < n; i++) { int a __cleanup(done) = 1; long b __cleanup(done_too) = 2;"
        " if (i == 3) continue; if (i == 4) break; if (i == 5) return; if (i == 6) goto out; g(i); } out: h(); }"
    )
    ways = 0
    for block in function.blocks:
        made = [call.callee for call in block.instructions if isinstance(call, Call) and call.cleanup]
        if made:
            assert made == ["done_too", "done"]
            ways += 1
    assert ways == 5


def test_cleanup_covers_only_what_is_declared_already() -> None:
    function = lower(
        WORK + "int f(int n) { if (n) return 1; int a __cleanup(done) = g(1); if (n > 3) return 2;"
        " int b __cleanup(done) = 4; return b; }"
    )
    made = []
    for block in function.blocks:
        cleaned = [c.args[0].name for c in block.instructions if isinstance(c, Call) and c.cleanup]  # type: ignore[union-attr]
        made.append(cleaned)
    assert [each for each in made if each] == [["a"], ["b", "a"]]


def test_a_jump_back_over_a_declaration_cleans_it_up() -> None:
    assert shown(WORK + "int f(int n) { again:; int a __cleanup(done) = g(n); if (a) goto again; return a; }") == text(
        """
        0:
          jump 1
        1:
          %0: int = load &n
          %1: int = call g(%0)
          store &a = %1 as int
          %2: int = load &a
          if %2 2 else 3
        2:
          call done(&a) [cleanup]
          end a
          jump 1
        3:
          %3: int = load &a
          call done(&a) [cleanup]
          return %3
        """
    )


def test_the_returned_value_is_computed_before_the_cleanup() -> None:
    function = lower(WORK + "int f(void) { int a __cleanup(done) = 1; return g(a); }")
    assert calls(function) == ["g", "done"]


def test_scopes_end_where_the_source_says() -> None:
    function = lower(WORK + "void f(int n) { { int a = n; g(a); } { int b = n; g(b); } }")
    ended = [i.locals[0].name for i in function.blocks[0].instructions if isinstance(i, ScopeEnd)]
    assert ended == ["a", "b"]


def test_a_guard_object_is_destroyed_at_the_end_of_its_block() -> None:
    function = lower(
        WORK + "typedef struct { int x; } preempt_t; preempt_t lock(void); void unlock(preempt_t *p);\n"
        "#define guard() preempt_t held __cleanup(unlock) = lock()\n"
        "int f(int a) { { guard(); if (a) return 1; g(a); } return h(); }"
    )
    assert calls(function) == ["lock", "unlock", "g", "unlock", "h"]


def test_initialisers_zero_first() -> None:
    assert shown(
        "struct in { int x, y; }; struct s { int a; struct in in; int arr[3]; char name[8]; };\n"
        'void g(void *); void f(int n) { struct s v = { .in.y = n, .arr = { 1, [2] = 3 }, "ab" }; g(&v); }'
    ) == text(
        """
        0:
          zero &v, 32 bytes
          %0: struct in * = &v + 4 (s.in)
          %1: int * = %0 + 4 (in.y)
          %2: int = load &n
          store %1 = %2 as int
          %3: int[3] * = &v + 12 (s.arr)
          %4: int * = %3 + 0 * 4
          store %4 = 1 as int
          %5: int * = %3 + 2 * 4
          store %5 = 3 as int
          %6: char[8] * = &v + 24 (s.name)
          copy %6 = 'ab', 8 bytes
          call g(&v)
          end v
          return
        """
    )


def test_braces_may_be_left_out() -> None:
    function = lower(
        "struct in { int x, y; }; struct s { int a; struct in in; int b; };\n"
        "int f(void) { struct s v = { 1, 2, 3, 4 }; int m[2][2] = { 1, 2, 3, 4 }; return v.b + m[1][1]; }"
    )
    stored = [
        i.value.value for i in function.blocks[0].instructions if isinstance(i, Store) and isinstance(i.value, Const)
    ]
    assert stored == [1, 2, 3, 4, 1, 2, 3, 4]


def test_compound_literals_are_objects() -> None:
    body = shown("struct s { int x, y; }; void g(struct s *); void f(void) { g(&(struct s){ .y = 3 }); }")
    assert "zero &_, 8 bytes" in body
    assert "call g(&_)" in body


def test_static_locals_live_at_file_scope() -> None:
    body = shown("int f(void) { static int count = 4; return ++count; }")
    assert "load &@count" in body
    assert "= 4" not in body


def test_asm_without_labels_does_not_branch() -> None:
    function = lower('void f(void) { asm volatile("r0 = 0; exit;" ::: "r0"); }')
    assert len(function.blocks) == 1
    assert isinstance(function.blocks[0].instructions[0], Asm)


@pytest.mark.parametrize(
    "body",
    [
        f"return {'+'.join(['a'] * 3000)};",
        "".join(f"if (a == {i}) a++; else " for i in range(800)) + "a--; return a;",
        "{" * 200 + "a++;" + "}" * 200 + "return a;",
        f"if ({' && '.join(['a'] * 1500)}) return 1; return 0;",
        "return " + "(" * 200 + "a" + ")" * 200 + ";",
    ],
    ids=["sum", "else-if", "blocks", "and", "parentheses"],
)
def test_deep_nesting_is_no_trouble(body: str) -> None:
    lower(f"int f(int a) {{ {body} }}")
