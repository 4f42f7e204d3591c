#include <ostream>

#include "base/base64.h"
#include "base/files.h"
#include "server/commands/commands.h"
#include "server/commands/local_station.h"
#include "server/json/reader.h"
#include "server/json/views.h"

namespace server::commands {
namespace {

const station::Actor kCli{"cli"};

/// The answer as it came with --json; `done` says in words what it means.
template <typename Done>
Exit finish(Invocation& call, const base::Result<std::string>& answer, Done done) {
    if (!answer) {
        complain(call, answer.error());
        return answer.error().code == base::ErrorCode::Conflict ? Exit::No : Exit::Wrong;
    }
    const auto value = json::parse(*answer);
    if (!value) return complain(call, value.error());
    if (call.json) *call.out << *answer << "\n";
    done(*value);
    return Exit::Done;
}

std::int64_t number_of(const json::Value& value, std::string_view name) {
    const auto number = json::integer_field(value, name);
    return number && *number ? **number : 0;
}

Exit write_file(Invocation& call, const config::Settings& settings, const std::string& target) {
    std::error_code problem;
    const auto file = std::filesystem::absolute(target, problem);
    const bool xlsx = file.extension() == ".xlsx";
    const bool again = call.has("--again-rejected");
    json::Writer body;
    body.begin_object()
        .field("format", xlsx ? "xlsx" : "csv")
        .field("path", file.string())
        .end_object();
    const auto answer = carry_out(
        call, settings,
        {.directly = [&](station::Station& station) -> base::Result<std::string> {
             const auto view = again ? station.shipping().write({xlsx, file, true, {}}, kCli)
                                     : station.write_ship_file(xlsx, file, kCli);
             if (!view) return base::pass(view);
             return json::text(*view);
         },
         .path = again ? "/api/v1/ship-again" : "/api/v1/ship-files",
         .body = body.take()});
    if (!answer) {
        complain(call, answer.error());
        const std::string& key = answer.error().key;
        const bool nothing = key == "error.nothing_to_ship" || key == "error.nothing_due_to_ship" ||
                             key == "error.nothing_handed_over" ||
                             key == "error.nothing_to_issue_again";
        return nothing ? Exit::No : Exit::Wrong;
    }
    const auto value = json::parse(*answer);
    if (!value) return complain(call, value.error());
    // Further files lie beside the first one: OUT-2.xlsx, OUT-3.xlsx, ...
    std::vector<std::pair<std::filesystem::path, std::int64_t>> files{
        {file, number_of(*value, "rows")}};
    if (const json::Value* more = value->find("more")) {
        for (const json::Value& one : more->items) {
            auto next = file;
            next.replace_filename(file.stem().string() + "-" + std::to_string(files.size() + 1) +
                                  file.extension().string());
            files.emplace_back(next, number_of(one, "rows"));
        }
    }
    for (const auto& [path, count] : files)
        *call.err << path.string() << ": " << count << (count == 1 ? " parcel\n" : " parcels\n");
    if (call.json) {
        json::Writer out;
        out.begin_object().field("file", file.string()).field("rows", files.front().second);
        if (files.size() > 1) {
            out.key("more").begin_array();
            for (std::size_t at = 1; at < files.size(); ++at)
                out.begin_object()
                    .field("file", files[at].first.string())
                    .field("rows", files[at].second)
                    .end_object();
            out.end_array();
        }
        out.end_object();
        *call.out << out.take() << "\n";
    }
    return Exit::Done;
}

Exit mark_uploaded(Invocation& call, const config::Settings& settings, const std::string& name) {
    const auto answer =
        carry_out(call, settings,
                  {.directly = [&](station::Station& station) -> base::Result<std::string> {
                       const auto view =
                           station.shipping().tick(name, {}, station::TroubledRows::Refuse, kCli);
                       if (!view) return base::pass(view);
                       return json::text(*view);
                   },
                   .path = "/api/v1/ship-files/" + name + "/uploaded",
                   .body = "{}"});
    return finish(call, answer, [&](const json::Value& value) {
        *call.err << name << ": " << number_of(value, "uploaded") << " rows uploaded\n";
    });
}

Exit take_results(Invocation& call, const config::Settings& settings, const std::string& file) {
    constexpr std::size_t kLargest = 4 << 20;
    const auto content = base::read_file(file, kLargest);
    if (!content) return complain(call, content.error());
    json::Writer body;
    body.begin_object().field("data", base::encode_base64(*content)).end_object();
    const auto answer =
        carry_out(call, settings,
                  {.directly = [&](station::Station& station) -> base::Result<std::string> {
                       const auto view = station.shipping().take_results(*content, kCli);
                       if (!view) return base::pass(view);
                       return json::text(*view);
                   },
                   .path = "/api/v1/ship-results",
                   .body = body.take()});
    return finish(call, answer, [&](const json::Value& value) {
        *call.err << file << ": " << number_of(value, "uploaded") << " uploaded, "
                  << number_of(value, "rejected") << " rejected, " << number_of(value, "problems")
                  << " not understood\n";
    });
}

}  // namespace

Exit ship_file(Invocation& call) {
    const auto target = call.value("-o");
    const auto uploaded = call.value("--uploaded");
    const auto results = call.value("--results");
    if (int{target.has_value()} + int{uploaded.has_value()} + int{results.has_value()} != 1)
        return complain(call, target ? "-o, --uploaded and --results go one at a time"
                                     : "-o OUT.xlsx or -o OUT.csv is missing");
    if (call.has("--again-rejected") && !target)
        return complain(call, "--again-rejected needs -o OUT.xlsx or -o OUT.csv");
    if (target && !target->ends_with(".xlsx") && !target->ends_with(".csv"))
        return complain(call, *target + " must end in .xlsx or .csv");
    const auto settings = read_settings(call, ConfigNeed::Optional);
    if (!settings) return Exit::Wrong;
    if (target) return write_file(call, *settings, *target);
    if (uploaded) return mark_uploaded(call, *settings, *uploaded);
    return take_results(call, *settings, *results);
}

}  // namespace server::commands
