#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/ids.h"
#include "station/store/context.h"
#include "station/waybills/sheet_numbers.h"
#include "station/waybills/void_numbers.h"
#include "station/waybills/wishes.h"

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
    std::string hub_code{};
    /// A provider was asked, or will be: no number yet, and none of these fields is set.
    bool waiting = false;
};

/// A source over the network that can serve now, and whom.
struct RemoteSource {
    std::set<base::CarrierCode> carriers;
    std::set<base::CarrierCode> empty;  ///< Those whose balance is used up.
};

/// How many numbers a carrier's ranges still have.
struct NumbersLeft {
    base::CarrierCode carrier;
    std::int64_t left = 0;
    std::int64_t low_water = 0;
};

/// Gives numbers to parcels: the one that came with the order, else from the first source of the
/// settings that can serve its carrier (docs/numbers.md). Runs on the station thread; the same
/// parcel always gets the same number.
class Numbers {
public:
    explicit Numbers(const Context& context)
        : context_(context), wishes_(context), sheets_(context), voids_(context) {}

    /// Which sources over the network work; none until this was called.
    void set_remote(const std::string& source, RemoteSource remote) {
        remote_[source] = std::move(remote);
    }

    /// Brings the table of ranges in line with the settings; what was used stays used.
    base::Status sync_ranges();

    /// The order's live parcel with a number, made in the open transaction where it is missing, or
    /// `waiting` with a wish that the caller commits. A number that was given for another receiver
    /// or routing than the order's of today is put on the to-void list and replaced.
    /// NeedsOperator with a key when no label may be printed: error.numbers_exhausted,
    /// error.no_number_range, error.number_not_in_sheet, error.no_number_source,
    /// error.number_refused, error.number_parked, error.routing_missing, error.number_taken,
    /// error.carrier_unknown.
    ///
    /// `box`: which of the order's boxes (station/batches/boxes.h). One after the first gets a
    /// number of its own of the same carrier; never the export's, which is the first one's.
    base::Result<NumberedParcel> assign(base::OrderRow order, const std::string& actor,
                                        int box = 1);

    /// Binds a number of a pre-numbered label to the parcel of the order's box, in the open
    /// transaction.
    base::Result<base::ParcelRow> adopt(base::OrderRow order, const base::WaybillNumber& number,
                                        const base::CarrierCode& carrier, const std::string& actor,
                                        int box = 1);

    base::Result<std::vector<NumbersLeft>> left() const;
    /// Of the ranges of one carrier.
    base::Result<std::int64_t> left_in_ranges(const base::CarrierCode& carrier) const;

    /// Writes a number that a provider or a person gave onto its parcel, in the open transaction,
    /// and lets the order go on.
    base::Status give(const WishRecord& wish, const NumberAnswer& answer, const std::string& actor);
    /// Refuses a number without the 三段码 that its carrier's labels need.
    base::Status check_routing(const base::CarrierCode& carrier, const std::string& sorting_code,
                               const std::string& order) const;

private:
    struct Order;
    base::Result<base::ParcelRow> parcel_of(base::OrderRow order, const base::CarrierCode& carrier,
                                            int box);
    base::Result<bool> outdated(base::OrderRow order, const Row& parcel) const;
    base::Result<NumberedParcel> of_export(const Order& order, base::ParcelRow parcel,
                                           const std::string& actor);
    base::Result<NumberedParcel> of_sources(const Order& order, base::ParcelRow parcel,
                                            const std::string& actor);
    base::Result<NumberedParcel> write(const Order& order, NumberedParcel numbered,
                                       const std::string& source, bool receiver_known,
                                       const std::string& actor);
    base::Result<bool> request_was_written(base::OrderRow order) const;
    base::Result<base::WaybillNumber> next_of_range(base::ParcelRow parcel,
                                                    const base::CarrierCode& carrier,
                                                    std::string& sorting_code);

    Context context_;
    Wishes wishes_;
    SheetNumbers sheets_;
    VoidNumbers voids_;
    std::map<std::string, RemoteSource> remote_;
};

}  // namespace station
