#pragma once
#include <optional>
#include <string>
#include <vector>

#include "station/number_views.h"
#include "station/store/context.h"
#include "station/waybills/number_provider.h"
#include "station/waybills/wish_states.h"

namespace station {

/// One wish for a number, with what is needed to go on with it.
struct WishRecord {
    WishRow id;
    std::string key;
    base::ParcelRow parcel;
    base::OrderRow order;
    base::OrderNo order_no;
    std::string source;
    base::CarrierCode carrier;
    WishState state = WishState::Wished;
    std::string number, sorting_code, hub_code, hub_name;
    int attempts = 0;  ///< Calls since it was last put on by a person.
    std::string error_key, message;
    base::Time state_at{};
    bool parcel_void = false;
    bool parcel_numbered = false;
    std::string receiver_hash;  ///< For whom it was first asked.
};

/// What changes with a wish's state.
struct WishChange {
    std::string actor = "station";
    std::string error_key{}, message{};
    std::optional<base::Time> next_at{};
    const NumberAnswer* answer = nullptr;  ///< Its number, routing and reference are kept.
};

/// The wishes for numbers in the database. Station thread; changes work in the caller's
/// transaction.
class Wishes {
public:
    explicit Wishes(const Context& context) : context_(context) {}

    /// Commits the wish before anything is asked. Its key is the order number and which parcel of
    /// the order it is: it stays the same through restarts, backups and a new installation.
    base::Status make(base::ParcelRow parcel, base::OrderRow order, const std::string& source,
                      const base::CarrierCode& carrier);
    base::Result<std::optional<WishRecord>> find(const std::string& key) const;
    base::Result<WishRecord> find(WishRow id) const;  ///< NotFound (error.wish_unknown).
    /// The newest wish of a parcel that is neither granted nor cancelled.
    base::Result<std::optional<WishRecord>> open_of(base::ParcelRow parcel) const;
    /// The oldest wish that may be asked now.
    base::Result<std::optional<WishRecord>> next_due(const std::string& source) const;
    base::Result<std::vector<WishRecord>> in_state(WishState state) const;
    /// Moves a wish by one event, checked, with its audit line.
    base::Result<WishState> apply(const WishRecord& wish, WishEvent event,
                                  const WishChange& change);

private:
    Context context_;
};

/// Keyed hash of the receiver as the order says now: a number belongs to one receiver.
base::Result<std::string> receiver_hash(const Context& context, base::OrderRow order);

/// May a text be a waybill number at all: 6 to 40 capital letters, digits and hyphens.
bool is_number_like(std::string_view number);

/// Is the number on a parcel, in a sheet or on the to-void list already?
base::Result<bool> number_in_use(Session& db, const std::string& number);

}  // namespace station
