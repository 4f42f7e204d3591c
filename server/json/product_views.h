#pragma once
#include "server/json/writer.h"
#include "station/picking_views.h"
#include "station/product_views.h"

// Products and paper for picking as JSON, docs/api.md.
namespace server::json {

void write(Writer& out, const station::ProductView& product);
void write(Writer& out, const station::ProductListView& list);
void write(Writer& out, const station::ProductImportView& import);
void write(Writer& out, const station::ProductUndoView& undo);
void write(Writer& out, const station::PickListView& list);
void write(Writer& out, const station::SlipsView& slips);

/// Address of a product's picture, or null.
void write_picture(Writer& out, std::int64_t product, int picture);

}  // namespace server::json
