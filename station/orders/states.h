#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"

namespace station {

/// Where an order stands. Stored by name; the names never change.
enum class OrderState {
    Pulled,       ///< Delivered by a source, not judged yet.
    Screened,     ///< Judged; may get a number and a label.
    Held,         ///< Waits for a supervisor; never reaches a printer.
    Refused,      ///< A supervisor decided not to ship it.
    Numbered,     ///< Its parcel has a waybill number.
    Queued,       ///< A label job exists and is not finished.
    Printed,      ///< Its label is on paper, or sent to a printer that cannot tell.
    Packed,       ///< The label was scanned onto the right parcel.
    Shipped,      ///< Handed over for ship-confirm.
    Intercepted,  ///< A refund, a cancellation or a person stopped it: must not leave.
    Closed,       ///< Ended by the platform or shipped elsewhere; no work left.
};

enum class OrderEvent {
    JudgedFit,    ///< Screening found nothing that holds it.
    JudgedUnfit,  ///< Screening holds it.
    Hold,         ///< A supervisor.
    Release,      ///< A supervisor.
    Refuse,       ///< A supervisor.
    NumberGiven,
    LabelQueued,
    LabelPrinted,      ///< Evidence, or sent without evidence, or settled by a person.
    LabelWithdrawn,    ///< The job ended without paper: cancelled.
    LabelUnprintable,  ///< Proof or rendering refused it: a person must look.
    Bound,
    UnboundPrinted,   ///< Undo of a binding; a printed label exists.
    UnboundNumbered,  ///< Undo of a binding; the number came from a pre-numbered label.
    HandedOver,       ///< Written into a ship file, or confirmed by the platform.
    Intercept,
    TakenOut,  ///< Its row was left out of a ship file made anew: it must not leave.
    Close,
    ResumeUnprinted,  ///< The reason for the interception is gone; no number yet.
    ResumeNumbered,   ///< ... a number, no paper.
    ResumePrinted,    ///< ... a printed label. Also a release of an order held after printing.
    RolledBack,       ///< The import that changed or numbered it was undone. Judged anew.
    Reopen,           ///< A person: the platform says again that it is to be shipped.
    Unmerged,         ///< It travelled in another order's parcel, and gets one of its own now.
};

struct OrderTransition {
    OrderState from;
    OrderEvent event;
    OrderState to;
};

/// Every allowed transition; what is not in it is refused.
std::span<const OrderTransition> order_transitions();
/// Conflict, naming both, when the event is not allowed in the state.
base::Result<OrderState> next(OrderState state, OrderEvent event);

std::string_view name(OrderState state);  ///< "pulled"
std::string_view name(OrderEvent event);  ///< "judged_fit"
std::optional<OrderState> order_state(std::string_view name);
std::span<const OrderState> all_order_states();

}  // namespace station
