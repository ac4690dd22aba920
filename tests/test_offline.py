"""What the library does not do: load what nobody asked for, open a connection, unpickle, ask for today's date."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(code: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": "utf-8"}, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


HEAVY = ("spacy", "onnxruntime", "tokenizers", "underthesea", "pyvi", "pandas", "trafilatura", "torch", "rich", "numpy")


def test_importing_loads_nothing_heavy_and_the_rules_only_what_they_need() -> None:
    loaded = run(
        f"""
import sys
import vnews_entities as vn
print([m for m in {HEAVY} if m in sys.modules])
assert set(vn.__all__) <= set(dir(vn))
vn.extract("Ngày 17/7, ông Lavrov đến Cuba.", published="2024-07-18", model="rules").to_json()
print([m for m in {HEAVY} if m in sys.modules])
"""
    ).splitlines()
    assert loaded == ["[]", "[]"]


GUARDED = """
import builtins, datetime, pickle, socket, time

def forbidden(what):
    def refuse(*args, **kwargs):
        raise AssertionError(f"{what} was used")
    return refuse

class NoSocket(socket.socket):
    def __init__(self, *args, **kwargs):
        forbidden("a socket")()

class NoUnpickler(pickle.Unpickler):
    def __init__(self, *args, **kwargs):
        forbidden("pickle")()

class Day(datetime.date):
    today = classmethod(forbidden("date.today"))

class Moment(datetime.datetime):
    today = classmethod(forbidden("datetime.today"))
    now = classmethod(forbidden("datetime.now"))
    utcnow = classmethod(forbidden("datetime.utcnow"))
"""
FORBID = """
socket.socket = NoSocket
socket.create_connection = socket.getaddrinfo = forbidden("the network")
pickle.load = pickle.loads = forbidden("pickle")
pickle.Unpickler = NoUnpickler
datetime.date, datetime.datetime = Day, Moment
"""
READ = """
text = open("examples/ankara.txt", encoding="utf-8").read()
dated = {"text": "Hôm qua, ông Lavrov đến Cuba. Tuần trước, năm nay, 17/7.", "published": "2024-07-18"}
for given in (text, dated, "Hôm qua, ngày 17/7, tháng trước, Tết Nguyên đán, hiện nay."):
    document = vn.extract(given, model="rules")
    assert document.dates
    document.to_json()
print([d.value for d in document.dates], document.published)
"""


def test_reading_opens_no_connection_unpickles_nothing_and_never_asks_for_today() -> None:
    """The guards stand before anything of ours is loaded."""
    assert run(GUARDED + FORBID + "import vnews_entities as vn" + READ).endswith("None")


def test_the_spacy_pipeline_does_no_more() -> None:
    """spaCy itself and its neighbours may load as they like; the guards stand before our pipeline is built."""
    run(
        GUARDED
        + "import spacy, vnews_entities.components as components"
        + FORBID
        + """
nlp = components.load(model="rules", segmenter=None)
assert nlp("Hôm qua, ông Lavrov đến Cuba.")._.vnews.people
"""
    )


def test_a_relative_date_without_a_day_of_publication_stays_open() -> None:
    import vnews_entities as vn

    values = [d.value for d in vn.extract("Hôm qua, ông Lavrov đến Cuba. Ngày 17/7, ông về nước.", model="rules").dates]
    assert values[-1] == "XXXX-07-17"
    assert not any(v[:4].isdigit() for v in values)


@pytest.mark.parametrize("folder", ["vnews_entities"])
def test_the_source_names_no_pickle_and_no_today(folder: str) -> None:
    for path in (ROOT / folder).rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        for word in ("import pickle", "import socket", "import requests", "urllib.request", "date.today(", "datetime.now(", "time.time("):
            assert word not in source, f"{path.relative_to(ROOT)}: {word}"
