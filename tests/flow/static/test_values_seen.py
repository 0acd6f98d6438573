"""What a function does with its values, seen without following its paths, is what C and the compiler make of it.

Each row is the body of `f(int n, struct s *p)` and all that the analyses find in it (tests/support/static_facts.py).
"""

from __future__ import annotations

import pytest
from static_facts import Facts, facts

ROWS: list[tuple[str, Facts]] = [
    (
        "int x = p->a;\nx = p->b;\nuse(x);",
        {"doubtful": True, "members": ["s.a", "s.b"], "dead": ["1:x"], "unused": ["1:p", "1:p.a"]},
    ),
    (
        "struct s v;\nv.a = 1;\ntake(&v);\nv.b = 2;",
        {"escaping": ["v"], "frame": 16, "room": 12},
    ),
    (
        "struct s v;\nv.a = 1;\nv.a = 2;\nuse(v.a);",
        {"members": ["s.a"], "dead": ["2:v.a"], "folded": [2], "room": 12},
    ),
    (
        "struct s v;\nv.a = n;\nv.b = n;\nuse(v.b);",
        {"members": ["s.b"], "room": 12},
    ),
    (
        "p->a = p->a;",
        {"doubtful": True, "members": ["s.a"], "unused": ["1:p", "1:p", "1:p.a"], "idle stores": ["1:p.a"]},
    ),
    (
        "int a = p->a;\nif (n)\np->a = a | 0;",
        {
            "doubtful": True,
            "members": ["s.a"],
            "live": ["3:a,p"],
            "joins": [4],
            "stays": [1],
            "late": ["1:p", "1:p.a"],
            "unused": ["1:p", "1:p.a", "3:a", "3:p"],
            "idle stores": ["3:p.a"],
        },
    ),
    (
        "int a = p->a;\nuse(0);\np->a = a;",
        {"doubtful": True, "members": ["s.a"]},
    ),
    (
        "g = 1;\ng = 2;",
        {"dead": ["1:g"]},
    ),
    (
        "g = 1;\nuse(0);\ng = 2;",
        {},
    ),
    (
        "g = 1;\nint x = g;\ng = 2;\nuse(x);",
        {"unused": ["2:g"], "folded": [1, 1]},
    ),
    (
        "p->a = 1;\np->a = 2;",
        {"doubtful": True},
    ),
    (
        "int x = 1;\nx = 2;\nx = 3;\nuse(x);",
        {"dead": ["1:x", "2:x"], "folded": [3]},
    ),
    (
        "int x = get();\nx = get();\nuse(x);",
        {"dead": ["1:x"]},
    ),
    (
        "struct s v = *p;\nuse(v.a);",
        {"doubtful": True, "members": ["s.a"], "room": 12},
    ),
    (
        "struct s v = *p;",
        {"doubtful": True, "unused": ["1:p"], "unused copies": ["1:v"], "room": 12},
    ),
    (
        "struct s v;\n__builtin_memset(&v, 0, sizeof(v));\nuse(v.in.c);",
        {"members": [".c"], "room": 16},
    ),
    (
        "int x = p->a * 0;\nuse(x);",
        {"doubtful": True, "members": ["s.a"], "unused": ["1:p", "1:p.a"], "folded": [0, 0]},
    ),
    (
        "int x = n - n;\nuse(x);",
        {"unused": ["1:n", "1:n"], "folded": [0, 0]},
    ),
    (
        "int x = n + 3 - n;\nuse(x);",
        {"unused": ["1:n", "1:n"], "folded": [3, 3]},
    ),
    (
        "int y = n * 4;\nint x = y - n - n - n - n;\nuse(x);",
        {},
    ),
    (
        "int x = n & 0;\nuse(x);\nuse(n == n);",
        {"unused": ["1:n", "3:n", "3:n"], "folded": [0, 0, 1]},
    ),
    (
        "int x = n;\nint y = x + 1;\nuse(y > x);\nuse(y - x);",
        {"unused": ["4:x", "4:y"], "folded": [1]},
    ),
    (
        "unsigned char c = n;\nuse(c < 256);\nuse(c < 0);",
        {"unused": ["1:n", "2:c", "3:c"], "folded": [0, 1]},
    ),
    (
        "struct s v;\nv.a = n;\nuse(v.a - n);",
        {"members": ["s.a"], "unused": ["2:n", "3:n", "3:v.a"], "folded": [0], "room": 12},
    ),
    (
        "{\n  int x = n;\n  use(x);\n}\n{\n  int y = n;\n  use(y);\n}",
        {},
    ),
    (
        "struct big a;\ntake(&a);\nstruct big b;\ntake(&b);",
        {"escaping": ["a", "b"], "frame": 144, "room": 144},
    ),
    (
        "{\n  struct big a;\n  take(&a);\n}\n{\n  struct big b;\n  take(&b);\n}",
        {"escaping": ["a", "b"], "frame": 72, "room": 144},
    ),
    (
        "int a[4];\na[n & 3] = 1;\nuse(a[0]);",
        {"late": ["2:n"], "room": 16},
    ),
    (
        "int a[4];\nint *q = a;\nq[1] = 5;\nuse(q[2]);",
        {"doubtful": True, "escaping": ["a"], "room": 16},
    ),
    (
        "int x;\nint *q = &x;\n*q = n;\nuse(*q);",
        {"doubtful": True, "escaping": ["x"]},
    ),
    (
        "int x = n;\ntake(&x);\nx = 4;",
        {"escaping": ["x"], "frame": 8, "room": 4},
    ),
    (
        "p->in.c = n;\nuse(p->in.c);",
        {"doubtful": True, "members": [".c"]},
    ),
    (
        "p->a = p->b;\np->b = p->a;",
        {"doubtful": True, "members": ["s.a", "s.b"]},
    ),
    (
        "*(int *)((char *)p + n) = 1;",
        {"doubtful": True},
    ),
    (
        "int *q = &p->b;\nuse(*q);",
        {"doubtful": True},
    ),
    (
        "struct s *q = p + 1;\nq->a = 2;",
        {"doubtful": True},
    ),
    (
        "struct s v = { .b = n };\nstruct s w = v;\nuse(w.b);",
        {"members": ["s.b"], "room": 32},
    ),
    (
        "struct s v = { .b = n };\nstruct s w = v;\nw.a = 3;",
        {"unused": ["1:n"], "unused copies": ["2:w"], "room": 32},
    ),
    (
        "int x = n;\nint y = x;\nint z = y;\nuse(z);",
        {},
    ),
    (
        "int x = g;\ng = x + 1;\nuse(x);",
        {},
    ),
    (
        "int x = p->a;\nint y = p->a;\nuse(x == y);",
        {"doubtful": True, "members": ["s.a"], "unused": ["1:p", "1:p.a", "2:p", "2:p.a", "3:x", "3:y"], "folded": [1]},
    ),
    (
        "int x = (n << 3) | 5;\nuse(x & 7);\nuse(x >> 3);",
        {},
    ),
    (
        "int x = n * 2 + n;\nuse(x - 3 * n);",
        {},
    ),
    (
        "int x = n + 1;\nuse(x > n);\nuse(x == n + 1);\nuse(x != n);",
        {"unused": ["3:n", "3:x", "4:n", "4:x"], "folded": [1, 1]},
    ),
    (
        "long x = n;\nuse(x - n);\nuse((int)x - n);",
        {"unused": ["1:n", "2:n", "2:x", "3:n", "3:x"], "folded": [0, 0, 0]},
    ),
    (
        "unsigned x = n;\nuse(x - n);\nuse(x + 1 - x);",
        {"unused": ["1:n", "2:n", "2:x", "3:x", "3:x"], "folded": [0, 0, 1, 1]},
    ),
    (
        "short x = n;\nuse(x == n);\nuse(x - x);",
        {"unused": ["3:x", "3:x"], "folded": [0]},
    ),
    (
        "int x = n;\nx++;\nx--;\nuse(x - n);",
        {"unused": ["1:n", "2:x", "3:x", "4:n", "4:x"], "folded": [0]},
    ),
    (
        "int x = -n;\nuse(x + n);\nuse(-x - n);",
        {"unused": ["1:n", "2:n", "2:x", "3:n", "3:x"], "folded": [0, 0]},
    ),
    (
        "int x = 3;\nuse(x + 4);\nuse(x < 4);\nuse(!x);",
        {"unused": ["2:x", "3:x"], "folded": [1, 3, 3, 3, 7]},
    ),
    (
        "use(n ^ n);\nuse(p->a ^ n);",
        {"doubtful": True, "members": ["s.a"], "unused": ["1:n", "1:n"], "folded": [0]},
    ),
    (
        "use(n & 7 & 8);\nuse((n & 7) < 8);",
        {"unused": ["2:n"], "folded": [1]},
    ),
    (
        "unsigned x = n;\nuse(x >> 31 < 2);\nuse(x / 2 < 0x80000000);\nuse(x % 8 < 8);",
        {"unused": ["1:n", "2:x", "3:x", "4:x"], "folded": [1, 1, 1]},
    ),
]


@pytest.mark.parametrize(("body", "expected"), ROWS, ids=[body.replace("\n", " ") for body, _ in ROWS])
def test_a_function_is_seen_as_it_is(body: str, expected: Facts) -> None:
    assert facts(body) == expected
