"""Learns the weights of `vnews_entities/roles.py` from annotated articles.

    python -m training.linking GOLD.jsonl … [--check CORPUS/dev.jsonl] [--folds 4] [--errors] [--keep-roles]

writes `data/gazetteers/linking_weights.tsv`, with `--keep-roles` only its weights of countries. The corpus is stand-off JSON, a line an
article: `text`, `published`, `marks` (`start`, `end`, `label`, `id`) and `people` (`id`, `name`, `role`, `country`). Both choosers are
conditional log-linear models: a softmax over the candidates of one person, where all candidates that word the role as the annotator did are
right together. Run it again when the gazetteers have changed: what they know of a title or a person is among the features.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import optimize, sparse  # type: ignore[import-untyped]

from vnews_entities import people, roles
from vnews_entities.context import Context, build, squeeze
from vnews_entities.gazetteers import Gazetteers
from vnews_entities.layers import Label
from vnews_entities.people import Cluster
from vnews_entities.tables import data_dir
from vnews_entities.text import fold, normalise

from .data import read_articles

NAMES = ("PER", "LOC", "ORG")
#: A feature seen in fewer candidates is not learnt from.
MIN_COUNT = {"role": 2, "country": 3}
#: Strength of the pull of every weight towards 0, chosen by cross-validation over articles.
L2 = {"role": 0.4, "country": 2.0}
#: Weights nearer to 0 than this are left out of the table.
MIN_WEIGHT = 0.04

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Case:
    """One choice: the candidates' features, which of them are right, what each says, and where the choice was met."""

    features: tuple[roles.Features, ...]
    right: tuple[bool, ...]
    says: tuple[str | None, ...]
    where: str
    gold: str | None


@dataclass(frozen=True, slots=True)
class Met:
    """One annotated person in his article."""

    article: str
    published: str | None
    view: roles.Article
    cluster: Cluster
    gold: Mapping[str, Any]


def gold_context(article: Mapping[str, Any]) -> Context:
    """The article with its gold names."""
    shadow = normalise(article["text"])
    spans: list[tuple[int, int, Label, bool, str | None, bool]] = []
    for m in article["marks"]:
        if m["label"] in NAMES:
            code = m["id"].lstrip("@") if m["label"] == "LOC" and m["id"] != "-" else None
            spans.append((*shadow.inverse(m["start"], m["end"]), m["label"], False, code, m["id"].startswith("@")))
    return build(shadow.text, spans)


def meet(articles: Iterable[Mapping[str, Any]], gazetteers: Gazetteers) -> Iterator[Met]:
    """The people of the articles, as our own clusters find them."""
    for article in articles:
        context = gold_context(article)
        ids = [m["id"] for m in article["marks"] if m["label"] in NAMES]
        by_id = {p["id"]: p for p in article["people"]}
        view = roles.Article(context, gazetteers)
        for cluster in people.cluster(context, gazetteers):
            most = Counter(ids[s.index] for s in cluster.spots).most_common(1)[0][0]
            if most in by_id:
                yield Met(article["id"], article["published"], view, cluster, by_id[most])


def role_case(met: Met, gazetteers: Gazetteers) -> Case:
    """The choice of a person's role."""
    entry = people.known(met.cluster, met.view.codes, gazetteers, met.published)
    candidates = met.view.role_candidates(met.cluster, entry)
    gold = fold(squeeze(met.gold["role"])) if met.gold.get("role") else None
    right = tuple((fold(c.text) if c.text is not None else None) == gold for c in candidates)
    return Case(tuple(c.features for c in candidates), right, tuple(c.text for c in candidates), f"{met.article} {met.cluster.name}", met.gold.get("role"))


def country_case(met: Met, gazetteers: Gazetteers, weights: Weights) -> Case:
    """The choice of a person's country, after the role that `weights` choose."""
    entry = people.known(met.cluster, met.view.codes, gazetteers, met.published)
    role = roles.choose_role(met.view.role_candidates(met.cluster, entry), weights)
    candidates = met.view.country_candidates(met.cluster, role, entry)
    gold = met.gold.get("country") or None
    right = tuple(c.code == gold for c in candidates)
    return Case(tuple(c.features for c in candidates), right, tuple(c.code for c in candidates), f"{met.article} {met.cluster.name} ({role.text})", gold)


def learn(cases: Sequence[Case], model: str) -> dict[str, float]:
    """The weights that make the right candidates likeliest, with an L2 penalty."""
    usable = [c for c in cases if any(c.right)]
    counts = Counter(f for c in usable for features in c.features for f in set(features))
    names = sorted(f for f, n in counts.items() if n >= MIN_COUNT[model])
    index = {f: i for i, f in enumerate(names)}
    rows = [[index[f] for f in features if f in index] for c in usable for features in c.features]
    indptr = np.cumsum([0, *(len(r) for r in rows)])
    columns = np.fromiter((i for r in rows for i in r), dtype=np.int64, count=int(indptr[-1]))
    matrix = sparse.csr_matrix((np.ones(indptr[-1]), columns, indptr), shape=(len(rows), len(names)))
    starts = np.cumsum([0, *(len(c.features) for c in usable)])[:-1]
    group = np.repeat(np.arange(len(usable)), [len(c.features) for c in usable])
    right = np.fromiter((r for c in usable for r in c.right), dtype=bool)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ w
        top = np.maximum.reduceat(scores, starts)[group]
        mass = np.exp(scores - top)
        p = mass / np.add.reduceat(mass, starts)[group]
        p_right = np.add.reduceat(p * right, starts)
        q = p * right / np.maximum(p_right, 1e-12)[group]
        return float(-np.log(np.maximum(p_right, 1e-12)).sum() + L2[model] * (w @ w)), matrix.T @ (p - q) + 2 * L2[model] * w

    found = optimize.minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return {f: float(v) for f, v in zip(names, found.x, strict=True)}


def choose(case: Case, weights: Weights) -> int:
    """The candidate that the weights choose, as `roles` does: equal wordings count together."""
    candidates = [roles.RoleCandidate(says, 0, 0, features) for says, features in zip(case.says, case.features, strict=True)]
    return candidates.index(roles.choose_role(candidates, weights))


def accuracy(cases: Sequence[Case], weights: Weights, report: Callable[[str], None] | None = None) -> float:
    """The share of choices that are right."""
    right = 0
    for case in cases:
        k = choose(case, weights)
        right += case.right[k]
        if report is not None and not case.right[k]:
            report(f"  {case.where} | gold {case.gold} | chosen {case.says[k]}{'' if any(case.right) else ' | unreached'}")
    return right / max(len(cases), 1)


def cross_validate(met: Sequence[Met], cases: Sequence[Case], folds: int, gazetteers: Gazetteers, report: Callable[[str], None] | None) -> None:
    """Prints how often role and country are right in articles not learnt from."""
    fold_of = {a: k % folds for k, a in enumerate(sorted({m.article for m in met}))}
    roles_right = countries_right = 0.0
    for k in range(folds):
        inside = [i for i, m in enumerate(met) if fold_of[m.article] != k]
        outside = [i for i, m in enumerate(met) if fold_of[m.article] == k]
        weights = learn([cases[i] for i in inside], "role")
        roles_right += accuracy([cases[i] for i in outside], weights, report) * len(outside)
        by_country = learn([country_case(met[i], gazetteers, weights) for i in inside], "country")
        countries_right += accuracy([country_case(met[i], gazetteers, weights) for i in outside], by_country, report) * len(outside)
    print(f"cross-validated: role {roles_right / len(met):.4f}, country {countries_right / len(met):.4f}", flush=True)


def write(weights: Weights) -> None:
    """Writes the table of weights."""
    lines = sorted(f"{feature}\t{value:.2f}" for feature, value in weights.items() if abs(value) >= MIN_WEIGHT)
    header = "# Learnt by training/linking.py; do not edit by hand.\nfeature\tweight\n"
    (data_dir() / "linking_weights.tsv").write_text(header + "\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+", help="annotated articles to learn from")
    parser.add_argument("--check", type=Path, help="articles to measure on, not learnt from")
    parser.add_argument("--folds", type=int, default=0, help="also cross-validate in so many parts")
    parser.add_argument("--errors", action="store_true", help="print what is chosen wrongly")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    parser.add_argument("--keep-roles", action="store_true", help="learn the weights of countries alone, beside those of roles that the table has")
    options = parser.parse_args()
    report = print if options.errors else None
    gazetteers = Gazetteers.load()
    met = list(meet(read_articles(*options.gold), gazetteers))
    cases = [role_case(m, gazetteers) for m in met]
    reached = sum(any(c.right) for c in cases) / len(cases)
    print(f"{len(cases)} people, {sum(len(c.features) for c in cases)} candidates, right role reached {reached:.4f}", flush=True)
    if options.folds:
        cross_validate(met, cases, options.folds, gazetteers, report)
    weights = {f: w for f, w in roles.weights().items() if not f.startswith("c:")} if options.keep_roles else learn(cases, "role")
    by_country = learn([country_case(m, gazetteers, weights) for m in met], "country")
    if options.check:
        checked = list(meet(read_articles(options.check), gazetteers))
        role = accuracy([role_case(m, gazetteers) for m in checked], weights)
        country = accuracy([country_case(m, gazetteers, weights) for m in checked], by_country)
        print(f"checked: role {role:.4f}, country {country:.4f} of {len(checked)}", flush=True)
    if not options.dry:
        write(weights | by_country)


if __name__ == "__main__":
    main()
