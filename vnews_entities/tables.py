"""The data files: tab-separated tables under `data/gazetteers/`, packaged into the wheel."""

from __future__ import annotations

import csv
import functools
from pathlib import Path

_PACKAGED = Path(__file__).parent / "data" / "gazetteers"
_CHECKOUT = Path(__file__).parent.parent / "data" / "gazetteers"


def data_dir() -> Path:
    """The folder of the tables: inside the package where it is installed, at the root of a checkout otherwise."""
    return _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT


def read_tsv(path: Path) -> tuple[dict[str, str], ...]:
    """The rows of a table as dicts from column to text, '' where a cell is empty; `#` opens a comment line.

    Raises:
        ValueError: a row whose number of cells differs from the header's.
    """
    with path.open(encoding="utf-8", newline="") as f:
        lines = [(n, line) for n, line in enumerate(f, 1) if line.strip() and not line.startswith("#")]
    reader = csv.reader((line for _, line in lines), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = next(reader, [])
    rows = []
    for (n, _), cells in zip(lines[1:], reader, strict=True):
        if len(cells) != len(header):
            raise ValueError(f"{path.name}, line {n}: {len(cells)} cells where the header names {len(header)}")
        rows.append(dict(zip(header, cells, strict=True)))
    return tuple(rows)


@functools.cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of the packaged table `name` (without `.tsv`), read once."""
    return read_tsv(data_dir() / f"{name}.tsv")
