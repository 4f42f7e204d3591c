#include "server/command_line.h"

#include <algorithm>
#include <ostream>

#include "config/suggest.h"

namespace server {
namespace {

constexpr OptionSpec kCommon[] = {
    {"--data", "DIR", "where the program's data files are"},
    {"--json", "", "answer in JSON"},
    {"--help", "", "this text"},
};

const OptionSpec* find_option(const Command& command, std::string_view name) {
    for (const OptionSpec& option : command.options)
        if (option.name == name) return &option;
    for (const OptionSpec& option : kCommon)
        if (option.name == name) return &option;
    return nullptr;
}

std::string hint(const Command& command, std::string_view name) {
    std::vector<std::string> names;
    for (const OptionSpec& option : command.options) names.emplace_back(option.name);
    for (const OptionSpec& option : kCommon) names.emplace_back(option.name);
    return config::did_you_mean(name, names);
}

std::unexpected<base::Error> wrong(std::string message) {
    return base::fail(base::ErrorCode::InvalidInput, std::move(message));
}

void keep(const OptionSpec& option, std::string value, Invocation& into) {
    if (option.name == "--data") {
        into.data = value;
    } else if (option.name == "--json") {
        into.json = true;
    } else if (option.name == "--help") {
        into.help = true;
    } else if (option.value.empty()) {
        into.flags.emplace(option.name);
    } else {
        into.values[std::string(option.name)] = std::move(value);
    }
}

}  // namespace

std::optional<std::string> Invocation::value(std::string_view name) const {
    const auto found = values.find(name);
    if (found == values.end()) return std::nullopt;
    return found->second;
}

base::Result<config::DataFiles> Invocation::data_files() const {
    return config::DataFiles::locate(data);
}

base::Status parse_words(const Command& command, const std::vector<std::string>& words,
                         Invocation& into) {
    bool options = true;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (!options || word.size() < 2 || word[0] != '-') {
            into.arguments.push_back(word);
            continue;
        }
        if (word == "--") {
            options = false;
            continue;
        }
        const auto equals = word.starts_with("--") ? word.find('=') : std::string::npos;
        const std::string name = word.substr(0, equals);
        const OptionSpec* option = find_option(command, name == "-h" ? "--help" : name);
        if (option == nullptr) return wrong("no option " + name + hint(command, name));
        std::string value;
        if (option->value.empty()) {
            if (equals != std::string::npos) return wrong(name + " takes no value");
        } else if (equals != std::string::npos) {
            value = word.substr(equals + 1);
        } else if (i + 1 < words.size()) {
            value = words[++i];
        } else {
            return wrong(name + " needs a value: " + name + " " + std::string(option->value));
        }
        keep(*option, std::move(value), into);
    }
    if (into.help) return {};
    if (into.arguments.size() < command.least)
        return wrong("missing: " + std::string(command.arguments));
    if (into.arguments.size() > command.most)
        return wrong("one word too many: '" + into.arguments[command.most] + "'");
    return {};
}

std::string usage(const Command& command) {
    std::string text = "Usage: packbench " + std::string(command.name);
    if (!command.arguments.empty()) text += " " + std::string(command.arguments);
    text += command.options.empty() ? "\n" : " [OPTIONS]\n";
    text += "  " + std::string(command.help) + "\n";
    const auto line = [&text](const OptionSpec& option) {
        std::string left = "  " + std::string(option.name);
        if (!option.value.empty()) left += " " + std::string(option.value);
        left.resize(std::max<std::size_t>(left.size() + 2, 26), ' ');
        text += left + std::string(option.help) + "\n";
    };
    for (const OptionSpec& option : command.options) line(option);
    for (const OptionSpec& option : kCommon) line(option);
    return text;
}

Exit complain(Invocation& call, std::string_view message) {
    *call.err << "packbench " << call.command << ": " << message << "\n";
    return Exit::Wrong;
}

Exit complain(Invocation& call, const base::Error& error) {
    return complain(call, error.message);
}

std::optional<config::Settings> read_settings(Invocation& call, ConfigNeed need) {
    auto file = call.value("--config");
    if (!file && need == ConfigNeed::Required) {
        complain(call, "--config FILE is missing");
        return std::nullopt;
    }
    if (!file) file = std::string(kDefaultConfig);
    const auto data_files = call.data_files();
    if (!data_files) {
        complain(call, data_files.error());
        return std::nullopt;
    }
    auto settings = config::load_settings(*file, *data_files);
    if (settings) return *std::move(settings);
    for (const config::ConfigMistake& mistake : settings.error())
        *call.err << config::to_string(mistake) << "\n";
    if (!call.value("--config"))
        complain(call, "no other config file was named; use --config FILE");
    return std::nullopt;
}

}  // namespace server
