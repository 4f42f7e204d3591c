#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "station/orders/order.h"

namespace station {

/// Values of export cells. All pure; "" and "-" mean "not given" and are nullopt. A failure's
/// message says what was seen and what was expected, without the place.

/// "45.00", "1,234.5", "¥45", "45元" -> fen, exactly; up to 10,000,000 yuan. No negative amounts.
base::Result<std::optional<std::int64_t>> parse_yuan(std::string_view text);
/// "0.25" kg -> 250 g, rounded to the gram; up to 1,000 kg.
base::Result<std::optional<int>> parse_kilograms(std::string_view text);
/// "2" or "2.00" -> 2; 1 to 9,999. Must be given.
base::Result<int> parse_quantity(std::string_view text);
/// As base::parse_beijing(); a date alone is its midnight.
base::Result<std::optional<base::Time>> parse_time(std::string_view text);
/// An order, waybill or article number as text. Refuses what a spreadsheet program has shortened
/// ("1.23457E+17"), because its digits are gone. "" when not given.
base::Result<std::string> parse_number_text(std::string_view text);

/// A value for an import problem, which is kept: in quotes when nobody could be known by it, else
/// only what kind of text it is ("3 Han characters"). In a file with shifted columns it may be a
/// name, a phone or an address.
std::string in_quotes(std::string_view text);

/// Trimmed; control characters (line ends in a note) become single spaces.
std::string clean_text(std::string_view text);
/// Is the text masked ("王**") or encrypted ("#...##", "$$...")?
bool is_hidden(std::string_view text);
/// The receiver's address without its leading province, city and district; "市辖区" and the like
/// stand in no address and are passed over.
std::string address_detail(const IncomingReceiver& receiver);

}  // namespace station
