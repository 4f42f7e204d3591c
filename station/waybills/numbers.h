#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "station/store/context.h"

namespace station {

/// What the carrier table of the settings looks at.
struct RoutingFacts {
    std::string buyer_note;
    std::string seller_remark;
    std::string province;
    std::vector<std::string> seller_codes;
    int weight_g = 0;
};

struct Route {
    base::CarrierCode carrier;
    std::string rule;  ///< For people: "rule 2", "default".
};

/// The first rule that matches, else the default carrier. Pure.
Route choose_carrier(const config::Settings& settings, const RoutingFacts& facts);

/// A parcel with all that its label and the courier need.
struct NumberedParcel {
    base::ParcelRow parcel;
    base::WaybillNumber number;
    base::CarrierCode carrier;
    std::string sorting_code, hub_name;
};

/// How many numbers a carrier's ranges still have.
struct NumbersLeft {
    base::CarrierCode carrier;
    std::int64_t left = 0;
    std::int64_t low_water = 0;
};

/// Gives numbers to parcels: from the export's own columns where the order has one, else from the
/// bought ranges. Runs on the station thread; the same parcel always gets the same number.
class Numbers {
public:
    explicit Numbers(const Context& context) : context_(context) {}

    /// Brings the table of ranges in line with the settings; what was used stays used.
    base::Status sync_ranges();

    /// The order's live parcel with a number, made in the open transaction where it is missing.
    /// NeedsOperator with a key when no label may be printed: error.numbers_exhausted,
    /// error.no_number_range, error.routing_missing, error.number_taken, error.carrier_unknown.
    base::Result<NumberedParcel> assign(base::OrderRow order, const std::string& actor);

    /// Binds a number of a pre-numbered label to the order's parcel, in the open transaction.
    base::Result<base::ParcelRow> adopt(base::OrderRow order, const base::WaybillNumber& number,
                                        const base::CarrierCode& carrier, const std::string& actor);

    base::Result<std::vector<NumbersLeft>> left() const;

private:
    struct OrderFacts;
    base::Result<base::ParcelRow> parcel_of(base::OrderRow order, const base::CarrierCode& carrier);
    base::Result<base::WaybillNumber> next_of_range(base::ParcelRow parcel,
                                                    const base::CarrierCode& carrier,
                                                    std::string& sorting_code);
    base::Status check_routing(const base::CarrierCode& carrier, const std::string& sorting_code,
                               const base::OrderRow& order) const;

    Context context_;
};

}  // namespace station
