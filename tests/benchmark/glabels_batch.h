#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace benchmarks {

/// What a whole process cost, from its start to its end.
struct ProcessCost {
    double wall_s = 0;
    double cpu_s = 0;  ///< User and system, with the children it waited for.
};

/// Runs a program (found in PATH) and waits for it; its output goes to /dev/null.
/// Unavailable where it cannot be started or does not end with 0.
base::Result<ProcessCost> run_process(const std::vector<std::string>& command);

/// The way a shop would go without packbench: a gLabels document merged with a CSV file to PDF,
/// then pdftoppm to 1-bit pictures at 203 dpi. Document and CSV hold the first `count` labels of
/// batch_label(), with the same texts and two Code 128 each. What it does not do: QR codes
/// (Debian's gLabels has none), fitting of long text, reading anything back.
base::Status write_glabels_job(const std::filesystem::path& folder, int count);

/// The two commands for a job in `folder`.
std::vector<std::vector<std::string>> glabels_commands(const std::filesystem::path& folder);

}  // namespace benchmarks
