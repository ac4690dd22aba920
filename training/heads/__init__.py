"""What hangs on the encoder: a head is one module here and one entry in a configuration's `heads`."""

from __future__ import annotations

from .arguments import Arguments
from .base import Head
from .names import NestedNames, OuterNames
from .senses import Senses
from .triggers import Triggers
from .types import Types

HEADS: dict[str, type[Head]] = {
    "names": OuterNames,
    "nested": NestedNames,
    "senses": Senses,
    "triggers": Triggers,
    "types": Types,
    "arguments": Arguments,
}

__all__ = ["HEADS", "Head"]
