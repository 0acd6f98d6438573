"""`bpflint` and `python -m bpflint`."""

import contextlib
import gc
import os
import sys

# A run makes much that lives to its end and few cycles; looking for them takes a tenth of the time to start.
gc.disable()


def run() -> None:
    """Run bpflint and end the process, without taking apart first what the system takes back at once."""
    try:
        from bpflint.cli.main import main

        code = main()
    except KeyboardInterrupt:  # before it could be expected
        code = 130
    with contextlib.suppress(OSError):  # told already
        sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
