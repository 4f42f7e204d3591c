#pragma once
#include <memory>

#include "config/data_files.h"
#include "printing/label.h"
#include "station/picking_views.h"
#include "station/store/context.h"

namespace station {

/// What stands on the sheets of a pick list and of a slip, before it is divided over sheets. Pure.
printing::LabelContent pick_list_content(const PickListView& list, base::Time now);
printing::LabelContent slip_content(const SlipsView& batch, const SlipView& slip, base::Time now);

/// Reads and draws through the context's session; both must outlive it.
std::unique_ptr<PickingReader> make_picking_reader(const Context& context,
                                                   const config::DataFiles& data_files);

}  // namespace station
