#pragma once
#include "printing/label.h"
#include "station/batches/journal.h"

namespace station {

/// Everything that stands on one sheet, read (and decrypted) from the database.
base::Result<printing::LabelContent> label_content(const Context& context, const JobRecord& job);

/// File-name safe: "0012-088-78048767698635", with "-r2" for a second print.
std::string sheet_file_name(const JobRecord& job, const base::WaybillNumber& number);

}  // namespace station
