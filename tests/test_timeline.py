"""Events in order of time."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import document

from vnews_entities.document import Event
from vnews_entities.events.timeline import bounds, in_order_of_time, timeline

ARTICLE = document("Hai nước ⟦ký¦EVT¦e1⟧ hiệp định.")


def event(date: str, ref: str = "e1") -> Event:
    return replace(ARTICLE.events[0], date=date, id=ref)


@pytest.mark.parametrize(
    ("value", "begin", "end"),
    [
        ("2024-07-17", "2024-07-17", "2024-07-17"),
        ("2024-07-17TMO", "2024-07-17", "2024-07-17"),
        ("2024-07-17T08:30", "2024-07-17", "2024-07-17"),
        ("2024-07", "2024-07-01", "2024-07-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-12", "2024-12-01", "2024-12-31"),
        ("2024-07-XX", "2024-07-01", "2024-07-31"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-XX-XX", "2024-01-01", "2024-12-31"),
        ("2024-Q2", "2024-04-01", "2024-06-30"),
        ("2024-H2", "2024-07-01", "2024-12-31"),
        ("2025-SU", "2025-06-01", "2025-08-31"),
        ("2024-WI", "2024-12-01", "2025-02-28"),
        ("2024-W29", "2024-07-15", "2024-07-21"),
        ("2024-W29-WE", "2024-07-20", "2024-07-21"),
        ("2024-W29-3", "2024-07-17", "2024-07-17"),
        ("2021-W01", "2021-01-04", "2021-01-10"),
        ("199X", "1990-01-01", "1999-12-31"),
        ("199", "1990-01-01", "1999-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("19", "1900-01-01", "1999-12-31"),
        ("BC0257", "BC0257-01-01", "BC0257-12-31"),
        ("2024-07-16/2024-07-18", "2024-07-16", "2024-07-18"),
        ("2013-01/2013-09", "2013-01-01", "2013-09-30"),
        ("2002/2005", "2002-01-01", "2005-12-31"),
        ("2024-07-16/XXXX", "2024-07-16", "2024-07-16"),
        ("XXXX-07-17", None, None),
        ("XXXX", None, None),
        ("XXXX-WXX-1", None, None),
        ("XXXX-XX-XXTMO", None, None),
        ("P3D", None, None),
        ("PRESENT_REF", None, None),
        ("2023-02-29", None, None),
        ("2024-13", None, None),
        ("2023-W53", None, None),
        ("", None, None),
    ],
)
def test_bounds_of_a_value(value: str, begin: str | None, end: str | None) -> None:
    (entry,) = timeline([replace(ARTICLE, events=(event(value),))])
    assert (entry.begin, entry.end) == (begin, end)
    assert (bounds(value) is None) == (begin is None)


IN_ORDER = (
    "BC0257", "BC0111", "0938", "19XX", "1945", "199X", "2024-01-01", "2024-Q1", "2024-H1", "2024",
    "2024-06-30", "2024-07-16/2024-07-18", "2024-07-17T08:30", "2024-07-17TMI", "2024-07-17TAF", "2024-07-17T15:00", "2024-07-17TEV", "2024-07-17TNI",
    "2024-07-18", "2024-W30", "2024-08", "XXXX-01-01", "XXXX-01-02",
)  # fmt: skip


def test_order_of_time_whatever_the_order_of_the_text() -> None:
    backwards = [event(value) for value in reversed(IN_ORDER[:-2])]
    unknown = [event(value) for value in IN_ORDER[-2:]]
    assert [e.date for e in in_order_of_time(unknown + backwards)] == list(IN_ORDER)


def test_what_happens_at_once_keeps_the_order_of_the_text() -> None:
    assert [e.id for e in in_order_of_time([event("2024", "e1"), event("2024", "e2"), event("2023", "e3")])] == ["e3", "e1", "e2"]


def test_nothing_to_order() -> None:
    assert in_order_of_time([]) == ()
    assert timeline([]) == ()


def test_a_timeline_over_several_articles_says_whose_event_it_is() -> None:
    first = replace(ARTICLE, title="một", events=(event("2024-07-18"), event("XXXX-01-01")))
    second = replace(ARTICLE, title="hai", events=(event("2024-07-17"), event("2025")))
    entries = timeline(d for d in (first, second))
    assert [(e.article, e.document.title, e.event.date) for e in entries] == [
        (1, "hai", "2024-07-17"),
        (0, "một", "2024-07-18"),
        (1, "hai", "2025"),
        (0, "một", "XXXX-01-01"),
    ]


def test_the_document_s_own_timeline() -> None:
    assert [e.date for e in replace(ARTICLE, events=(event("2024-07"), event("2023"))).timeline()] == ["2023", "2024-07"]


@given(st.lists(st.sampled_from(IN_ORDER), max_size=12))
def test_every_mixture_comes_out_in_the_same_order(values: list[str]) -> None:
    rank = [IN_ORDER.index(e.date) for e in in_order_of_time(event(v) for v in values) if not e.date.startswith("XXXX")]
    assert all(a <= b for a, b in itertools.pairwise(rank))


@given(st.text("0123456789XPTWQHBCSUMO-:/_", max_size=30))
def test_no_value_makes_it_fail(value: str) -> None:
    span = bounds(value)
    assert span is None or len(span) == 2
