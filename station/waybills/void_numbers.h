#pragma once
#include <optional>
#include <string>
#include <vector>

#include "station/number_views.h"
#include "station/store/context.h"
#include "station/waybills/wish_states.h"

namespace station {

/// A number that was given and will not be used: its carrier has to be told, or it costs money.
struct VoidRecord {
    VoidRow id{};
    base::WaybillNumber number;
    base::CarrierCode carrier;
    std::string source;      ///< Of the settings, or "export", "bench", "person".
    std::string wish_key{};  ///< Empty where no provider was asked.
    base::ParcelRow parcel{};
    base::OrderNo order_no;
    std::string reason;  ///< refused, order_ended, address_changed, replaced, not_needed
    VoidState state = VoidState::Open;
    base::Time at{}, state_at{};
    std::string actor{}, result{};
    int attempts = 0;
};

/// The to-void list. Station thread; changes work in the caller's transaction.
class VoidNumbers {
public:
    explicit VoidNumbers(const Context& context) : context_(context) {}

    /// Puts a number on the list; nothing happens where it stands there already.
    base::Status add(const VoidRecord& number, const std::string& actor);
    /// Puts what orders left behind on the list: parcels that are void, orders that have ended,
    /// sheet rows nobody will use. A transaction of its own where there is something. How many.
    base::Result<int> sweep();
    /// Takes the order's numbers off the list that are in use again. The caller asks for `voided`
    /// first: those the carrier has taken back must not be used again.
    base::Status used_again(base::OrderRow order, const std::string& actor);
    /// How many of the order's numbers are void at the carrier, or about to be.
    base::Result<int> voided(base::OrderRow order) const;

    base::Result<VoidRecord> find(VoidRow id) const;  ///< NotFound (error.void_unknown).
    base::Result<std::optional<VoidRecord>> find(const base::WaybillNumber& number) const;
    /// The oldest open number of a source that its provider may be asked to take back.
    base::Result<std::optional<VoidRecord>> next_due(const std::string& source,
                                                     base::Time added_before) const;
    base::Result<std::vector<VoidRecord>> in_state(VoidState state) const;
    /// The newest first; all states but withdrawn.
    static base::Result<std::vector<VoidRecord>> list(Session& db);

    struct Change {
        std::string actor = "station";
        std::string result{};
        std::optional<base::Time> next_at{};
        bool person_now = false;  ///< The provider will not be asked again.
    };
    base::Result<VoidState> apply(const VoidRecord& number, VoidEvent event, const Change& change);

private:
    base::Status give_up_outdated();
    base::Result<int> sweep_parcels();
    base::Result<int> sweep_sheets();
    Context context_;
};

/// A number that its provider was asked to take back this often is left to a person.
inline constexpr int kVoidAttempts = 5;

}  // namespace station
