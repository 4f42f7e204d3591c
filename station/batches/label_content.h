#pragma once
#include "printing/label.h"
#include "station/batches/journal.h"
#include "station/printers/printer_port.h"

namespace station {

/// Everything that stands on one label, read (and decrypted) from the database.
base::Result<printing::LabelContent> label_content(const Context& context, const JobRecord& job);

/// What a printer's worker needs for a job: a label's content, or a sheet's picture.
base::Result<LabelTask> label_task(const Context& context, const JobRecord& job);

/// File-name safe: "0012-088-78048767698635", with "-r2" for a second print.
std::string sheet_file_name(const JobRecord& job, const base::WaybillNumber& number);

}  // namespace station
