#pragma once
#include <span>

#include "server/command_line.h"

/// The subcommands: one file each. What each takes and gives: docs/commands.md.
namespace server::commands {

/// The table of all subcommands, in the order of --help.
std::span<const Command> all();

Exit serve(Invocation& call);
Exit check_config(Invocation& call);
Exit import(Invocation& call);
Exit orders(Invocation& call);
Exit screen(Invocation& call);
Exit identify(Invocation& call);
Exit render(Invocation& call);
Exit proof(Invocation& call);
Exit encode(Invocation& call);
Exit printers(Invocation& call);
Exit print(Invocation& call);
Exit ship_file(Invocation& call);
Exit user(Invocation& call);
Exit number_request(Invocation& call);
Exit products(Invocation& call);
Exit day(Invocation& call);
Exit picklist(Invocation& call);
Exit webhook(Invocation& call);

}  // namespace server::commands
