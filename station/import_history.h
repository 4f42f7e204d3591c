#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "station/views.h"

namespace station {

/// What one import did to one order, request or number of its file.
struct ImportOrderView {
    int row = 0;  ///< Its first row in the file.
    base::OrderNo order_no;
    std::string item;     ///< The request's or the waybill's number; empty in an order export.
    std::string outcome;  ///< new, updated, unchanged, stopped, left_out
    std::string reason;   ///< Why, where there is more to say: import.<reason>, ui.why.<reason>
    bool undone = false;
    std::string state;  ///< The order's state now; empty when it is not there (any more).
};

struct ImportDetailView {
    ImportView import;
    std::vector<ImportOrderView> orders;  ///< One page, by row.
    int total = 0, page = 1, pages = 1;
};

/// An order that an undo leaves as it is, or that forbids it.
struct UndoObstacle {
    base::OrderNo order_no;
    std::string reason;  ///< ui.undo.why.<reason>
    std::string item{};  ///< The request's or the waybill's number.
};

/// What undoing an import would do, or why it cannot be done.
struct UndoView {
    /// possible; blocked (see `blocked`); nothing (it changed nothing that could be taken back);
    /// undone (already); unfinished (still being imported); no_record (of an older version).
    std::string state;
    /// Of what: orders; refunds (its lines are requests); numbers.
    std::string kind;
    int remove = 0;   ///< What only this import brought.
    int restore = 0;  ///< What gets its former contents back.
    int orders = 0;   ///< Orders that go on, or stop, as before: of refund exports and numbers.
    std::vector<UndoObstacle> blocked;  ///< Numbered or printed since: at most 100 are listed.
    std::vector<UndoObstacle> kept;     ///< Stay as they are: at most 100 are listed.
    int blocked_count = 0, kept_count = 0;
    std::optional<base::Time> undone_at;
    std::string undone_by;
};

/// Reads what imports did. As Reader: one thread at a time.
class ImportHistory {
public:
    virtual ~ImportHistory() = default;
    /// NotFound (error.import_unknown). `outcome` "" is all of them; 200 a page.
    virtual base::Result<ImportDetailView> import_detail(std::int64_t import,
                                                         const std::string& outcome, int page) = 0;
    virtual base::Result<UndoView> undo_view(std::int64_t import) = 0;
};

/// Takes imports back. The station thread.
class ImportUndo {
public:
    virtual ~ImportUndo() = default;
    /// Undoes an import by slices of work(); `done` is called on the station thread with what was
    /// done. Conflict (error.undo_blocked, error.undo_nothing, error.already_undone,
    /// error.import_unfinished) when nothing was changed. Unavailable (error.busy) while another
    /// one is being undone.
    using UndoDone = std::function<void(base::Result<UndoView>)>;
    virtual base::Status undo_later(std::int64_t import, const std::string& actor,
                                    UndoDone done) = 0;
};

}  // namespace station
