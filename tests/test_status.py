"""Status of an event: a table of sentences with one trigger each, written for this test."""

from __future__ import annotations

import re

import pytest

from vnews_entities.document import Timex
from vnews_entities.events.lexicon import Lexicon
from vnews_entities.events.scene import stage, words_of
from vnews_entities.events.status import status_of
from vnews_entities.layers import Trigger

PUBLISHED = "2024-07-18"

CASES = [
    # sentence, trigger, type, date, status
    ("Hai bên đã ký hiệp định ngày 17/7.", "ký", "AGREE", "2024-07-17", "happened"),
    ("Ngày 17/7, phái đoàn tới Niamey.", "tới", "CONSULT", "2024-07-17", "happened"),
    ("Quân đội vừa không kích khu cảng tối 17/7.", "không kích", "ASSAULT", "2024-07-17TEV", "happened"),
    ("Ông sẽ thăm Hà Nội vào tháng 9.", "thăm", "CONSULT", "2024-09", "planned"),
    ("Cuộc bầu cử dự kiến diễn ra ngày 5/11.", "Cuộc bầu cử", "POWER", "2024-11-05", "planned"),
    ("Hội nghị thượng đỉnh sẽ diễn ra ngày 20/7.", "Hội nghị thượng đỉnh", "CONSULT", "2024-07-20", "planned"),
    ("Bà chuẩn bị nhậm chức vào ngày 1/8.", "nhậm chức", "POWER", "2024-08-01", "planned"),
    ("Chuyến thăm ngày 2/9 là lần thứ ba trong năm.", "Chuyến thăm", "CONSULT", "2024-09-02", "planned"),
    ("Nếu lực lượng này rút quân trước ngày 1/8, lệnh trừng phạt được dỡ bỏ.", "rút quân", "RETREAT", "2024-08-01", "hypothetical"),
    ("Hai nước có thể nối lại đàm phán trong tuần tới.", "đàm phán", "CONSULT", "2024-W30", "hypothetical"),
    ("Liên minh kêu gọi các bên ngừng bắn từ ngày 20/7.", "ngừng bắn", "RETREAT", "2024-07-20", "hypothetical"),
    ("Máy bay suýt rơi hôm 16/7.", "rơi", "HARM", "2024-07-16", "hypothetical"),
    ("Nước này không tham dự cuộc họp ngày 16/7.", "tham dự", "CONSULT", "2024-07-16", "denied"),
    ("Ông chưa ký sắc lệnh tính đến ngày 16/7.", "ký", "AGREE", "2024-07-16", "denied"),
    ("Tên lửa không thể đánh trúng căn cứ đêm 15/7.", "đánh trúng", "ASSAULT", "2024-07-15TNI", "denied"),
    ("Cuộc gặp ngày 16/7 bị hủy vì bão.", "Cuộc gặp", "CONSULT", "2024-07-16", "denied"),
    ("Các bên đang đàm phán tại Doha từ ngày 15/7.", "đàm phán", "CONSULT", "2024-07-15", "ongoing"),
    ("Từ ngày 14/7, quân đội vẫn tiếp tục phong tỏa thị trấn.", "phong tỏa", "COERCE", "2024-07-14", "ongoing"),
    ("Các bên vẫn tiếp tục giao tranh ở ngoại ô hôm 16/7.", "giao tranh", "ASSAULT", "2024-07-16", "ongoing"),
    ("Ngày 16/7, nước này tiếp tục cáo buộc láng giềng.", "cáo buộc", "ACCUSE", "2024-07-16", "happened"),
    # what is denied is another verb
    ("Ông không liên quan đến vụ ám sát hôm 8/7.", "vụ ám sát", "ASSAULT", "2024-07-08", "happened"),
    ("Công nhân không tuân thủ quy trình và tự ý mở van hôm 8/7.", "mở van", "OTHER", "2024-07-08", "happened"),
    # a saying has been said, whatever it says will come
    ("Ngày 16/7, ông tuyên bố sẽ không tranh cử.", "tuyên bố", "STATEMENT", "2024-07-16", "happened"),
    ("Ngày 16/7, bà yêu cầu dự kiến ngân sách sẽ tăng.", "yêu cầu", "REQUEST", "2024-07-16", "happened"),
    # the marker next to the verb decides, not the one of another clause
    ("Ông nói sẽ từ chức, nhưng hôm 16/7 ông đã bổ nhiệm bộ trưởng mới.", "bổ nhiệm", "POWER", "2024-07-16", "happened"),
    ("Dù không được mời, bà vẫn đến dự lễ ngày 16/7.", "dự", "CONSULT", "2024-07-16", "happened"),
]


def _status(sentence: str, trigger: str, event_type: str, date: str, published: str | None = PUBLISHED) -> str:
    start = sentence.index(trigger)
    dates = [Timex(m.start(), m.end(), m.group(), "DATE", date) for m in re.finditer(r"(?:ngày )?\d+/\d+", sentence)]
    scene = stage(words_of(sentence), (), dates, [Trigger(start, start + len(trigger), 1.0, {event_type: 1.0})], [(0, len(sentence))], Lexicon.packaged())
    return status_of(scene, 0, event_type, date, published)


@pytest.mark.parametrize(("sentence", "trigger", "event_type", "date", "status"), CASES)
def test_status(sentence: str, trigger: str, event_type: str, date: str, status: str) -> None:
    assert _status(sentence, trigger, event_type, date) == status


@pytest.mark.parametrize(
    ("date", "published", "status"),
    [
        ("2024-07-19", "2024-07-18", "planned"),
        ("2024-07-18", "2024-07-18", "happened"),
        ("2024-07", "2024-07-18", "happened"),
        ("2024-08", "2024-07-18", "planned"),
        ("2025", "2024-07-18", "planned"),
        ("2024-07-19T08:30", "2024-07-18", "planned"),
        ("2024-07-20/2024-07-22", "2024-07-18", "planned"),
        ("XXXX-07-19", "2024-07-18", "happened"),
        ("2024-07-19", None, "happened"),
    ],
)
def test_a_date_after_publication_makes_a_plan(date: str, published: str | None, status: str) -> None:
    assert _status("Lễ hội pháo hoa thu hút nhiều du khách.", "Lễ hội", "OTHER", date, published) == status


@pytest.mark.parametrize("length", [1, 1000])
def test_long_sentences_are_read_only_near_the_trigger(length: int) -> None:
    sentence = "không " * length + "người dân khu vực ven sông phía đông thành phố cùng nhau ký tên ngày 16/7."
    assert _status(sentence, "ký", "AGREE", "2024-07-16") == "happened"
