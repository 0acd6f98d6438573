"""The branches of a function that has no loop: what is live where they meet, and what they decide.

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
        "int x = p->a;\nif (n)\n  use(x);",
        {
            "live": ["3:x"],
            "joins": [4],
            "decided by": {3: [1]},
            "doubtful": True,
            "members": ["s.a"],
            "late": ["1:p", "1:p.a"],
            "stays": [1],
        },
    ),
    (
        "int x = p->a;\nuse(n);\nif (n)\n  use(x);",
        {
            "live": ["4:x"],
            "joins": [5],
            "decided by": {4: [1]},
            "doubtful": True,
            "members": ["s.a"],
            "late": ["1:p", "1:p.a"],
            "stays": [1],
        },
    ),
    (
        "int x = 0;\nif (p->a)\n  x = 1;\nelse\n  x = 2;",
        {
            "joins": [6],
            "doubtful": True,
            "members": ["s.a"],
            "dead": ["1:x", "3:x", "5:x"],
            "unused": ["2:p", "2:p.a"],
            "idle": [1],
        },
    ),
    (
        "if (p->a)\n  use(1);\nelse\n  use(1);",
        {"joins": [5], "decided by": {2: [1], 4: [1]}, "doubtful": True, "members": ["s.a"], "stays": [1]},
    ),
    (
        "if (p->a)\n  use(1);\nelse\n  use(2);",
        {"joins": [5], "decided by": {2: [1], 4: [1]}, "doubtful": True, "members": ["s.a"], "stays": [1]},
    ),
    (
        "if (p->a)\n  ;\nuse(3);",
        {"doubtful": True, "members": ["s.a"], "unused": ["1:p", "1:p.a"], "idle": [1]},
    ),
    (
        "switch (n) {\ncase 1:\n  use(1);\ncase 2:\n  use(2);\n  break;\ndefault:\n  use(3);\n}",
        {"joins": [5, 10], "decided by": {3: [1], 5: [1], 8: [1]}},
    ),
    (
        "struct s *q = find();\nif (q && q->a > 3)\n  use(q->b);",
        {
            "live": ["2:q", "3:q"],
            "joins": [4],
            "decided by": {3: [1, 2]},
            "doubtful": True,
            "members": ["s.a", "s.b"],
            "stays": [1, 2],
            "joined": [1, 2],
        },
    ),
    (
        "struct s *q = find();\nif (q)\n  use(1);\nif (q)\n  use(2);",
        {"live": ["3:q", "4:q"], "joins": [4, 6], "decided by": {3: [1], 5: [4]}, "stays": [1, 4]},
    ),
    (
        "struct s *q = 0;\nif (n)\n  q = find();\nif (q)\n  use(q->a);",
        {
            "live": ["4:q", "5:q"],
            "joins": [4, 6],
            "decided by": {3: [1], 5: [4]},
            "doubtful": True,
            "members": ["s.a"],
            "stays": [1, 4],
        },
    ),
    (
        "int ok = 0;\nif (n > 4)\n  ok = 1;\nif (ok)\n  use(1);",
        {"live": ["4:ok"], "joins": [4, 6], "decided by": {5: [4]}, "stays": [4]},
    ),
    (
        "int x = n > 3 ? p->a : p->b;\nuse(x);",
        {"live": ["1:p", "1:p"], "joins": [1], "doubtful": True, "members": ["s.a", "s.b"], "stays": [1]},
    ),
    (
        "if (n > 3 && n < 9)\n  use(1);",
        {"live": ["1:n"], "joins": [3], "decided by": {2: [1, 1]}, "stays": [1, 1], "joined": [1, 1]},
    ),
    (
        "if (n > 3 || p->a)\n  use(1);",
        {
            "live": ["1:p"],
            "joins": [2, 3],
            "decided by": {2: [1, 1]},
            "doubtful": True,
            "members": ["s.a"],
            "stays": [1, 1],
            "joined": [1, 1],
        },
    ),
    (
        "int x = get();\nif (x)\n  return 1;\nuse(x);",
        {"live": ["4:x"], "decided by": {4: [1]}, "stays": [1]},
    ),
    (
        "if (n)\n  return 1;\nuse(1);\nif (n)\n  use(2);",
        {"live": ["3:n"], "joins": [6], "decided by": {3: [1], 5: [1, 3]}, "stays": [1, 3]},
    ),
    (
        "int x = h;\nif (x > 3)\n  use(x);\nuse(h);",
        {"live": ["3:x"], "joins": [4], "decided by": {3: [1]}, "stays": [1]},
    ),
    (
        "int x = __builtin_expect(n, 0);\nif (x)\n  use(x);",
        {"live": ["3:x"], "joins": [4], "decided by": {3: [1]}, "stays": [1]},
    ),
    (
        "if (n)\n  use(1);\nelse if (p->a)\n  use(2);\nelse\n  use(3);\nuse(4);",
        {
            "live": ["3:p"],
            "joins": [7],
            "decided by": {2: [1], 4: [1, 3], 6: [1, 3]},
            "doubtful": True,
            "members": ["s.a"],
            "stays": [1, 3],
        },
    ),
    (
        "if (!n)\n  return 1;\nif (p->a)\n  use(1);\nuse(2);",
        {
            "live": ["3:p"],
            "joins": [5],
            "decided by": {4: [1, 3], 5: [1]},
            "doubtful": True,
            "members": ["s.a"],
            "stays": [1, 3],
        },
    ),
    (
        "switch (n) {\ncase 1:\n  use(1);\n  break;\ncase 2:\n  return 3;\n}\nuse(2);",
        {"joins": [8], "decided by": {3: [1], 8: [1]}},
    ),
    (
        "if (n && p->a)\n  use(1);\nelse\n  use(2);",
        {
            "live": ["1:p"],
            "joins": [4, 5],
            "decided by": {2: [1, 1], 4: [1, 1]},
            "doubtful": True,
            "members": ["s.a"],
            "stays": [1, 1],
            "joined": [1, 1],
        },
    ),
    (
        "struct s v;\nif (n)\n  v.a = 1;\nelse\n  v.a = 2;\nuse(v.a);",
        {"live": ["3:v", "5:v", "6:v"], "joins": [6], "members": ["s.a"], "room": 12},
    ),
    (
        "int x = p->a + p->b;\nif (x > 4)\n  return x;",
        {"live": ["3:x"], "doubtful": True, "members": ["s.a", "s.b"]},
    ),
    (
        "int x = 5;\nif (n)\n  x = 6;\nuse(x * 0);\nuse(x);",
        {"live": ["4:x"], "joins": [4], "unused": ["4:x"], "folded": [0]},
    ),
]


@pytest.mark.parametrize(("body", "expected"), ROWS, ids=[body.replace("\n", " ") for body, _ in ROWS])
def test_a_function_is_seen_as_it_is(body: str, expected: Facts) -> None:
    assert facts(body) == expected
