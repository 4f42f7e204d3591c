#pragma once
#include <filesystem>
#include <vector>

#include "config/shipping_layout.h"
#include "station/shipping.h"
#include "station/shipping/ship_file.h"
#include "station/shipping/ship_rows.h"

namespace station {

/// Parcels that were bound, on their way to the platform by ship files. See station/shipping.h for
/// the contract. Station thread.
class Outbox final : public Shipping {
public:
    Outbox(const Context& context, const config::ShippingLayout& layout)
        : context_(context), layout_(layout) {}

    /// The files are on disk before the orders count as shipped; without the commit they are taken
    /// away again.
    base::Result<ShipFileView> write(const ShipFileWish& wish, const Actor& actor) override;
    base::Result<ShipFileView> tick(const std::string& file, const Orders& orders,
                                    TroubledRows troubled, const Actor& actor) override;
    base::Result<ShipFileView> untick(const std::string& file, const Orders& orders,
                                      const Actor& actor) override;
    base::Result<ShipFileView> reject(const std::string& file, const Orders& orders,
                                      const std::string& reason, const Actor& actor) override;
    base::Result<ShipFileView> take_back_rejection(const std::string& file, const Orders& orders,
                                                   const Actor& actor) override;
    base::Result<ShipFileView> trust(const std::string& file, const Orders& orders,
                                     const Actor& actor) override;
    base::Result<RemadeFileView> remake(const std::string& file, const Orders& without,
                                        const Actor& actor) override;
    base::Result<ShipResultsView> take_results(base::ByteView content, const Actor& actor) override;

private:
    class Files;
    base::Result<std::vector<ShipRecord>> rows_to_write(const ShipFileWish& wish);
    base::Result<std::vector<std::string>> issue(std::vector<ShipRecord> rows,
                                                 ShipFileFormat format,
                                                 const std::filesystem::path& path, Files& files,
                                                 const std::string& actor);
    base::Result<std::string> issue_one(std::span<const ShipRecord> rows, ShipFileFormat format,
                                        Files& files, const std::string& actor);
    /// Rows of a live file that allow the event: those named, or all.
    base::Result<std::vector<ShipRecord>> rows_of(const std::string& file, const Orders& orders,
                                                  ShipEvent event);
    base::Result<ShipFileView> move_rows(const std::string& file, const Orders& orders,
                                         ShipEvent event, const std::string& reason,
                                         const std::string& actor);

    Context context_;
    const config::ShippingLayout& layout_;
};

std::filesystem::path ship_files_folder(const config::Settings& settings);

}  // namespace station
