#include "station/screening/text_rules.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace station {
namespace {

bool is_digit(char32_t c) {
    return c >= U'0' && c <= U'9';
}
bool is_latin(char32_t c) {
    return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}
char32_t lower(char32_t c) {
    return c >= U'A' && c <= U'Z' ? c - U'A' + U'a' : c;
}

std::string piece(std::u32string_view text) {
    return base::to_utf8(text.substr(0, 20));
}

/// Calls `visit` with each longest run of characters that `in` accepts; the first result that found
/// something is given back.
template <typename In, typename Visit>
JunkFound each_run(std::u32string_view text, In in, Visit visit) {
    for (std::size_t i = 0; i < text.size();) {
        if (!in(text[i])) {
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < text.size() && in(text[end])) ++end;
        if (JunkFound found = visit(text.substr(i, end - i)); found.junk != Junk::None)
            return found;
        i = end;
    }
    return {};
}

JunkFound find_repeat(std::u32string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i + 1;
        while (end < text.size() && text[end] == text[i]) ++end;
        const std::size_t length = end - i;
        // 8888号 and 1111室 exist; five equal digits hardly do.
        const bool letter = is_latin(text[i]) || base::is_han(text[i]);
        if ((letter && length >= 4) || (is_digit(text[i]) && length >= 6))
            return {Junk::Repeated, piece(text.substr(i, length))};
        if (text[i] == U'*' && length >= 2) return {Junk::Masked, piece(text.substr(i, length))};
        i = end;
    }
    return {};
}

/// Length of the longest part of `word` that lies on one row of the keyboard, either way.
std::size_t keyboard_run(std::u32string_view word) {
    static constexpr std::array<std::u32string_view, 5> kRows = {
        U"qwertyuiop", U"asdfghjkl", U"zxcvbnm", U"qazwsxedcrfvtgb", U"abcdefghijklmnopqrstuvwxyz"};
    std::size_t longest = 0;
    for (const std::u32string_view row : kRows) {
        std::size_t up = 1;
        std::size_t down = 1;
        for (std::size_t i = 1; i < word.size(); ++i) {
            const std::size_t before = row.find(word[i - 1]);
            const std::size_t now = row.find(word[i]);
            const bool both = before != row.npos && now != row.npos;
            up = both && now == before + 1 ? up + 1 : 1;
            down = both && before == now + 1 ? down + 1 : 1;
            longest = std::max({longest, up, down});
        }
    }
    return longest;
}

bool is_gibberish(std::u32string_view word) {
    std::size_t consonants = 0;
    std::size_t most = 0;
    bool vowel = false;
    for (const char32_t c : word) {
        const bool is_vowel = std::u32string_view(U"aeiouy").find(c) != std::u32string_view::npos;
        vowel = vowel || is_vowel;
        consonants = is_vowel ? 0 : consonants + 1;
        most = std::max(most, consonants);
    }
    if (!vowel || most >= 6) return true;
    // dfgdfg, qweqwe, abcabc: a piece of two or three letters, again and again.
    for (const std::size_t period : {std::size_t{2}, std::size_t{3}}) {
        if (word.size() < period * 2 || word.size() < 6) continue;
        bool repeats = true;
        for (std::size_t i = period; i < word.size(); ++i)
            repeats = repeats && word[i] == word[i - period];
        if (repeats) return true;
    }
    return false;
}

JunkFound find_latin_junk(std::u32string_view text) {
    return each_run(text, is_latin, [](std::u32string_view run) -> JunkFound {
        std::u32string word;
        for (const char32_t c : run) word.push_back(lower(c));
        const std::size_t keyboard = keyboard_run(word);
        // property and liberty hold four keys of a row, first and defghi none that are words.
        const bool property = word.find(U"erty") != word.npos && keyboard == 4 && word.size() > 4;
        if (keyboard >= 4 && !property && keyboard * 2 >= word.size())
            return {Junk::KeyboardRun, piece(run)};
        if (word == U"test" || word == U"tests" || word == U"testing" || word == U"xxx" ||
            word == U"aaa")
            return {Junk::TestWord, piece(run)};
        if (run.size() >= 6 && is_gibberish(word)) return {Junk::Gibberish, piece(run)};
        return {};
    });
}

JunkFound find_digit_junk(std::u32string_view text) {
    return each_run(text, is_digit, [](std::u32string_view run) -> JunkFound {
        if (run.size() >= 7) return {Junk::DigitRun, piece(run)};
        const bool counting = run == U"123456" || run == U"654321" || run == U"012345";
        return counting ? JunkFound{Junk::DigitRun, piece(run)} : JunkFound{};
    });
}

JunkFound find_test_word(std::string_view text) {
    static constexpr std::array<std::string_view, 17> kWords = {
        "随便",     "勿发",     "别发货",   "不要发货", "不用发货",   "无需发货",
        "请勿发货", "瞎填",     "乱填",     "乱写",     "不知道地址", "没有地址",
        "地址保密", "地址不详", "同上地址", "空白地址", "测试"};
    for (const std::string_view word : kWords) {
        const std::size_t at = text.find(word);
        if (at == text.npos) continue;
        if (word == "测试") {
            // 检测试验站, 软件测试中心: real places.
            const std::string_view behind = text.substr(at + word.size());
            const bool inside = at >= 3 && text.substr(at - 3).starts_with("检测试");
            const bool place = std::ranges::any_of(
                std::array<std::string_view, 9>{"中心", "基地", "公司", "研究", "技术", "楼", "所",
                                                "大厦", "场"},
                [&](std::string_view next) { return behind.starts_with(next); });
            if (inside || place) continue;
        }
        return {Junk::TestWord, std::string(word)};
    }
    return {};
}

}  // namespace

JunkFound find_junk(std::string_view text) {
    if (text.empty()) return {};
    if (text.starts_with("##") || text.starts_with("$$") || text.starts_with("~~"))
        return {Junk::Encrypted, std::string(text.substr(0, 2))};
    const std::u32string wide = base::to_utf32(text);
    const bool readable = std::ranges::any_of(wide, [](char32_t c) {
        return is_digit(c) || is_latin(c) || base::is_han(c) || c == U'*';
    });
    if (!readable) return {Junk::NothingReadable, piece(wide)};
    if (JunkFound found = find_repeat(wide); found.junk != Junk::None) return found;
    if (JunkFound found = find_test_word(text); found.junk != Junk::None) return found;
    if (JunkFound found = find_latin_junk(wide); found.junk != Junk::None) return found;
    return find_digit_junk(wide);
}

std::string_view code(Junk junk) {
    switch (junk) {
        case Junk::None:
            break;
        case Junk::Masked:
            return "masked";
        case Junk::Encrypted:
            return "encrypted";
        case Junk::Repeated:
            return "junk_repeated";
        case Junk::KeyboardRun:
            return "junk_keyboard";
        case Junk::Gibberish:
            return "junk_gibberish";
        case Junk::TestWord:
            return "junk_test_word";
        case Junk::DigitRun:
            return "digit_run";
        case Junk::NothingReadable:
            return "junk_unreadable";
    }
    return {};
}

bool has_number(std::string_view text) {
    const std::u32string wide = base::to_utf32(text);
    constexpr std::u32string_view kUnits = U"号栋幢座楼室单元组队弄层巷期区";
    for (std::size_t i = 0; i < wide.size(); ++i) {
        if (is_digit(wide[i])) return true;
        const bool chinese = std::u32string_view(U"一二三四五六七八九十百甲乙丙丁").find(wide[i]) !=
                             std::u32string_view::npos;
        if (chinese && i + 1 < wide.size() && kUnits.find(wide[i + 1]) != kUnits.npos) return true;
    }
    return false;
}

bool has_place_word(std::string_view text) {
    static constexpr std::array<std::string_view, 49> kWords = {
        "路",   "街",   "巷",   "弄",   "道",   "村",   "屯",   "庄",   "寨",   "组",
        "小区", "花园", "公寓", "家园", "社区", "新城", "广场", "大厦", "大楼", "中心",
        "苑",   "园",   "府",   "湾",   "城",   "店",   "厂",   "公司", "市场", "商场",
        "学校", "小学", "中学", "大学", "学院", "医院", "银行", "酒店", "宾馆", "局",
        "所",   "院",   "站",   "场",   "楼",   "里",   "坊",   "营",   "队"};
    return std::ranges::any_of(kWords,
                               [&](std::string_view word) { return text.find(word) != text.npos; });
}

}  // namespace station
