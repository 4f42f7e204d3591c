#pragma once
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "config/data_files.h"
#include "config/settings.h"
#include "server/daemon.h"

namespace server {

/// How a command ends: what the shell sees.
enum class Exit {
    Done = 0,   ///< Done, or the answer is yes.
    No = 1,     ///< The answer is no.
    Wrong = 2,  ///< Wrong use or bad input.
};

/// An option of a command: "--config FILE" where it has a value, "--dry-run" where not.
struct OptionSpec {
    std::string_view name;   ///< "--config", "-o".
    std::string_view value;  ///< "FILE"; empty: a flag.
    std::string_view help;
};

/// What a command was called with, and where it reads and writes: streams, so that tests can look.
struct Invocation {
    std::string command;
    std::vector<std::string> arguments;
    std::map<std::string, std::string, std::less<>> values;
    std::set<std::string, std::less<>> flags;
    bool json = false;
    bool help = false;
    std::filesystem::path data;  ///< --data

    std::istream* in = nullptr;
    std::ostream* out = nullptr;  ///< Answers: JSON or tables.
    std::ostream* err = nullptr;  ///< Messages for people.
    const base::Clock* clock = nullptr;
    const Stations* stations = nullptr;

    bool has(std::string_view flag) const { return flags.contains(flag); }
    std::optional<std::string> value(std::string_view name) const;
    base::Result<config::DataFiles> data_files() const;
};

/// A subcommand: one row of the table in commands/commands.cpp.
struct Command {
    std::string_view name;
    std::string_view arguments;  ///< "FILE..." for the usage line.
    std::string_view help;       ///< One line.
    std::vector<OptionSpec> options;
    std::size_t least = 0, most = 0;  ///< Number of arguments.
    Exit (*run)(Invocation&);
};

/// Splits the words behind the program's name: options may stand anywhere, "--name=value" and
/// "--name value" are the same, "--" ends the options. Every command also has --data DIR, --json
/// and --help. InvalidInput names the word and, where one is near, the option meant.
base::Status parse_words(const Command& command, const std::vector<std::string>& words,
                         Invocation& into);

/// "Usage: packbench import FILE... [--config FILE] ..." and a line an option.
std::string usage(const Command& command);

/// "packbench NAME: MESSAGE" on the error stream; returns Wrong.
Exit complain(Invocation& call, const base::Error& error);
Exit complain(Invocation& call, std::string_view message);

inline constexpr std::string_view kDefaultConfig = "/etc/packbench/packbench.toml";

/// --config, or /etc/packbench/packbench.toml where `required` is false. Prints every mistake of
/// the file as FILE:LINE:COLUMN: MESSAGE and returns nothing then.
enum class ConfigNeed { Required, Optional };
std::optional<config::Settings> read_settings(Invocation& call, ConfigNeed need);

}  // namespace server
