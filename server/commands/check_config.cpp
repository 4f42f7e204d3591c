#include <ostream>

#include "server/commands/commands.h"
#include "server/json/writer.h"

namespace server::commands {

Exit check_config(Invocation& call) {
    const std::filesystem::path file = call.arguments[0];
    const auto data_files = call.data_files();
    if (!data_files) return complain(call, data_files.error());
    const auto settings = config::load_settings(file, *data_files);
    const std::vector<config::ConfigMistake> none;
    const auto& mistakes = settings ? none : settings.error();
    if (call.json) {
        json::Writer out;
        out.begin_object().field("file", file.string()).field("ok", settings.has_value());
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
    if (settings) {
        for (const std::string& warning : config::warnings(*settings))
            *call.err << file.string() << ": warning: " << warning << "\n";
        if (!call.json) *call.err << file.string() << ": no mistakes\n";
        return Exit::Done;
    }
    *call.err << mistakes.size() << (mistakes.size() == 1 ? " mistake\n" : " mistakes\n");
    return Exit::Wrong;
}

}  // namespace server::commands
