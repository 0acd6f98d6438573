"""The loops of a function: their blocks, how they count, and what they sum up.

Each row is the body of `f(int n, struct s *p)` and all that the analyses find in it (tests/support/static_facts.py).
"""

from __future__ import annotations

import pytest
from static_facts import Facts, facts

ROWS: list[tuple[str, Facts]] = [
    (
        "int i, s = 0;\nfor (i = 0; i < n; i++)\n  s += p->a;\nuse(s);",
        {
            "live": ["2:i,n,p,s", "3:i,n,p,s", "4:s"],
            "joins": [2],
            "loops": [2, 3],
            "sums": ["2:i", "2:s"],
            "exits": ["2->4"],
            "doubtful": True,
            "members": ["s.a"],
            "stays": [2],
        },
    ),
    (
        "int i = 0;\nwhile (i < 10)\n  i++;\nuse(i);",
        {
            "live": ["2:i", "3:i", "4:i"],
            "joins": [2],
            "loops": [2, 3],
            "counters": {"2:i": (1, 10)},
            "exits": ["2->4"],
            "stays": [2],
        },
    ),
    (
        "int i = 0;\ndo {\n  i += 2;\n} while (i < 10);",
        {"live": ["3:i"], "joins": [3], "loops": [3], "counters": {"3:i": (2, 10)}, "exits": ["3->5"]},
    ),
    (
        "int i, j;\nfor (i = 0; i < 4; i++)\n  for (j = 0; j < 4; j++)\n    use(i + j);",
        {
            "live": ["2:i", "2:i", "3:i", "3:i,j", "4:i,j"],
            "joins": [2, 3],
            "loops": [2, 2, 3, 3, 4],
            "counters": {"3:j": (1, 4), "2:i": (1, 4)},
            "sums": ["2:j"],
            "exits": ["2->5", "3->2"],
            "decided by": {4: [2, 3]},
            "stays": [2, 3],
        },
    ),
    (
        "int i, a = 1, b = 2, t;\nfor (i = 0; i < n; i++) {\n  t = a;\n  a = b;\n  b = t;\n}\nuse(a);",
        {
            "live": ["2:a,b,i,n", "3:a,b,i,n", "7:a"],
            "joins": [2],
            "loops": [2, 3],
            "sums": ["2:a", "2:b", "2:i", "2:t"],
            "exits": ["2->7"],
            "stays": [2],
        },
    ),
    (
        "again:\nif (get())\n  goto again;\nuse(1);",
        {"joins": [2], "loops": [2], "exits": ["2->4"], "stays": [2], "remembered": [2]},
    ),
    (
        "int i;\nfor (i = n; i; i--) {\n  if (p->a == i)\n    break;\n  if (p->b == i)\n    continue;\n  use(i);\n}",
        {
            "live": ["2:i,p", "2:i,p", "3:i,p", "5:i,p", "7:i,p"],
            "joins": [2, 2, 9],
            "loops": [2, 2, 3, 5, 7],
            "sums": ["2:i"],
            "exits": ["2->9", "3->9"],
            "decided by": {7: [2, 3, 5]},
            "doubtful": True,
            "members": ["s.a", "s.b"],
            "stays": [2, 3, 5],
            "joined": [2, 3],
        },
    ),
    (
        "int i = 0;\nint x = p->a;\nwhile (i++ < n)\n  use(x);",
        {
            "live": ["3:i,n,x", "4:i,n,x"],
            "joins": [3],
            "loops": [3, 4],
            "sums": ["3:i"],
            "exits": ["3->5"],
            "decided by": {4: [3]},
            "doubtful": True,
            "members": ["s.a"],
            "stays": [3],
        },
    ),
    (
        "int i;\nfor (i = 10; i >= 0; i -= 2)\n  use(i);",
        {
            "live": ["2:i", "3:i"],
            "joins": [2],
            "loops": [2, 3],
            "counters": {"2:i": (-2, -1)},
            "exits": ["2->4"],
            "decided by": {3: [2]},
            "stays": [2],
        },
    ),
    (
        "int i;\nfor (i = 0; i != 8; i += 2)\n  use(i);",
        {
            "live": ["2:i", "3:i"],
            "joins": [2],
            "loops": [2, 3],
            "sums": ["2:i"],
            "exits": ["2->4"],
            "decided by": {3: [2]},
            "stays": [2],
        },
    ),
    (
        "int i;\nfor (i = 0; i <= 8; i++)\n  i += g;",
        {"live": ["2:i", "3:i"], "joins": [2], "loops": [2, 3], "sums": ["2:i"], "exits": ["2->4"]},
    ),
    (
        "int i;\nfor (i = 0; 8 > i; ++i)\n  use(i);",
        {
            "live": ["2:i", "3:i"],
            "joins": [2],
            "loops": [2, 3],
            "counters": {"2:i": (1, 8)},
            "exits": ["2->4"],
            "decided by": {3: [2]},
            "stays": [2],
        },
    ),
    (
        "unsigned i;\nfor (i = 5; i > 0; i--)\n  use(i);",
        {
            "live": ["2:i", "3:i"],
            "joins": [2],
            "loops": [2, 3],
            "counters": {"2:i": (-1, 0)},
            "exits": ["2->4"],
            "decided by": {3: [2]},
            "stays": [2],
        },
    ),
    (
        "int i;\nfor (i = 0; i < 8; i++)\n  take(&i);",
        {
            "live": ["2:i", "3:i", "4:i"],
            "joins": [2],
            "loops": [2, 3],
            "sums": ["2:i"],
            "exits": ["2->4"],
            "decided by": {3: [2]},
            "escaping": ["i"],
            "frame": 8,
            "room": 4,
            "stays": [2],
        },
    ),
    (
        "int i = 0, s = 1;\nwhile (i < 6) {\n  s = s * 2;\n  i++;\n}\nuse(s);",
        {
            "live": ["2:i,s", "3:i,s", "6:s"],
            "joins": [2],
            "loops": [2, 3],
            "counters": {"2:i": (1, 6)},
            "sums": ["2:s"],
            "exits": ["2->6"],
            "stays": [2],
        },
    ),
    (
        "int i = 0, s = 1, t = 0;\nwhile (i < 6) {\n  t = s + 1;\n  s = t + 1;\n  i++;\n}\nuse(t);",
        {
            "live": ["2:i,s,t", "3:i,s", "7:t"],
            "joins": [2],
            "loops": [2, 3],
            "counters": {"2:i": (1, 6)},
            "sums": ["2:s", "2:t"],
            "exits": ["2->7"],
            "stays": [2],
        },
    ),
    (
        "int i, last = 0;\nfor (i = 0; i < 6; i++)\n  last = p->a;\nuse(last);",
        {
            "live": ["2:i,last,p", "3:i,p", "4:last"],
            "joins": [2],
            "loops": [2, 3],
            "counters": {"2:i": (1, 6)},
            "exits": ["2->4"],
            "doubtful": True,
            "members": ["s.a"],
            "stays": [2],
        },
    ),
    (
        "int i, most = 0;\nfor (i = 0; i < 6; i++)\n  if (p->a > most)\n    most = p->a;\nuse(most);",
        {
            "live": ["2:i,most,p", "2:i,most,p", "3:i,most,p", "4:i,p", "5:most"],
            "joins": [2, 2],
            "loops": [2, 2, 3, 4],
            "counters": {"2:i": (1, 6)},
            "exits": ["2->5"],
            "doubtful": True,
            "members": ["s.a"],
            "stays": [2, 3],
        },
    ),
    (
        "int i;\nfor (i = 0; i < 6; i++) {\n  if (n == i)\n    return 2;\n}\nuse(1);",
        {
            "live": ["2:i,n", "2:i,n", "3:i,n"],
            "joins": [2],
            "loops": [2, 2, 3],
            "counters": {"2:i": (1, 6)},
            "exits": ["2->6", "3->4"],
            "decided by": {6: [2, 3]},
            "stays": [2, 3],
        },
    ),
    (
        "int i = 0;\nfor (;;) {\n  if (i >= 4)\n    break;\n  i++;\n}\nuse(i);",
        {
            "live": ["3:i", "5:i", "7:i"],
            "joins": [3],
            "loops": [3, 5],
            "counters": {"3:i": (1, 4)},
            "exits": ["3->7"],
            "stays": [3],
        },
    ),
    (
        "struct s *q = p;\nint i;\nfor (i = 0; i < 3; i++)\n  q = q + 1;\nuse(q->a);",
        {
            "live": ["3:i,q", "4:i,q", "5:q"],
            "joins": [3],
            "loops": [3, 4],
            "counters": {"3:i": (1, 3)},
            "exits": ["3->5"],
            "doubtful": True,
            "members": ["s.a"],
            "stays": [3],
        },
    ),
    (
        "int i, j = 0;\nfor (i = 0; i < 4; i++, j += 3)\n  use(j);",
        {
            "live": ["2:i,j", "3:i,j"],
            "joins": [2],
            "loops": [2, 3],
            "counters": {"2:i": (1, 4)},
            "sums": ["2:j"],
            "exits": ["2->4"],
            "decided by": {3: [2]},
            "stays": [2],
        },
    ),
    (
        "while (get())\n  use(1);\nuse(2);",
        {"joins": [1], "loops": [1, 2], "exits": ["1->3"], "decided by": {2: [1]}, "stays": [1], "remembered": [1]},
    ),
    (
        "do {\n  use(1);\n} while (get());\nuse(2);",
        {"joins": [2], "loops": [2], "exits": ["2->4"], "stays": [2], "remembered": [2]},
    ),
]


@pytest.mark.parametrize(("body", "expected"), ROWS, ids=[body.replace("\n", " ") for body, _ in ROWS])
def test_a_function_is_seen_as_it_is(body: str, expected: Facts) -> None:
    assert facts(body) == expected
