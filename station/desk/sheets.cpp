#include "station/desk/sheets.h"

#include <algorithm>

#include "base/text.h"
#include "station/desk/read_orders.h"
#include "station/station.h"
#include "station/store/json.h"
#include "station/waybills/own_codes.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kKeyLimit = 64;
constexpr std::size_t kTitleLimit = 80;

}  // namespace

base::Status SheetDesk::fits_printer(const SheetRequest& request) const {
    std::string names;
    for (const config::PrinterSettings& printer : context_.settings.printers) {
        names += (names.empty() ? "" : ", ") + printer.name.str();
        if (printer.name != request.printer) continue;
        if (printer.dpi.value != request.sheet.dpi.value)
            return fail(ErrorCode::InvalidInput,
                        "the picture is for " + std::to_string(request.sheet.dpi.value) +
                            " dpi, printer " + printer.name.str() + " has " +
                            std::to_string(printer.dpi.value) +
                            ": draw it for this printer (render --dpi)",
                        "error.sheet_resolution");
        if (printer.head_width_dots > 0 && request.sheet.width_dots > printer.head_width_dots)
            return fail(ErrorCode::InvalidInput,
                        "the picture is " + std::to_string(request.sheet.width_dots) +
                            " dots wide, the head of printer " + printer.name.str() + " " +
                            std::to_string(printer.head_width_dots),
                        "error.label_too_wide");
        return {};
    }
    return fail(ErrorCode::NotFound,
                "no printer '" + request.printer.str() + "'; there are: " + names,
                "error.printer_unknown");
}

base::Status SheetDesk::is_no_label_of_ours(const PreparedSheet& sheet) const {
    for (const std::string& text : sheet.texts) {
        base::OrderRow order;
        auto own = journal_.find_sheet(text);
        if (!own) return base::pass(own);
        if (*own) order = (*own)->order;
        if (!order) {
            auto known = context_.db.query(
                "SELECT order_id FROM parcels WHERE number = $1"
                " UNION ALL SELECT id FROM orders WHERE file_number = $2 AND state <> 'closed'"
                " LIMIT 1",
                values(text, text));
            if (!known) return base::pass(known);
            if (known->empty()) continue;
            order = known->front().id<base::OrderRow>(0);
        }
        auto facts = context_.db.query_one(
            "SELECT order_no, (SELECT coalesce(max(id), 0) FROM label_jobs"
            "  WHERE order_id = orders.id AND (maybe_on_paper = 1"
            "   OR state IN ('queued', 'rendering', 'proven', 'sending'))) FROM orders"
            " WHERE id = $1",
            values(order));
        if (!facts) return base::pass(facts);
        const std::string whose = "'" + text + "' belongs to order " + facts->text(0) +
                                  " of this "
                                  "station";
        if (facts->integer(1) > 0)
            return fail(ErrorCode::Conflict,
                        whose + ", whose label " + facts->text(1) +
                            " is queued or on paper; print it again from the page of the order "
                            "or of its batch: the second sheet is then marked 补打 and the first "
                            "one dead",
                        "error.sheet_has_label");
        return fail(ErrorCode::Conflict,
                    whose +
                        ", which prints its own label: print the order from its page, or wait "
                        "for its batch",
                    "error.sheet_of_order");
    }
    return {};
}

base::Result<int> SheetDesk::print_number_of(const PreparedSheet& sheet) const {
    if (sheet.number.empty()) return 1;
    auto before = context_.db.query_one(
        "SELECT coalesce(sum(CASE WHEN j.maybe_on_paper = 1 THEN 1 ELSE 0 END), 0),"
        " coalesce(sum(CASE WHEN j.state IN ('queued', 'rendering', 'proven', 'sending') THEN 1"
        "  ELSE 0 END), 0), coalesce(max(j.id), 0) FROM label_jobs j"
        " JOIN sheets s ON s.id = j.sheet_id WHERE s.number = $1"
        " AND j.state NOT IN ('failed', 'cancelled')",
        values(sheet.number));
    if (!before) return base::pass(before);
    const int number = before->small(0) + 1;
    if (before->integer(2) == 0) return number;
    int marked = 1;
    for (const std::string& text : sheet.texts) {
        if (const auto code = parse_sheet_code(text)) marked = std::max(marked, code->print_number);
    }
    if (before->integer(1) == 0 && marked >= number) return number;
    return fail(ErrorCode::Conflict,
                "sheet " + before->text(2) + " with the number " + sheet.number +
                    " is queued or may be on paper: where it is not, settle it as missing; else "
                    "draw this one as 补打 " +
                    std::to_string(number) + " (print_number and the sheet's QR)",
                "error.sheet_printed_before");
}

base::Result<JobView> SheetDesk::add(const SheetRequest& request, const Actor& actor) {
    if (request.key.empty() || request.key.size() > kKeyLimit)
        return fail(ErrorCode::InvalidInput, "a sheet's key has 1 to 64 characters",
                    "error.bad_request");
    if (base::length_utf8(request.title) > kTitleLimit)
        return fail(ErrorCode::InvalidInput, "a sheet's title has at most 80 characters",
                    "error.bad_request");
    const PreparedSheet& sheet = request.sheet;
    const std::string digest =
        context_.codec.search_hash("sheet", base::as_text(sheet.picture.png));
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto known = context_.db.query(
        "SELECT s.digest, s.printer, j.id FROM sheets s JOIN label_jobs j ON j.sheet_id = s.id"
        " WHERE s.sheet_key = $1",
        values(request.key));
    if (!known) return base::pass(known);
    if (!known->empty()) {
        const Row& row = known->front();
        if (row.text(0) != digest || row.text(1) != request.printer.str())
            return fail(ErrorCode::Conflict,
                        "the key belongs to sheet " + row.text(2) +
                            ", another picture or another printer: use a key of its own",
                        "error.sheet_key_used");
        return read_job(context_, row.id<base::JobRow>(2));
    }
    if (auto fits = fits_printer(request); !fits) return base::pass(fits);
    if (auto foreign = is_no_label_of_ours(sheet); !foreign) return base::pass(foreign);
    auto print_number = print_number_of(sheet);
    if (!print_number) return base::pass(print_number);

    const WrappedKey seal = context_.codec.new_order_key();
    auto picture = context_.codec.encrypt(seal, "picture", base::as_text(sheet.picture.png));
    if (!picture) return base::pass(picture);
    std::vector<std::map<std::string, std::string>> proof;
    for (const ProvenCodeView& code : sheet.codes)
        proof.push_back({{"format", code.format}, {"text", code.text}});
    auto made = context_.db.query_one(
        "INSERT INTO sheets (sheet_key, title, actor, printer, number, expected, needs_code,"
        " seal_key, picture_enc, digest, proof, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id",
        values(request.key, request.title.empty() ? sheet.number : request.title, actor.name,
               request.printer, sheet.number, sheet.picture.expected,
               sheet.picture.needs_code == NeedsCode::Yes, seal.text, *picture, digest,
               to_json(proof), context_.clock.now()));
    if (!made) return base::pass(made);
    auto batch = batches_.sheet_batch(actor.name);
    if (!batch) return base::pass(batch);
    auto job = journal_.add_sheet(*batch, made->id<base::SheetRow>(0), request.printer,
                                  *print_number, actor.name);
    if (!job) return base::pass(job);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return read_job(context_, job->id);
}

}  // namespace station
