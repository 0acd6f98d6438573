"""`bpflint` and `python -m bpflint`."""

import gc
import os
import sys

# A run makes much that lives to its end and few cycles; looking for them takes a tenth of the time to start.
gc.disable()


def run() -> None:
    """Run bpflint and end the process, without taking apart first what the system takes back at once."""
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


if __name__ == "__main__":
    # `python -m` looks for modules in the working directory first: that is the repository, of a stranger perhaps.
    if not sys.flags.safe_path:
        del sys.path[0]
    run()
