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
        ValueError: neither UTF-8 nor marked UTF-16, or a row whose number of cells differs from the header's.
    """
    try:
        text = decoded(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n")
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from None
    lines = [(n, line.split("\t")) for n, line in enumerate(text.split("\n"), 1) if line.strip() and not line.startswith("#")]
    if not lines:
        return ()
    (_, header), *rows = lines
    for n, cells in rows:
        if len(cells) != len(header):
            raise ValueError(f"{path.name}, line {n}: {len(cells)} cells where the header names {len(header)}")
    return tuple(dict(zip(header, cells, strict=False)) for _, cells in rows)


def decoded(data: bytes) -> str:
    """The text of UTF-8, or of UTF-16 that says so with a byte-order mark, as spreadsheets and Windows write it.

    Raises:
        ValueError: it is neither.
    """
    is_utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        return data.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte {data[error.start]:#04x} at position {error.start}"
        raise ValueError(
            f"broken UTF-16 ({found}); save it as UTF-8" if is_utf16 else f"not UTF-8 ({found}); convert it first, for instance: iconv -f WINDOWS-1258 -t UTF-8"
        ) from None


def is_frame(value: object) -> bool:
    """A DataFrame of whatever library: iterated, it gives its columns, which nobody means."""
    return hasattr(value, "columns") and hasattr(value, "dtypes")


@functools.cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of the packaged table `name` (without `.tsv`), read once and kept."""
    return read_packaged(name)


def read_packaged(name: str) -> tuple[dict[str, str], ...]:
    """The same, read anew: for whoever makes something else of the rows, so that they need no memory."""
    return read_tsv(data_dir() / f"{name}.tsv")
