#include <ostream>
#include <set>

#include "config/label_template.h"
#include "printing/text/font_set.h"
#include "server/commands/commands.h"
#include "server/json/writer.h"

namespace server::commands {
namespace {

// Whether others will be let in depends on the database, not on the file alone.
std::string no_owner_warning(Invocation& call, const config::Settings& settings,
                             const config::DataFiles& data_files) {
    if (settings.http.listen.empty()) return {};
    if (const auto reader = call.stations->open_reader(settings, data_files, *call.clock)) {
        const auto set_up = (*reader)->users().set_up();
        if (set_up && *set_up) return {};
    }
    return "http.listen is not opened yet: there is no owner. Open http://127.0.0.1:" +
           std::to_string(settings.http.port) +
           "/setup on this machine, or: packbench user add NAME --role owner";
}

/// What the settings name and `serve` would refuse to start without: templates and fonts.
std::vector<config::ConfigMistake> check_labels(const config::Settings& settings,
                                                const config::DataFiles& data_files) {
    std::vector<config::ConfigMistake> mistakes;
    std::set<std::string> names = {settings.labels.template_name};
    for (const config::PrinterSettings& printer : settings.printers) {
        if (!printer.template_name.empty()) names.insert(printer.template_name);
    }
    for (const std::string& name : names) {
        const auto path = data_files.find("templates/" + name + ".toml");
        if (!path) {
            mistakes.push_back({settings.file, 0, 0, path.error().message});
            continue;
        }
        const auto label_template = config::load_label_template(*path);
        if (label_template) continue;
        mistakes.insert(mistakes.end(), label_template.error().begin(),
                        label_template.error().end());
    }
    const auto fonts = printing::FontSet::load(printing::font_files(settings.labels.fonts));
    if (!fonts) mistakes.push_back({settings.file, 0, 0, fonts.error().message});
    return mistakes;
}

}  // namespace

Exit check_config(Invocation& call) {
    const std::filesystem::path file = call.arguments[0];
    const auto data_files = call.data_files();
    if (!data_files) return complain(call, data_files.error());
    const auto settings = config::load_settings(file, *data_files);
    const std::vector<config::ConfigMistake> mistakes =
        settings ? check_labels(*settings, *data_files) : settings.error();
    const bool good = mistakes.empty();
    if (call.json) {
        json::Writer out;
        out.begin_object().field("file", file.string()).field("ok", good);
        out.key("mistakes").begin_array();
        for (const config::ConfigMistake& mistake : mistakes) {
            out.begin_object()
                .field("file", mistake.file.string())
                .field("line", mistake.line)
                .field("column", mistake.column)
                .field("message", mistake.message)
                .end_object();
        }
        out.end_array().end_object();
        *call.out << out.take() << "\n";
    }
    for (const config::ConfigMistake& mistake : mistakes)
        *call.err << config::to_string(mistake) << "\n";
    if (good) {
        for (const std::string& warning : config::warnings(*settings))
            *call.err << file.string() << ": warning: " << warning << "\n";
        if (const auto warning = no_owner_warning(call, *settings, *data_files); !warning.empty())
            *call.err << file.string() << ": warning: " << warning << "\n";
        if (!call.json) *call.err << file.string() << ": no mistakes\n";
        return Exit::Done;
    }
    *call.err << mistakes.size() << (mistakes.size() == 1 ? " mistake\n" : " mistakes\n");
    return Exit::Wrong;
}

}  // namespace server::commands
