#include <ostream>

#include "server/commands/commands.h"
#include "server/commands/local_station.h"
#include "server/json/reader.h"
#include "server/json/views.h"

namespace server::commands {

Exit number_request(Invocation& call) {
    const auto target = call.value("-o");
    if (!target) return complain(call, "-o OUT.xlsx or -o OUT.csv is missing");
    std::error_code problem;
    const auto file = std::filesystem::absolute(*target, problem);
    const bool xlsx = file.extension() == ".xlsx";
    if (!xlsx && file.extension() != ".csv")
        return complain(call, *target + " must end in .xlsx or .csv");
    const auto settings = read_settings(call, ConfigNeed::Optional);
    if (!settings) return Exit::Wrong;
    const base::CarrierCode carrier(call.value("--carrier").value_or(""));
    json::Writer body;
    body.begin_object()
        .field("format", xlsx ? "xlsx" : "csv")
        .field("carrier", carrier)
        .field("path", file.string())
        .end_object();
    const auto answer =
        carry_out(call, *settings,
                  {.directly = [&](station::Station& station) -> base::Result<std::string> {
                       const auto view = station.numbers().write_request(carrier, xlsx, file,
                                                                         station::Actor{"cli"});
                       if (!view) return base::pass(view);
                       return json::text(*view);
                   },
                   .path = "/api/v1/number-requests",
                   .body = body.take()});
    if (!answer) {
        complain(call, answer.error());
        return answer.error().key == "error.nothing_to_request" ? Exit::No : Exit::Wrong;
    }
    const auto value = json::parse(*answer);
    if (!value) return complain(call, value.error());
    const auto rows = json::integer_field(*value, "rows");
    const auto count = rows && *rows ? **rows : 0;
    *call.err << file.string() << ": " << count << (count == 1 ? " order" : " orders")
              << "; it holds names and addresses, delete it when the carrier has it\n";
    if (call.json) {
        json::Writer out;
        out.begin_object().field("file", file.string()).field("rows", count).end_object();
        *call.out << out.take() << "\n";
    }
    return Exit::Done;
}

}  // namespace server::commands
