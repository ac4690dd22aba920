"""The tables under data/gazetteers hold what their columns promise, and matching finds what they list and nothing else."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path
from typing import Literal

import pytest

from vnews_entities.gazetteers import Gazetteers, Kind, Match, default
from vnews_entities.tables import data_dir, read_tsv
from vnews_entities.text import fold_key

#: ISO 3166-1 alpha-2, as of 2024.
ISO = frozenset(
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN "
    "CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM "
    "HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK "
    "ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW "
    "SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI "
    "VN VU WF WS YE YT ZA ZM ZW".split()
)
#: ISO 3166-3: states and territories that are gone.
GONE = frozenset("ANHH BUMM CSHH CSXX DDDE DYBJ HVBF NHVU PZPA RHZW SKIN SUHH TPTL VDVN YDYE YUCS ZRCD".split())
#: Those of them that were never news; `iso3.tsv` knows their codes all the same.
NEVER_NEWS = frozenset("AIDJ BQAQ BYAA CTKI FQHH FXFR GEHH JTUM MIUM NQAQ NTHH PCHH PUUM WKUM".split())
CODES = ISO | GONE | {"XK"}

TABLES = sorted(data_dir().glob("*.tsv"))
#: The tables that people write; the others are made by programs under training/.
WRITTEN = [p for p in TABLES if not p.stem.endswith("_weights")]
COLUMNS_OF_CODES = {
    "countries": "code",
    "country_forms": "code",
    "seats": "code",
    "places": "country",
    "people": "country",
    "organisations": "country",
    "iso3": "code",
}
#: What no two rows of a table share; the other tables at least have no row twice.
KEYS = {
    "countries": ("code",),
    "country_forms": ("form", "code"),
    "country_weights": ("model", "feature"),
    "seats": ("form", "code"),
    "places": ("form", "country", "kind"),
    "people": ("name", "country"),
    "organisations": ("name", "country"),
    "titles": ("title", "kind"),
    "family_names": ("name", "origin"),
    "given_names": ("name", "origin"),
    "outlets": ("domain",),
    "iso3": ("code",),
}
FORM_KINDS = {"exonym", "official", "english", "phonetic", "short", "compound", "abbreviation", "historic", "misspelling"}


def rows(name: str) -> tuple[dict[str, str], ...]:
    path = data_dir() / f"{name}.tsv"
    return read_tsv(path) if path.is_file() else ()


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.stem)
def test_table_is_nfc_and_not_empty(path: Path) -> None:
    assert unicodedata.is_normalized("NFC", path.read_text(encoding="utf-8"))
    assert read_tsv(path)


@pytest.mark.parametrize("path", WRITTEN, ids=lambda p: p.stem)
def test_table_has_no_stray_spaces(path: Path) -> None:
    cells = [cell for row in read_tsv(path) for cell in row.values()]
    assert [c for c in cells if c != c.strip() or "  " in c or "\u00a0" in c] == []


@pytest.mark.parametrize("path", [p for p in WRITTEN if not p.stem.startswith("date_")], ids=lambda p: p.stem)
def test_values_in_a_cell_are_parted_by_single_bars(path: Path) -> None:
    parts = [part for row in read_tsv(path) for cell in row.values() if cell for part in cell.split("|")]
    assert [part for part in parts if not part or part != part.strip()] == []


@pytest.mark.parametrize("path", [p for p in WRITTEN if not p.stem.startswith(("date_", "holidays"))], ids=lambda p: p.stem)
def test_table_is_sorted(path: Path) -> None:
    first = [next(iter(row.values())) for row in read_tsv(path)]
    assert first == sorted(first)


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.stem)
def test_no_row_twice(path: Path) -> None:
    table = read_tsv(path)
    key = KEYS.get(path.stem) or tuple(table[0])
    counts = Counter(tuple(row[c] for c in key) for row in table)
    assert [k for k, n in counts.items() if n > 1] == []


@pytest.mark.parametrize("table", sorted(COLUMNS_OF_CODES))
def test_codes_are_iso(table: str) -> None:
    known = CODES | NEVER_NEWS if table == "iso3" else CODES
    assert {row[COLUMNS_OF_CODES[table]] for row in rows(table)} - known - {""} == set()


def test_every_country_has_a_row() -> None:
    countries = {row["code"]: row for row in rows("countries")}
    assert ISO | {"XK"} <= countries.keys()
    assert {c for c, row in countries.items() if row["status"] == "gone"} == countries.keys() & GONE
    assert all(row["years"] for row in countries.values() if row["status"] == "gone")


def test_forms_of_several_countries_say_so() -> None:
    codes: dict[str, set[str]] = {}
    for form in default().country_forms:
        codes.setdefault(fold_key(form.form), set()).add(form.code)
    several = {form for form, found in codes.items() if len(found) > 1}
    assert several == {"congo", "công-gô", "cônggô", "dominica"}
    for name in several:
        assert all("several" in f.ambiguous for f in default().lookup_country(name))


def test_forms_name_a_kind() -> None:
    assert {row["kind"] for row in rows("country_forms")} <= FORM_KINDS
    assert {row["kind"] for row in rows("seats")} == {"capital", "palace"}
    assert {a for row in rows("country_forms") for a in row["ambiguous"].split("|")} <= {"", "word", "person", "place", "several"}


# --- Matching ---------------------------------------------------------------------------------------------------------


def found(text: str, *kinds: Kind) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.key) for m in default().find(text, kinds or ("country", "seat"))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ngày mai trời mưa ở Ngã Bảy", []),
        ("Hoà Lan, Hòa Lan và HÀ LAN", [("Hoà Lan", "NL"), ("Hòa Lan", "NL"), ("HÀ LAN", "NL")]),
        ("Thuỵ Sỹ, Thụy Sĩ", [("Thuỵ Sỹ", "CH"), ("Thụy Sĩ", "CH")]),
        ("Hoa Kì rồi Thổ Nhĩ Kì", [("Hoa Kì", "US"), ("Thổ Nhĩ Kì", "TR")]),
        ("quan hệ Nga-Ukraine/Belarus", [("Nga", "RU"), ("Ukraine", "UA"), ("Belarus", "BY")]),
        ("CHLB Đức và CHDC Đức", [("CHLB Đức", "DE"), ("CHDC Đức", "DDDE")]),
        ("Cộng hòa Dân chủ  Congo", [("Cộng hòa Dân chủ  Congo", "CD")]),
        ("he told us that the US", [("US", "US")]),
        ("ý kiến của anh về áo", []),
        ("Ixraen, I-xra-en, Xômali, Xô-ma-li", [("Ixraen", "IL"), ("I-xra-en", "IL"), ("Xômali", "SO"), ("Xô-ma-li", "SO")]),
        ("Nigeria với Niger, Guinea-Bissau", [("Nigeria", "NG"), ("Niger", "NE"), ("Guinea-Bissau", "GW")]),
        ("Điện Kremlin và điện Élysée", [("Điện Kremlin", "RU"), ("điện Élysée", "FR")]),
        ("Mátxcơva", [("Mátxcơva", "RU")]),
        ("", []),
        ("\ud800 Nga \udfff", [("Nga", "RU")]),
    ],
)
def test_find(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKD"])
def test_offsets_hold_in_every_unicode_form(form: Literal["NFC", "NFD", "NFKD"]) -> None:
    text = unicodedata.normalize(form, "Ở Ấn\u00a0Độ,\r\nThuỵ Điển và\u200b Tây Ban Nha")
    hits = default().find(text, {"country"})
    assert [m.key for m in hits] == ["IN", "SE", "ES"]
    assert [unicodedata.normalize("NFC", text[m.start : m.end]).replace("\u00a0", " ") for m in hits] == ["Ấn Độ", "Thuỵ Điển", "Tây Ban Nha"]


def test_longest_match_wins_and_kinds_choose() -> None:
    gazetteers = Gazetteers.load([{"form": "Vịnh Nga", "country": "", "kind": "sea"}])
    assert gazetteers.find("Vịnh Nga", ("place", "country")) == [Match(0, 8, "place", "Vịnh Nga", "Vịnh Nga")]
    assert gazetteers.find("Vịnh Nga", {"country"}) == [Match(5, 8, "country", "RU", "Nga")]


def test_compound_parts_are_found_only_on_demand() -> None:
    assert found("Trung tướng Trung", "country") == []
    assert found("quan hệ Trung-Triều", "compound") == [("Trung", "CN"), ("Triều", "KP")]


def test_lookups_fold() -> None:
    gazetteers = default()
    assert [f.code for f in gazetteers.lookup_country(" hoa  kì ")] == ["US"]
    assert [f.code for f in gazetteers.lookup_country("Congo")] == ["CD", "CG"]
    assert [s.code for s in gazetteers.lookup_seat("ANKARA")] == ["TR"]
    for lookup in (gazetteers.lookup_country, gazetteers.lookup_seat, gazetteers.lookup_person, gazetteers.lookup_organisation):
        assert lookup("Wakanda") == ()
    assert gazetteers.lookup_place("Wakanda") == ()
    assert gazetteers.lookup_title("Wakanda") == ()


def test_acronyms_need_their_capitals() -> None:
    gazetteers = Gazetteers.load([{"name": "Liên đoàn Thử nghiệm", "acronym": "LDTN"}, {"name": "Hội Thử", "acronym": "HIT"}])
    kinds: set[Kind] = {"organisation"}
    assert [m.key for m in gazetteers.find("LDTN, Ldtn, ldtn", kinds)] == ["Liên đoàn Thử nghiệm"] * 2
    assert [m.key for m in gazetteers.find("HIT, Hit", kinds)] == ["Hội Thử"]


# --- What a user adds -------------------------------------------------------------------------------------------------


def test_user_file_is_known_by_its_columns(tmp_path: Path) -> None:
    people = tmp_path / "mine.tsv"
    people.write_text("name\tcountry\tqid\tforms\toffice\nNguyễn Thử Nghiệm\tVN\t\tThử Nghiệm\tBộ trưởng@VN:2020-2021,2024-\n", encoding="utf-8")
    forms = tmp_path / "forms.tsv"
    forms.write_text("code\tform\nFR\tXứ Gà trống\n", encoding="utf-8")
    gazetteers = Gazetteers.load([people, str(forms), {"predicate": "bắt tay", "type": "CONSULT", "mode": ""}])
    (person,) = gazetteers.lookup_person("thử nghiệm")
    assert (person.name, person.country, person.qid) == ("Nguyễn Thử Nghiệm", "VN", None)
    assert person.offices[0].periods == ((2020, 2021), (2024, None))
    assert [f.code for f in gazetteers.lookup_country("Xứ Gà trống")] == ["FR"]
    assert gazetteers.rows("triggers")[0]["predicate"] == "bắt tay"
    assert default().lookup_country("Xứ Gà trống") == ()


def test_a_users_row_goes_first() -> None:
    gazetteers = Gazetteers.load([{"form": "Congo", "code": "CG"}, {"code": "US", "name": "Hoa Kỳ"}])
    assert [f.code for f in gazetteers.lookup_country("Congo")] == ["CG", "CD"]
    assert gazetteers.countries["US"].name == "Hoa Kỳ"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("tên\tnước\nA\tVN\n", "known headers"),
        ("form\tcode\n", "no rows"),
        ("form\tcode\nXứ Sương mù\tUK\n", "no country code"),
        ("form\tcode\nXứ Sương mù\n", "cells"),
        ("form\tcode\n\tGB\n", "needs a form"),
        ("name\tcountry\tqid\tforms\toffice\nA B\tVN\t\t\tBộ trưởng@VN:xưa-nay\n", "period of years"),
        ("name\tcountry\nHội Thả diều\tVN\n", "several tables; add one, which may stay empty: for people office; for organisations acronym or kind"),
        ("name\tkind\nHội Thả diều\tkites\n", "organisations: there is no kind 'kites'.*choose one of agency, armed"),
        ("form\tcountry\tkind\nGò Diều\tVN\thill\n", "places: there is no kind 'hill'"),
        ("form\tcode\tambiguous\nXứ Gà trống\tFR\tword|bird\n", "there is no ambiguous 'bird'"),
        ("name\torigin\nDiều\tfr\n", "family_names: there is no origin 'fr'"),
    ],
)
def test_a_bad_file_is_refused_clearly(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        Gazetteers.load([path])


def test_the_kind_tells_an_organisation() -> None:
    (found,) = Gazetteers.load([{"name": "Hội Thả diều", "kind": "body", "country": "VN"}]).lookup_organisation("hội thả diều")
    assert (found.name, found.acronym, found.country, found.kind, found.forms) == ("Hội Thả diều", None, "VN", "body", ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_may_come_from_a_spreadsheet(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "mine.txt"
    path.write_bytes("form\tcode\r\nXứ Gà trống\tFR\r\n".encode(encoding))
    assert [f.code for f in Gazetteers.load(path).lookup_country("Xứ Gà trống")] == ["FR"]


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_bytes("form\tcode\nXứ Gà trống\tFR\n".encode("utf-16-le"))
    with pytest.raises(ValueError, match=r"mine\.tsv"):
        Gazetteers.load([path])
    path.write_bytes("form\tcode\nXứ Gà\tFR\n".encode("cp1258", errors="replace"))
    with pytest.raises(ValueError, match=r"mine.tsv: not UTF-8 \(byte 0x\w\w at position \d+\)"):
        Gazetteers.load([path])


def test_a_missing_file_is_refused_clearly(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="does not exist"):
        Gazetteers.load([tmp_path / "none.tsv"])
    with pytest.raises(ValueError, match="known headers"):
        Gazetteers.load([{"form": "A"}])


def test_default_is_loaded_once() -> None:
    assert default() is default()
