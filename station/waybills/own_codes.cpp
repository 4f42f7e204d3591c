#include "station/waybills/own_codes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "base/text.h"

namespace station {
namespace {

constexpr std::string_view kSheet = "PB1.";
constexpr std::string_view kSlip = "PBO.";
constexpr std::string_view kStaff = "PBS.";
constexpr std::string_view kCheckCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-";

constexpr std::string_view kOut = "PB:OUT";

constexpr std::array<std::pair<BenchCommand, std::string_view>, 6> kCommands = {
    {{BenchCommand::Confirm, "PB:CONFIRM"},
     {BenchCommand::Undo, "PB:UNDO"},
     {BenchCommand::Cancel, "PB:CANCEL"},
     {BenchCommand::Help, "PB:HELP"},
     {BenchCommand::OutOfStock, kOut},
     {BenchCommand::Box, "PB:BOX"}}};

char check_character(std::string_view text) {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        std::size_t value = 36;
        if (c >= '0' && c <= '9') value = static_cast<std::size_t>(c - '0');
        if (c >= 'A' && c <= 'Z') value = static_cast<std::size_t>(c - 'A') + 10;
        // The weight may not be a multiple of 37, or its character would not count.
        sum += value * (i % 36 + 1);
    }
    return kCheckCharacters[sum % kCheckCharacters.size()];
}

/// Canonical only: no sign, no leading zero, so that one sheet has one code.
template <typename Number>
bool read_number(std::string_view text, Number& out) {
    if (text.empty() || (text.size() > 1 && text.front() == '0')) return false;
    if (!std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size();
}

bool is_badge_name(std::string_view name) {
    return !name.empty() && name.size() <= 20 && std::ranges::all_of(name, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-';
    });
}

std::unexpected<base::Error> no_code(std::string message) {
    return base::fail(base::ErrorCode::InvalidInput, std::move(message));
}

}  // namespace

std::string sheet_code(std::int64_t batch, int sequence, int print_number) {
    std::string code = std::string(kSheet) + std::to_string(batch) + "." +
                       std::to_string(sequence) + "." + std::to_string(print_number) + ".";
    code += check_character(code);
    return code;
}

base::Result<SheetCode> parse_sheet_code(std::string_view text) {
    if (!text.starts_with(kSheet) || text.size() > 60) return no_code("not a sheet code");
    const std::vector<std::string_view> parts = base::split(text, '.');
    SheetCode sheet;
    if (parts.size() != 5 || parts[4].size() != 1 || !read_number(parts[1], sheet.batch) ||
        !read_number(parts[2], sheet.sequence) || !read_number(parts[3], sheet.print_number) ||
        sheet.print_number < 1)
        return no_code("a sheet code reads PB1.BATCH.SEQUENCE.PRINT.CHECK");
    if (check_character(text.substr(0, text.size() - 1)) != text.back())
        return no_code("the check character of the sheet code is wrong");
    return sheet;
}

std::string slip_code(const base::OrderNo& order) {
    return std::string(kSlip) + order.str();
}

base::Result<base::OrderNo> parse_slip_code(std::string_view text) {
    if (!text.starts_with(kSlip)) return no_code("not a slip code");
    const std::string_view order = text.substr(kSlip.size());
    const bool good =
        !order.empty() && order.size() <= 40 && std::ranges::all_of(order, [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
        });
    if (!good) return no_code("a slip code reads PBO. and the order number");
    return base::OrderNo(std::string(order));
}

std::string command_code(BenchCommand command) {
    for (const auto& [known, code] : kCommands) {
        if (known == command) return std::string(code);
    }
    return {};
}

std::optional<BenchCommand> parse_command_code(std::string_view text) {
    for (const auto& [command, code] : kCommands) {
        if (code == text) return command;
    }
    if (line_of_command(text) > 0) return BenchCommand::OutOfStock;
    return std::nullopt;
}

int line_of_command(std::string_view text) {
    int line = 0;
    if (!text.starts_with(kOut) || text.size() > kOut.size() + 2 ||
        !read_number(text.substr(kOut.size()), line))
        return 0;
    return line;
}

base::Result<std::string> staff_code(std::string_view name) {
    if (!is_badge_name(name)) {
        return no_code("a badge name has 1 to 20 of A-Z, 0-9 and '-'; found '" +
                       std::string(name.substr(0, 40)) + "'");
    }
    std::string code = std::string(kStaff) + std::string(name) + ".";
    code += check_character(code);
    return code;
}

base::Result<std::string> parse_staff_code(std::string_view text) {
    if (!text.starts_with(kStaff)) return no_code("not a staff badge");
    const std::vector<std::string_view> parts = base::split(text, '.');
    if (parts.size() != 3 || parts[2].size() != 1 || !is_badge_name(parts[1]))
        return no_code("a staff badge reads PBS.NAME.CHECK");
    if (check_character(text.substr(0, text.size() - 1)) != text.back())
        return no_code("the check character of the staff badge is wrong");
    return std::string(parts[1]);
}

}  // namespace station
