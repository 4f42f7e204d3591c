#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "config/carriers.h"

namespace station {

/// What a scanned text is. name() gives the stable names of the JSON answers.
enum class ScanKind {
    Waybill,      ///< A carrier's tracking number, or what may be one.
    Order,        ///< The platform's order number: P and 18 digits.
    Slip,         ///< The code of our own order slip (own_codes.h).
    Sheet,        ///< The small QR of one printed sheet.
    Product,      ///< EAN-13 or EAN-8 of a product.
    SortingCode,  ///< 三段码: another barcode on the label.
    Hub,          ///< 集包地: another barcode on the label.
    Phone,
    Url,
    Command,  ///< PB:CONFIRM and the like.
    Staff,    ///< A staff badge.
    Unknown,
};

enum class Certainty { Certain, Possible };
enum class CheckResult { Ok, Failed, None };

struct CarrierGuess {
    base::CarrierCode code;
    Certainty certainty = Certainty::Possible;
    CheckResult check = CheckResult::None;
};

/// Why a text is not what it almost is; the bench chooses its sentence by it.
enum class ScanFlaw {
    None,
    Empty,
    Truncated,      ///< Begins like a number but is too short.
    Doubled,        ///< The same text twice in a row: two scans in one.
    BadCheckDigit,  ///< The form is right, the check digit is not.
    Garbage,        ///< One repeated character, or longer than any code.
};

/// The answer of `packbench identify`.
struct Identification {
    std::string input;
    std::string normalized;  ///< As matched and stored: half-width, upper case, no white space.
    ScanKind kind = ScanKind::Unknown;
    std::vector<CarrierGuess> carriers;  ///< Certain first, then in the table's order.
    std::vector<std::string> notes;      ///< English sentences for a person at the shell.
    ScanFlaw flaw = ScanFlaw::None;
};

/// Half-width (NFKC), without white space, control characters, zero-width characters and an AIM
/// prefix ("]C1"), upper case. URLs keep their case. At most 4096 bytes are looked at.
std::string normalize_scan(std::string_view text);

/// What a scan is, by its form alone: the bench compares with what it expects before it asks here.
/// Pure; untrusted input of any length. Shapes that several things share (12 digits, 13 digits)
/// give several carriers as "possible" and a note.
Identification identify(std::string_view text, const config::CarrierTable& carriers);

/// Has the text, in capitals, the form of a 三段码 or 大头笔: a first part as they have it ("342",
/// "300A", "L51", one Han character), then one to four more of up to eight characters, apart by
/// spaces or hyphens. Anything looser would take seller codes for sorting codes.
bool is_sorting_code(std::string_view text);

/// Is this what is left of one of the carrier's numbers when a scan lost its end, or its first
/// characters? `normalized` as by normalize_scan(). At least 6 characters. A text that the
/// carrier's own strict patterns know is never a part; one that only its loose ones know is a part
/// when it has 12 characters or fewer, since a cut number of 14 digits and an old one of 12 look
/// alike and the wrong one on a parcel costs more than another scan. Pure.
bool part_of_number(std::string_view normalized, const config::Carrier& carrier,
                    const config::CarrierTable& carriers);

std::string_view name(ScanKind kind);        ///< "sorting_code"
std::string_view name(Certainty certainty);  ///< "certain", "possible"
std::string_view name(CheckResult check);    ///< "ok", "failed", "none"

/// UPU S10: "EA123456785CN". None when the text has another form.
CheckResult check_s10(std::string_view number);
/// Shunfeng: SF and 13 digits, or 12 digits. None when the text has another form. Unofficial.
CheckResult check_sf(std::string_view number);
/// GTIN mod 10 over any number of digits, the last one being the check digit.
bool gtin_check_ok(std::string_view digits);

}  // namespace station
