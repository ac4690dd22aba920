"""Speed, start time and memory, beside underthesea's `ner` in the same run.

    python -m benchmarks.speed [--models accurate fast rules] [--syllables 20000] [--threads 1]

Every reader runs in a process of its own over the same articles (those of `examples/`, repeated), one article a call for us
and one sentence a call for underthesea, which is how it reads fastest. Prints syllables a second of CPU time and of wall
time, seconds from starting Python to the first result, and the process's peak memory.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"
UNDERTHESEA = "underthesea ner"


def articles(syllables: int) -> list[str]:
    """The examples again and again until they hold at least so many syllables."""
    texts = [p.read_text(encoding="utf-8") for p in sorted(EXAMPLES.glob("*.txt"))]
    out: list[str] = []
    while sum(len(t.split()) for t in out) < syllables:
        out.append(texts[len(out) % len(texts)])
    return out


def reader(name: str) -> Callable[[str], object]:
    if name == UNDERTHESEA:
        from underthesea import ner, sent_tokenize

        return lambda text: [ner(sentence) for sentence in sent_tokenize(text)]
    import vnews_entities as vn

    return lambda text: vn.extract(text, published="2024-07-18", model=name)


def measure(name: str, syllables: int) -> dict[str, float]:
    """Runs in the process that is measured."""
    texts = articles(syllables)
    read = reader(name)
    read(texts[0])
    first = time.time() - float(os.environ["BENCHMARK_START"])
    wall, cpu = time.perf_counter(), time.process_time()
    for text in texts:
        read(text)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    count = sum(len(t.split()) for t in texts)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu": count / cpu, "wall": count / wall, "first": first, "peak": peak}


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--models", nargs="+", default=["accurate", "fast", "rules"])
    ap.add_argument("--syllables", type=int, default=20_000)
    ap.add_argument("--underthesea-syllables", type=int, default=5_000, help="it is slower: fewer, so that the run ends")
    ap.add_argument("--measure", help=argparse.SUPPRESS)
    o = ap.parse_args()
    if o.measure:
        print(json.dumps(measure(o.measure, o.syllables)))
        return 0
    print(f"{'reader':<18}{'syllables/CPU s':>17}{'syllables/s':>13}{'first result s':>16}{'peak MiB':>10}")
    for name in [*o.models, UNDERTHESEA]:
        count = o.underthesea_syllables if name == UNDERTHESEA else o.syllables
        command = [sys.executable, "-m", "benchmarks.speed", "--measure", name, "--syllables", str(count)]
        done = subprocess.run(command, env={**os.environ, "BENCHMARK_START": str(time.time())}, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{name:<18}failed: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}")
            continue
        m = json.loads(done.stdout.splitlines()[-1])
        print(f"{name:<18}{m['cpu']:>17,.0f}{m['wall']:>13,.0f}{m['first']:>16.1f}{m['peak']:>10,.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
