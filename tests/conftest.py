"""What all tests share: property tests that do not depend on how busy the machine is, and `training/`, which no wheel holds."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

# last, so that the tests are of the installed package and not of the checkout's
sys.path.append(str(Path(__file__).parent.parent))
