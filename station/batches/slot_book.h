#pragma once
#include <optional>
#include <string>
#include <vector>

#include "station/batches/batches.h"
#include "station/batches/between_slots.h"
#include "station/batches/slot_states.h"

namespace station {

/// A slot whose time has come.
struct SlotRecord {
    base::SlotRow id;
    std::string key, title;
    base::Time at{};
    SlotState state = SlotState::Planned;
    std::optional<base::Time> fresh_since;  ///< What it asks of the last export.
    std::vector<base::Time> folded;         ///< The older slots that go with it, oldest first.
};

/// Is a file being taken in? Then what the database says of the last export is not the whole of it.
enum class Importing { No, Yes };

/// The slots that have come, each of which runs exactly once, whatever the clock and the process
/// do: its key is unique in the database, and the batch is made in the transaction that starts it.
/// Runs on the station thread.
class SlotBook {
public:
    SlotBook(const Context& context, Batches& batches) : context_(context), batches_(batches) {}

    /// Looks at the clock and at the last export: starts what is due, lets wait what needs a newer
    /// export, asks about what was missed; a newer slot takes the open older ones into itself.
    /// Then starts a supplement where the settings want one. How many batches were started.
    base::Result<int> look(Importing importing);

    /// A person's word on a slot that waits or asks. NotFound (error.slot_unknown); Conflict
    /// (error.slot_state) for one that does neither.
    base::Status go(base::SlotRow slot, const std::string& actor);
    base::Status skip(base::SlotRow slot, const std::string& actor);

private:
    base::Result<int> look_at_clock(Importing importing);
    base::Result<int> look_at_exports();
    base::Result<int> look_between();
    base::Result<int> take_due(const std::vector<Slot>& due, Importing importing);
    base::Status note_until(base::Time time);
    base::Result<SlotEvent> event_of(const Slot& slot, Importing importing) const;
    base::Result<base::SlotRow> add(const Slot& slot, SlotEvent event, base::SlotRow into);
    base::Status change(const SlotRecord& slot, SlotEvent event, base::SlotRow into,
                        const std::string& actor);
    base::Status start(base::SlotRow id, const std::string& key, const std::string& title,
                       base::Time at, const std::string& actor);
    base::Status person(base::SlotRow slot, SlotEvent event, const std::string& actor);
    base::Status note(base::SlotRow id, const std::string& key, SlotState from, SlotState to,
                      SlotEvent event, const std::string& actor);

    Context context_;
    Batches& batches_;
};

/// The slots that wait or ask, oldest first.
base::Result<std::vector<SlotRecord>> open_slots(Session& db);
/// When the newest export of orders was taken that is wholly in and was not undone; nothing before
/// the first.
base::Result<std::optional<base::Time>> last_export(Session& db);
/// What decides about supplements now.
base::Result<BetweenFacts> between_facts(Session& db, base::Time now);

}  // namespace station
