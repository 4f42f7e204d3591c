#include <ostream>

#include "server/commands/commands.h"
#include "server/commands/local_station.h"
#include "server/json/reader.h"
#include "server/json/views.h"

namespace server::commands {

Exit ship_file(Invocation& call) {
    const auto target = call.value("-o");
    if (!target) return complain(call, "-o OUT.xlsx or -o OUT.csv is missing");
    std::error_code problem;
    const auto file = std::filesystem::absolute(*target, problem);
    const bool xlsx = file.extension() == ".xlsx";
    if (!xlsx && file.extension() != ".csv")
        return complain(call, *target + " must end in .xlsx or .csv");
    const auto settings = read_settings(call, ConfigNeed::Optional);
    if (!settings) return Exit::Wrong;
    json::Writer body;
    body.begin_object()
        .field("format", xlsx ? "xlsx" : "csv")
        .field("path", file.string())
        .end_object();
    const auto answer =
        carry_out(call, *settings,
                  {.directly = [&](station::Station& station) -> base::Result<std::string> {
                       const auto view = station.write_ship_file(xlsx, file, station::Actor{"cli"});
                       if (!view) return base::pass(view);
                       return json::text(*view);
                   },
                   .path = "/api/v1/ship-files",
                   .body = body.take()});
    if (!answer) {
        complain(call, answer.error());
        const std::string& key = answer.error().key;
        return key == "error.nothing_to_ship" || key == "error.nothing_due_to_ship" ? Exit::No
                                                                                    : Exit::Wrong;
    }
    const auto value = json::parse(*answer);
    if (!value) return complain(call, value.error());
    const auto rows = json::integer_field(*value, "rows");
    const auto count = rows && *rows ? **rows : 0;
    *call.err << file.string() << ": " << count << (count == 1 ? " parcel\n" : " parcels\n");
    if (call.json) {
        json::Writer out;
        out.begin_object().field("file", file.string()).field("rows", count).end_object();
        *call.out << out.take() << "\n";
    }
    return Exit::Done;
}

}  // namespace server::commands
