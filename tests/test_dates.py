"""Time expressions: what is found, what it means, and what is none. The sentences are written for this project."""

import datetime
import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnews_entities.dates import find_dates
from vnews_entities.dates.lunar import last_month_day, lunar_to_date, sexagenary_year, tet
from vnews_entities.dates.numbers import parse_number
from vnews_entities.dates.rules import RULES
from vnews_entities.dates.values import bounds, easter
from vnews_entities.tables import table

PUBLISHED = "2024-07-18"  # a Thursday


def found(text, reference=PUBLISHED):
    return [(t.text, t.value) for t in find_dates(text, reference)]


DAYS = [
    ("Đoàn khởi hành ngày 17/7.", [("ngày 17/7", "2024-07-17")]),
    ("Bà sẽ tới vào sáng 22/7 rồi lên đường.", [("sáng 22/7", "2024-07-22TMO")]),
    ("Tàu về ngày 3/5 năm qua.", [("ngày 3/5 năm qua", "2023-05-03")]),
    ("Tàu đắm hôm 22/6 rồi.", [("hôm 22/6 rồi", "2024-06-22")]),
    ("Giá tăng từ tháng 3 đến tháng 8/2022.", [("tháng 3", "2022-03"), ("tháng 8/2022", "2022-08")]),
    ("Họ ở đó từ ngày 20/11 đến 4/2/2020.", [("ngày 20/11", "2019-11-20"), ("4/2/2020", "2020-02-04")]),
    ("Đêm 12, rạng sáng 13/7, đê vỡ.", [("Đêm 12", "2024-07-12TNI"), ("rạng sáng 13/7", "2024-07-13TMO")]),
    ("Hôm 13-7 tàu cập bến.", [("Hôm 13-7", "2024-07-13")]),
    ("Ngày 17.7, chợ mở lại.", [("Ngày 17.7", "2024-07-17")]),
    ("Bà sinh ngày 5-6-1961.", [("ngày 5-6-1961", "1961-06-05")]),
    ("Ký ngày 3 tháng 2 năm 1930.", [("ngày 3 tháng 2 năm 1930", "1930-02-03")]),
    ("Ngày mùng năm tháng Tư, lễ hội mở màn.", [("Ngày mùng năm tháng Tư", "2024-04-05")]),
    ("Ngày 16 và 17/7, đoàn ở Huế.", [("Ngày 16", "2024-07-16"), ("17/7", "2024-07-17")]),
    ("Mưa vào các ngày 9, 10 và 11/7.", [("ngày 9", "2024-07-09"), ("10", "2024-07-10"), ("11/7", "2024-07-11")]),
    ("Hội chợ từ 12-15/7.", [("12-15/7", "2024-07-12/2024-07-15")]),
    ("Kỳ nghỉ từ 29/6-2/7.", [("29/6-2/7", "2024-06-29/2024-07-02")]),
    ("Tập huấn từ 11 đến 15/7.", [("11", "2024-07-11"), ("15/7", "2024-07-15")]),
    ("Hôm nay (18/7) trời mưa.", [("Hôm nay", "2024-07-18"), ("18/7", "2024-07-18")]),
    ("Chủ nhật (14/7) chợ đông.", [("Chủ nhật (14/7)", "2024-07-14")]),
    ("Hôm thứ Ba, tòa tuyên án.", [("Hôm thứ Ba", "2024-07-16")]),
    ("Họ sẽ gặp lại vào thứ Hai.", [("thứ Hai", "2024-07-22")]),
    ("Phiên họp dời sang thứ Sáu tuần tới.", [("thứ Sáu tuần tới", "2024-07-26")]),
    ("Cơ quan này mở cửa lúc 8h30 sáng mai.", [("8h30 sáng mai", "2024-07-19T08:30")]),
    ("Khoảng 20 giờ ngày 15/7, điện mất.", [("Khoảng 20 giờ ngày 15/7", "2024-07-15T20:00")]),
    ("Rạng sáng 18/7 (giờ Việt Nam), hội đồng bỏ phiếu.", [("Rạng sáng 18/7", "2024-07-18TMO")]),
    ("Kho cháy lúc 9h tối qua.", [("9h tối qua", "2024-07-17T21:00")]),
    ("Cập nhật 2024-07-01T09:15 từ máy chủ.", [("2024-07-01T09:15", "2024-07-01T09:15")]),
    ("Trích tờ Herald, 4 July 2019.", [("4 July 2019", "2019-07-04")]),
    ("Hạn chót ngày 17 / 7.", [("ngày 17 / 7", "2024-07-17")]),
    ("BẢN TIN NGÀY 16/7", [("NGÀY 16/7", "2024-07-16")]),
]

STRETCHES = [
    ("Lạm phát tháng 6 giảm.", [("tháng 6", "2024-06")]),
    ("Xưởng khởi công tháng Ba năm 2021.", [("tháng Ba năm 2021", "2021-03")]),
    ("Đầu tháng 7, giá tăng.", [("Đầu tháng 7", "2024-07")]),
    ("Lãi quý II/2024 tăng.", [("quý II/2024", "2024-Q2")]),
    ("6 tháng đầu năm, xuất khẩu tăng.", [("6 tháng đầu năm", "2024-H1")]),
    ("9 tháng đầu năm 2023, thu hút vốn tốt.", [("9 tháng đầu năm 2023", "2023-01/2023-09")]),
    ("Nửa cuối năm ngoái, nhà giảm giá.", [("Nửa cuối năm ngoái", "2023-H2")]),
    ("Mùa hè năm nay nóng.", [("Mùa hè năm nay", "2024-SU")]),
    ("Kế hoạch giai đoạn 2021-2025.", [("2021-2025", "2021/2025")]),
    ("Xây những năm 70, sửa thập niên 1990.", [("những năm 70", "197X"), ("thập niên 1990", "199X")]),
    ("Đình dựng thế kỷ XVII.", [("thế kỷ XVII", "16XX")]),
    ("Thành đắp năm 257 TCN.", [("năm 257 TCN", "BC0257")]),
    ("Cuối tuần này có mưa.", [("Cuối tuần này", "2024-W29-WE")]),
    ("Hai tuần trước, cầu sập.", [("Hai tuần trước", "2024-W27")]),
    ("Cách đây 5 tháng, mỏ đóng cửa.", [("Cách đây 5 tháng", "2024-02")]),
    ("Gần 1 năm trước, ông nhậm chức.", [("Gần 1 năm trước", "2023")]),
    ("Cuộc bầu cử năm 2016 và 2020 khác nhau.", [("năm 2016", "2016"), ("2020", "2020")]),
    ("Họ vô địch Cúp Sao Vàng 2019.", [("2019", "2019")]),
    ("Ông làm giám đốc từ 3/2019-5/2021.", [("3/2019-5/2021", "2019-03/2021-05")]),
    ("Lãi suất hạ từ 7/2023.", [("7/2023", "2023-07")]),
    ("Số liệu tháng 3, 4 và 5/2020.", [("tháng 3", "2024-03"), ("4", "2024-04"), ("5/2020", "2020-05")]),
    ("Mùa giải 2016/17 kết thúc.", [("Mùa giải 2016/17", "2016/2017")]),
    ("Trong 3 quý đầu năm 2023, hãng lỗ.", [("3 quý đầu năm 2023", "2023-01/2023-09")]),
    ("Doanh thu Q3/2023 giảm.", [("Q3/2023", "2023-Q3")]),
    ("Tuần 29 năm 2024 nóng.", [("Tuần 29 năm 2024", "2024-W29")]),
    ("Thế kỷ trước có hai trận lụt.", [("Thế kỷ trước", "19XX")]),
    ("Thập niên này nóng lên.", [("Thập niên này", "202X")]),
    ("Bài đăng trên Weekly, May 2019.", [("May 2019", "2019-05")]),
    ("Hè 2018, rừng cháy.", [("Hè 2018", "2018-SU")]),
    ("Tháng trước lãi, tháng tới lỗ.", [("Tháng trước", "2024-06"), ("tháng tới", "2024-08")]),
    ("Tuần qua mưa lớn, cuối tuần qua tạnh.", [("Tuần qua", "2024-W28"), ("cuối tuần qua", "2024-W28-WE")]),
    ("Đê vỡ hai lần trong tuần qua.", [("tuần qua", "P1W")]),
    ("Trong thập kỷ qua, biển dâng.", [("thập kỷ qua", "P10Y")]),
    ("Học phí năm học mới 2024-2025 giữ nguyên.", [("năm học mới 2024-2025", "2024/2025")]),
    ("Ngân sách tài khóa 2023 thâm hụt.", [("tài khóa 2023", "2023")]),
    ("Dự án bắt đầu năm 2022.", [("năm 2022", "2022")]),
    ("Hội chợ dời sang năm 2026.", [("năm 2026", "2026")]),
    ("Hạn hán bước sang năm thứ ba.", []),
    ("Năm một nghìn chín trăm bốn lăm, nạn đói.", [("Năm một nghìn chín trăm bốn lăm", "1945")]),
]

AMOUNTS = [
    ("Chuyến thăm kéo dài ba ngày.", [("ba ngày", "P3D")]),
    ("Lĩnh án 12 năm tù.", [("12 năm", "P12Y")]),
    ("Cuộc gọi kéo dài gần 30 phút.", [("gần 30 phút", "PT30M")]),
    ("Đội làm suốt 48 giờ.", [("48 giờ", "PT48H")]),
    ("Mất 2-3 ngày để sửa.", [("2-3 ngày", "P2D/P3D")]),
    ("Nghỉ một năm rưỡi.", [("một năm rưỡi", "P1Y6M")]),
    ("Sau hai thập kỷ, đảo hồi sinh.", [("hai thập kỷ", "P20Y")]),
    ("Nhiều năm qua, sông cạn.", [("Nhiều năm qua", "PXY")]),
    ("Hai giờ sau vụ nổ, đường thông.", [("Hai giờ", "PT2H")]),
    ("Phiên chợ họp thứ Hai hằng tuần.", [("thứ Hai hằng tuần", "XXXX-WXX-1")]),
    ("Lương trả ngày 5 hằng tháng.", [("ngày 5 hằng tháng", "XXXX-XX-05")]),
    ("Mỗi ngày, xưởng làm hai ca.", [("Mỗi ngày", "P1D")]),
    ("Hiện nay, giá ổn định; sắp tới sẽ khác.", [("Hiện nay", "PRESENT_REF"), ("sắp tới", "FUTURE_REF")]),
    ("Gần đây, cầu được sơn lại.", [("Gần đây", "PAST_REF")]),
    ("Máy chạy suốt 8 giờ đồng hồ.", [("8 giờ đồng hồ", "PT8H")]),
    ("Tàu đến muộn hơn hai ngày.", [("hai ngày", "P2D")]),
    ("Tàu bám biển hàng tháng trời.", [("hàng tháng trời", "PXM")]),
    ("Chỉ sau một đêm, nước dâng.", [("một đêm", "P1D")]),
    ("Giá tăng trong giai đoạn vừa qua và các năm tiếp theo.", [("giai đoạn vừa qua", "PAST_REF"), ("các năm tiếp theo", "FUTURE_REF")]),
    ("Tới đây, kho sẽ đóng.", [("Tới đây", "FUTURE_REF")]),
    ("Nhiều người muốn tới đây.", []),
    ("Sản lượng chỉ bằng 1/4 của năm 2019.", [("năm 2019", "2019")]),
    ("Ông già Noel phát quà ở chợ Giáng sinh.", []),
    ("Kho hiện có rất nhiều gạo.", [("hiện", "PRESENT_REF")]),
    ("Số gạo hiện có trong kho đã mốc.", []),
]

ANAPHORA = [
    ("Hai bên ký ngày 10/6. Ba ngày sau đó, văn bản bị hủy.", [("ngày 10/6", "2024-06-10"), ("Ba ngày sau đó", "2024-06-13")]),
    ("Nhà máy mở năm 2010. Một năm sau, sản lượng tăng.", [("năm 2010", "2010"), ("Một năm sau", "2011")]),
    ("Họ thắng hôm 12/7; cùng ngày, sân bị phạt.", [("hôm 12/7", "2024-07-12"), ("cùng ngày", "2024-07-12")]),
    ("Cầu gãy ngày 2/3/2019. Sáng hôm sau, phà chạy.", [("ngày 2/3/2019", "2019-03-02"), ("Sáng hôm sau", "2019-03-03TMO")]),
    ("Lũ về năm 1971. Tháng Tám năm đó, đê vỡ.", [("năm 1971", "1971"), ("Tháng Tám năm đó", "1971-08")]),
    ("9 tháng đầu năm 2023 lãi lớn so với cùng kỳ năm trước.", [("9 tháng đầu năm 2023", "2023-01/2023-09"), ("cùng kỳ năm trước", "2022-01/2022-09")]),
]

#: A birth says who somebody is; what happened to them was another year.
BIRTHS = [
    ("Bà Mai, sinh năm 1956, bị bắt ngày 8/6.", [("năm 1956", "1956"), ("ngày 8/6", "2024-06-08")]),
    ("Thủ môn SN 1995 ghi bàn hôm 5/6.", [("1995", "1995"), ("hôm 5/6", "2024-06-05")]),
    ("Ca sĩ sinh ra tại Cần Thơ năm 1970 sẽ hát tối 25/7.", [("năm 1970", "1970"), ("tối 25/7", "2024-07-25TEV")]),
    ("Ông Tư sinh ngày 5/6/1923. Lễ viếng lúc 7h30.", [("ngày 5/6/1923", "1923-06-05"), ("7h30", "XXXX-XX-XXT07:30")]),
    ("Học sinh năm 1970 phải nghỉ học từ tháng 5.", [("năm 1970", "1970"), ("tháng 5", "1970-05")]),
]

CLOCKS = [
    ("Lễ viếng từ 7h30 đến 9h ngày 2/7.", [("7h30", "2024-07-02T07:30"), ("9h ngày 2/7", "2024-07-02T09:00")]),
    ("Bến đóng từ 9h đến 11h sáng mai.", [("9h", "2024-07-19T09:00"), ("11h sáng mai", "2024-07-19T11:00")]),
    ("Giới nghiêm từ 20h đến 5h sáng hôm sau.", [("20h", "XXXX-XX-XXT20:00"), ("5h sáng hôm sau", "2024-07-19T05:00")]),
    ("Điện cắt từ 8-17h ngày 20/7.", [("8-17h ngày 20/7", "2024-07-20T08:00/2024-07-20T17:00")]),
    ("Dơi đi ăn vào ban đêm.", [("ban đêm", "XXXX-XX-XXTNI")]),
    ("Lệnh giới nghiêm ban đêm được bãi bỏ.", []),
    ("Đê vỡ ngày 3/6. Nước rút vào cuối giờ chiều.", [("ngày 3/6", "2024-06-03"), ("cuối giờ chiều", "2024-06-03TAF")]),
    ("Đê vỡ ngày 3/6. Khoảng 17h, nước rút.", [("ngày 3/6", "2024-06-03"), ("Khoảng 17h", "2024-06-03T17:00")]),
    ("Đê vỡ ngày 3/6. Đến hơn 22h, nước rút.", [("ngày 3/6", "2024-06-03"), ("hơn 22h", "2024-06-03T22:00")]),
    ("Quán mở từ 8-18h.", [("8-18h", "XXXX-XX-XXT08:00/XXXX-XX-XXT18:00")]),
    ("22:45 Phà cập bến.\nCa làm bắt đầu từ 20h.", [("22:45", "2024-07-18T22:45"), ("20h", "XXXX-XX-XXT20:00")]),
    ("Đê vỡ ngày 3/6/2019. Lúc 5h, dân sơ tán; ngày 9/6, nước rút.", [("ngày 3/6/2019", "2019-06-03"), ("5h", "2019-06-03T05:00"), ("ngày 9/6", "2024-06-09")]),
]

COMPOUNDS = [
    ("Bị cáo lĩnh 2 năm 6 tháng tù.", [("2 năm 6 tháng", "P2Y6M")]),
    ("Bị cáo lĩnh hai năm sáu tháng tù.", [("hai năm sáu tháng", "P2Y6M")]),
    ("Mức án 1 năm 3 tháng 15 ngày.", [("1 năm 3 tháng 15 ngày", "P1Y3M15D")]),
    ("Chuyến bay dài hơn 1 tiếng 15 phút.", [("hơn 1 tiếng 15 phút", "PT1H15M")]),
    ("Cầu khởi công cách đây 2 năm 6 tháng.", [("cách đây 2 năm 6 tháng", "2022-01")]),
    ("Một năm 12 tháng đều nóng.", [("Một năm", "P1Y"), ("12 tháng", "P12M")]),
    ("Thợ làm 1 ngày 8 tiếng.", [("1 ngày", "P1D"), ("8 tiếng", "PT8H")]),
    ("Xuất khẩu 9 tháng năm 2023 tăng.", [("9 tháng năm 2023", "2023-01/2023-09")]),
    ("Tính đến hết 10 tháng năm 2023, hãng lãi.", [("10 tháng năm 2023", "2023-01/2023-10")]),
    ("Giấy ký ngày 9 tháng năm 2023.", [("ngày 9 tháng năm 2023", "2023-05-09")]),
    ("Ba hôm trước, cầu sập.", [("Ba hôm trước", "2024-07-15")]),
    ("Trạm mở từ thứ Hai đến thứ Sáu.", [("thứ Hai", "2024-07-15"), ("thứ Sáu", "2024-07-19")]),
    ("Trạm sẽ đóng từ thứ Bảy đến thứ Ba.", [("thứ Bảy", "2024-07-20"), ("thứ Ba", "2024-07-23")]),
    ("Lớp học từ thứ Hai đến thứ Tư tuần tới.", [("thứ Hai", "2024-07-22"), ("thứ Tư tuần tới", "2024-07-24")]),
    ("Ngày 5/6 Al Watan đưa tin.", [("Ngày 5/6", "2024-06-05")]),
]


@pytest.mark.parametrize(("text", "expected"), DAYS + STRETCHES + AMOUNTS + ANAPHORA + BIRTHS + CLOCKS + COMPOUNDS)
def test_found_with_its_value(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Khoảng 1/3 dân số thiếu nước.",
        "Phim được chấm 9/10 điểm.",
        "Đội khách thắng 2-1 trên sân nhà.",
        "Theo Nghị định 15/2020/NĐ-CP, xe bị phạt.",
        "Xe đi qua đường 30/4.",
        "Cửa hàng mở 24/7.",
        "Chuyến bay VN253 bị hoãn.",
        "Máy bay Boeing 737-800 hạ cánh.",
        "Gọi 0912 345 678 để đặt vé.",
        "Huyện Năm Căn có rừng ngập mặn.",
        "Sáng kiến này được khen.",
        "Bà là Thứ trưởng Bộ Y tế.",
        "Anh xếp thứ ba chung cuộc.",
        "Giá tăng 84,5 triệu đồng.",
        "Tọa độ 10.5 độ vĩ bắc.",
        "Cơ quan thực hiện việc tuần tra.",
        "Chị 31 tuổi, ngày càng khỏe.",
        "Thuốc tiêm 10.000 ca mỗi ngày.",
        "Điều này xảy ra ngày 31/2.",
        "Chưa bao giờ có mưa như vậy.",
        "",
    ],
)
def test_no_time(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "reference", "value"),
    [
        ("Tai nạn xảy ra ngày 28/12.", "2025-01-06", "2024-12-28"),
        ("Ông mất hồi tháng 11.", "2025-01-06", "2024-11"),
        ("Quy định có hiệu lực từ ngày 1/1 tới.", "2024-12-30", "2025-01-01"),
        ("Hai đội sẽ tái đấu ngày 5/1.", "2024-12-30", "2025-01-05"),
        ("Họ sẽ khởi công vào tháng 2.", "2024-07-18", "2025-02"),
        ("Họ đã khởi công hồi tháng 12.", "2024-07-18", "2023-12"),
        ("Kẻ trộm bị bắt tại bến xe ngày 11/4.", "2024-12-03", "2024-04-11"),
        ("Trạm bơm được khánh thành ngày 20/3.", "2024-12-03", "2024-03-20"),
        ("Hợp tác xã thành lập tháng 5.", "2024-12-03", "2024-05"),
        ("Kẻ trộm có lịch ra tòa ngày 11/4.", "2024-12-03", "2025-04-11"),
        ("Trạm bơm sẽ được khánh thành ngày 20/3.", "2024-12-03", "2025-03-20"),
        ("Trạm bơm khánh thành ngày 10/1.", "2024-12-03", "2025-01-10"),
    ],
)
def test_tense_and_turn_of_the_year(text, reference, value):
    assert [t.value for t in find_dates(text, reference)] == [value]


@pytest.mark.parametrize(
    ("text", "reference", "value"),
    [
        ("Chùa mở cửa mùng 1 Tết.", "2024-02-08", "2024-02-10"),
        ("Chợ đóng trưa 29 Tết.", "2024-02-08", "2024-02-08TMI"),
        ("Pháo hoa bắn đêm giao thừa.", "2024-02-08", "2024-02-09TNI"),
        ("Hội mở mùng 6 Tết Quý Mão.", "2023-03-08", "2023-01-27"),
        ("Nhà nhà cúng rằm tháng Bảy.", "2024-07-18", "2024-08-18"),
        ("Cúng ông Táo 23 tháng Chạp.", "2024-02-01", "2024-02-02"),
        ("Hội đền mở mùng 10 tháng 3 âm lịch.", "2024-04-01", "2024-04-18"),
        ("Chợ đông trước Tết Trung thu.", "2024-07-18", "2024-09-17"),
        ("Dân nghỉ Giỗ Tổ 10/3 âm lịch.", "2024-04-03", "2024-04-18"),
        ("Dân nghỉ Giỗ Tổ (10/3).", "2024-04-03", "2024-04-18"),
        ("Dân nghỉ Giỗ Tổ (18/4).", "2024-04-03", "2024-04-18"),
        ("Chợ phiên 5/8 âm lịch đông khách.", "2024-08-03", "2024-09-07"),
        ("Người dân được nghỉ vào Quốc khánh 2/9.", "2024-07-18", "2024-09-02"),
        ("Họ về quê vào Giáng sinh.", "2024-12-20", "2024-12-25"),
        ("Lễ diễn ra vào lễ Phục sinh năm 2024.", "2024-07-18", "2024-03-31"),
        ("Lễ diễn ra vào dịp Lễ Tạ ơn.", "2024-11-20", "2024-11-28"),
    ],
)
def test_holidays_and_the_lunar_calendar(text, reference, value):
    assert value in [t.value for t in find_dates(text, reference)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Tòa mở ngày 17/7.", ["XXXX-07-17"]),
        ("Hôm qua trời mưa.", ["XXXX-XX-XX"]),
        ("Sáng nay đường tắc.", ["XXXX-XX-XXTMO"]),
        ("Tuần trước giá giảm.", ["XXXX-WXX"]),
        ("Cuối tuần trước có hội.", ["XXXX-WXX-WE"]),
        ("Năm nay được mùa.", ["XXXX"]),
        ("Quý I lãi lớn.", ["XXXX-Q1"]),
        ("Hôm 3/5 khai hội, ngày 12 tháng này bế mạc.", ["XXXX-05-03", "XXXX-XX-12"]),
        ("Hôm nay (1/6) khai hội, hôm qua tổng duyệt.", ["XXXX-06-01", "XXXX-06-01", "XXXX-05-31"]),
        ("Năm 1998 có lũ.", ["1998"]),
        ("Hội hoa Đà Lạt 2019 khai mạc ngày 3/5, sớm hơn năm ngoái.", ["2019", "2019-05-03", "2018"]),
        ("Lãi quý I/2019 giảm. Đại hội họp ngày 3/5.", ["2019-Q1", "2019-05-03"]),
        ("Cầu đóng hôm 12/6. Biển báo ghi ngày 10/6/2019.", ["2019-06-12", "2019-06-10"]),
        ("Cầu đóng hôm 12/6. Đập xây ngày 10/3/2019.", ["XXXX-06-12", "2019-03-10"]),
        ("Anh Bảy (1990) bị phạt ngày 3/5.", ["1990", "XXXX-05-03"]),
        ("Bà Tám sinh ngày 10/6/1990. Cầu đóng hôm 12/6.", ["1990-06-10", "XXXX-06-12"]),
        ("Sau cuộc bầu cử 2016, cầu đóng hôm 12/6.", ["2016", "XXXX-06-12"]),
        ("Hôm nay 3/10 chợ họp.", ["XXXX-10-03"]),
        ("Chợ họp vào chủ nhật (30-6).", ["XXXX-06-30"]),
        ("Sớm nay chợ họp.", ["XXXX-XX-XXTMO"]),
        ("Bầu cử sớm hôm 8/8 bị hoãn.", ["XXXX-08-08"]),
        ("Sáng nay 14/9 chợ họp. Hôm qua chợ nghỉ.", ["XXXX-09-14TMO", "XXXX-09-13"]),
        ("Cầu đóng hôm 12/6; tháng trước đã có vết nứt.", ["XXXX-06-12", "XXXX-05"]),
    ],
)
def test_without_a_publication_date(text, values):
    assert [t.value for t in find_dates(text)] == values


@pytest.mark.parametrize(
    ("text", "mod"),
    [
        ("Đầu tháng 7 có lũ.", "START"),
        ("Giữa năm 2020 giá giảm.", "MID"),
        ("Cuối thập niên 80 thiếu điện.", "END"),
        ("Khoảng ngày 20/7 bão vào.", "APPROX"),
        ("Chậm hơn 2 năm.", "MORE_THAN"),
        ("Kéo dài gần 30 phút.", "LESS_THAN"),
        ("Kéo dài ít nhất 3 giờ liền.", "EQUAL_OR_MORE"),
        ("Ngày 17/7 có mưa.", None),
    ],
)
def test_modifier(text, mod):
    assert [t.mod for t in find_dates(text, PUBLISHED)] == [mod]


@pytest.mark.parametrize(
    ("value", "begin", "end"),
    [
        ("2024-07-17", "2024-07-17", "2024-07-17"),
        ("2024-07-17TMO", "2024-07-17", "2024-07-17"),
        ("2024-07-17T08:30", "2024-07-17", "2024-07-17"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-Q2", "2024-04-01", "2024-06-30"),
        ("2024-H2", "2024-07-01", "2024-12-31"),
        ("2024-W29", "2024-07-15", "2024-07-21"),
        ("2024-W29-WE", "2024-07-20", "2024-07-21"),
        ("2024-WI", "2024-12-01", "2025-02-28"),
        ("199X", "1990-01-01", "1999-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("2021/2025", "2021-01-01", "2025-12-31"),
        ("2023-01/2023-09", "2023-01-01", "2023-09-30"),
        ("P3D", None, None),
        ("PRESENT_REF", None, None),
        ("XXXX-07-17", None, None),
        ("BC0257", None, None),
        ("2023-02-31", None, None),
        ("9999-12", None, None),
    ],
)
def test_bounds(value, begin, end):
    assert bounds(value) == (begin, end)


def test_every_pattern_has_its_rule():
    assert {row["rule"] for row in table("date_patterns")} == set(RULES)


def test_timex_carries_its_bounds_and_type():
    (timex,) = find_dates("Quý III/2023 lãi.", PUBLISHED)
    assert (timex.type, timex.begin_date, timex.end_date) == ("DATE", "2023-07-01", "2023-09-30")
    assert [t.type for t in find_dates("2024-12-03T14:30:00+07:00 so với 2024-12-03", PUBLISHED)] == ["TIME", "DATE"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("mười lăm", 15),
        ("hai mươi", 20),
        ("hai mươi mốt", 21),
        ("bốn lăm", 45),
        ("một trăm linh ba", 103),
        ("1.200", 1200),
        ("2,5", 2.5),
        ("một nghìn chín trăm bốn lăm", 1945),
    ],
)
def test_numbers_in_words(text, number):
    assert parse_number(text) == number


def test_vietnamese_tet_differs_from_the_chinese():
    assert [tet(y) for y in (1968, 1985, 2007, 2030)] == [
        datetime.date(1968, 1, 29),
        datetime.date(1985, 1, 21),
        datetime.date(2007, 2, 17),
        datetime.date(2030, 2, 2),
    ]


def test_lunar_calendar_edges():
    assert lunar_to_date(2023, 2, 1, leap=True) == datetime.date(2023, 3, 22)
    assert lunar_to_date(2024, 2, 1, leap=True) is None
    assert lunar_to_date(1500, 1, 1) is None
    assert last_month_day(2025, 30) == datetime.date(2025, 1, 28)  # the month Chạp had 29 days
    assert sexagenary_year(9, 3, 2024) == 2023
    assert sexagenary_year(0, 1, 2024) is None
    assert easter(2025) == datetime.date(2025, 4, 20)


@pytest.mark.parametrize("reference", ["2024", "18/7/2024", "2024-02-31", "", 20240718])
def test_wrong_reference_says_the_fix(reference):
    with pytest.raises(ValueError, match="2024-07-18"):
        find_dates("ngày 17/7", reference)


def test_reference_may_be_a_date_or_datetime():
    day = datetime.datetime(2024, 7, 18, 9, 30)
    assert find_dates("hôm qua", day) == find_dates("hôm qua", day.date()) == find_dates("hôm qua", "2024-07-18")


def test_text_must_be_a_string():
    with pytest.raises(TypeError, match="decode"):
        find_dates(b"ng\xc3\xa0y 17/7")


def test_only_the_paragraphs_given_are_read():
    text = "Ngày 1/7 mưa.\nNgày 2/7 nắng.\n"
    assert [t.text for t in find_dates(text, PUBLISHED, paragraphs=[(14, 28)])] == ["Ngày 2/7"]


def test_a_long_text_is_read_to_its_end():
    line = "Ngày 17/7, đoàn thăm trường; tuần trước, họ thăm chợ. "
    assert [t.value for t in find_dates(line * 3000, PUBLISHED)] == ["2024-07-17", "2024-W28"] * 3000


PIECES = st.sampled_from(
    [
        *"0123456789/-.–: ,()\n",
        "ngày ",
        "tháng ",
        "năm ",
        "hôm ",
        "sáng ",
        "Thứ Hai",
        "tuần ",
        "trước ",
        "mùng ",
        "Tết ",
        "rằm ",
        "quý ",
        "17/7",
        "2024",
        "h30",
        "\u200b",
        "�",
        "İ",
        "hai ",
        "sau đó ",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=80),
    st.sampled_from([None, "2024-07-18", "0001-01-01", "9999-12-31"]),
    st.sampled_from(["NFC", "NFD", None]),
)
def test_offsets_order_and_determinism(text, reference, form):
    text = unicodedata.normalize(form, text) if form else text
    timexes = find_dates(text, reference)
    assert all(text[t.start : t.end] == t.text and t.start < t.end for t in timexes)
    assert all(a.end <= b.start for a, b in pairwise(timexes))
    assert timexes == find_dates(text, reference)


@pytest.mark.parametrize(("text", "expected"), DAYS[:12] + STRETCHES[:6])
def test_decomposed_letters_have_the_same_values(text, expected):
    mixed = "".join(unicodedata.normalize("NFD" if i % 2 else "NFC", c) for i, c in enumerate(text))
    for written in (unicodedata.normalize("NFD", text), mixed, text.replace(" ", "\u00a0"), text.replace(".", ".\r\n")):
        timexes = find_dates(written, PUBLISHED)
        assert [t.value for t in timexes] == [value for _, value in expected]
        assert all(written[t.start : t.end] == t.text for t in timexes)


@pytest.mark.parametrize("unit", ["1/", "31/12/", "12-", "1", "năm ", "hai năm ", "1, ", "8:", " ", "một ", '"hôm nay ', "năm 1975 tháng 4 ", "2020-2021-"])
def test_time_in_proportion(unit):
    def seconds(length):
        text = unit * (length // len(unit))
        started = time.process_time()
        find_dates(text, PUBLISHED)
        return time.process_time() - started

    find_dates(unit, PUBLISHED)
    assert seconds(40_000) < 0.05 + 12 * seconds(10_000)
