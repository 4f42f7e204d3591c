#pragma once
#include <filesystem>
#include <memory>

#include "base/clock.h"
#include "config/data_files.h"
#include "config/settings.h"
#include "station/printers/printer_port.h"

namespace station {

/// Whether the printer may stand in the middle of a label (a crash of ours).
enum class FirstJob { AsIs, Resynchronise };

/// A thread that owns one printer: draws labels, reads them back, stores their pictures, encodes
/// them and carries the printer's dialogue over its channel. Everything of the printer's language
/// is in printing::Dialogue, so that there is no branch per language here.
/// Pictures go to `labels_folder`/<job>.png; printers of the file kind get one beside their bytes.
/// InvalidInput for a template, language or URI that does not work; NotFound or Unavailable for
/// fonts and folders. The printer itself is only reached when a label is due.
base::Result<std::unique_ptr<PrinterPort>> make_printer_worker(
    const config::Settings& settings, const config::PrinterSettings& printer,
    const config::DataFiles& data_files, const std::filesystem::path& labels_folder, FirstJob first,
    const base::Clock& clock, PrinterPort::Sink sink);

}  // namespace station
