"""article.py, layout.py, provenance.py: what a page's text says of its title, captions, byline, source, URL and date."""

from __future__ import annotations

import csv
import time
import unicodedata
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnews_entities.article import Article
from vnews_entities.provenance import outlet_named, outlet_of_url, url_date
from vnews_entities.tables import data_dir, table
from vnews_entities.text import normalise

LEAD = "Ngày 5/3, Ngoại trưởng Nhật Bản tới Hà Nội để bàn về một thỏa thuận mới."
BODY = "Hai bên dự kiến ký văn bản vào cuối tháng, theo một quan chức giấu tên."
CAPTION = "Hai ngoại trưởng bắt tay trước cuộc họp. (Nguồn: Kyodo)"
PAGE = f"Nhật Bản và Việt Nam bàn thỏa thuận mới\n\n{LEAD}\n\n{CAPTION}\n\n{CAPTION}\n\n{BODY}\n\nThu Lan\n\nNguồn TG&VN: https://baoquocte.vn/nhat-ban-279999.html"


def kinds(article: Article) -> list[str]:
    return [block.kind for block in article.blocks]


def text_of(article: Article, kind: str) -> list[str]:
    return [article.text[b.start : b.end] for b in article.blocks if b.kind == kind]


FORMS = {
    "NFC": str,
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "BOM": lambda text: "\ufeff" + text,
    "one line break": lambda text: text.replace("\n\n", "\n"),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_a_page_in_any_form(form):
    article = Article.from_text(form(PAGE))
    assert article.title == "Nhật Bản và Việt Nam bàn thỏa thuận mới"
    assert article.byline == "Thu Lan"
    assert article.source == "TG&VN"
    assert article.url == "https://baoquocte.vn/nhat-ban-279999.html"
    assert article.published is article.published_from is None
    assert kinds(article) == ["title", "lead", "caption", "caption", "paragraph", "byline", "source"]
    assert [b.repeats for b in article.blocks] == [None, None, None, 2, None, None, None]
    assert text_of(article, "lead") == [form(LEAD).lstrip("\ufeff")]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Tàu rời cảng hôm qua. Ảnh: AFP", "caption"),
        ("Tàu rời cảng hôm qua (Ảnh: AFP).", "caption"),
        ("Tàu rời cảng hôm qua - Ảnh: LAN ANH", "caption"),
        ("Tàu rời cảng hôm qua. (Ảnh minh hoạ: Getty)", "caption"),
        ("Tàu rời cảng hôm qua. Đồ họa: BBC", "caption"),
        ("Tàu rời cảng hôm qua (ảnh minh họa).", "caption"),
        ("Ảnh: Reuters", "credit"),
        ("(Ảnh: Reuters)", "credit"),
        ("Ông nói: Ảnh này do báo chí chụp, và nó không cho thấy điều gì khác ngoài một con tàu đang rời cảng.", "paragraph"),
        ("Ông hỏi nguồn tin ở đâu.", "paragraph"),
    ],
)
def test_captions(line, kind):
    article = Article.from_text(f"Tàu rời cảng\n{LEAD}\n{line}\n{BODY}")
    assert kinds(article)[2] == kind


def test_a_description_without_credit_and_its_caption_are_one():
    article = Article.from_text(f"Tàu rời cảng\n{LEAD}\nCon tàu ở cảng\nCon tàu ở cảng. Ảnh: AFP\nLối ra cảng.\nLối ra cảng.\n{BODY}")
    assert kinds(article) == ["title", "lead", "caption", "caption", "caption", "caption", "paragraph"]
    assert [b.repeats for b in article.blocks] == [None, None, None, 2, None, 4, None]


@pytest.mark.parametrize(
    ("ending", "byline", "source"),
    [
        ("Thu Lan", "Thu Lan", None),
        ("Thu Lan - Minh Hà", "Thu Lan, Minh Hà", None),
        ("THU LAN, T.HÀ và Văn Nam", "THU LAN, T.HÀ, Văn Nam", None),
        ("Thu Lan (Theo Reuters)", "Thu Lan", "Reuters"),
        ("Thu LanTheo Sputnik", "Thu Lan", "Sputnik"),
        ("Thu Lan (tổng hợp)", "Thu Lan", None),
        ("Thu Lan/Báo Tin Tức", "Thu Lan", "Báo Tin tức"),
        ("Thu Lan/VOV, Paris", "Thu Lan", None),
        ("Tác giả: Thu Lan", "Thu Lan", None),
        ("Thu Lan\nTheo VOV", "Thu Lan", "VOV"),
        ("Theo VOV\nThu Lan", "Thu Lan", "VOV"),
        ("(Theo AFP, Kyodo)", None, "AFP, Kyodo"),
        ("(Nguồn: TTXVN)", None, "TTXVN"),
        ("VTV", None, "VTV"),
        ("Tổng hợp", None, None),
        ("PV", None, None),
        ("(Theo )", None, None),
        ("Theo ông, mọi việc đã xong.", None, None),
        ("Thành phố vẫn yên tĩnh", None, None),
        ("Năm 2024", None, None),
    ],
)
def test_signatures(ending, byline, source):
    article = Article.from_text(f"Tàu rời cảng\n{LEAD}\n{BODY}\n{ending}")
    assert (article.byline, article.source) == (byline, source)


def test_a_byline_that_was_joined_with_the_last_paragraph():
    text = f"Tàu rời cảng\n{LEAD}\n{BODY} Thu Lan (Theo AFP)"
    article = Article.from_text(text)
    assert article.byline == "Thu Lan"
    assert text_of(article, "paragraph") == [BODY]
    assert text_of(article, "byline") == ["Thu Lan (Theo AFP)"]


def test_a_lone_line_is_a_paragraph():
    assert kinds(Article.from_text("Thu Lan")) == kinds(Article.from_text(LEAD)) == ["paragraph"]
    assert Article.from_text("").blocks == Article.from_text(" \n\r\n").blocks == ()


def test_a_first_line_that_is_prose_or_a_caption_is_no_title():
    assert Article.from_text(f"{LEAD}\n{BODY}").title is None
    assert Article.from_text(f"Tàu rời cảng (Ảnh: AFP)\n{LEAD}\n{BODY}").title is None


@pytest.mark.parametrize(
    "line",
    [
        "Thứ tư, 06/03/2024, 10:15 (GMT+7)",
        "Thứ Tư, ngày 06/03/2024 - 10:15",
        "06/03/2024 10:15 GMT+7",
        "6/3/2024 08:00",
        "6-3-2024 | 8:00 AM",
        "Cập nhật lúc 06/3/2024 08:00",
        "Đăng ngày 6 tháng 3 năm 2024",
        "6 tháng 3 2024",
        "6 tháng 3, 2024",
        "2024-03-06T10:15:00+07:00",
        "2024-03-06",
        "Thế giới | 06/03/2024",
        "Thu Lan - 06/03/2024 08:00",
        "TTO - 06.03.2024",
        "08:00 | 06/03/2024",
    ],
)
@pytest.mark.parametrize("place", ["before", "after"])
def test_a_date_line_at_the_head(line, place):
    title = "Nhật Bản bàn thỏa thuận mới"
    head = f"{line}\n{title}" if place == "before" else f"{title}\n{line}"
    article = Article.from_text(f"{head}\n{LEAD}\n{BODY}")
    assert (article.published, article.published_from) == ("2024-03-06", "text")
    assert article.title == title
    assert kinds(article)[2:] == ["lead", "paragraph"]


@pytest.mark.parametrize(
    "text",
    [
        f"Giá vàng hôm nay 6/3/2024\n{LEAD}\n{BODY}",
        f"Tàu rời cảng\nNgày 6/3/2024, tàu rời cảng.\n{BODY}",
        f"Tàu rời cảng\n{LEAD}\n6/3/2024\n{BODY}",
        f"Tàu rời cảng\n31/2/2024\n{LEAD}\n{BODY}",
        f"Tàu rời cảng\n6/3\n{LEAD}\n{BODY}",
        f"Tàu rời cảng\n6/3/1024\n{LEAD}\n{BODY}",
    ],
)
def test_other_dates_are_not_the_publication(text):
    assert Article.from_text(text).published is None


def test_the_day_of_publication_wins_over_that_of_an_update():
    article = Article.from_text(f"Tàu rời cảng\nCập nhật: 07/03/2024 09:00\nĐăng lúc 06/03/2024 08:00\n{LEAD}\n{BODY}")
    assert article.published == "2024-03-06"
    assert Article.from_text(f"Tàu rời cảng\n{LEAD}\n{BODY}\nCập nhật: 07/03/2024 09:00").published == "2024-03-07"


def test_given_wins_over_text_and_text_over_url():
    url = "https://tuoitre.vn/a-20240305101500123.htm"
    text = f"Tàu rời cảng\n06/03/2024 10:15\n{LEAD}\n{BODY}"
    assert Article.from_text(text, url=url, published="2024-03-07").published_from == "given"
    assert Article.from_text(text, url=url).published == "2024-03-06"
    article = Article.from_text(f"Tàu rời cảng\n{LEAD}\n{BODY}\n{url}")
    assert (article.published, article.published_from, article.url, article.source) == ("2024-03-05", "url", url, "Tuổi Trẻ")


@pytest.mark.parametrize(
    ("url", "published"),
    [
        ("https://tuoitre.vn/ten-bai-20240718101500123.htm", "2024-07-18"),
        ("https://baotintuc.vn/the-gioi/ten-bai-20240718101500.htm", "2024-07-18"),
        ("https://thanhnien.vn/ten-bai-185240718101500123.htm", "2024-07-18"),
        ("https://www.example.vn/2024/07/18/ten-bai", "2024-07-18"),
        ("https://www.example.vn/2024/7/8/ten-bai", "2024-07-08"),
        ("https://www.example.vn/2024-07-18/ten-bai", "2024-07-18"),
        ("https://www.example.vn/ten-bai-18-7-2024.html", "2024-07-18"),
        ("https://www.bbc.com/vietnamese/world/2016/07/160718_ten_bai", "2016-07-18"),
        ("https://vnexpress.net/ten-bai-4771234.html", None),
        ("https://baoquocte.vn/ten-bai-279119.html", None),
        ("https://example.vn/ten-bai-20241399101500123.htm", None),
        ("https://example.vn/ten-bai-20240718999999.htm", None),
        ("https://example.vn/ten-bai?d=20240718", None),
        ("http://[no", None),
    ],
)
def test_dates_in_urls(url, published):
    assert url_date(url) == published


VIETNAM = timezone(timedelta(hours=7))


@pytest.mark.parametrize(
    "published",
    [
        "2024-07-18",
        " 2024-07-18 ",
        "2024-07-18T10:15:00",
        "2024-07-18 10:15",
        "2024-07-18T10:15:00+07:00",
        "2024-07-17T23:30:00Z",
        date(2024, 7, 18),
        datetime(2024, 7, 18, 23, 59),
        datetime(2024, 7, 18, 0, 5, tzinfo=VIETNAM),
    ],
)
def test_a_given_date(published):
    article = Article.from_text(LEAD, published=published)
    assert (article.published, article.published_from) == ("2024-07-18", "given")


@pytest.mark.parametrize("published", ["18/07/2024", "2024-07", "2024-02-30", "hôm qua", "20240718x"])
def test_a_given_date_that_is_none(published):
    with pytest.raises(ValueError, match="YYYY-MM-DD"):
        Article.from_text(LEAD, published=published)


def test_a_given_date_of_another_type():
    with pytest.raises(TypeError, match="2024-07-18"):
        Article.from_text(LEAD, published=20240718)


def test_a_record():
    record = {
        "title": "Tiêu đề",
        "text": LEAD,
        "published": "2024-03-06",
        "url": "https://dantri.com.vn/a.htm",
        "byline": "Thu Lan",
        "topic": 1,
        "source": None,
    }
    article = Article.from_record(record)
    assert (article.title, article.text, article.byline, article.source) == ("Tiêu đề", LEAD, "Thu Lan", "Dân trí")
    assert article == Article.of(record)


def test_a_record_whose_text_repeats_its_title():
    article = Article.from_record({"title": "Tàu rời cảng.", "text": f"Tàu  rời cảng.\n{LEAD}\n{BODY}"})
    assert kinds(article) == ["title", "lead", "paragraph"]


def test_a_row_with_missing_cells():
    article = Article.from_record({"text": LEAD, "title": float("nan"), "published": float("nan"), "url": ""})
    assert article.title is article.published is article.url is None


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        (b"van ban", TypeError, "decode"),
        (None, TypeError, "dict"),
        (["a"], TypeError, "dict"),
        ({"title": "a"}, ValueError, "'text'"),
        ({"text": b"a"}, TypeError, "decode"),
        ({"text": "a", "title": 3}, TypeError, "title"),
        ({"text": "a", "published": "18/7/2024"}, ValueError, "YYYY-MM-DD"),
    ],
)
def test_misuse_says_the_fix(given, error, says):
    with pytest.raises(error, match=says):
        Article.of(given)


def test_of_passes_articles_through_and_dates_them():
    article = Article.from_text(LEAD)
    assert Article.of(article) is article
    assert Article.of(article, published="2024-03-06").published_from == "given"
    assert Article.of({"text": LEAD, "published": "2023-01-01"}, published="2024-03-06").published == "2024-03-06"


def test_block_at():
    article = Article.from_text(PAGE)
    for block in article.blocks:
        assert article.block_at(block.start) == article.block_at(block.end - 1) == block
        assert article.block_at(block.end) != block


def test_html_given_as_text_is_kept_with_a_warning():
    html = f"<p>{LEAD}</p>"
    with pytest.warns(UserWarning, match="from_html"):
        assert Article.from_text(html).text == html


def test_a_comparison_is_no_html(recwarn):
    Article.from_text("Nếu a < b và b > c thì <sic> đúng.")
    assert not recwarn.list


def test_html():
    pytest.importorskip("trafilatura")
    head = "<title>Tàu rời cảng</title><meta property='article:published_time' content='2024-03-06T08:00:00+07:00'>"
    body = "".join(f"<p>{paragraph}</p>" for paragraph in (LEAD, BODY, BODY[::-1]))
    html = f"<html><head>{head}</head><body><nav>Trang chủ</nav><article><h1>Tàu rời cảng</h1>{body}</article></body></html>"
    article = Article.from_html(html, url="https://vnexpress.net/tau-1.html")
    assert (article.title, article.published, article.published_from, article.source) == ("Tàu rời cảng", "2024-03-06", "text", "VnExpress")
    assert LEAD in article.text
    assert kinds(article)[:2] == ["title", "lead"]
    assert Article.from_html(html, published="2024-01-01").published_from == "given"
    with pytest.raises(ValueError, match="from_text"):
        Article.from_html("<html></html>")


def test_html_without_the_extra(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "trafilatura", None)
    with pytest.raises(ImportError, match=r"vnews-entities\[html\]"):
        Article.from_html("<p>a</p>")


pieces = st.sampled_from(
    [LEAD, CAPTION, "Thu Lan", "Theo AFP", "6/3/2024", "Tàu rời cảng", "Ảnh: AFP", "https://vov.vn/a", "(", "\u200b", "\ud800", "-", "Theo", "\r"]
)


@given(st.lists(st.one_of(pieces, st.text(max_size=20)), max_size=12))
def test_blocks_are_in_order_and_hold_every_visible_character(lines):
    text = "\n".join(lines)
    article = Article.from_text(text)
    assert article.text == text
    position = 0
    for i, block in enumerate(article.blocks):
        assert position <= block.start < block.end <= len(text)
        assert not normalise(text[position : block.start]).text.strip()
        assert block.repeats is None or 0 <= block.repeats < i
        position = block.end
    assert not normalise(text[position:]).text.strip()


def test_outlets_table():
    rows = table("outlets")
    domains = [row["domain"] for row in rows]
    assert domains == sorted(set(domains))
    assert all(d == d.lower() and "/" not in d and not d.startswith("www.") for d in domains)
    assert all(unicodedata.is_normalized("NFC", "".join(row.values())) and row["name"] for row in rows)
    with (data_dir() / "outlets.tsv").open(encoding="utf-8") as f:
        assert next(csv.reader((x for x in f if x[0] != "#"), delimiter="\t")) == ["domain", "name", "aliases"]


def test_outlets():
    assert outlet_of_url("https://thegioi.vnexpress.net:443/a?b=c") == "VnExpress"
    assert outlet_of_url("https://vnexpress.net.example.com/a") is None
    assert outlet_named("báo tin tức") == "Báo Tin tức"


@pytest.mark.parametrize(
    "line",
    [
        "Ảnh: " * 2_000,
        "(" * 10_000,
        "a, " * 3_000,
        "6/3/2024 " * 1_000,
        "<p " * 3_000,
        "Nguồn: " * 1_500,
        "A. " * 3_000,
        "https://" * 1_200,
        "\n".join("Ab" * 3_000),
    ],
)
def test_adversarial_lines(line):
    started = time.process_time()
    Article.from_text(f"Tàu rời cảng\n{LEAD}\n{line}")
    assert time.process_time() - started < 0.5


def test_an_empty_record_is_an_empty_article() -> None:
    assert Article.from_record({"text": ""}).text == ""
