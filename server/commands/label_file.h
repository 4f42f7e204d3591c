#pragma once
#include <string>

#include "base/result.h"
#include "printing/png.h"
#include "printing/proof.h"

namespace server::commands {

/// The label picture of a PNG file. Errors name the file.
base::Result<printing::PngImage> read_label(const std::string& file);

/// {"verdict","codes","failures"}
std::string to_json(const printing::ProofReport& report);

/// The resolution to judge the picture by: what the file says, else 203 dpi.
base::Dpi dpi_of(const printing::PngImage& label);

}  // namespace server::commands
