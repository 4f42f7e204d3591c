#include "station/shipping/number_request.h"

#include <algorithm>
#include <cstdio>

#include "base/files.h"
#include "base/log.h"
#include "base/text.h"
#include "station/orders/personal_data.h"
#include "station/shipping/ship_file_xlsx.h"
#include "station/shipping/text_csv.h"
#include "station/waybills/wishes.h"

namespace station {

using base::ErrorCode;
using base::fail;
using config::RequestField;

namespace {

/// One line of at most 255 characters: more does no carrier's template take.
std::string cell_text(const std::string& text) {
    std::u32string line = base::to_utf32(text);
    for (char32_t& c : line) {
        if (c < 0x20 || c == 0x7F) c = U' ';
    }
    constexpr std::size_t kLongest = 255;
    if (line.size() > kLongest) line.resize(kLongest);
    return base::to_utf8(line);
}

}  // namespace

struct NumberRequests::Candidate {
    base::OrderRow id;
    base::OrderNo order_no;
    base::CarrierCode carrier;
    int weight_g = 0;
};

std::filesystem::path requests_folder(const std::filesystem::path& data_folder) {
    return data_folder / "number-requests";
}

base::Result<std::vector<NumberRequests::Candidate>> NumberRequests::candidates(
    const base::CarrierCode& carrier) const {
    auto rows = context_.db.query(
        // The last column: numbers that its boxes still want, a row for each.
        "SELECT id, order_no, carrier, weight_g, boxes"
        " - (SELECT count(*) FROM sheet_numbers s WHERE s.order_no = orders.order_no"
        "  AND s.state = 'waiting')"
        " - (SELECT count(*) FROM parcels p WHERE p.order_id = orders.id AND p.void = 0"
        "  AND (p.number IS NOT NULL OR EXISTS (SELECT 1 FROM number_wishes w"
        "   WHERE w.parcel_id = p.id AND w.state IN ('wished', 'asked', 'parked'))))"
        " - CASE WHEN file_number <> '' AND $1 = 1 AND NOT EXISTS (SELECT 1 FROM parcels p"
        "  WHERE p.order_id = orders.id AND p.void = 0 AND p.number IS NOT NULL) THEN 1 ELSE 0 END"
        " FROM orders WHERE (state IN ('screened', 'numbered')"
        "  OR (boxes > 1 AND state IN ('queued', 'printed')))"
        " AND (presale_start IS NULL OR presale_start <= $2)"
        " AND (released = 1 OR verdict IN ('clear', 'review'))"
        " ORDER BY ship_by IS NULL, ship_by, id",
        values(context_.settings.numbers_from_export, context_.clock.now()));
    if (!rows) return base::pass(rows);
    std::vector<Candidate> all;
    for (const Row& row : *rows) {
        const base::CarrierCode own(row.text(2));
        // Unless a carrier is named: those whose first source is the sheet.
        bool wanted = own == carrier;
        if (carrier.empty()) {
            const auto& sources = context_.settings.numbers.sources;
            const auto first = std::ranges::find_if(
                sources, [&](const auto& source) { return source.serves(own); });
            wanted = first != sources.end() && first->kind == config::NumberSourceKind::Sheet;
        }
        for (std::int64_t n = 0; wanted && n < row.integer(4) &&
                                 all.size() < static_cast<std::size_t>(layout_.max_rows);
             ++n)
            all.push_back({row.id<base::OrderRow>(0), row.id<base::OrderNo>(1), own, row.small(3)});
    }
    return all;
}

base::Result<std::vector<std::string>> NumberRequests::cells(const Candidate& order) const {
    auto person = personal_data(context_, order.id);
    if (!person) return base::pass(person);
    auto items = context_.db.query(
        "SELECT title, spec, quantity FROM order_items WHERE order_id = $1 ORDER BY line",
        values(order.id));
    if (!items) return base::pass(items);
    std::string list;
    int pieces = 0;
    for (const Row& item : *items) {
        list += (list.empty() ? "" : "; ") + item.text(0) +
                (item.text(1).empty() ? "" : " " + item.text(1)) + " x" + item.text(2);
        pieces += item.small(2);
    }
    char weight[24] = "";
    if (order.weight_g > 0)
        std::snprintf(weight, sizeof weight, "%d.%03d", order.weight_g / 1000,
                      order.weight_g % 1000);
    const config::Carrier* carrier = context_.carriers.find(order.carrier);
    const config::SenderSettings& sender = context_.settings.shop.sender;
    std::vector<std::string> line;
    for (const config::RequestColumn& column : layout_.columns) {
        std::string text;
        switch (column.value) {
            case RequestField::OrderNo:
                text = order.order_no.str();
                break;
            case RequestField::CarrierName:
                text = carrier != nullptr ? carrier->name_zh : order.carrier.str();
                break;
            case RequestField::CarrierCode:
                text = order.carrier.str();
                break;
            case RequestField::ReceiverName:
                text = person->name;
                break;
            case RequestField::ReceiverPhone:
                text = person->phone;
                break;
            case RequestField::Province:
                text = person->province;
                break;
            case RequestField::City:
                text = person->city;
                break;
            case RequestField::District:
                text = person->district;
                break;
            case RequestField::Detail:
                text = person->detail;
                break;
            case RequestField::Address:
                text = person->address;
                break;
            case RequestField::Items:
                text = list;
                break;
            case RequestField::Pieces:
                text = std::to_string(pieces);
                break;
            case RequestField::WeightKg:
                text = weight;
                break;
            case RequestField::BuyerNote:
                text = person->buyer_note;
                break;
            case RequestField::SenderName:
                text = sender.name;
                break;
            case RequestField::SenderPhone:
                text = sender.phone;
                break;
            case RequestField::SenderAddress:
                text = sender.province + sender.city + sender.district + sender.detail;
                break;
            case RequestField::Fixed:
                text = column.text;
                break;
        }
        line.push_back(cell_text(text));
    }
    return line;
}

base::Result<RequestFileView> NumberRequests::write(const base::CarrierCode& carrier,
                                                    ShipFileFormat format,
                                                    const std::filesystem::path& path,
                                                    const std::string& actor) {
    if (!carrier.empty() && context_.carriers.find(carrier) == nullptr)
        return fail(ErrorCode::InvalidInput, "there is no carrier '" + carrier.str() + "'",
                    "error.carrier_unknown");
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto orders = candidates(carrier);
    if (!orders) return base::pass(orders);
    if (orders->empty())
        return fail(ErrorCode::Conflict,
                    "no order needs a number from a sheet" +
                        (carrier.empty() ? std::string() : " of " + carrier.str()),
                    "error.nothing_to_request");
    ShipTable table;
    if (layout_.has_header) {
        auto& header = table.emplace_back();
        for (const auto& column : layout_.columns) header.push_back(column.title);
    }
    for (const Candidate& order : *orders) {
        auto line = cells(order);
        if (!line) return base::pass(line, "order " + order.order_no.str());
        table.push_back(std::move(*line));
    }
    base::Bytes bytes;
    if (format == ShipFileFormat::Csv) {
        bytes = write_text_csv(table);
    } else {
        const std::vector<ShipSheet> sheets{{layout_.sheet, std::move(table)}};
        auto workbook = write_text_workbook(sheets);
        if (!workbook) return base::pass(workbook);
        bytes = std::move(*workbook);
    }
    const base::Time now = context_.clock.now();
    auto count = context_.db.query_one("SELECT coalesce(max(id), 0) + 1 FROM request_files");
    if (!count) return base::pass(count);
    std::string stamp = base::format_beijing(now).substr(0, 16);
    std::ranges::replace(stamp, ' ', '-');
    std::erase(stamp, ':');
    const std::string name = "numbers-" + stamp + "-" + count->text(0) +
                             (format == ShipFileFormat::Xlsx ? ".xlsx" : ".csv");
    const auto folder = requests_folder(context_.settings.data_folder);
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    // A file that a person asked for elsewhere is that person's; ours lies in the data folder.
    const std::filesystem::path kept = path.empty() ? folder / name : path;
    if (auto written = base::write_file_atomically(kept, bytes); !written)
        return base::pass(written);
    std::filesystem::permissions(
        kept, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, error);
    const auto undone = [&](auto result) {
        std::filesystem::remove(kept, error);
        return result;
    };
    auto file = context_.db.query_one(
        "INSERT INTO request_files (name, path, carrier, rows, at, actor)"
        " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        values(name, kept.string(), carrier, static_cast<int>(orders->size()), now, actor));
    if (!file) return undone(base::pass(file));
    for (const Candidate& order : *orders) {
        auto receiver = receiver_hash(context_, order.id);
        if (!receiver) return undone(base::pass(receiver));
        auto listed = context_.db.execute(
            "INSERT INTO request_file_orders (file_id, order_id, carrier, receiver_hash)"
            " VALUES ($1, $2, $3, $4) ON CONFLICT (file_id, order_id) DO NOTHING",
            values(file->integer(0), order.id, order.carrier, *receiver));
        if (!listed) return undone(base::pass(listed));
        auto noted = append_audit(context_.db, now,
                                  {.actor = actor,
                                   .action = "number_requested",
                                   .order = order.id,
                                   .detail = {{"file", name}, {"carrier", order.carrier.str()}}});
        if (!noted) return undone(base::pass(noted));
    }
    if (auto done = transaction->commit(); !done) return undone(base::pass(done));
    base::log(base::LogLevel::Info, "number_request_written",
              {{"file", name}, {"rows", orders->size()}});
    return RequestFileView{name, carrier, static_cast<int>(orders->size()), now, {}};
}

base::Result<int> NumberRequests::delete_old() {
    const base::Time now = context_.clock.now();
    const auto age = std::chrono::days{context_.settings.numbers.keep_request_files_days};
    auto rows =
        context_.db.query("SELECT id, path FROM request_files WHERE deleted_at IS NULL AND at < $1",
                          values(now - age));
    if (!rows) return base::pass(rows);
    const auto folder = requests_folder(context_.settings.data_folder);
    int deleted = 0;
    for (const Row& row : *rows) {
        const std::filesystem::path path(row.text(1));
        std::error_code error;
        if (path.parent_path() == folder) {
            std::filesystem::remove(path, error);
            if (error) {
                base::log(base::LogLevel::Warning, "request_file_kept",
                          {{"file", path.filename().string()}, {"message", error.message()}});
                continue;
            }
        }
        auto transaction = WriteTransaction::begin(context_.db);
        if (!transaction) return base::pass(transaction);
        auto noted = context_.db.execute(
            "UPDATE request_files SET deleted_at = $1 WHERE id = $2 AND deleted_at IS NULL",
            values(now, row.integer(0)));
        if (!noted) return base::pass(noted);
        if (auto done = transaction->commit(); !done) return base::pass(done);
        ++deleted;
    }
    return deleted;
}

}  // namespace station
