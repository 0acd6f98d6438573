"""`bpflint` and `python -m bpflint`."""

import gc
import os
import sys

# A run makes much that lives to its end and few cycles; looking for them takes a tenth of the time to start.
gc.disable()


LEAST_STACK_BYTES = 256 << 10
"""With less Python itself may crash, in places that nobody can foresee."""
_STACK_BYTES = 8 << 20
"""What systems give."""


def run() -> None:
    """Run bpflint and end the process, without taking apart first what the system takes back at once."""
    if not has_stack():
        print(f"bpflint: needs a stack of {LEAST_STACK_BYTES >> 10} KiB (see ulimit -s)", file=sys.stderr, flush=True)
        os._exit(2)
    try:
        from bpflint.cli.replay_run import say_again

        code = say_again(sys.argv[1:])
        if code is None:
            from bpflint.cli.main import main

            code = main()
    except KeyboardInterrupt:  # before it could be expected
        code = 130
    except OSError as error:
        from bpflint.cli.main import unwritten

        code = unwritten(error)
    try:  # noqa: SIM105 - contextlib takes longer to import than all of this takes
        sys.stdout.flush()
    except OSError:
        pass  # told already
    os._exit(code)


def has_stack() -> bool:
    """True if the stack may be large enough, or the limit could be raised."""
    try:
        import resource  # not on Windows
    except ImportError:
        return True
    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    if not 0 <= soft < LEAST_STACK_BYTES:
        return True
    if 0 <= hard < LEAST_STACK_BYTES:
        return False
    resource.setrlimit(resource.RLIMIT_STACK, (_STACK_BYTES if hard < 0 else min(hard, _STACK_BYTES), hard))
    return True


if __name__ == "__main__":
    # `python -m` looks for modules in the working directory first: that is the repository, of a stranger perhaps.
    if not sys.flags.safe_path:
        del sys.path[0]
    run()
