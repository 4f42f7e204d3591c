#pragma once
#include <map>
#include <string>

#include "station/batches/dispatcher.h"
#include "station/batches/slot_book.h"
#include "station/slots.h"

namespace station {

/// Implements Slots, and the check that runs by itself some minutes before each slot.
class SlotDesk final : public Slots {
public:
    SlotDesk(const Context& context, Batches& batches, Dispatcher& dispatcher)
        : context_(context), batches_(batches), dispatcher_(dispatcher), book_(context, batches) {}

    base::Status go(base::SlotRow slot, const Actor& actor) override;
    base::Status skip(base::SlotRow slot, const Actor& actor) override;
    base::Result<CheckView> check(const Actor& actor) override;
    base::Result<RollView> change_roll(const base::PrinterName& printer, int labels,
                                       const Actor& actor) override;

    /// What is due: slots, supplements, the check before the next slot.
    base::Status look(Importing importing);
    /// The slots' part of the status page. Call it when everything else of `status` is filled in.
    base::Status add_to(StatusView& status);

private:
    base::Result<CheckView> judge() const;
    base::Status check_numbers(int need, CheckView& check) const;
    base::Status check_rolls(int need, CheckView& check) const;
    base::Status check_orders(CheckView& check) const;
    base::Status check_export(const std::vector<Slot>& next, CheckView& check) const;
    void check_printers(CheckView& check) const;
    void ask_printers();
    void log_change(const CheckView& check);

    Context context_;
    Batches& batches_;
    Dispatcher& dispatcher_;
    SlotBook book_;
    std::string checked_key_;            ///< The slot whose check has begun.
    base::Time shown_until_{};           ///< A check is shown, and kept up to date, until then.
    std::string logged_;                 ///< What the log was last told.
    base::SteadyTime judge_again_at_{};  ///< For the log; the page judges whenever it is made.
    base::SteadyTime ask_again_at_{};    ///< When the printers are asked the next time.
};

/// The line of truth, with what slots have to say: one that waits or asks is more urgent than what
/// merely runs well, and so is a batch that the roll will not hold.
TruthView truth_with_slots(const StatusView& status);

}  // namespace station
