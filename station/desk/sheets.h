#pragma once
#include "station/batches/batches.h"
#include "station/sheets.h"

namespace station {

/// The Sheets of a station, in its print journal. See station/sheets.h for the contract.
class SheetDesk final : public Sheets {
public:
    SheetDesk(const Context& context, Journal& journal, Batches& batches)
        : context_(context), journal_(journal), batches_(batches) {}

    base::Result<JobView> add(const SheetRequest& request, const Actor& actor) override;

private:
    base::Status fits_printer(const SheetRequest& request) const;
    base::Status is_no_label_of_ours(const PreparedSheet& sheet) const;
    /// How many sheets with its number there will be with this one. Conflict when that must not be.
    base::Result<int> print_number_of(const PreparedSheet& sheet) const;

    Context context_;
    Journal& journal_;
    Batches& batches_;
};

}  // namespace station
