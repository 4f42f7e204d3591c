#pragma once
#include <string>
#include <vector>

#include "server/command_line.h"

namespace server {

/// The whole program behind main(): finds the subcommand and runs it. `words` are the arguments
/// without the program's name. `world` brings streams, clock and stations. Exceptions end here:
/// they become a message and Exit::Wrong.
Exit run_program(const std::vector<std::string>& words, Invocation world);

}  // namespace server
