#include "server/program.h"

#include <Poco/Exception.h>

#include <ostream>

#include "config/suggest.h"
#include "server/commands/commands.h"
#include "server/version.h"

namespace server {
namespace {

std::string overview() {
    std::string text =
        "Packbench: from an exported order file to a shipped parcel.\n\n"
        "Usage: packbench COMMAND [OPTIONS]\n\n";
    for (const Command& command : commands::all()) {
        std::string left = "  " + std::string(command.name);
        left.resize(18, ' ');
        text += left + std::string(command.help) + "\n";
    }
    return text +
           "\n  --help          this text, or that of a command\n"
           "  --version       the program's version\n"
           "  --data DIR      where the program's data files are\n\n"
           "Exit status: 0 done or yes, 1 no, 2 wrong use or bad input.\n";
}

const Command* find_command(const std::string& name) {
    for (const Command& command : commands::all())
        if (command.name == name) return &command;
    return nullptr;
}

Exit dispatch(const std::vector<std::string>& words, Invocation& call) {
    // Global options may stand before the command; they are handed on with the rest.
    std::size_t at = 0;
    std::vector<std::string> rest;
    while (at < words.size() && words[at].starts_with("-")) {
        if (words[at] == "--version") {
            *call.out << "packbench " << kVersion << "\n";
            return Exit::Done;
        }
        if (words[at] == "--help" || words[at] == "-h") {
            *call.out << overview();
            return Exit::Done;
        }
        rest.push_back(words[at]);
        if (words[at] == "--data" && at + 1 < words.size()) rest.push_back(words[++at]);
        ++at;
    }
    if (at == words.size()) {
        *call.err << overview();
        return Exit::Wrong;
    }
    if (words[at] == "help") {
        const Command* command = at + 1 < words.size() ? find_command(words[at + 1]) : nullptr;
        *call.out << (command != nullptr ? usage(*command) : overview());
        return Exit::Done;
    }
    const Command* command = find_command(words[at]);
    if (command == nullptr) {
        std::vector<std::string> names;
        for (const Command& known : commands::all()) names.emplace_back(known.name);
        *call.err << "packbench: no command '" << words[at] << "'"
                  << config::did_you_mean(words[at], names)
                  << "\nUsage: packbench COMMAND [OPTIONS]; \"packbench --help\" lists them\n";
        return Exit::Wrong;
    }
    call.command = words[at];
    rest.insert(rest.end(), words.begin() + static_cast<std::ptrdiff_t>(at) + 1, words.end());
    if (const auto parsed = parse_words(*command, rest, call); !parsed) {
        complain(call, parsed.error());
        *call.err << usage(*command);
        return Exit::Wrong;
    }
    if (call.help) {
        *call.out << usage(*command);
        return Exit::Done;
    }
    const Exit exit = command->run(call);
    call.out->flush();
    if (call.out->good()) return exit;
    return complain(call, "the answer could not be written (is the disk full, the pipe closed?)");
}

}  // namespace

Exit run_program(const std::vector<std::string>& words, Invocation world) {
    try {
        return dispatch(words, world);
    } catch (const Poco::Exception& problem) {
        return complain(world, "internal error: " + problem.displayText());
    } catch (const std::exception& problem) {
        return complain(world, std::string("internal error: ") + problem.what());
    }
}

}  // namespace server
