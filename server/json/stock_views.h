#pragma once
#include "server/json/writer.h"
#include "station/stock_views.h"

// Articles out of stock as JSON, docs/api.md.
namespace server::json {

void write(Writer& out, const station::StockMarkView& mark);
void write(Writer& out, const station::StockView& stock);

}  // namespace server::json
