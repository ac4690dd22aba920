"""Speed of the time expressions, beside dateparser's `search_dates` in the same run where it is installed.

    python -m benchmarks.dates [--file PATH] [--megabytes 2]

Prints megabytes (UTF-8) of paragraphs read per second of CPU time on one core. Without `--file` the text is built from the
sentences below, about as dense in dates as news is (2,500 a megabyte); dateparser, which is far slower, reads only the beginning of it.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Callable
from pathlib import Path

from vnews_entities.dates import find_dates

PUBLISHED = "2024-07-18"
PEER_SHARE = 50
SENTENCES = (
    "Ngày 17/7, đoàn công tác của tỉnh làm việc với ban quản lý khu kinh tế về tiến độ giải phóng mặt bằng.",
    "Theo báo cáo, dự án đi qua ba xã và ảnh hưởng tới hơn hai nghìn hộ dân, phần lớn sống bằng nghề trồng lúa và nuôi tôm.",
    "Người đứng đầu ban quản lý cho rằng vướng mắc lớn nhất là nguồn cát đắp nền, bởi các mỏ trong vùng đều đã cạn.",
    "Trong 6 tháng đầu năm, lượng hàng qua cảng tăng mạnh so với cùng kỳ năm ngoái.",
    "Ông cũng thừa nhận nhà thầu thiếu máy móc và nhân công lành nghề, nhất là thợ hàn và thợ lái cần cẩu.",
    "Người dân mong được bồi thường thỏa đáng, sớm có chỗ ở mới và giữ được nghề cũ.",
    "Hiện chưa rõ khi nào nhà thầu bàn giao đoạn cuối, song các bên cam kết phối hợp chặt chẽ hơn.",
    "Cuối tuần trước, hàng trăm người kéo tới trụ sở xã để nghe giải thích về bản đồ quy hoạch và giá đất.",
    "Đại diện doanh nghiệp nói việc mua đất đá từ tỉnh bên làm chi phí vận chuyển đội lên, trong khi đơn giá trong hợp đồng không đổi.",
    "Chính quyền địa phương đề nghị bộ cho phép khai thác cát ở hai bãi bồi ven sông, đồng thời giám sát chặt việc chở quá tải.",
    "Ở đầu cầu phía bắc, công nhân dựng lán trại ngay trên mặt đê, nấu ăn tập thể và thay ca liên tục để giữ nhịp đổ bê tông.",
    "Một chủ quán nước kể rằng từ khi công trường rào chắn, khách vắng hẳn, song bà tin cây cầu sẽ giúp con cháu đi học gần hơn.",
    "Nhóm kỹ sư trẻ phụ trách đo lún cho biết nền đất yếu đòi hỏi nhiều lớp vải địa kỹ thuật và phải chờ cố kết đủ lâu.",
    "Các chuyên gia độc lập khuyến nghị lấy ý kiến rộng rãi, công khai số liệu đo đạc và mời cơ quan kiểm toán tham gia từ sớm.",
)


def built(size: int) -> str:
    """Paragraphs of the sentences, at least `size` bytes of them."""
    paragraphs: list[str] = []
    length = 0
    for start in itertools.count():
        order = SENTENCES[start % len(SENTENCES) :] + SENTENCES[: start % len(SENTENCES)]
        paragraphs.append(" ".join(order[:5]))
        length += len(paragraphs[-1].encode()) + 1
        if length >= size:
            break
    return "\n".join(paragraphs)


def megabytes_per_second(read: Callable[[str], object], texts: list[str]) -> float:
    """Megabytes of `texts` read in a second of CPU time."""
    started = time.process_time()
    for text in texts:
        read(text)
    return sum(len(t.encode()) for t in texts) / 1e6 / (time.process_time() - started)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", type=Path, help="read this UTF-8 text, a paragraph a line, in place of the one built here")
    parser.add_argument("--megabytes", type=float, default=2.0, help="size of the text built here")
    options = parser.parse_args()
    text = options.file.read_text(encoding="utf-8") if options.file else built(int(options.megabytes * 1e6))
    paragraphs = text.splitlines()
    find_dates(SENTENCES[0], PUBLISHED)
    count = len(find_dates(text, PUBLISHED))
    size = len(text.encode()) / 1e6
    print(f"{size:.1f} MB, {count} time expressions")
    print(f"vnews_entities, a paragraph a call  {megabytes_per_second(lambda t: find_dates(t, PUBLISHED), paragraphs):6.2f} MB/s")
    print(f"vnews_entities, the text in one call {megabytes_per_second(lambda t: find_dates(t, PUBLISHED), [text]):5.2f} MB/s")
    try:
        from dateparser.search import search_dates
    except ImportError:
        print("dateparser is not installed")
        return 0
    some = paragraphs[: max(1, len(paragraphs) // PEER_SHARE)]
    search_dates(SENTENCES[0], languages=["vi"])
    print(f"dateparser.search_dates             {megabytes_per_second(lambda t: search_dates(t, languages=['vi']), some):6.2f} MB/s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
