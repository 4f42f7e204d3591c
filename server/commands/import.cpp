#include <ostream>

#include "server/commands/commands.h"
#include "server/commands/local_station.h"
#include "server/json/reader.h"
#include "server/json/views.h"

namespace server::commands {
namespace {

int count(const json::Value& report, std::string_view name) {
    const auto number = json::integer_field(report, name);
    return number && *number ? static_cast<int>(**number) : 0;
}

void tell(Invocation& call, const json::Value& report) {
    std::ostream& err = *call.err;
    err << json::text_field(report, "file").value_or("") << ": " << count(report, "rows")
        << " rows, " << count(report, "orders") << " orders: " << count(report, "new") << " new, "
        << count(report, "updated") << " updated, " << count(report, "unchanged") << " unchanged";
    if (const json::Value* skipped = report.find("skipped"))
        err << ", " << skipped->items.size() << " skipped";
    err << (call.has("--dry-run") ? " (dry run: nothing was changed)\n" : "\n");
    const json::Value* errors = report.find("errors");
    if (errors == nullptr) return;
    for (const json::Value& error : errors->items) {
        err << "  row " << count(error, "row");
        const auto column = json::text_field(error, "column");
        if (column && !column->empty()) err << ", " << *column;
        err << ": " << json::text_field(error, "message").value_or("") << "\n";
    }
}

}  // namespace

Exit import(Invocation& call) {
    const auto settings = read_settings(call, ConfigNeed::Optional);
    if (!settings) return Exit::Wrong;
    Exit exit = Exit::Done;
    for (const std::string& name : call.arguments) {
        std::error_code problem;
        const auto file = std::filesystem::absolute(name, problem);
        json::Writer body;
        body.begin_object()
            .field("path", file.string())
            .field("dry_run", call.has("--dry-run"))
            .end_object();
        const auto report =
            carry_out(call, *settings,
                      {.directly = [&](station::Station& station) -> base::Result<std::string> {
                           const auto view = station.import_file(file, call.has("--dry-run"),
                                                                 station::Actor{"cli"});
                           if (!view) return base::pass(view);
                           json::Writer out;
                           json::write_import_report(out, *view);
                           return out.take();
                       },
                       .path = "/api/v1/imports",
                       .body = body.take()});
        if (!report) {
            exit = complain(call, report.error());
            continue;
        }
        const auto value = json::parse(*report);
        if (!value) return complain(call, value.error());
        tell(call, *value);
        if (call.json) *call.out << *report << "\n";
        // The rest of the file went in; that a row did not is still "no" to "was all taken?".
        const json::Value* errors = value->find("errors");
        if (exit == Exit::Done && errors != nullptr && !errors->items.empty()) exit = Exit::No;
    }
    return exit;
}

}  // namespace server::commands
