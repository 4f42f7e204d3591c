#pragma once
#include "base/ids.h"
#include "base/result.h"
#include "station/station.h"
#include "station/views.h"

namespace station {

/// What a person says about slots and rolls. Thread rule as Station: the station thread.
class Slots {
public:
    virtual ~Slots() = default;
    /// A slot that waits for an export or asks: print its orders now. NotFound
    /// (error.slot_unknown); Conflict (error.slot_state) when it is settled already.
    virtual base::Status go(base::SlotRow slot, const Actor& actor) = 0;
    /// The same slot does not run; its orders go with the next one.
    virtual base::Status skip(base::SlotRow slot, const Actor& actor) = 0;
    /// Looks at printers, rolls, numbers, held orders and the last export now; the printers' own
    /// answers come a moment later, into the status.
    virtual base::Result<CheckView> check(const Actor& actor) = 0;
    /// A new roll of so many labels is in the printer. NotFound (error.printer_unknown);
    /// InvalidInput (error.roll_size).
    virtual base::Result<RollView> change_roll(const base::PrinterName& printer, int labels,
                                               const Actor& actor) = 0;
};

}  // namespace station
