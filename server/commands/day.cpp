#include <ostream>

#include "config/texts.h"
#include "server/commands/commands.h"
#include "server/json/views.h"

namespace server::commands {

Exit day(Invocation& call) {
    const auto settings = read_settings(call, ConfigNeed::Optional);
    if (!settings) return Exit::Wrong;
    const auto data_files = call.data_files();
    if (!data_files) return complain(call, data_files.error());
    const auto texts = config::Texts::load(*data_files, settings->language);
    if (!texts) return complain(call, texts.error());
    const auto reader = call.stations->open_reader(*settings, *data_files, *call.clock);
    if (!reader) return complain(call, reader.error());
    const auto card = (*reader)->days().card(call.value("--date").value_or(""));
    if (!card) return complain(call, card.error());
    if (call.json) {
        *call.out << json::text(*card) << "\n";
        return Exit::Done;
    }
    const auto line = [&](const std::string& key, const config::Texts::Params& params) {
        *call.out << texts->text("ui.day." + key, params) << "\n";
    };
    const auto number = [](int n) { return std::to_string(n); };
    line("text.title", {{"shop", settings->shop.name}, {"date", card->date}});
    line("text.shipped", {{"n", number(card->bound)}});
    for (const station::DayShippedView& one : card->shipped)
        *call.out << "  " << one.name << " " << one.count << "\n";
    line("text.done", {{"imported", number(card->imported)},
                       {"printed", number(card->printed)},
                       {"confirmed", number(card->confirmed)}});
    if (!card->as_of) {
        line("left.unknown", {});
        return Exit::Done;
    }
    const std::string as_of = base::format_beijing(*card->as_of).substr(11, 5);
    if (card->left.empty()) {
        line("text.nothing_left", {{"time", as_of}});
        return Exit::Done;
    }
    line("text.left", {{"time", as_of}});
    for (const station::DayLeftView& one : card->left)
        *call.out << "  " << texts->text("ui.day.left." + one.kind) << " " << one.count << "\n";
    return Exit::Done;
}

}  // namespace server::commands
