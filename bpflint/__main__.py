"""`bpflint` and `python -m bpflint`."""

import gc
import sys

# A run makes much that lives to its end and few cycles; looking for them takes a tenth of the time to start.
gc.disable()

from bpflint.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
