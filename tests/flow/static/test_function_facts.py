"""What a function does with its values, seen without following its paths, is what C and the compiler make of it.

Each row is the body of `f(int n, struct s *p)` and all that the analyses find in it (tests/support/static_facts.py).
"""

from __future__ import annotations

import pytest
from static_facts import Facts, facts

ROWS: list[tuple[str, Facts]] = [
    (
        "int x = n;\nif (n > 3)\n  x = 4;\nuse(x);",
        {"live": ["4:x"], "joins": [4], "late": ["1:n"]},
    ),
    (
        "int x = p->a;\nx = p->b;\nuse(x);",
        {"dead": ["1:x"], "unused": ["1:p", "1:p.a"]},
    ),
    (
        "int i, s = 0;\nfor (i = 0; i < n; i++)\n  s += p->a;\nuse(s);",
        {"live": ["2:i,n,p,s", "3:i,n,p,s", "4:s"], "joins": [2], "loops": [2, 3], "counters": {2: []}, "stays": [2]},
    ),
    (
        "struct s v;\nv.a = 1;\ntake(&v);\nv.b = 2;",
        {"escaping": ["v"], "frame": 16, "room": 12},
    ),
    (
        "struct s v;\nv.a = 1;\nv.a = 2;\nuse(v.a);",
        {"dead": ["2:v.a"], "folded": [2], "room": 12},
    ),
    (
        "struct s v;\nv.a = n;\nv.b = n;\nuse(v.b);",
        {"room": 12},
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
        {},
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
        {"room": 12},
    ),
    (
        "struct s v = *p;",
        {"unused": ["1:p"], "unused copies": ["1:v"], "room": 12},
    ),
    (
        "struct s v;\n__builtin_memset(&v, 0, sizeof(v));\nuse(v.in.c);",
        {"room": 12},
    ),
    (
        "int x = p->a;\nif (n)\n  use(x);",
        {"live": ["3:x"], "joins": [4], "late": ["1:p", "1:p.a"], "stays": [1]},
    ),
    (
        "int x = p->a;\nuse(n);\nif (n)\n  use(x);",
        {"live": ["4:x"], "joins": [5], "late": ["1:p", "1:p.a"], "stays": [1]},
    ),
    (
        "int x = 0;\nif (p->a)\n  x = 1;\nelse\n  x = 2;",
        {"joins": [6], "dead": ["1:x", "3:x", "5:x"], "unused": ["2:p", "2:p.a"], "idle": [1]},
    ),
    (
        "if (p->a)\n  use(1);\nelse\n  use(1);",
        {"joins": [5], "stays": [1]},
    ),
    (
        "if (p->a)\n  use(1);\nelse\n  use(2);",
        {"joins": [5], "stays": [1]},
    ),
    (
        "if (p->a)\n  ;\nuse(3);",
        {"unused": ["1:p", "1:p.a"], "idle": [1]},
    ),
    (
        "int x = p->a * 0;\nuse(x);",
        {"unused": ["1:p", "1:p.a"], "folded": [0, 0]},
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
        {"unused": ["2:n", "3:n", "3:v.a"], "folded": [0], "room": 12},
    ),
    (
        "int i = 0;\nwhile (i < 10)\n  i++;\nuse(i);",
        {"live": ["2:i", "3:i", "4:i"], "joins": [2], "loops": [2, 3], "counters": {2: ["i"]}, "stays": [2]},
    ),
    (
        "int i = 0;\ndo {\n  i += 2;\n} while (i < 10);",
        {"live": ["3:i"], "joins": [3], "loops": [3], "counters": {3: ["i"]}},
    ),
    (
        "int i, j;\nfor (i = 0; i < 4; i++)\n  for (j = 0; j < 4; j++)\n    use(i + j);",
        {
            "live": ["2:i", "2:i", "3:i", "3:i,j", "4:i,j"],
            "joins": [2, 3],
            "loops": [2, 2, 3, 3, 4],
            "counters": {3: ["j"], 2: ["i"]},
            "stays": [2, 3],
        },
    ),
    (
        "int i, a = 1, b = 2, t;\nfor (i = 0; i < n; i++) {\n  t = a;\n  a = b;\n  b = t;\n}\nuse(a);",
        {"live": ["2:a,b,i,n", "3:a,b,i,n", "7:a"], "joins": [2], "loops": [2, 3], "counters": {2: []}, "stays": [2]},
    ),
    (
        "again:\nif (get())\n  goto again;\nuse(1);",
        {"joins": [2], "loops": [2], "counters": {2: []}, "stays": [2], "remembered": [2]},
    ),
    (
        "int i;\nfor (i = n; i; i--) {\n  if (p->a == i)\n    break;\n  if (p->b == i)\n    continue;\n  use(i);\n}",
        {
            "live": ["2:i,p", "2:i,p", "3:i,p", "5:i,p", "7:i,p"],
            "joins": [2, 2, 9],
            "loops": [2, 2, 3, 5, 7],
            "counters": {2: []},
            "stays": [2, 3, 5],
            "joined": [2, 3],
        },
    ),
    (
        "switch (n) {\ncase 1:\n  use(1);\ncase 2:\n  use(2);\n  break;\ndefault:\n  use(3);\n}",
        {"joins": [5, 10]},
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
        {"escaping": ["a"], "room": 16},
    ),
    (
        "int x;\nint *q = &x;\n*q = n;\nuse(*q);",
        {"escaping": ["x"]},
    ),
    (
        "int x = n;\ntake(&x);\nx = 4;",
        {"escaping": ["x"], "frame": 8, "room": 4},
    ),
    (
        "struct s *q = find();\nif (q && q->a > 3)\n  use(q->b);",
        {"live": ["2:q", "3:q"], "joins": [4], "stays": [1, 2], "joined": [1, 2]},
    ),
    (
        "struct s *q = find();\nif (q)\n  use(1);\nif (q)\n  use(2);",
        {"live": ["3:q", "4:q"], "joins": [4, 6], "stays": [1, 4]},
    ),
    (
        "struct s *q = 0;\nif (n)\n  q = find();\nif (q)\n  use(q->a);",
        {"live": ["4:q", "5:q"], "joins": [4, 6], "stays": [1, 4]},
    ),
    (
        "int ok = 0;\nif (n > 4)\n  ok = 1;\nif (ok)\n  use(1);",
        {"live": ["4:ok"], "joins": [4, 6], "stays": [4]},
    ),
    (
        "int x = n > 3 ? p->a : p->b;\nuse(x);",
        {"live": ["1:p", "1:p"], "joins": [1], "stays": [1]},
    ),
    (
        "if (n > 3 && n < 9)\n  use(1);",
        {"live": ["1:n"], "joins": [3], "stays": [1, 1], "joined": [1, 1]},
    ),
    (
        "if (n > 3 || p->a)\n  use(1);",
        {"live": ["1:p"], "joins": [2, 3], "stays": [1, 1], "joined": [1, 1]},
    ),
    (
        "int x = get();\nif (x)\n  return 1;\nuse(x);",
        {"live": ["4:x"], "stays": [1]},
    ),
    (
        "if (n)\n  return 1;\nuse(1);\nif (n)\n  use(2);",
        {"live": ["3:n"], "joins": [6], "stays": [1, 3]},
    ),
    (
        "int x = h;\nif (x > 3)\n  use(x);\nuse(h);",
        {"live": ["3:x"], "joins": [4], "stays": [1]},
    ),
    (
        "int i = 0;\nint x = p->a;\nwhile (i++ < n)\n  use(x);",
        {"live": ["3:i,n,x", "4:i,n,x"], "joins": [3], "loops": [3, 4], "counters": {3: []}, "stays": [3]},
    ),
    (
        "int x = __builtin_expect(n, 0);\nif (x)\n  use(x);",
        {"live": ["3:x"], "joins": [4], "stays": [1]},
    ),
]


@pytest.mark.parametrize(("body", "expected"), ROWS, ids=[body.replace("\n", " ") for body, _ in ROWS])
def test_a_function_is_seen_as_it_is(body: str, expected: Facts) -> None:
    assert facts(body) == expected
