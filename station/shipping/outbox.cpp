#include "station/shipping/outbox.h"

#include <algorithm>
#include <functional>

#include "base/files.h"
#include "base/log.h"
#include "base/text.h"
#include "station/batches/journal.h"
#include "station/orders/arrivals.h"
#include "station/orders/order_log.h"
#include "station/shipping/back_end_tasks.h"
#include "station/shipping/read_ship_files.h"

namespace station {

using base::ErrorCode;
using base::fail;

std::filesystem::path ship_files_folder(const config::Settings& settings) {
    return settings.data_folder / "ship-files";
}

/// The files of one call: taken away again unless they are kept.
class Outbox::Files {
public:
    Files() = default;
    Files(const Files&) = delete;
    Files& operator=(const Files&) = delete;
    ~Files() {
        std::error_code ignored;
        for (const auto& path : written_) std::filesystem::remove(path, ignored);
    }
    base::Status write(const std::filesystem::path& path, base::ByteView content) {
        auto done = base::write_file_atomically(path, content);
        if (done) written_.push_back(path);
        return done;
    }
    void keep() { written_.clear(); }

private:
    std::vector<std::filesystem::path> written_;
};

base::Result<std::vector<ShipRecord>> Outbox::rows_to_write(const ShipFileWish& wish) {
    if (wish.again) {
        // Whoever asks for the money back in the meantime gets no second try, also when a person
        // has dealt with the question: shipping would refuse the request.
        auto rows = ship_records(context_.db,
                                 "x.state = 'rejected' AND p.void = 0 AND o.state = 'shipped'"
                                 " AND o.after_sale <> 'running' ORDER BY x.id");
        if (!rows) return rows;
        for (const base::OrderNo& order : wish.orders) {
            if (std::ranges::find(*rows, order, &ShipRecord::order_no) == rows->end())
                return fail(ErrorCode::Conflict,
                            "order " + order.str() + " was not rejected: it is not written again",
                            "error.nothing_to_issue_again");
        }
        std::erase_if(*rows, [&](const ShipRecord& row) {
            return !row.trouble.empty() ||
                   (!wish.orders.empty() &&
                    std::ranges::find(wish.orders, row.order_no) == wish.orders.end());
        });
        if (rows->empty())
            return fail(ErrorCode::Conflict, "no rejected row waits to be written again",
                        "error.nothing_to_issue_again");
        return rows;
    }
    const base::Time now = context_.clock.now();
    auto due = ship_records(context_.db,
                            "x.state = 'pending' AND x.due_at <= $1 AND o.state = 'packed'"
                            " AND p.void = 0"
                            // Nothing of a parcel that holds a stopped order.
                            " AND NOT EXISTS (SELECT 1 FROM orders s"
                            "  WHERE (s.merged_into = coalesce(o.merged_into, o.id)"
                            "  OR s.id = o.merged_into) AND s.state IN"
                            "  ('intercepted', 'held', 'refused')) ORDER BY x.id",
                            values(now));
    if (!due || !due->empty()) return due;
    auto waiting =
        context_.db.query_one("SELECT count(*), min(due_at) FROM outbox WHERE state = 'pending'");
    if (!waiting) return base::pass(waiting);
    if (waiting->integer(0) == 0)
        return fail(ErrorCode::Conflict, "no bound parcel waits to be handed over",
                    "error.nothing_to_ship");
    if (waiting->time(1) >= config::kNotYetDue)
        return fail(ErrorCode::Conflict,
                    waiting->text(0) +
                        " bound parcels wait for the carrier's pick-up"
                        " (shipping.ship_after = \"handover\")",
                    "error.nothing_handed_over");
    return fail(ErrorCode::Conflict,
                waiting->text(0) + " bound parcels wait until " +
                    base::format_beijing(waiting->time(1)) +
                    " (shipping.confirm_delay), so that an undo can still stop them",
                "error.nothing_due_to_ship");
}

base::Result<std::string> Outbox::issue_one(std::span<const ShipRecord> records,
                                            ShipFileFormat format, Files& files,
                                            const std::string& actor) {
    const base::Time now = context_.clock.now();
    const auto code_of = [&](const config::Carrier& carrier) {
        const auto own = carrier.platform_codes.find(layout_.platform);
        return own == carrier.platform_codes.end() ? std::string() : own->second;
    };
    std::vector<ShipRow> rows;
    for (const ShipRecord& record : records) {
        const config::Carrier* entry = context_.carriers.find(record.carrier);
        rows.push_back({record.order_no, record.carrier,
                        entry != nullptr ? entry->name_zh : record.carrier.str(), record.number,
                        entry != nullptr ? code_of(*entry) : std::string(), record.bound_at,
                        record.other_numbers});
    }
    const bool has_remark = std::ranges::any_of(layout_.columns, [](const auto& column) {
        return column.value == config::ShippingField::Remark;
    });
    std::vector<ShipCarrier> carriers;
    for (const config::Carrier& carrier : context_.carriers.all())
        carriers.push_back({carrier.code, carrier.name_zh, code_of(carrier)});
    auto bytes = write_ship_file(rows, layout_, format, carriers);
    if (!bytes) return base::pass(bytes);

    auto newest = context_.db.query_one("SELECT coalesce(max(id), 0) + 1 FROM ship_files");
    if (!newest) return base::pass(newest);
    std::string stamp = base::format_beijing(now).substr(0, 16);
    std::ranges::replace(stamp, ' ', '-');
    std::erase(stamp, ':');
    const std::string name = "ship-" + stamp + "-" + newest->text(0) +
                             (format == ShipFileFormat::Xlsx ? ".xlsx" : ".csv");
    std::error_code error;
    std::filesystem::create_directories(ship_files_folder(context_.settings), error);
    const std::filesystem::path kept = ship_files_folder(context_.settings) / name;
    if (auto written = files.write(kept, *bytes); !written) return base::pass(written);

    auto noted = context_.db.execute(
        "INSERT INTO ship_files (name, path, rows, at, actor) VALUES ($1, $2, $3, $4, $5)",
        values(name, kept.string(), static_cast<int>(rows.size()), now, actor));
    if (!noted) return base::pass(noted);
    auto file = context_.db.query_one("SELECT id FROM ship_files WHERE name = $1", values(name));
    if (!file) return base::pass(file);
    int position = 0;
    for (const ShipRecord& record : records) {
        const bool first = record.state == ShipState::Bound && record.written_number.empty();
        auto moved = move_ship_row(context_, record, ShipEvent::Write, actor,
                                   {{"file", name}, {"number", record.number.str()}});
        if (!moved) return base::pass(moved);
        auto marked = context_.db.execute(
            "UPDATE outbox SET file = $1, written_at = $2, uploaded_at = NULL WHERE id = $3",
            values(name, now, record.id));
        if (!marked) return base::pass(marked);
        auto row = context_.db.execute(
            "INSERT INTO ship_file_rows (file_id, position, order_id, outbox_id, number, carrier)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            values(file->integer(0), ++position, record.order, record.id, record.number,
                   record.carrier));
        if (!row) return base::pass(row);
        if (!first) continue;
        auto shipped = context_.db.execute("UPDATE parcels SET shipped_at = $1 WHERE id = $2",
                                           values(now, record.parcel));
        if (!shipped) return base::pass(shipped);
        auto boxes = context_.db.execute(
            "UPDATE parcels SET shipped_at = $1 WHERE order_id = $2 AND box_no > 1 AND void = 0",
            values(now, record.order));
        if (!boxes) return base::pass(boxes);
        // A back end whose file has no room for them is told by hand.
        if (!record.other_numbers.empty() && !has_remark) {
            if (auto told = add_remark_task(context_, record, actor); !told)
                return base::pass(told);
        }
        auto order = move_order(context_, record.order, OrderEvent::HandedOver, actor,
                                {{"file", name}, {"number", record.number.str()}});
        if (!order) return base::pass(order);
    }
    base::log(base::LogLevel::Info, "ship_file_written", {{"file", name}, {"rows", rows.size()}});
    return name;
}

base::Result<std::vector<std::string>> Outbox::issue(std::vector<ShipRecord> rows,
                                                     ShipFileFormat format,
                                                     const std::filesystem::path& path,
                                                     Files& files, const std::string& actor) {
    const auto limit = static_cast<std::size_t>(
        std::min(context_.settings.shipping.rows_per_file, layout_.max_rows));
    std::vector<std::string> names;
    for (std::size_t begin = 0; begin < rows.size(); begin += limit) {
        const auto part = std::span(rows).subspan(begin, std::min(limit, rows.size() - begin));
        auto name = issue_one(part, format, files, actor);
        if (!name) return base::pass(name);
        names.push_back(*name);
        if (path.empty()) continue;
        std::filesystem::path copy = path;
        if (names.size() > 1)
            copy.replace_filename(path.stem().string() + "-" + std::to_string(names.size()) +
                                  path.extension().string());
        constexpr std::size_t kLargest = 64u << 20;
        auto content = base::read_file(ship_files_folder(context_.settings) / *name, kLargest);
        if (!content) return base::pass(content);
        if (auto written = files.write(copy, *content); !written) return base::pass(written);
    }
    return names;
}

base::Result<ShipFileView> Outbox::write(const ShipFileWish& wish, const Actor& actor) {
    const auto format = wish.xlsx ? ShipFileFormat::Xlsx : ShipFileFormat::Csv;
    if (!layout_.takes(wish.xlsx ? config::ShippingFormat::Xlsx : config::ShippingFormat::Csv))
        return fail(ErrorCode::InvalidInput,
                    "the layout " + layout_.title + " takes no " + (wish.xlsx ? "xlsx" : "csv") +
                        " files (formats)",
                    "error.ship_file_format");
    Files files;
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto rows = rows_to_write(wish);
    if (!rows) return base::pass(rows);
    auto names = issue(std::move(*rows), format, wish.path, files, actor.name);
    if (!names) return base::pass(names);
    std::vector<ShipFileView> views;
    for (const std::string& name : *names) {
        auto view = read_ship_file(context_, name, ShipFileRows::Without);
        if (!view) return base::pass(view);
        views.push_back(std::move(*view));
    }
    if (auto done = transaction->commit(); !done) return base::pass(done);
    files.keep();
    ShipFileView first = views.front();
    first.more.assign(views.begin() + 1, views.end());
    return first;
}

base::Result<std::vector<ShipRecord>> Outbox::rows_of(const std::string& file, const Orders& orders,
                                                      ShipEvent event) {
    auto known = context_.db.query("SELECT dead_at FROM ship_files WHERE name = $1", values(file));
    if (!known) return base::pass(known);
    if (known->empty())
        return fail(ErrorCode::NotFound, "there is no ship file '" + file + "'",
                    "error.ship_file_unknown");
    auto rows = ship_records(context_.db, "x.file = $1 ORDER BY x.id", values(file));
    if (!rows) return rows;
    if (!known->front().null(0) && rows->empty())
        return fail(ErrorCode::Conflict,
                    "ship file " + file + " was made anew and must not be uploaded",
                    "error.ship_file_dead");
    if (orders.empty()) {
        std::erase_if(*rows, [&](const ShipRecord& row) { return !next(row.state, event); });
        return rows;
    }
    std::vector<ShipRecord> named;
    for (const base::OrderNo& order : orders) {
        const auto row = std::ranges::find(*rows, order, &ShipRecord::order_no);
        if (row == rows->end())
            return fail(ErrorCode::InvalidInput,
                        "order " + order.str() + " is not in ship file " + file,
                        "error.order_not_in_file");
        named.push_back(*row);
    }
    return named;
}

base::Result<ShipFileView> Outbox::move_rows(const std::string& file, const Orders& orders,
                                             ShipEvent event, const std::string& reason,
                                             const std::string& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto rows = rows_of(file, orders, event);
    if (!rows) return base::pass(rows);
    if (rows->empty())
        return fail(ErrorCode::Conflict,
                    "no row of ship file " + file + " allows '" + std::string(name(event)) + "'",
                    "error.ship_row_state");
    std::map<std::string, std::string> detail = {{"file", file}};
    if (!reason.empty()) detail["reason"] = reason;
    for (const ShipRecord& row : *rows) {
        if (auto moved = move_ship_row(context_, row, event, actor, detail); !moved)
            return base::pass(moved);
    }
    auto view = read_ship_file(context_, file, ShipFileRows::With);
    if (!view) return view;
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return view;
}

base::Result<ShipFileView> Outbox::tick(const std::string& file, const Orders& orders,
                                        TroubledRows troubled, const Actor& actor) {
    if (troubled == TroubledRows::Refuse) {
        auto rows = rows_of(file, orders, ShipEvent::Tick);
        if (!rows) return base::pass(rows);
        std::string names;
        for (const ShipRecord& row : *rows) {
            if (row.state == ShipState::Written && !row.trouble.empty())
                names += (names.empty() ? "" : ", ") + row.order_no.str();
        }
        if (!names.empty())
            return fail(ErrorCode::Conflict,
                        "remove from " + file + " before uploading it: " + names,
                        "error.ship_file_troubled");
    }
    return move_rows(file, orders, ShipEvent::Tick, "", actor.name);
}

base::Result<ShipFileView> Outbox::untick(const std::string& file, const Orders& orders,
                                          const Actor& actor) {
    return move_rows(file, orders, ShipEvent::Untick, "", actor.name);
}

base::Result<ShipFileView> Outbox::reject(const std::string& file, const Orders& orders,
                                          const std::string& reason, const Actor& actor) {
    const std::string why(base::trim(reason));
    if (why.empty())
        return fail(ErrorCode::InvalidInput, "the platform's reason is missing",
                    "error.reason_missing");
    if (base::length_utf8(why) > 200)
        return fail(ErrorCode::InvalidInput, "the reason is longer than 200 characters",
                    "error.reason_too_long");
    return move_rows(file, orders, ShipEvent::Reject, why, actor.name);
}

base::Result<ShipFileView> Outbox::take_back_rejection(const std::string& file,
                                                       const Orders& orders, const Actor& actor) {
    return move_rows(file, orders, ShipEvent::Unreject, "", actor.name);
}

base::Result<ShipFileView> Outbox::trust(const std::string& file, const Orders& orders,
                                         const Actor& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto rows = rows_of(file, orders, ShipEvent::Confirm);
    if (!rows) return base::pass(rows);
    int trusted = 0;
    for (const ShipRecord& row : *rows) {
        auto done = context_.db.execute(
            "UPDATE outbox SET doubted_at = NULL, trusted_at = $1 WHERE id = $2"
            " AND doubted_at IS NOT NULL",
            values(context_.clock.now(), row.id));
        if (!done) return base::pass(done);
        if (*done == 0) continue;
        ++trusted;
        auto noted = append_audit(context_.db, context_.clock.now(),
                                  {.actor = actor.name,
                                   .action = "ship_trusted",
                                   .order = row.order,
                                   .parcel = row.parcel});
        if (!noted) return base::pass(noted);
    }
    if (trusted == 0)
        return fail(ErrorCode::Conflict, "no row of ship file " + file + " is doubted",
                    "error.ship_row_state");
    auto view = read_ship_file(context_, file, ShipFileRows::With);
    if (!view) return view;
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return view;
}

base::Result<RemadeFileView> Outbox::remake(const std::string& file, const Orders& without,
                                            const Actor& actor) {
    Files files;
    const base::Time now = context_.clock.now();
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto named = rows_of(file, without, ShipEvent::TakeBack);  // Also: do all of these exist?
    if (!named) return base::pass(named);
    auto rows = rows_of(file, {}, ShipEvent::TakeBack);
    if (!rows) return base::pass(rows);
    if (rows->empty())
        return fail(ErrorCode::Conflict,
                    "every row of ship file " + file + " was uploaded: it cannot be made anew",
                    "error.ship_file_uploaded");
    RemadeFileView remade;
    std::vector<ShipRecord> kept;
    for (ShipRecord& row : *rows) {
        const bool leaves = (!row.trouble.empty() && row.trouble != "corrected") ||
                            std::ranges::find(without, row.order_no) != without.end();
        const ShipEvent event = leaves ? ShipEvent::Recall : ShipEvent::TakeBack;
        if (auto moved = move_ship_row(context_, row, event, actor.name, {{"file", file}}); !moved)
            return base::pass(moved);
        if (!leaves) {
            row.state = ShipState::Bound;
            kept.push_back(row);
            continue;
        }
        remade.left_out.push_back(row.order_no);
        // Its sheet shows where the buyer does not live any more: the next print is a new one.
        if (row.trouble == name(News::Address)) {
            if (auto killed = Journal(context_).kill_sheets(row.order); !killed)
                return base::pass(killed);
        }
        auto back = context_.db.execute(
            "UPDATE parcels SET shipped_at = NULL WHERE id = $1"
            " OR (order_id = $2 AND box_no > 1 AND void = 0)",
            values(row.parcel, row.order));
        if (!back) return base::pass(back);
        if (auto told = withdraw_remark_tasks(context_, row.order, actor.name); !told)
            return base::pass(told);
        auto order =
            move_order(context_, row.order, OrderEvent::TakenOut, actor.name, {{"file", file}});
        if (!order) return base::pass(order);
    }
    std::string replacement;
    if (!kept.empty()) {
        const bool xlsx = file.ends_with(".xlsx");
        auto names = issue(std::move(kept), xlsx ? ShipFileFormat::Xlsx : ShipFileFormat::Csv, {},
                           files, actor.name);
        if (!names) return base::pass(names);
        replacement = names->front();
    }
    auto dead = context_.db.execute(
        "UPDATE ship_files SET dead_at = $1, replaced_by = $2 WHERE name = $3 AND dead_at IS NULL",
        values(now, replacement, file));
    if (!dead) return base::pass(dead);
    auto old_file = read_ship_file(context_, file, ShipFileRows::Without);
    if (!old_file) return base::pass(old_file);
    remade.old_file = std::move(*old_file);
    if (!replacement.empty()) {
        auto fresh = read_ship_file(context_, replacement, ShipFileRows::With);
        if (!fresh) return base::pass(fresh);
        remade.file = std::move(*fresh);
    }
    if (auto done = transaction->commit(); !done) return base::pass(done);
    files.keep();
    base::log(base::LogLevel::Info, "ship_file_remade",
              {{"file", file}, {"by", replacement}, {"left_out", remade.left_out.size()}});
    return remade;
}

}  // namespace station
