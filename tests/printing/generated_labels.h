#pragma once
#include <iterator>
#include <random>
#include <string>

#include "tests/printing/label_samples.h"

namespace printing {

/// The n-th of many different labels: numbers of every carrier's form, addresses, notes and items
/// of every length. Always the same for the same n.
inline LabelContent generated_label(int n) {
    std::mt19937 random(static_cast<unsigned>(n) * 2654435761U);
    const auto pick = [&](unsigned limit) { return static_cast<int>(random() % limit); };
    const auto digits = [&](int count) {
        std::string text;
        for (int i = 0; i < count; ++i) text += static_cast<char>('0' + pick(10));
        return text;
    };
    LabelContent content = n % 3 == 0 ? full_label() : everyday_label();
    switch (n % 6) {
        case 0:
            content.number = "SF" + digits(13);
            break;
        case 1:
            content.number = "78" + digits(12);
            break;
        case 2:
            content.number = "YT" + digits(13);
            break;
        case 3:
            content.number = "77" + digits(13);
            break;
        case 4:
            content.number = "JDVA" + digits(11);
            break;
        default:
            content.number = "98" + digits(11);
            break;
    }
    static const char* kPieces[] = {"文一西路",      "1218号",      "恒生科技园", "3栋",
                                    "2单元",         "1001室",      "仓前街道",   "䶮祥里",
                                    "gjpqy Tower B", "（菜鸟驿站）"};
    content.receiver.detail.clear();
    for (int i = 0, pieces = 2 + pick(14); i < pieces; ++i)
        content.receiver.detail += kPieces[pick(std::size(kPieces))];
    content.receiver.phone = "139" + digits(8);
    content.sorting_code = digits(3) + "-" + digits(2) + "-" + digits(3);
    content.buyer_note = repeated("轻拿轻放，谢谢！", pick(12));
    for (auto& item : content.items) item.quantity = 1 + pick(20);
    content.sequence = n + 1;
    content.batch_size = 300;
    content.print_number = 1 + n % 2;
    content.sheet_code = "PB:2611241:" + std::to_string(n + 1) + ":" + std::to_string(1 + n % 2);
    return content;
}

}  // namespace printing
