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
    # a verb of denying denies all that follows in its clause
    ("Nước này phủ nhận đã không kích khu cảng ngày 16/7.", "không kích", "ASSAULT", "2024-07-16", "denied"),
    ("Nước này ngày 17/7 phủ nhận việc binh sĩ của họ tối 16/7 đã tấn công khu cảng.", "tấn công", "ASSAULT", "2024-07-16", "denied"),
    ("Tập đoàn bác bỏ cáo buộc của láng giềng rằng nhân viên đã đột nhập kho hàng hôm 16/7.", "đột nhập", "ASSAULT", "2024-07-16", "denied"),
    ("Phe nổi dậy bác cáo buộc đứng sau vụ tấn công ngày 16/7.", "vụ tấn công", "ASSAULT", "2024-07-16", "denied"),
    ("Bộ này bác tin phi công bị bắt hôm 16/7.", "bắt", "JUSTICE", "2024-07-16", "denied"),
    ("Ông từng phủ nhận có cuộc gặp với luật sư ngày 16/7.", "cuộc gặp", "CONSULT", "2024-07-16", "denied"),
    # not what stands in another clause, nor the frame of the denial, nor the claim itself
    ("Ông phủ nhận cáo buộc và ngày 16/7 đã từ chức.", "từ chức", "POWER", "2024-07-16", "happened"),
    ("Ông bác bỏ cáo buộc, cho biết đã gặp luật sư hôm 16/7.", "gặp", "CONSULT", "2024-07-16", "happened"),
    ("Ông bác bỏ cáo buộc tại cuộc họp ngày 16/7.", "cuộc họp", "CONSULT", "2024-07-16", "happened"),
    ("Bà phủ nhận sai phạm sau vụ cháy ngày 16/7.", "vụ cháy", "HARM", "2024-07-16", "happened"),
    ("Bà bác bỏ cáo buộc ngày 16/7 của đối thủ.", "cáo buộc", "ACCUSE", "2024-07-16", "happened"),
    ("Tập đoàn phủ nhận can thiệp vào cuộc bầu cử năm ngoái.", "cuộc bầu cử", "POWER", "2023", "happened"),
    ("Ngày 16/7, tòa đã bác bỏ yêu cầu của ông.", "bác bỏ", "REJECT", "2024-07-16", "happened"),
    ("Họ không phủ nhận đã tấn công khu cảng ngày 16/7.", "tấn công", "ASSAULT", "2024-07-16", "happened"),
    # what a light verb says of its noun
    ("Cuộc gặp giữa ông Lan và bà Mai ở khu nghỉ dưỡng ven hồ ngày 16/7 bị hủy.", "Cuộc gặp", "CONSULT", "2024-07-16", "denied"),
    ("Chuyến thăm của vị bộ trưởng tới hai nước láng giềng ngày 16/7 đã bị hoãn.", "Chuyến thăm", "CONSULT", "2024-07-16", "denied"),
    ("Cuộc gặp giữa hai vị bộ trưởng ở khu nghỉ dưỡng ngày 16/7 đã không diễn ra.", "Cuộc gặp", "CONSULT", "2024-07-16", "denied"),
    ("Cuộc gặp giữa hai vị bộ trưởng ở khu nghỉ dưỡng ngày 20/7 có thể bị hủy.", "Cuộc gặp", "CONSULT", "2024-07-20", "hypothetical"),
    ("Cuộc gặp giữa hai vị bộ trưởng ở khu nghỉ dưỡng ngày 16/7 không bị hủy.", "Cuộc gặp", "CONSULT", "2024-07-16", "happened"),
    ("Lễ ký giữa hai tập đoàn lớn nhất nước sẽ được tổ chức hôm nay.", "Lễ ký", "AGREE", "2024-07-18", "planned"),
    ("Cuộc tập trận chung của hải quân hai nước đang diễn ra từ ngày 16/7.", "Cuộc tập trận", "MOBILIZE", "2024-07-16", "ongoing"),
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
