#pragma once
#include <optional>
#include <string>
#include <vector>

#include "station/import_history.h"
#include "station/orders/order.h"
#include "station/orders/states.h"
#include "station/store/context.h"

namespace station {

/// Writes down what an import does to each order, so that it can be shown and taken back. Works in
/// the import's own transactions.
class ImportTrail {
public:
    explicit ImportTrail(const Context& context) : context_(context) {}

    /// An order as it stands before a change; nothing for one that is not known.
    struct Former {
        base::OrderRow id;
        std::string state;
        std::optional<Row> columns;  ///< Nothing where the file says the same as before.
        std::vector<Row> items;
        bool numbered = false;  ///< A parcel of it has a number: an undo lets it be.
    };
    base::Result<std::optional<Former>> look(const IncomingOrder& order) const;
    base::Result<std::optional<Former>> look(const std::string& platform,
                                             const base::OrderNo& order_no) const;
    /// `outcome`: new, updated, unchanged, stopped, left_out. The first word on an order stays.
    base::Status note(std::int64_t import, const base::OrderNo& order_no, int row,
                      const std::string& outcome, const std::string& reason,
                      const std::optional<Former>& former) const;
    /// Notes `stopped` when the order's state is another one than before.
    base::Status note_if_stopped(std::int64_t import, const std::string& platform,
                                 const base::OrderNo& order_no,
                                 const std::optional<Former>& former) const;

private:
    base::Result<Former> whole(base::OrderRow id) const;
    static std::string text_of(const Former& former);
    Context context_;
};

/// One import on its way out of the database, a slice at a time.
class UndoRun {
public:
    UndoRun(const Context& context, std::int64_t import, std::string actor)
        : context_(context), import_(import), actor_(std::move(actor)) {}

    /// Takes back at most `orders` further orders, each in the state that it has then: one that was
    /// numbered in the meantime stays. True when there is more. An error of the first step means
    /// that nothing was changed; of a later one, that what was taken back stays so and the rest can
    /// be undone again.
    base::Result<bool> step(int orders);
    /// What was done, once step() said false.
    const UndoView& view() const { return view_; }
    int done() const { return view_.remove + view_.restore + view_.kept_count; }
    int total() const { return total_; }

    struct Line;

private:
    base::Status begin();
    base::Status finish();
    base::Status take_back(const Line& line);
    base::Status remove(const Line& line);
    base::Status restore(const Line& line);
    base::Status return_to(base::OrderRow order, OrderState state);

    Context context_;
    std::int64_t import_;
    std::string actor_;
    UndoView view_;
    std::int64_t last_line_ = 0;
    int total_ = 0;
    bool begun_ = false;
};

base::Result<UndoView> read_undo_view(const Context& context, std::int64_t import);
base::Result<ImportDetailView> read_import_detail(const Context& context, std::int64_t import,
                                                  const std::string& outcome, int page);

}  // namespace station
