#include "server/json/product_views.h"

namespace server::json {

void write_picture(Writer& out, std::int64_t product, int picture) {
    out.key("picture");
    if (picture > 0) {
        out.value("/api/v1/products/" + std::to_string(product) +
                  "/picture?v=" + std::to_string(picture));
    } else {
        out.null();
    }
}

void write(Writer& out, const station::ProductView& product) {
    out.begin_object().field("id", product.id);
    for (const auto& [name, text] : product.fields) out.field(name, text);
    out.key("sources").begin_object();
    for (const auto& [name, source] : product.sources) out.field(name, source);
    out.end_object();
    write_picture(out, product.id.value(), product.picture);
    out.field("shared_barcodes", product.shared)
        .field("updated_at", product.updated_at)
        .end_object();
}

void write(Writer& out, const station::ProductListView& list) {
    out.begin_object().key("products").begin_array();
    for (const station::ProductView& product : list.products) write(out, product);
    out.end_array()
        .field("total", list.total)
        .field("page", list.page)
        .field("pages", list.pages)
        .field("all", list.all)
        .field("without_barcode", list.without_barcode)
        .field("shared_barcode", list.shared_barcode)
        .key("undo");
    if (list.undo_file.empty()) {
        out.null();
    } else {
        out.begin_object().field("file", list.undo_file).field("at", list.undo_at).end_object();
    }
    out.end_object();
}

void write(Writer& out, const station::ProductImportView& import) {
    out.begin_object()
        .field("id", import.id)
        .field("file", import.file)
        .field("dry_run", import.dry_run)
        .field("rows", import.rows)
        .field("new", import.created)
        .field("changed", import.changed)
        .field("unchanged", import.unchanged)
        .field("ignored_columns", import.ignored)
        .key("problems")
        .begin_array();
    for (const station::ProductProblemView& problem : import.problems) {
        out.begin_object()
            .field("row", problem.row)
            .field("column", problem.column)
            .field("code", problem.code)
            .field("message", problem.message)
            .end_object();
    }
    out.end_array().end_object();
}

void write(Writer& out, const station::ProductUndoView& undo) {
    out.begin_object()
        .field("file", undo.file)
        .field("restored", undo.restored)
        .field("removed", undo.removed)
        .field("kept", undo.kept)
        .end_object();
}

void write(Writer& out, const station::PickListView& list) {
    out.begin_object()
        .field("batch", list.batch)
        .field("title", list.title)
        .field("shop", list.shop)
        .field("created_at", list.created_at)
        .field("pieces", list.pieces)
        .field("labels", list.labels)
        .field("left_out", list.left_out)
        .key("lines")
        .begin_array();
    for (const station::PickLineView& line : list.lines) {
        out.begin_object()
            .field("shelf", line.shelf)
            .field("title", line.title)
            .field("spec", line.spec)
            .field("seller_code", line.seller_code)
            .field("barcode", line.barcode)
            .field("is_gift", line.is_gift)
            .field("quantity", line.quantity);
        write_picture(out, line.product, line.picture);
        out.key("sequences").begin_array();
        for (const int sequence : line.sequences) out.value(sequence);
        out.end_array().end_object();
    }
    out.end_array().end_object();
}

void write(Writer& out, const station::SlipsView& slips) {
    out.begin_object()
        .field("batch", slips.batch)
        .field("title", slips.title)
        .field("shop", slips.shop)
        .field("created_at", slips.created_at)
        .field("left_out", slips.left_out)
        .key("slips")
        .begin_array();
    for (const station::SlipView& slip : slips.slips) {
        out.begin_object()
            .field("sequence", slip.sequence)
            .field("order_no", slip.order_no)
            .field("code", slip.code)
            .field("number", slip.number)
            .field("carrier_name", slip.carrier_name)
            .field("buyer_note", slip.buyer_note)
            .field("packing", slip.packing)
            .field("gifts", slip.gifts)
            .key("items")
            .begin_array();
        for (const station::SlipView::Item& item : slip.items) {
            out.begin_object()
                .field("shelf", item.shelf)
                .field("title", item.title)
                .field("spec", item.spec)
                .field("seller_code", item.seller_code)
                .field("quantity", item.quantity)
                .field("is_gift", item.is_gift)
                .end_object();
        }
        out.end_array().end_object();
    }
    out.end_array().end_object();
}

}  // namespace server::json
