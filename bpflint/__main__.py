"""`python -m bpflint`."""

import sys

from bpflint.cli import main

if __name__ == "__main__":
    sys.exit(main())
