#include "station/batches/rolls.h"

#include <algorithm>

#include "base/log.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

constexpr int kMostLabels = 100'000;

}  // namespace

base::Result<std::optional<Roll>> roll_of(Session& db, const base::PrinterName& printer) {
    auto rows =
        db.query("SELECT size, used, changed_at FROM rolls WHERE printer = $1", values(printer));
    if (!rows) return base::pass(rows);
    if (rows->empty()) return std::optional<Roll>{};
    const Row& row = rows->front();
    return std::optional(Roll{printer, row.small(0), row.small(1), row.time(2)});
}

base::Status count_sheet(Session& db, const base::PrinterName& printer) {
    auto done = db.execute("UPDATE rolls SET used = used + 1 WHERE printer = $1", values(printer));
    if (!done) return base::pass(done);
    return {};
}

base::Result<Roll> change_roll(const Context& context, const base::PrinterName& printer, int labels,
                               const std::string& actor) {
    const auto& printers = context.settings.printers;
    if (std::ranges::find(printers, printer, &config::PrinterSettings::name) == printers.end())
        return fail(ErrorCode::NotFound, "there is no printer '" + printer.str() + "'",
                    "error.printer_unknown");
    if (labels < 1 || labels > kMostLabels)
        return fail(ErrorCode::InvalidInput,
                    "a roll of " + std::to_string(labels) + " labels; expected 1 to " +
                        std::to_string(kMostLabels),
                    "error.roll_size");
    auto transaction = WriteTransaction::begin(context.db);
    if (!transaction) return base::pass(transaction);
    auto before = roll_of(context.db, printer);
    if (!before) return base::pass(before);
    const base::Time now = context.clock.now();
    auto stored = *before ? context.db.execute(
                                "UPDATE rolls SET size = $1, used = 0,"
                                " changed_at = $2, actor = $3 WHERE printer = $4",
                                values(labels, now, actor, printer))
                          : context.db.execute(
                                "INSERT INTO rolls (printer, size, used, changed_at,"
                                " actor) VALUES ($1, $2, 0, $3, $4)",
                                values(printer, labels, now, actor));
    if (!stored) return base::pass(stored);
    const int left = *before ? (*before)->left() : 0;
    auto noted = append_audit(context.db, now,
                              {.actor = actor,
                               .action = "roll_changed",
                               .detail = {{"printer", printer.str()},
                                          {"labels", std::to_string(labels)},
                                          {"left_before", std::to_string(left)}}});
    if (!noted) return base::pass(noted);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    base::log(base::LogLevel::Info, "roll_changed",
              {{"printer", printer.str()}, {"labels", labels}, {"left_before", left}});
    return Roll{printer, labels, 0, now};
}

}  // namespace station
