#include <charconv>
#include <ostream>

#include "base/files.h"
#include "server/commands/commands.h"
#include "server/json/product_views.h"
#include "server/json/views.h"

namespace server::commands {
namespace {

std::optional<int> whole_number(const std::string& text) {
    int number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size() || number < 1)
        return std::nullopt;
    return number;
}

}  // namespace

Exit picklist(Invocation& call) {
    const auto batch = whole_number(call.arguments[0]);
    if (!batch) return complain(call, "'" + call.arguments[0] + "' is no batch; give its number");
    const auto dpi = whole_number(call.value("--dpi").value_or("203"));
    if (!dpi) return complain(call, "--dpi: expected 203, 300 or 600");
    const auto prefix = call.value("-o");
    if (!prefix && !call.json)
        return complain(call, "-o PREFIX is missing (or --json for the list alone)");
    const auto settings = read_settings(call, ConfigNeed::Optional);
    if (!settings) return Exit::Wrong;
    const auto data_files = call.data_files();
    if (!data_files) return complain(call, data_files.error());
    const auto reader = call.stations->open_reader(*settings, *data_files, *call.clock);
    if (!reader) return complain(call, reader.error());
    station::PickingReader& picking = (*reader)->picking();
    const base::BatchRow row(*batch);
    const bool slips = call.has("--slips");
    if (prefix) {
        const auto sheets =
            slips ? picking.slip_sheets(row, *dpi, 0) : picking.pick_list_sheets(row, *dpi);
        if (!sheets) {
            complain(call, sheets.error());
            return sheets.error().code == base::ErrorCode::NotFound ? Exit::No : Exit::Wrong;
        }
        for (const station::PickSheet& sheet : *sheets) {
            std::string file = *prefix;
            if (slips) file += sheet.name.substr(4);
            if (!slips || sheet.pages > 1) file += "-" + std::to_string(sheet.page);
            file += ".png";
            if (const auto written = base::write_file_atomically(file, sheet.png); !written)
                return complain(call, written.error());
            for (const std::string& warning : sheet.warnings)
                *call.err << file << ": " << warning << "\n";
        }
        *call.err << sheets->size() << (sheets->size() == 1 ? " sheet\n" : " sheets\n");
    }
    if (!call.json) return Exit::Done;
    if (slips) {
        const auto view = picking.slips(row);
        if (!view) return complain(call, view.error());
        *call.out << json::text(*view) << "\n";
    } else {
        const auto view = picking.pick_list(row);
        if (!view) return complain(call, view.error());
        *call.out << json::text(*view) << "\n";
    }
    return Exit::Done;
}

}  // namespace server::commands
