#include <ostream>

#include "base/files.h"
#include "server/commands/commands.h"
#include "server/commands/local_station.h"
#include "server/json/product_views.h"
#include "server/json/reader.h"
#include "server/json/views.h"

namespace server::commands {
namespace {

constexpr std::size_t kFileBytes = 4 << 20;

std::string to_base64(base::ByteView bytes) {
    static constexpr char kDigits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i)
            group = group << 8 | (i < count ? std::uint32_t{bytes[at + i]} : 0u);
        for (std::size_t i = 0; i < 4; ++i)
            text += i <= count ? kDigits[group >> (18 - 6 * i) & 63] : '=';
    }
    return text;
}

int figure(const json::Value& value, std::string_view name) {
    const auto number = json::integer_field(value, name);
    return number && *number ? static_cast<int>(**number) : 0;
}

Exit export_products(Invocation& call, const config::Settings& settings) {
    const auto target = call.value("-o");
    if (!target) return complain(call, "-o FILE.csv is missing");
    const auto data_files = call.data_files();
    if (!data_files) return complain(call, data_files.error());
    const auto reader = call.stations->open_reader(settings, *data_files, *call.clock);
    if (!reader) return complain(call, reader.error());
    const auto csv = (*reader)->products().csv();
    if (!csv) return complain(call, csv.error());
    const auto listed = (*reader)->products().list({});
    if (!listed) return complain(call, listed.error());
    if (const auto written = base::write_file_atomically(*target, *csv); !written)
        return complain(call, written.error());
    *call.err << *target << ": " << listed->all
              << (listed->all == 1 ? " product\n" : " products\n");
    if (call.json) {
        json::Writer out;
        out.begin_object().field("file", *target).field("products", listed->all).end_object();
        *call.out << out.take() << "\n";
    }
    return Exit::Done;
}

Exit import_products(Invocation& call, const config::Settings& settings) {
    if (call.arguments.size() < 2) return complain(call, "missing: FILE");
    const std::filesystem::path path = call.arguments[1];
    const auto content = base::read_file(path, kFileBytes);
    if (!content) return complain(call, content.error());
    const bool dry_run = call.has("--dry-run");
    auto file = station::read_product_file(path.filename().string(), *content);
    if (!file) return complain(call, file.error());
    json::Writer body;
    body.begin_object()
        .field("name", path.filename().string())
        .field("content", to_base64(*content))
        .field("dry_run", dry_run)
        .end_object();
    const auto answer =
        carry_out(call, settings,
                  {.directly = [&](station::Station& station) -> base::Result<std::string> {
                       station::ProductImport run;
                       run.file = std::make_shared<const station::ProductFile>(*file);
                       run.dry_run = dry_run;
                       for (;;) {
                           const auto more = station.products().import_step(run, "cli");
                           if (!more) return base::pass(more);
                           if (!*more) return json::text(run.view);
                       }
                   },
                   .path = "/api/v1/products/import",
                   .body = body.take()});
    if (!answer) return complain(call, answer.error());
    const auto value = json::parse(*answer);
    if (!value) return complain(call, value.error());
    const json::Value* problems = value->find("problems");
    for (const json::Value& problem :
         problems != nullptr ? problems->items : std::vector<json::Value>{}) {
        *call.err << path.filename().string() << ": row " << figure(problem, "row");
        const auto column = json::text_field(problem, "column");
        if (column && !column->empty()) *call.err << ", " << *column;
        *call.err << ": " << json::text_field(problem, "message").value_or("") << "\n";
    }
    *call.err << path.filename().string() << ": " << figure(*value, "new") << " new, "
              << figure(*value, "changed") << " changed, " << figure(*value, "unchanged")
              << " unchanged" << (dry_run ? " (dry run: nothing was written)\n" : "\n");
    if (call.json) *call.out << *answer << "\n";
    return problems == nullptr || problems->items.empty() ? Exit::Done : Exit::No;
}

Exit undo_import(Invocation& call, const config::Settings& settings) {
    const auto answer =
        carry_out(call, settings,
                  {.directly = [](station::Station& station) -> base::Result<std::string> {
                       station::ProductUndoView all;
                       for (;;) {
                           const auto step = station.products().undo_step("cli");
                           if (!step) return base::pass(step);
                           all.file = step->file;
                           all.restored += step->restored;
                           all.removed += step->removed;
                           all.kept += step->kept;
                           if (!step->more) return json::text(all);
                       }
                   },
                   .path = "/api/v1/products/undo",
                   .body = "{}"});
    if (!answer) {
        complain(call, answer.error());
        return answer.error().key == "error.nothing_to_undo" ? Exit::No : Exit::Wrong;
    }
    const auto value = json::parse(*answer);
    if (!value) return complain(call, value.error());
    *call.err << json::text_field(*value, "file").value_or("")
              << " taken back: " << figure(*value, "restored") << " as before, "
              << figure(*value, "removed") << " removed, " << figure(*value, "kept")
              << " changed since and kept\n";
    if (call.json) *call.out << *answer << "\n";
    return Exit::Done;
}

}  // namespace

Exit products(Invocation& call) {
    const std::string& what = call.arguments[0];
    if (what != "import" && what != "export" && what != "undo")
        return complain(call, "'" + what + "' is none of: import, export, undo");
    if (what != "import" && call.arguments.size() > 1)
        return complain(call, "one word too many: '" + call.arguments[1] + "'");
    const auto settings = read_settings(call, ConfigNeed::Optional);
    if (!settings) return Exit::Wrong;
    if (what == "import") return import_products(call, *settings);
    return what == "export" ? export_products(call, *settings) : undo_import(call, *settings);
}

}  // namespace server::commands
