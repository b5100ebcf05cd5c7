"""`python -m node`: the same as the command `allmende`."""

import sys

from node.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
