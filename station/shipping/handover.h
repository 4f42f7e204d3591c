#pragma once
#include "station/shipping.h"
#include "station/store/context.h"

namespace station {

/// The Handovers of a station. See station/shipping.h for the contract.
/// A parcel is bound, then on its carrier's open list once it was scanned, then handed over with a
/// closed one. Lists: open -> closed -> undone.
class HandoverDesk final : public Handovers {
public:
    explicit HandoverDesk(const Context& context) : context_(context) {}
    base::Result<HandoverScanView> scan(const std::string& text, const Actor& actor) override;
    base::Result<HandoverScanView> take_off(const base::WaybillNumber& number,
                                            const Actor& actor) override;
    base::Result<HandoverView> close(const base::CarrierCode& carrier, HandoverRange range,
                                     const std::string& courier, const std::string& key,
                                     const Actor& actor) override;
    base::Result<HandoverView> undo(std::int64_t id, const Actor& actor) override;

private:
    /// The carrier's open list; made where there is none.
    base::Result<std::int64_t> open_list(const base::CarrierCode& carrier,
                                         const std::string& actor);
    Context context_;
};

base::Result<HandoverBoardView> read_handovers(const Context& context);
/// With its parcels. NotFound (error.handover_unknown).
base::Result<HandoverView> read_handover(const Context& context, std::int64_t id);

}  // namespace station
