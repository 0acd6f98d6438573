"""What a unit says about functions, declarations, variables, maps and types."""

from __future__ import annotations

from source_lowering import call_of, calls, parse

from bpflint.base.span import Span
from bpflint.source.model import Const, FunctionRef, Load, String
from bpflint.source.types import Kind

MACROS = """
#define __uint(name, val) int (*name)[val]
#define __type(name, val) typeof(val) *name
#define __array(name, val) typeof(val) *name[]
#define ___cat(a, b) a ## b
#define BPF_PROG(name, args...) \\
name(unsigned long long *ctx); \\
static inline __attribute__((always_inline)) typeof(name(0)) ____##name(unsigned long long *ctx, ##args); \\
typeof(name(0)) name(unsigned long long *ctx) { return ____##name(ctx, (void *)ctx[0]); } \\
static inline __attribute__((always_inline)) typeof(name(0)) ____##name(unsigned long long *ctx, ##args)
"""


def place(span: Span) -> tuple[str, int, int, int, int]:
    return span.path, span.line, span.column, span.end_line, span.end_column


def test_a_kfunc_declaration() -> None:
    unit = parse("struct task;\nextern struct task *bpf_task_from_pid(int pid) __weak __ksym;\nint unused(void);\n")
    found = unit.declarations["bpf_task_from_pid"]
    assert (found.is_ksym, found.is_weak, found.is_extern, found.section) == (True, True, True, ".ksyms")
    assert found.param_names == ("pid",)
    assert found.text == "extern struct task *bpf_task_from_pid(int pid) __weak __ksym"
    assert place(found.span) == ("unit.c", 2, 1, 2, 61)
    assert found.type.target is not None
    assert found.type.target.target is not None
    assert found.type.target.target.name == "task"
    assert not unit.declarations["unused"].is_ksym


def test_redeclarations_are_merged() -> None:
    unit = parse("int g(int a);\nextern int g(int b) __ksym;\nint g(int c) __weak;\n")
    found = unit.declarations["g"]
    assert (found.is_ksym, found.is_weak) == (True, True)
    assert found.param_names == ("c",)


def test_headers_declare_what_is_used() -> None:
    unit = parse(
        '#include "own.h"\nint f(void) { return used(1) + twice(2); }\n',
        headers={
            "own.h": "int used(int) __ksym; int unused(int) __ksym;\n"
            "static inline int twice(int n) { return inner(n); }\nstatic inline int never(int n) { return n; }\n"
            'SEC("tc") int program(void *ctx) { return 0; }\n'
        },
    )
    assert "used" in unit.declarations
    assert "unused" not in unit.declarations
    assert set(unit.functions) == {"f", "twice", "program"}
    assert unit.functions["twice"].in_header
    assert unit.functions["program"].section == "tc"
    assert calls(unit.functions["twice"]) == ["inner"]
    assert unit.includes == ("/test/prelude.h", "/test/own.h")


def test_vmlinux_prototypes_are_marked() -> None:
    unit = parse(
        '#include "vmlinux.h"\nint f(void) { return bpf_known(); }\n',
        headers={"vmlinux.h": "struct task_struct { int pid; };\nextern int bpf_known(void) __weak __ksym;\n"},
    )
    assert unit.declarations["bpf_known"].from_vmlinux
    assert unit.declarations["bpf_known"].is_ksym
    assert unit.includes == ("/test/prelude.h",)
    found = unit.find_type("struct task_struct")
    assert found is not None
    assert [field.name for field in found.fields] == ["pid"]
    assert unit.find_type("struct nobody") is None


def test_attributes_of_functions() -> None:
    unit = parse(
        'SEC("?lsm.s/file_open") __attribute__((btf_decl_tag("exception_callback:oops")))\n'
        'int f(int *p __attribute__((btf_decl_tag("arg:nonnull"))), int n)\n{\n\treturn *p;\n}\n'
        "static __attribute__((noinline)) int g(void) { return 1; }\n"
        "__weak int w(void) { return g(); }\n"
        "static inline __attribute__((always_inline)) int i(void) { return 1; }\n"
    )
    f = unit.functions["f"]
    assert f.section == "?lsm.s/file_open"
    assert f.decl_tags == ("exception_callback:oops",)
    assert f.param_tags == (("arg:nonnull",), ())
    assert [param.name for param in f.params] == ["p", "n"]
    assert all(param.is_param for param in f.params)
    assert place(f.span) == ("unit.c", 1, 1, 5, 2)
    assert place(f.name_span) == ("unit.c", 2, 5, 2, 6)
    assert unit.functions["g"].noinline
    assert unit.functions["g"].is_static
    assert unit.functions["w"].is_weak
    assert unit.functions["i"].always_inline


def test_wrapper_macros_tie_the_entry_to_the_users_function() -> None:
    unit = parse(
        MACROS + 'struct task { int pid; };\nint g(int);\nSEC("tp_btf/x")\nint BPF_PROG(prog, struct task *task)\n'
        "{\n\treturn g(task->pid);\n}\n"
    )
    entry, body = unit.functions["prog"], unit.functions["____prog"]
    assert entry.wrapped == "____prog"
    assert entry.section == "tp_btf/x"
    first = MACROS.count("\n") + 3
    assert place(entry.span) == place(body.span) == ("unit.c", first, 1, first + 4, 2)
    assert place(body.name_span) == ("unit.c", first + 1, 14, first + 1, 18)
    assert call_of(entry, "____prog").macro == "BPF_PROG"
    call = call_of(body, "g")
    assert place(call.span) == ("unit.c", first + 3, 9, first + 3, 21)
    assert call.macro == ""


def test_wrapped_programs_of_a_header_are_tied_too() -> None:
    unit = parse(
        '#include "own.h"\n',
        headers={"own.h": MACROS + 'struct task;\nSEC("tc")\nint BPF_PROG(prog, struct task *task) { return 1; }\n'},
    )
    assert unit.functions["prog"].wrapped == "____prog"
    assert "____prog" in unit.functions


def test_places_in_macros_are_the_users() -> None:
    unit = parse(
        "int g(int);\n#define CALL(x) g(x)\n#define TWICE(x) do { CALL(x); g(2); } while (0)\n#define SAME(x) x\n"
        "#define OBJECT g(7)\n"
        "int f(int a)\n{\n\tCALL(a);\n\tTWICE(a);\n\tSAME(g(3));\n\tOBJECT;\n\treturn g(\n\t\ta);\n}\n"
    )
    found = [(call.span.line, call.span.column, call.macro) for call in unit.functions["f"].calls()]
    assert found == [(8, 2, "CALL"), (9, 2, "TWICE"), (9, 2, "TWICE"), (10, 7, ""), (11, 2, "OBJECT"), (12, 9, "")]
    first, *_, last = unit.functions["f"].calls()
    assert place(first.span) == ("unit.c", 8, 2, 8, 9)
    assert place(first.arg_spans[0]) == ("unit.c", 8, 7, 8, 8)
    assert place(last.span) == ("unit.c", 12, 9, 13, 5)


def test_columns_count_characters() -> None:
    unit = parse('int g(const char *);\nint f(void) { return g("äöü") + g("x"); }\n')
    second = list(unit.functions["f"].calls())[1]
    assert second.span.column == 33


def test_variables() -> None:
    unit = parse(
        'char _license[] SEC("license") = "Dual BSD/GPL";\nconst volatile int pid = 42;\n'
        'extern int HZ SEC(".kconfig") __weak;\n'
        "static u64 hidden;\nstruct s { int a; } value = { .a = 3 };\n"
    )
    assert unit.globals["_license"].value == "Dual BSD/GPL"
    assert unit.globals["_license"].section == "license"
    assert unit.globals["pid"].value == 42
    assert unit.globals["HZ"].is_extern
    assert unit.globals["HZ"].is_weak
    assert unit.globals["HZ"].section == ".kconfig"
    assert unit.globals["hidden"].is_static
    value = unit.globals["value"].initializer["a"]
    assert isinstance(value, Const)
    assert value.value == 3


def test_struct_ops_members() -> None:
    unit = parse(
        "struct ops { int (*enqueue)(int); void (*exit)(void); char name[16]; u32 flags; };\n"
        'SEC("struct_ops/enqueue") int my_enqueue(int a) { return a; }\nvoid my_exit(void);\n'
        'SEC(".struct_ops.link") struct ops ops = {\n'
        '\t.enqueue = (void *)my_enqueue, .exit = my_exit, .name = "mine", .flags = 1 | 4 };\n'
    )
    ops = unit.globals["ops"]
    assert ops.section == ".struct_ops.link"
    names = {member: value.name for member, value in ops.initializer.items() if isinstance(value, FunctionRef)}
    assert names == {"enqueue": "my_enqueue", "exit": "my_exit"}
    assert isinstance(ops.initializer["name"], String)
    flags = ops.initializer["flags"]
    assert isinstance(flags, Const)
    assert flags.value == 5


def test_maps() -> None:
    unit = parse(
        MACROS + "struct value { int a; u64 b; };\n"
        "struct { __uint(type, 1); __uint(max_entries, 8); __uint(map_flags, 1 << 3); __type(key, int);"
        ' __type(value, struct value); } hash SEC(".maps");\n'
        "struct { __uint(type, 13); __uint(key_size, 4); __uint(value_size, sizeof(u64)); __array(values,"
        ' struct { __uint(type, 2); __type(key, u32); __type(value, u64); }); } outer SEC(".maps");\n'
        "struct { __uint(type, 3); __uint(max_entries, 2); __array(values, void (void)); }"
        ' jumps SEC(".maps") = { .values = { 0 } };\n'
        "struct bpf_map_def { u32 type, key_size, value_size, max_entries, map_flags; };\n"
        'struct bpf_map_def SEC("maps") old = { .type = 2, .key_size = 4, .value_size = 8, .max_entries = 1 };\n'
    )
    hash_map = unit.maps["hash"]
    assert (hash_map.type, hash_map.max_entries, hash_map.flags) == (1, 8, 8)
    assert hash_map.key is not None
    assert hash_map.key.kind is Kind.INT
    assert hash_map.value is not None
    assert (hash_map.value.name, hash_map.value_size) == ("value", 16)
    outer = unit.maps["outer"]
    assert (outer.type, outer.key_size, outer.value_size) == (13, 4, 8)
    assert outer.inner is not None
    assert outer.inner.type == 2
    assert unit.maps["jumps"].inner is None
    old = unit.maps["old"]
    assert (old.type, old.key_size, old.value_size, old.max_entries, old.flags) == (2, 4, 8, 1, 0)


def test_types_carry_tags() -> None:
    unit = parse(
        "struct node; typedef struct node __kptr *node_kptr;\n"
        "struct s { struct node __kptr *a; node_kptr b; int __attribute__((address_space(1))) *c; struct node *d;"
        ' struct node __kptr **e; const char *f; struct node __attribute__((btf_type_tag("rcu"))) __kptr *g; };\n'
        "struct s value;\nvoid *f(struct s *p) { return p->a; }\n"
    )
    tags = {field.name: field.type.tags for field in unit.globals["value"].type.fields}
    assert tags == {
        "a": {"kptr"},
        "b": {"kptr"},
        "c": {"arena"},
        "d": frozenset(),
        "e": frozenset(),
        "f": frozenset(),
        "g": {"rcu", "kptr"},
    }
    loads = [i for i in unit.functions["f"].blocks[0].instructions if isinstance(i, Load)]
    assert loads[1].type.tags == {"kptr"}
    assert loads[1].result.type.tags == {"kptr"}
    assert unit.globals["value"].type.fields[0].type.spelling == "struct node *"


def test_types_have_sizes_and_names() -> None:
    unit = parse(
        "enum e { A, B = -1 }; typedef struct { int x; } anon; struct forward;\n"
        "struct s { u64 a; enum e b; anon c; struct forward *d; int e[3][2]; long double f; bool g; int h[]; };\n"
        "struct s value; const struct s constant;\n"
    )
    record = unit.globals["value"].type
    kinds = {field.name: (field.type.kind, field.type.size, field.offset) for field in record.fields}
    assert kinds["a"] == (Kind.INT, 8, 0)
    assert kinds["b"] == (Kind.ENUM, 4, 8)
    assert kinds["c"] == (Kind.STRUCT, 4, 12)
    assert kinds["d"] == (Kind.POINTER, 8, 16)
    assert kinds["e"] == (Kind.ARRAY, 24, 24)
    by_name = {field.name: field.type for field in record.fields}
    assert by_name["c"].name == ""
    assert by_name["e"].count == 3
    assert by_name["h"].count == -1
    assert by_name["d"].target is not None
    assert not by_name["d"].target.complete
    assert by_name["b"].signed
    assert by_name["a"].spelling == "u64"
    assert unit.globals["constant"].type.const
    assert unit.globals["constant"].type.name == "s"


def test_the_same_type_is_the_same_object() -> None:
    unit = parse("struct s { struct s *next; };\nvoid f(struct s *a, struct s *b) { a = b->next; }\n")
    first, second = unit.functions["f"].params
    assert first.type is second.type
    assert first.type.target is not None
    assert first.type.target.fields[0].type is first.type


def test_lines_of_the_unit_can_be_read() -> None:
    unit = parse('#include "own.h"\nint f(void) { return used(); }\n', headers={"own.h": "int used(void);\n"})
    assert unit.lines("unit.c")[1] == "int f(void) { return used(); }"
    assert unit.lines("/test/own.h") == ("int used(void);",)
    assert unit.lines("elsewhere.c") == ()


def test_decl_tags_of_variables() -> None:
    unit = parse('struct head { u64 x; };\nstruct head list __attribute__((btf_decl_tag("contains:node:link")));\n')
    assert unit.globals["list"].decl_tags == ("contains:node:link",)
