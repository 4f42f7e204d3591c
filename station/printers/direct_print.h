#pragma once
#include <chrono>
#include <cstddef>
#include <string>

#include "base/result.h"
#include "printing/bitmap.h"
#include "printing/label.h"
#include "printing/label_encoder.h"

namespace station {

/// A printer that is used without the station's journal: any address that drivers/ can open.
struct DirectPrinter {
    std::string uri;
    printing::PrinterProfile profile;
};

/// What became of a sheet that was sent directly. Printing is not repeatable: only "nothing_sent"
/// may be tried again without a look at the printer.
struct DirectPrint {
    /// "nothing_sent", "partly_sent", "sent" (every byte taken, no evidence of paper), "printed".
    std::string outcome = "nothing_sent";
    std::size_t bytes_accepted = 0;
    std::string evidence = "none";  ///< What "printed" rests on: "none", "written", "answer".
    std::string message;            ///< What went wrong; empty when nothing did.
};

/// Sends one picture to one printer from the calling thread, blocking until its end is known, at
/// most about `limit`. Nothing is recorded: the caller has proven the picture and marked it.
/// `job_name` names the file of a printer of the file kind.
/// InvalidInput for an address, language or picture that cannot work; a printer that cannot be
/// reached, or that goes away in the middle, is an outcome with its message.
base::Result<DirectPrint> print_directly(const DirectPrinter& printer,
                                         const printing::Bitmap& image, const std::string& job_name,
                                         std::chrono::milliseconds limit);

}  // namespace station
