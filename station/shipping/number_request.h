#pragma once
#include <filesystem>
#include <string>

#include "config/number_request_layout.h"
#include "station/number_views.h"
#include "station/shipping/ship_file.h"
#include "station/store/context.h"

namespace station {

/// The file with the orders that need numbers, for the carrier's system: the way back of the number
/// sheet. It holds names, phones and addresses in clear, so each order's audit tells of it and the
/// station's own copy is deleted by age. Station thread; writes its own transaction.
class NumberRequests {
public:
    NumberRequests(const Context& context, const config::NumberRequestLayout& layout)
        : context_(context), layout_(layout) {}

    /// As NumberDesk::write_request().
    base::Result<RequestFileView> write(const base::CarrierCode& carrier, ShipFileFormat format,
                                        const std::filesystem::path& path,
                                        const std::string& actor);
    /// Deletes the station's own files that are older than the settings allow. How many.
    base::Result<int> delete_old();

private:
    struct Candidate;
    base::Result<std::vector<Candidate>> candidates(const base::CarrierCode& carrier) const;
    base::Result<std::vector<std::string>> cells(const Candidate& order) const;

    Context context_;
    const config::NumberRequestLayout& layout_;
};

/// Where the station's own request files are.
std::filesystem::path requests_folder(const std::filesystem::path& data_folder);

}  // namespace station
