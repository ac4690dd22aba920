"""`python -m vnews_entities` is the command `vnews-entities`."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
