#pragma once
#include <optional>
#include <string>
#include <vector>

#include "station/store/context.h"

namespace station {

/// The roll of labels in one printer, as far as the station can know: it counts sheets that it
/// sent, wasted ones too, and a person says when a new roll is in.
struct Roll {
    base::PrinterName printer;
    int size = 0;  ///< Labels of a whole roll.
    int used = 0;
    base::Time changed_at{};
    int left() const { return size > used ? size - used : 0; }
};

/// What is known of the printer's roll; nothing until a person first says that one was put in.
base::Result<std::optional<Roll>> roll_of(Session& db, const base::PrinterName& printer);
/// One more sheet may have left the roll; in the open transaction. A printer whose roll nobody
/// told of is not counted.
base::Status count_sheet(Session& db, const base::PrinterName& printer);
/// A new roll is in. InvalidInput (error.roll_size) unless 1 to 100 000 labels; NotFound
/// (error.printer_unknown). Audited.
base::Result<Roll> change_roll(const Context& context, const base::PrinterName& printer, int labels,
                               const std::string& actor);

}  // namespace station
