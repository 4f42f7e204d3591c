#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"

namespace station {

/// The codes that packbench prints itself. All are upper-case ASCII of the QR alphanumeric set, so
/// that they stay small as QR codes, fit Code 128, and survive a keyboard-wedge scanner.
///
///     sheet    PB1.BATCH.SEQUENCE.PRINT.C     "PB1.12.88.1.X"
///     slip     PBO.ORDER                      "PBO.P700297727693109802"
///     command  PB:WORD                        "PB:CONFIRM"
///     staff    PBS.NAME.C                     "PBS.LIN-2.K"
///
/// C is one check character over everything before it: value of each character (0-9, A-Z, 36 for
/// any other) times its position + 1, summed modulo 37, written from 0-9A-Z and '-'. It finds each
/// single wrong character and each swap of neighbours. The shapes never change: sheets printed by
/// an older version are still on the bench.
/// All functions are pure; parsing takes untrusted input.

/// What a physical sheet of paper is: the nth print of a place in a batch.
struct SheetCode {
    std::int64_t batch = 0;  ///< Row of the batch; 0 for a label printed outside of one.
    int sequence = 0;        ///< 1.. in the batch; 0 outside of one.
    int print_number = 1;    ///< 1 is the first print, 2 the first 补打.
    auto operator<=>(const SheetCode&) const = default;
};

std::string sheet_code(std::int64_t batch, int sequence, int print_number);
/// InvalidInput with the reason: not a sheet code, a part that is no number, wrong check character.
base::Result<SheetCode> parse_sheet_code(std::string_view text);

std::string slip_code(const base::OrderNo& order);
/// InvalidInput when it is no slip code or the order number has other characters than A-Z and 0-9.
base::Result<base::OrderNo> parse_slip_code(std::string_view text);

/// What a code on the wall of the bench orders.
enum class BenchCommand {
    Confirm,
    Undo,
    Cancel,
    Help,
    OutOfStock,  ///< An article is missing. "PB:OUT2" says which: the second line.
    Box,         ///< The order goes in one box more.
};
std::string command_code(BenchCommand command);
std::optional<BenchCommand> parse_command_code(std::string_view text);
/// The line that "PB:OUT2" names, 1 to 99; 0 for "PB:OUT" and for any other text.
int line_of_command(std::string_view text);

/// `name`: 1 to 20 of A-Z, 0-9 and '-'. InvalidInput otherwise.
base::Result<std::string> staff_code(std::string_view name);
/// The name on the badge.
base::Result<std::string> parse_staff_code(std::string_view text);

}  // namespace station
