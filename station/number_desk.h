#pragma once
#include <filesystem>

#include "base/result.h"
#include "station/number_views.h"

namespace station {

struct Actor;

/// What people do about numbers: the part of the Station for the numbers page. Thread rule and
/// promises as of Station.
class NumberDesk {
public:
    virtual ~NumberDesk() = default;

    /// A wish that was refused or parked: "the number is X", "no number was given, ask again",
    /// "cancel" (the order is held then). NotFound (error.wish_unknown), Conflict
    /// (error.wish_state, error.number_taken), InvalidInput (error.number_wrong,
    /// error.routing_missing, error.reason_missing).
    virtual base::Result<WishView> resolve(WishRow, const WishDecision&, const Actor&) = 0;
    /// Ticks an unused number as voided at its carrier, or takes the tick back.
    /// NotFound (error.void_unknown), Conflict (error.void_state).
    virtual base::Result<VoidView> mark_void(VoidRow, bool done, const Actor&) = 0;
    /// The orders that need a number, for the carrier's system; into the data folder's
    /// number-requests/, or to `path`. An empty carrier: all whose numbers come by sheet.
    /// Conflict (error.nothing_to_request) if none is due.
    virtual base::Result<RequestFileView> write_request(const base::CarrierCode& carrier, bool xlsx,
                                                        const std::filesystem::path& path,
                                                        const Actor&) = 0;
};

}  // namespace station
