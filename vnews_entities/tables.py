"""The data files: tab-separated tables under `data/gazetteers/`, packaged into the wheel."""

from __future__ import annotations

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
    lines = [(n, line.split("\t")) for n, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1) if line.strip() and not line.startswith("#")]
    if not lines:
        return ()
    (_, header), *rows = lines
    for n, cells in rows:
        if len(cells) != len(header):
            raise ValueError(f"{path.name}, line {n}: {len(cells)} cells where the header names {len(header)}")
    return tuple(dict(zip(header, cells, strict=False)) for _, cells in rows)


@functools.cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of the packaged table `name` (without `.tsv`), read once and kept."""
    return read_packaged(name)


def read_packaged(name: str) -> tuple[dict[str, str], ...]:
    """The same, read anew: for whoever makes something else of the rows, so that they need no memory."""
    return read_tsv(data_dir() / f"{name}.tsv")
