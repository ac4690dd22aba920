"""components.py: the library as spaCy components, whole and in parts, in its own pipeline and in others'."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from test_extraction import TEXT, assert_sound, read

import vnews_entities as vn

RULES = {"model": "rules"}
PARTS = ("vnews_dates", "vnews_reader", "vnews_linker", "vnews_events")
ARTICLE = vn.Article.from_text(TEXT, published="2024-07-18")
DATED = read(TEXT, published="2024-07-18")


def whole(language: str = "xx") -> Language:
    nlp = spacy.blank(language)
    nlp.add_pipe("vnews_entities", config=RULES)
    return nlp


def parts(language: str = "xx", *names: str) -> Language:
    nlp = spacy.blank(language)
    for name in names or PARTS:
        nlp.add_pipe(name, config=RULES if name == "vnews_reader" else {})
    return nlp


def dated(nlp: Language, text: str = TEXT) -> Doc:
    """The `Doc` of a text whose day of publication was told before the components ran."""
    doc = nlp.make_doc(text)
    doc._.vnews_article = vn.Article.from_text(text, published="2024-07-18")
    return nlp(doc)


@pytest.fixture(scope="module")
def own() -> Language:
    return vn.load(model="rules", segmenter=None)


def entities(doc: Doc) -> list[tuple[str, str, str]]:
    return [(e.text, e.label_, e.kb_id_) for e in doc.ents]


# --- The whole --------------------------------------------------------------------------------------------------------


def test_load_gives_the_document_on_the_doc(own: Language) -> None:
    assert own.pipe_names == ["vnews_words", "vnews_entities"]
    doc = own(TEXT)
    assert doc._.vnews == read(TEXT)
    assert doc.text == TEXT
    assert [w.text for w in doc._.vnews_words][:3] == ["Ngoại", "trưởng", "Nga"]


def test_the_day_of_publication_is_set_before_the_components_run(own: Language) -> None:
    doc = dated(own)
    assert doc._.vnews == DATED
    assert doc._.vnews_article == ARTICLE
    found = vn.Article.from_text(TEXT + "\nhttps://bao.example/a-20240718.html")
    assert found.published_from == "url"
    doc = own.make_doc(TEXT)
    doc._.vnews_article = found
    assert (doc._.vnews.published, doc._.vnews.published_from) == ("2024-07-18", "url")
    empty = own.make_doc("")
    empty._.vnews_article = ARTICLE
    assert own(empty)._.vnews.published == "2024-07-18"


@pytest.mark.parametrize("make", [whole, parts])
@pytest.mark.parametrize("processes", [1, 2])
def test_a_record_beside_the_text_says_when_it_appeared(make: Any, processes: int) -> None:
    pairs = [(TEXT, {"published": "2024-07-18", "n": 1}), (TEXT, {"n": 2}), (TEXT, "no record")]
    found = list(make().pipe(pairs, as_tuples=True, n_process=processes))
    assert [context for _, context in found] == [context for _, context in pairs]
    assert [doc._.vnews for doc, _ in found] == [DATED, read(TEXT), read(TEXT)]
    assert [doc._.vnews_article.published for doc, _ in found] == ["2024-07-18", None, None]


@pytest.mark.parametrize("wrong", ["2024-07-18", {"published": "2024-07-18"}, None])
def test_an_article_that_is_none_is_refused_with_the_fix(own: Language, wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"Article.from_text\(doc.text, published="):
        own.make_doc(TEXT)._.vnews_article = wrong


@pytest.mark.parametrize("language", ["xx", "en"])
def test_the_component_works_in_any_pipeline(language: str) -> None:
    doc = dated(whole(language))
    assert_sound(doc._.vnews)
    assert {"Sergei Lavrov", "Miguel Díaz-Canel"} <= {p.name for p in doc._.vnews.people}
    assert ("Reuters", "ORG") in {(e.text, e.label_) for e in doc.ents}


def test_entities_carry_label_and_identity(own: Language) -> None:
    doc = dated(own)
    document = doc._.vnews
    lavrov = next(p for p in document.people if p.name == "Sergei Lavrov")
    found = entities(doc)
    assert ("Sergei Lavrov", "PER", lavrov.qid or lavrov.id) in found
    assert ("Nga", "LOC", "RU") in found
    assert ("Ngày 17/7", "DATE", "") in found
    assert [s.label_ for s in doc.spans["vnews"] if s.label_ == "EVENT"] == ["EVENT"] * sum(1 + len(e.mentions) for e in document.events)
    mentions = {m.text for x in (*document.people, *document.countries, *document.organisations, *document.places) for m in x.mentions}
    assert mentions <= {s.text for s in doc.spans["vnews"]}


def test_mentions_inside_a_longer_token_take_in_the_token() -> None:
    doc = whole("en")("Quan hệ Mỹ-Trung căng thẳng.")
    codes = {c.code for c in doc._.vnews.countries}
    assert {"US", "CN"} <= codes
    assert all(e.text in doc.text for e in doc.ents)


def test_entities_that_stood_there_stay_where_ours_leave_room() -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "MONEY", "pattern": "đón tiếp"}, {"label": "MISC", "pattern": "Lavrov"}])
    nlp.add_pipe("vnews_entities", config=RULES)
    found = {(e.text, e.label_) for e in nlp(TEXT).ents}
    assert ("đón tiếp", "MONEY") in found
    assert ("Sergei Lavrov", "PER") in found


def test_odd_texts_pass(own: Language) -> None:
    for text in ("", " \n ", "\u200b", "Ông \ud800 đến Nga\r\nngày 17/7", "Nga\u0301 Ng\u200ba"):
        assert_sound(own(text)._.vnews)


# --- The parts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["xx", "en"])
def test_the_parts_together_give_what_the_whole_gives(language: str) -> None:
    in_parts, at_once = dated(parts(language)), dated(whole(language))
    assert in_parts._.vnews == at_once._.vnews
    assert in_parts._.vnews.events
    assert entities(in_parts) == entities(at_once)
    assert [(s.text, s.label_) for s in in_parts.spans["vnews"]] == [(s.text, s.label_) for s in at_once.spans["vnews"]]


def test_each_part_adds_its_own_layer() -> None:
    dates = dated(parts("xx", "vnews_dates"))
    assert [d.value for d in dates._.vnews.dates] == ["2024-07-17"]
    assert not dates._.vnews.people
    assert entities(dates) == [("Ngày 17/7", "DATE", "")]

    reading = dated(parts("xx", "vnews_reader"))._.vnews_reading
    assert {TEXT[n.start : n.end] for n in reading.names if n.label == "PER"} >= {"Sergei Lavrov"}
    assert reading.triggers == (), "triggers hang on the dates, which vnews_dates finds"

    linked = dated(parts("xx", "vnews_reader", "vnews_linker"))._.vnews
    assert "Sergei Lavrov" in {p.name for p in linked.people}
    assert linked.dates == linked.events == ()


def test_nothing_was_read_before_the_reader() -> None:
    doc = spacy.blank("xx")(TEXT)
    assert doc._.vnews_reading is None
    assert doc._.vnews.text == TEXT
    assert doc._.vnews.people == ()


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("vnews_linker",), r"vnews_linker needs vnews_reader before it: nlp.add_pipe\('vnews_reader', before='vnews_linker'\)"),
        (("vnews_events",), "vnews_events needs vnews_reader before it"),
        (("vnews_reader", "vnews_events"), r"vnews_events needs vnews_linker before it: nlp.add_pipe\('vnews_linker', before='vnews_events'\)"),
    ],
)
def test_a_part_without_the_one_before_it_says_what_to_add(names: tuple[str, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parts("xx", *names)(TEXT)


def test_spacy_s_own_analysis_knows_what_the_parts_need() -> None:
    analysis = parts("xx", "vnews_linker").analyze_pipes()
    assert analysis["problems"]["vnews_linker"] == ["doc._.vnews_reading"]
    assert not any(parts().analyze_pipes()["problems"].values())


@pytest.mark.parametrize("config", [{"model": "acurate"}, {"model": "rules", "gazetteers": ["nowhere.tsv"]}])
def test_a_wrong_configuration_is_told_when_the_part_is_added(config: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"choose one of accurate, fast, rules|nowhere.tsv"):
        spacy.blank("xx").add_pipe("vnews_entities", config=config)


# --- Gazetteers of the user's own -------------------------------------------------------------------------------------

KITES = "Ngày 17/7, hội diều sáo bá dương đến Huế."


def test_gazetteers_are_given_as_files_or_rows(tmp_path: Path) -> None:
    table = tmp_path / "hoi.tsv"
    table.write_text("name\tacronym\tqid\nhội diều sáo bá dương\t\tQ17\n", encoding="utf-8")
    for given in (table, str(table), {"name": "hội diều sáo bá dương", "acronym": "", "qid": "Q17"}):
        for one_or_many in (given, [given]):
            doc = vn.load(model="rules", segmenter=None, gazetteers=one_or_many)(KITES)
            assert ("hội diều sáo bá dương", "ORG", "Q17") in entities(doc)
    with pytest.raises(TypeError, match="the path of a tab-separated file"):
        vn.load(model="rules", segmenter=None, gazetteers=7)
    assert not any(e.kb_id_ == "Q17" for e in vn.load(model="rules", segmenter=None)(KITES).ents)


# --- Keeping and sharing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [whole, parts])
def test_a_doc_bin_keeps_it_all(make: Any) -> None:
    nlp = make()
    doc = dated(nlp)
    stored = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (again,) = DocBin().from_bytes(stored).get_docs(spacy.blank("xx").vocab)
    assert again._.vnews == doc._.vnews
    assert again._.vnews.to_json() == doc._.vnews.to_json()
    assert again._.vnews_article == doc._.vnews_article
    assert again._.vnews_reading == doc._.vnews_reading
    assert entities(again) == entities(doc)
    assert [(s.text, s.label_) for s in again.spans["vnews"]] == [(s.text, s.label_) for s in doc.spans["vnews"]]


def test_two_processes_give_what_one_gives() -> None:
    nlp = parts()
    texts = [TEXT, "Ngày 18/7, ông Lavrov về Nga.", ""] * 2
    alone = [doc._.vnews for doc in nlp.pipe(texts)]
    assert [doc._.vnews for doc in nlp.pipe(texts, n_process=2, batch_size=2)] == alone


@pytest.mark.parametrize("make", [whole, parts, lambda: vn.load(model="rules", gazetteers=[{"name": "hội diều sáo bá dương", "acronym": "HDS"}])])
def test_a_pipeline_is_saved_and_loaded(make: Any, tmp_path: Path) -> None:
    nlp = make()
    nlp.to_disk(tmp_path / "saved")
    again = spacy.load(tmp_path / "saved")
    assert again.pipe_names == nlp.pipe_names
    assert dated(again, TEXT + KITES)._.vnews == dated(nlp, TEXT + KITES)._.vnews
    same = type(nlp).from_config(nlp.config).from_bytes(nlp.to_bytes())
    assert dated(same)._.vnews == dated(nlp)._.vnews


def test_spacy_finds_the_parts_without_an_import_of_ours() -> None:
    factories = {e.name for group in ("spacy_factories", "spacy_tokenizers") for e in entry_points(group=group)}
    assert {"vnews_entities", "vnews_words", "vnews_syllables", *PARTS} <= factories, "install the package: pip install -e ."
    assert all(Language.has_factory(name) for name in ("vnews_entities", *PARTS))
