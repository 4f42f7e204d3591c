#pragma once
#include <filesystem>
#include <vector>

#include "config/shipping_layout.h"
#include "station/shipping/ship_file.h"
#include "station/store/context.h"
#include "station/views.h"

namespace station {

/// Parcels that were bound and wait to be handed over to the platform. Station thread.
class Outbox {
public:
    Outbox(const Context& context, const config::ShippingLayout& layout)
        : context_(context), layout_(layout) {}

    /// Writes every parcel that is due (bound longer ago than the confirm delay, order still
    /// packed) into one file: `path`, or a new name in <data>/ship-files. The file is on disk
    /// before the orders count as shipped; without the commit it is taken away again.
    /// Conflict (error.nothing_to_ship) when nothing is due; the message says what still waits.
    base::Result<ShipFileView> write(ShipFileFormat format, const std::filesystem::path& path,
                                     const std::string& actor);

private:
    Context context_;
    const config::ShippingLayout& layout_;
};

std::filesystem::path ship_files_folder(const config::Settings& settings);
base::Result<std::vector<ShipFileView>> read_ship_files(Session& db);

}  // namespace station
