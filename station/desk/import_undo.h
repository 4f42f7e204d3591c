#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "station/desk/undo_part.h"
#include "station/import_history.h"
#include "station/store/context.h"

namespace station {

/// One import on its way out of the database, a slice at a time.
class UndoRun {
public:
    UndoRun(const Context& context, std::int64_t import, std::string actor)
        : context_(context), import_(import), actor_(std::move(actor)) {}

    /// Takes back at most `lines` further lines of the import, each in the state that its order has
    /// then: what was printed or decided in the meantime stays. True when there is more. An error
    /// of the first step means that nothing was changed; of a later one, that what was taken back
    /// stays so and the rest can be undone again.
    base::Result<bool> step(int lines);
    /// What was done, once step() said false.
    const UndoView& view() const { return view_; }
    int done() const { return view_.remove + view_.restore + view_.kept_count; }
    int total() const { return total_; }

private:
    base::Status begin();
    base::Status finish();
    base::Status take_back(const UndoLine& line);

    Context context_;
    std::int64_t import_;
    std::string actor_;
    std::unique_ptr<UndoPart> part_;  ///< Once begun.
    UndoView view_;
    std::int64_t last_line_ = 0;
    int total_ = 0;
};

base::Result<UndoView> read_undo_view(const Context& context, std::int64_t import);

}  // namespace station
