#pragma once
#include <chrono>
#include <string>

#include "base/bytes.h"
#include "config/settings.h"
#include "server/command_line.h"

namespace server::commands {

/// A sheet for the journal of a running daemon.
struct JournalSheet {
    config::PrinterSettings printer;
    base::Bytes png;
    std::string expect;  ///< The number that must be on it; empty: any.
    std::string key;     ///< The same key is the same sheet.
    std::chrono::seconds wait{120};
};

/// Gives the sheet to the daemon that holds the data folder and waits for what becomes of it; says
/// every step on the error stream and the outcome as JSON. Done for printed and sent; No for a
/// sheet that failed, is unknown, was refused, or whose end did not come in time.
Exit print_through_journal(Invocation& call, const config::Settings& settings,
                           const JournalSheet& sheet);

}  // namespace server::commands
