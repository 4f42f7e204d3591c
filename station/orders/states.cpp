#include "station/orders/states.h"

#include <array>
#include <string>

namespace station {
namespace {

using S = OrderState;
using E = OrderEvent;

constexpr OrderTransition kTransitions[] = {
    {S::Pulled, E::JudgedFit, S::Screened},
    {S::Pulled, E::JudgedUnfit, S::Held},
    {S::Pulled, E::Intercept, S::Intercepted},
    {S::Pulled, E::Close, S::Closed},

    {S::Screened, E::JudgedFit, S::Screened},
    {S::Screened, E::JudgedUnfit, S::Held},
    {S::Screened, E::Hold, S::Held},
    {S::Screened, E::Refuse, S::Refused},
    {S::Screened, E::NumberGiven, S::Numbered},
    {S::Screened, E::Intercept, S::Intercepted},
    {S::Screened, E::Close, S::Closed},

    {S::Held, E::JudgedFit, S::Screened},
    {S::Held, E::JudgedUnfit, S::Held},
    {S::Held, E::Release, S::Screened},
    {S::Held, E::ResumePrinted, S::Printed},
    {S::Held, E::Refuse, S::Refused},
    {S::Held, E::Intercept, S::Intercepted},
    {S::Held, E::Close, S::Closed},

    {S::Refused, E::JudgedFit, S::Refused},
    {S::Refused, E::JudgedUnfit, S::Refused},
    {S::Refused, E::Release, S::Screened},
    {S::Refused, E::ResumePrinted, S::Printed},
    {S::Refused, E::Intercept, S::Intercepted},
    {S::Refused, E::Close, S::Closed},

    {S::Numbered, E::JudgedFit, S::Numbered},
    {S::Numbered, E::JudgedUnfit, S::Held},
    {S::Numbered, E::Hold, S::Held},
    {S::Numbered, E::Refuse, S::Refused},
    {S::Numbered, E::LabelQueued, S::Queued},
    {S::Numbered, E::Bound, S::Packed},
    {S::Numbered, E::Intercept, S::Intercepted},
    {S::Numbered, E::Close, S::Closed},

    {S::Queued, E::LabelPrinted, S::Printed},
    {S::Queued, E::LabelWithdrawn, S::Numbered},
    {S::Queued, E::LabelUnprintable, S::Held},
    {S::Queued, E::Bound, S::Packed},
    {S::Queued, E::Hold, S::Held},
    {S::Queued, E::JudgedUnfit, S::Held},
    {S::Queued, E::Intercept, S::Intercepted},
    {S::Queued, E::Close, S::Closed},

    {S::Printed, E::LabelQueued, S::Queued},
    {S::Printed, E::LabelPrinted, S::Printed},
    {S::Printed, E::Bound, S::Packed},
    {S::Printed, E::Hold, S::Held},
    {S::Printed, E::Refuse, S::Refused},
    {S::Printed, E::JudgedUnfit, S::Held},
    {S::Printed, E::Intercept, S::Intercepted},
    {S::Printed, E::Close, S::Closed},

    {S::Packed, E::UnboundPrinted, S::Printed},
    {S::Packed, E::UnboundNumbered, S::Numbered},
    {S::Packed, E::HandedOver, S::Shipped},
    {S::Packed, E::Intercept, S::Intercepted},
    {S::Packed, E::Close, S::Closed},

    {S::Shipped, E::Close, S::Closed},
    {S::Shipped, E::TakenOut, S::Intercepted},

    {S::Intercepted, E::Intercept, S::Intercepted},
    {S::Intercepted, E::ResumeUnprinted, S::Screened},
    {S::Intercepted, E::ResumeNumbered, S::Numbered},
    {S::Intercepted, E::ResumePrinted, S::Printed},
    {S::Intercepted, E::Refuse, S::Refused},
    {S::Intercepted, E::Close, S::Closed},

    {S::Pulled, E::RolledBack, S::Pulled},
    {S::Screened, E::RolledBack, S::Pulled},
    {S::Held, E::RolledBack, S::Pulled},
    {S::Refused, E::RolledBack, S::Pulled},
    {S::Numbered, E::RolledBack, S::Pulled},
    {S::Intercepted, E::RolledBack, S::Pulled},
    {S::Closed, E::RolledBack, S::Pulled},
    {S::Closed, E::Reopen, S::Screened},

    {S::Numbered, E::Unmerged, S::Screened},
    {S::Queued, E::Unmerged, S::Screened},
    {S::Printed, E::Unmerged, S::Screened},
};

constexpr std::array kStates = {S::Pulled,   S::Screened,    S::Held,    S::Refused,
                                S::Numbered, S::Queued,      S::Printed, S::Packed,
                                S::Shipped,  S::Intercepted, S::Closed};

}  // namespace

std::span<const OrderTransition> order_transitions() {
    return kTransitions;
}
std::span<const OrderState> all_order_states() {
    return kStates;
}

base::Result<OrderState> next(OrderState state, OrderEvent event) {
    for (const OrderTransition& row : kTransitions) {
        if (row.from == state && row.event == event) return row.to;
    }
    return base::fail(base::ErrorCode::Conflict,
                      "an order that is " + std::string(name(state)) + " does not allow '" +
                          std::string(name(event)) + "'",
                      "error.order_state");
}

std::string_view name(OrderState state) {
    switch (state) {
        case S::Pulled:
            return "pulled";
        case S::Screened:
            return "screened";
        case S::Held:
            return "held";
        case S::Refused:
            return "refused";
        case S::Numbered:
            return "numbered";
        case S::Queued:
            return "queued";
        case S::Printed:
            return "printed";
        case S::Packed:
            return "packed";
        case S::Shipped:
            return "shipped";
        case S::Intercepted:
            return "intercepted";
        case S::Closed:
            return "closed";
    }
    return "";
}

std::string_view name(OrderEvent event) {
    switch (event) {
        case E::JudgedFit:
            return "judged_fit";
        case E::JudgedUnfit:
            return "judged_unfit";
        case E::Hold:
            return "hold";
        case E::Release:
            return "release";
        case E::Refuse:
            return "refuse";
        case E::NumberGiven:
            return "number_given";
        case E::LabelQueued:
            return "label_queued";
        case E::LabelPrinted:
            return "label_printed";
        case E::LabelWithdrawn:
            return "label_withdrawn";
        case E::LabelUnprintable:
            return "label_unprintable";
        case E::Bound:
            return "bound";
        case E::UnboundPrinted:
            return "unbound_printed";
        case E::UnboundNumbered:
            return "unbound_numbered";
        case E::HandedOver:
            return "handed_over";
        case E::Intercept:
            return "intercept";
        case E::TakenOut:
            return "left_out_of_file";
        case E::Close:
            return "close";
        case E::ResumeUnprinted:
            return "resume_unprinted";
        case E::ResumeNumbered:
            return "resume_numbered";
        case E::ResumePrinted:
            return "resume_printed";
        case E::RolledBack:
            return "rolled_back";
        case E::Reopen:
            return "reopen";
        case E::Unmerged:
            return "unmerged";
    }
    return "";
}

std::optional<OrderState> order_state(std::string_view text) {
    for (const OrderState state : kStates) {
        if (name(state) == text) return state;
    }
    return std::nullopt;
}

}  // namespace station
