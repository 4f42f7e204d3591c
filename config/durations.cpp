#include <algorithm>
#include <array>

#include "base/text.h"
#include "config/toml_reader.h"

namespace config {

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    struct Unit {
        std::string_view name;
        std::int64_t millis;
    };
    constexpr std::array<Unit, 5> kUnits = {
        {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};
    std::int64_t total = 0;
    std::int64_t last_unit = 0;
    text = base::trim(text);
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        std::int64_t value = 0;
        std::size_t digits = 0;
        while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9' && digits < 9)
            value = value * 10 + (text[digits++] - '0');
        std::size_t letters = digits;
        while (letters < text.size() && text[letters] >= 'a' && text[letters] <= 'z') ++letters;
        const std::string_view name = text.substr(digits, letters - digits);
        const auto* unit = std::ranges::find(kUnits, name, &Unit::name);
        // Units only get smaller: "1h30m", not "30m1h".
        if (digits == 0 || unit == kUnits.end() || (last_unit != 0 && unit->millis >= last_unit))
            return std::nullopt;
        last_unit = unit->millis;
        total += value * unit->millis;
        text.remove_prefix(letters);
    }
    return std::chrono::milliseconds{total};
}

std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text) {
    text = base::trim(text);
    if (text.size() == 4) {  // "9:30"
        if (text[1] != ':') return std::nullopt;
    } else if (text.size() != 5 || text[2] != ':') {
        return std::nullopt;
    }
    const std::size_t colon = text.find(':');
    int parts[2] = {0, 0};
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == colon) continue;
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        int& part = parts[i < colon ? 0 : 1];
        part = part * 10 + (text[i] - '0');
    }
    if (parts[0] > 23 || parts[1] > 59) return std::nullopt;
    return std::chrono::minutes{parts[0] * 60 + parts[1]};
}

}  // namespace config
