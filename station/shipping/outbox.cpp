#include "station/shipping/outbox.h"

#include <algorithm>

#include "base/files.h"
#include "base/log.h"
#include "station/orders/order_log.h"

namespace station {

using base::ErrorCode;
using base::fail;

std::filesystem::path ship_files_folder(const config::Settings& settings) {
    return settings.data_folder / "ship-files";
}

base::Result<std::vector<ShipFileView>> read_ship_files(Session& db) {
    auto rows = db.query("SELECT name, rows, at FROM ship_files ORDER BY id DESC LIMIT 100");
    if (!rows) return base::pass(rows);
    std::vector<ShipFileView> files;
    for (const Row& row : *rows) files.push_back({row.text(0), row.small(1), row.time(2)});
    return files;
}

base::Result<ShipFileView> Outbox::write(ShipFileFormat format, const std::filesystem::path& path,
                                         const std::string& actor) {
    const base::Time now = context_.clock.now();
    const int limit = std::min(context_.settings.shipping.rows_per_file, layout_.max_rows);
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto due = context_.db.query(
        "SELECT o.id, o.order_no, p.carrier, p.number, p.id FROM outbox x"
        " JOIN parcels p ON p.id = x.parcel_id JOIN orders o ON o.id = p.order_id"
        " WHERE x.state = 'pending' AND x.due_at <= $1 AND o.state = 'packed' AND p.void = 0"
        " ORDER BY x.id LIMIT $2",
        values(now, limit));
    if (!due) return base::pass(due);
    if (due->empty()) {
        auto waiting = context_.db.query_one(
            "SELECT count(*), min(due_at) FROM outbox WHERE state = 'pending'");
        if (!waiting) return base::pass(waiting);
        if (waiting->integer(0) == 0)
            return fail(ErrorCode::Conflict, "no bound parcel waits to be handed over",
                        "error.nothing_to_ship");
        return fail(ErrorCode::Conflict,
                    waiting->text(0) + " bound parcels wait until " +
                        base::format_beijing(waiting->time(1)) +
                        " (shipping.confirm_delay), so that an undo can still stop them",
                    "error.nothing_due_to_ship");
    }
    std::vector<ShipRow> rows;
    for (const Row& row : *due) {
        const base::CarrierCode carrier(row.text(2));
        const config::Carrier* entry = context_.carriers.find(carrier);
        rows.push_back({base::OrderNo(row.text(1)), carrier,
                        entry != nullptr ? entry->name_zh : carrier.str(),
                        base::WaybillNumber(row.text(3))});
    }
    std::vector<ShipCarrier> carriers;
    for (const config::Carrier& carrier : context_.carriers.all())
        carriers.push_back({carrier.code, carrier.name_zh});
    auto bytes = write_ship_file(rows, layout_, format, carriers);
    if (!bytes) return base::pass(bytes);

    auto count = context_.db.query_one("SELECT coalesce(max(id), 0) + 1 FROM ship_files");
    if (!count) return base::pass(count);
    std::string stamp = base::format_beijing(now).substr(0, 16);
    std::ranges::replace(stamp, ' ', '-');
    std::erase(stamp, ':');
    const std::string name = "ship-" + stamp + "-" + count->text(0) +
                             (format == ShipFileFormat::Xlsx ? ".xlsx" : ".csv");
    std::error_code error;
    std::filesystem::create_directories(ship_files_folder(context_.settings), error);
    const std::filesystem::path kept = ship_files_folder(context_.settings) / name;
    if (auto written = base::write_file_atomically(kept, *bytes); !written)
        return base::pass(written);
    const auto undone = [&](auto result) {
        std::filesystem::remove(kept, error);
        if (!path.empty()) std::filesystem::remove(path, error);
        return result;
    };
    if (!path.empty()) {
        if (auto written = base::write_file_atomically(path, *bytes); !written)
            return undone(base::pass(written));
    }
    for (const Row& row : *due) {
        const auto parcel = row.id<base::ParcelRow>(4);
        auto marked = context_.db.execute(
            "UPDATE outbox SET state = 'written', file = $1, written_at = $2 WHERE parcel_id = $3"
            " AND state = 'pending'",
            values(name, now, parcel));
        if (!marked) return undone(base::pass(marked));
        auto shipped = context_.db.execute("UPDATE parcels SET shipped_at = $1 WHERE id = $2",
                                           values(now, parcel));
        if (!shipped) return undone(base::pass(shipped));
        auto moved = move_order(context_, row.id<base::OrderRow>(0), OrderEvent::HandedOver, actor,
                                {{"file", name}, {"number", row.text(3)}});
        if (!moved) return undone(base::pass(moved));
    }
    auto noted = context_.db.execute(
        "INSERT INTO ship_files (name, path, rows, at, actor) VALUES ($1, $2, $3, $4, $5)",
        values(name, kept.string(), static_cast<int>(rows.size()), now, actor));
    if (!noted) return undone(base::pass(noted));
    if (auto done = transaction->commit(); !done) return undone(base::pass(done));
    base::log(base::LogLevel::Info, "ship_file_written", {{"file", name}, {"rows", rows.size()}});
    return ShipFileView{name, static_cast<int>(rows.size()), now};
}

}  // namespace station
