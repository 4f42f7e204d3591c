#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/divisions.h"
#include "config/settings.h"

namespace station {

enum class Severity {
    Info,    ///< Shown with the order; changes nothing.
    Review,  ///< Waits until a set time before its batch, then goes or stays as configured.
    Hold,    ///< Never reaches a printer until a supervisor releases it.
};

/// The strongest severity of the reasons; Clear where there is none above Info.
enum class Verdict { Clear, Review, Hold };

/// Why an address is doubted. The sentence for people is text("screening." + code, params) of the
/// text tables. Codes never change: they are stored.
struct ScreeningReason {
    std::string code;
    Severity severity = Severity::Info;
    std::string field;  ///< name, phone, province, city, district, detail, or order.
    std::vector<std::pair<std::string, std::string>> params;  ///< For the sentence's placeholders.
};

/// How many orders there were in the window (ScreeningSettings::bulk_window), this one included.
/// Whoever has the orders counts them; recent_orders.h counts in a stream.
struct RecentOrders {
    int of_buyer = 1;      ///< By buyer id, or by phone where there is none.
    int same_address = 1;  ///< Those of them that go to this address and name: could be merged.
    int at_address = 1;    ///< Of whichever buyer, to this address.
    int names_at_address = 1;
};

/// One order's receiver as the source gave it; UTF-8, untrusted. Either the single fields, or
/// everything in `text`. `detail` may repeat province, city and district in front.
struct AddressInput {
    std::string name, phone, province, city, district, detail;
    std::string text;
    std::string seller_flag;    ///< "红旗"
    std::string seller_remark;  ///< "先联系买家"
    RecentOrders recent;
};

/// The receiver as understood: to be stored, printed and compared.
struct ParsedAddress {
    std::string province;  ///< Full names of today: "浙江省". What is unknown stays as written.
    std::string city;      ///< A municipality's name again; a county directly under its province.
    std::string district;  ///< Empty in cities without districts (东莞).
    std::string town;      ///< As written, where the detail begins with one that is known.
    std::string detail;    ///< Without the divisions in front.
    std::string name;
    std::string phone;  ///< Without +86 and extension.
    std::string phone_extension;
};

struct Screening {
    Verdict verdict = Verdict::Clear;
    std::vector<ScreeningReason> reasons;  ///< The strongest first.
    ParsedAddress parsed;
    std::string adcode;  ///< Six digits of the district, else of what is known; may be empty.
};

/// Judges receivers: what is missing, contradicts itself, is junk, masked, a consolidation
/// warehouse, ordered in bulk, or marked by the seller. Pure and deterministic; any thread; about
/// 20 µs each. Rules and severities follow rates measured on real addresses, so that a good one is
/// not held.
///
///     const AddressScreener screener(divisions, settings.screening);
///     const Screening result = screener.screen({.name = ..., .phone = ..., ...});
class AddressScreener {
public:
    /// `divisions` must outlive the screener.
    AddressScreener(const config::Divisions& divisions, config::ScreeningSettings settings);
    Screening screen(const AddressInput& input) const;

private:
    const config::Divisions& divisions_;
    config::ScreeningSettings settings_;
};

std::string_view name(Severity severity);  ///< "info", "review", "hold"
std::string_view name(Verdict verdict);    ///< "clear", "review", "hold"

/// One text for one place, to compare addresses: divisions, then the detail without spaces and
/// punctuation, upper case.
std::string address_key(const ParsedAddress& address);
/// Number with extension: two extensions of one privacy number are two people.
std::string phone_key(const ParsedAddress& address);

}  // namespace station
