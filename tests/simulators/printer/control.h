#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "tests/simulators/printer/virtual_printer.h"

namespace simulators {

/// One line of the control channel, carried out: "ok", one line of JSON for `status`, or
/// "error: ..." with what was expected. `help` lists the commands.
std::string carry_out(std::string_view line, VirtualPrinter& printer);

}  // namespace simulators
