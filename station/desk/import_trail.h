#pragma once
#include <optional>
#include <string>
#include <vector>

#include "station/import_history.h"
#include "station/orders/order.h"
#include "station/orders/refund_export.h"
#include "station/store/context.h"

namespace station {

/// Writes down what an import does, so that it can be shown and taken back. Works in the import's
/// own transactions; station thread.
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

    /// Where the audit ends now: what is written to it from here on is the import's.
    base::Result<std::int64_t> audit_end() const;

    /// What became of one order, request or number of the file.
    struct Entry {
        base::OrderNo order_no;
        int row = 0;
        std::string outcome;  ///< new, updated, unchanged, stopped, left_out
        std::string reason;
        std::int64_t audit_from = 0;  ///< audit_end() of before.
        std::string item{};           ///< A request's or a waybill's number.
    };
    /// The first word on an order stays.
    base::Status note(std::int64_t import, const Entry& entry,
                      const std::optional<Former>& former) const;
    /// Notes `stopped` when the order's state is another one than before.
    base::Status note_if_stopped(std::int64_t import, const std::string& platform,
                                 const Entry& entry, const std::optional<Former>& former) const;

    /// A request, and what it may change of its order, as they stand before.
    struct FormerRequest {
        std::string request;  ///< "" when it is not known; see undo_columns.h.
        std::string order;    ///< "" when it is not known.
    };
    base::Result<FormerRequest> look(const IncomingRefund& refund) const;
    /// `entry.outcome` is what became of the request; the trail adds what that did to its order.
    base::Status note(std::int64_t import, Entry entry, const IncomingRefund& refund,
                      base::Time as_of, const FormerRequest& former) const;
    /// A row of a number sheet.
    base::Status note(std::int64_t import, const Entry& entry) const;

private:
    base::Result<Former> whole(base::OrderRow id) const;
    base::Status write(std::int64_t import, const Entry& entry, const std::string& item_outcome,
                       base::OrderRow order, bool numbered, const std::string& former,
                       const std::string& item_former) const;
    static std::string text_of(const Former& former);
    Context context_;
};

base::Result<ImportDetailView> read_import_detail(const Context& context, std::int64_t import,
                                                  const std::string& outcome, int page);

}  // namespace station
