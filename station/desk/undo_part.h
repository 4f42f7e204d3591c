#pragma once
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "station/import_history.h"
#include "station/orders/states.h"
#include "station/store/context.h"

namespace station {

struct Column;  // station/desk/order_columns.h

/// One line of an import's trail, with what may become of it now.
struct UndoLine {
    enum class Verdict {
        Remove,   ///< What only this import brought goes.
        Restore,  ///< What it changed is as before again.
        Keep,     ///< `reason` says what came since, or why it cannot go back.
        Block,    ///< As long as it is so nothing of the import is taken back.
    };
    std::int64_t id = 0;
    base::OrderNo order_no;
    base::OrderRow order{};  ///< Nothing when there is no such order.
    OrderState state = OrderState::Pulled;
    std::string item{};        ///< A request's or a waybill's number.
    bool moves_order = false;  ///< Its order, too, goes back to where it stood.
    Verdict verdict = Verdict::Keep;
    std::string reason{};  ///< ui.undo.why.<reason>

    /// The line with this verdict.
    UndoLine judged(Verdict with, const std::string& why) {
        verdict = with;
        reason = why;
        return *this;
    }
};

/// How the lines of one kind of import are judged and taken back. Works in the caller's
/// transaction; judging alone also from a reading thread.
class UndoPart {
public:
    virtual ~UndoPart() = default;
    /// The lines behind `after` that changed something and are not undone, in their order; `limit`
    /// 0 is all of them.
    virtual base::Result<std::vector<UndoLine>> lines(std::int64_t after, int limit) const = 0;
    /// Of a line to be removed or restored.
    virtual base::Status take_back(const UndoLine& line) = 0;
};

/// `kind` as of ImportView; `actor` is who undoes it.
std::unique_ptr<UndoPart> undo_part(const Context& context, const std::string& kind,
                                    std::int64_t import, const std::string& actor);
std::unique_ptr<UndoPart> undo_orders(const Context& context, std::int64_t import,
                                      const std::string& actor);
std::unique_ptr<UndoPart> undo_requests(const Context& context, std::int64_t import,
                                        const std::string& actor);
std::unique_ptr<UndoPart> undo_numbers(const Context& context, std::int64_t import,
                                       const std::string& actor);

// What came after a line l of import_orders to its order o, for the SELECTs of the parts.

/// The kind of the last later import that told of the order and was not undone; '' for none.
std::string later_kind_sql();
/// The last thing in the audit since that is neither this import's nor undone, and says that
/// somebody or something acted on the order; '' for none.
std::string last_action_sql();
/// How often it was judged anew since.
std::string judged_since_sql();

/// ui.undo.why.<reason> for a later import of the kind.
std::string reason_of_kind(const std::string& kind);
/// ... for an action of the audit.
std::string reason_of_action(const std::string& action);

/// Writes the columns of the line's order as they were kept, if it is still in the line's state.
/// Conflict otherwise.
base::Status write_back(const Context& context, const UndoLine& line,
                        std::span<const Column> columns,
                        const std::map<std::string, std::string>& former);

/// Moves an order back to a state that it had before it got a number. By the events that may lead
/// there, so that the table of states stays the only one who knows.
base::Status return_to(const Context& context, base::OrderRow order, OrderState state,
                       const std::string& actor);

}  // namespace station
