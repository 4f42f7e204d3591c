#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"

/// What the numbers page shows; docs/api.md names every field. No personal data.
namespace station {

using WishRow = base::RowId<struct WishRowTag>;
using VoidRow = base::RowId<struct VoidRowTag>;

/// One carrier before the next batch: "need 142, have 97".
struct NumbersForecastView {
    base::CarrierCode carrier;
    std::string name;
    int need = 0;  ///< Orders ready for a label that have no number in any form.
    int covered =
        0;  ///< Ready orders whose number has come: with the order, in a sheet, asked for.
    std::optional<std::int64_t>
        have;         ///< In ranges and accounts; nothing: an account's is unknown.
    int missing = 0;  ///< 0 where have is unknown.
    std::vector<std::string> sources;  ///< Kinds that serve the carrier, in order.
};

struct NumberBalanceView {
    std::string source;
    base::CarrierCode carrier;
    std::string name;
    std::optional<std::int64_t> left;
    bool low = false;
    std::optional<base::Time> at;  ///< Of accounts: when it was asked.
    std::string error_key, message;
};

struct NumberSourceView {
    std::string name, kind;
    std::string error_key, message;  ///< Empty: it works.
    std::optional<base::Time> since;
    int calls_today = 0, calls_per_day = 0;  ///< 0: no calls.
};

struct WishView {
    WishRow id;
    base::OrderNo order_no;
    std::string key, source, state, error_key, message;
    base::CarrierCode carrier;
    std::string carrier_name;
    std::string number, sorting_code, hub_name;  ///< What the source said, where it said anything.
    int attempts = 0;
    base::Time since{};
    std::vector<std::string> actions;  ///< number, again, cancel
};

struct VoidView {
    VoidRow id;
    base::WaybillNumber number;
    base::CarrierCode carrier;
    std::string carrier_name, source, reason, state;
    base::OrderNo order_no;
    base::Time at{};
    std::string how;  ///< automatic, platform, phone
    std::string service_phone, result, actor;
    std::optional<base::Time> done_at;
    bool overdue = false;
    std::vector<std::string> actions;  ///< done, undo
};

struct RequestFileView {
    std::string name;
    base::CarrierCode carrier;
    int rows = 0;
    base::Time at{};
    std::optional<base::Time> deleted_at;
};

struct NumbersView {
    std::vector<NumbersForecastView> forecast;
    std::vector<NumberSourceView> sources;
    std::vector<NumberBalanceView> balances;
    int sheet_waiting = 0;         ///< Numbers in sheets whose order is here and not printed yet.
    int sheet_unmatched = 0;       ///< ... whose order has not come.
    int wished = 0;                ///< Asked for, not answered.
    std::vector<WishView> wishes;  ///< Refused and parked ones, oldest first.
    std::vector<VoidView> voids;
    std::vector<RequestFileView> request_files;
};

/// What a person says of a wish that waits for one.
struct WishDecision {
    enum class Kind { Number, Again, Cancel } kind = Kind::Again;
    std::string number, sorting_code, hub_name;  ///< Of Number.
    std::string reason;                          ///< Needed for Again and Cancel.
};

}  // namespace station
