#pragma once
#include "server/json/writer.h"
#include "station/merge_views.h"

// Several orders in one parcel as JSON, docs/api.md.
namespace server::json {

void write(Writer& out, const station::MergeView& merge);
void write(Writer& out, const station::MergeListView& list);

}  // namespace server::json
