#include "server/commands/journal_print.h"

#include <ostream>
#include <set>
#include <thread>

#include "server/http/local_client.h"
#include "server/json/reader.h"
#include "server/json/writer.h"

namespace server::commands {
namespace {

using namespace std::chrono_literals;

constexpr auto kAskLimit = 30s;
constexpr auto kAskEvery = 150ms;

struct Progress {
    std::int64_t job = 0, batch = 0;
    std::string state, reason, number;
};

base::Result<Progress> progress_of(const std::string& answer) {
    const auto value = json::parse(answer);
    if (!value) return base::pass(value);
    Progress progress;
    const auto whole = [&](std::string_view name) {
        const auto number = json::integer_field(*value, name);
        return number && *number ? **number : 0;
    };
    progress.job = whole("id");
    progress.batch = whole("batch");
    progress.state = json::text_field(*value, "state").value_or("");
    progress.reason = json::text_field(*value, "reason").value_or("");
    progress.number = json::text_field(*value, "number").value_or("");
    return progress;
}

bool has_ended(const std::string& state) {
    static const std::set<std::string> kEnds = {"printed", "sent", "failed", "unknown",
                                                "cancelled"};
    return kEnds.contains(state);
}

std::string_view evidence_of(const config::PrinterSettings& printer, const std::string& state) {
    if (state != "printed") return "none";
    return printer.evidence == config::PrinterEvidence::Answer ? "answer" : "written";
}

Exit tell(Invocation& call, const JournalSheet& sheet, const Progress& progress,
          const std::string& message) {
    json::Writer out;
    out.begin_object()
        .field("outcome", progress.state)
        .field("evidence", evidence_of(sheet.printer, progress.state))
        .field("message", message)
        .field("test", false)
        .field("job", progress.job)
        .field("batch", progress.batch)
        .field("printer", sheet.printer.name)
        .field("number", progress.number)
        .field("key", sheet.key)
        .end_object();
    *call.out << out.take() << "\n";
    if (!message.empty()) complain(call, message);
    return progress.state == "printed" || progress.state == "sent" ? Exit::Done : Exit::No;
}

Exit refuse(Invocation& call, const base::Error& error) {
    json::Writer out;
    out.begin_object()
        .field("outcome", "refused")
        .field("error", error.key)
        .field("message", error.message)
        .field("test", false)
        .end_object();
    *call.out << out.take() << "\n";
    complain(call, error);
    const bool answer_is_no =
        error.code == base::ErrorCode::Conflict || error.key == "error.sheet_not_proven";
    return answer_is_no ? Exit::No : Exit::Wrong;
}

std::string meaning(const Progress& progress) {
    if (progress.state == "failed")
        return "the sheet was refused and is not printed: " + progress.reason;
    if (progress.state == "unknown")
        return "nobody knows whether the sheet came out (" + progress.reason +
               "): look at the printer, then settle it on the page /batches/" +
               std::to_string(progress.batch) + "; it is not printed again by itself";
    if (progress.state == "cancelled") return "the sheet was cancelled before it was printed";
    return {};
}

}  // namespace

Exit print_through_journal(Invocation& call, const config::Settings& settings,
                           const JournalSheet& sheet) {
    const auto socket = http::local_socket(settings.data_folder);
    const std::string path = "/api/v1/sheets?" + http::query_text({
                                                     {"printer", sheet.printer.name.str()},
                                                     {"key", sheet.key},
                                                     {"expect", sheet.expect},
                                                 });
    const auto given = http::post_local_bytes(socket, path, std::string(base::as_text(sheet.png)),
                                              "image/png", kAskLimit);
    if (!given && given.error().key == "error.daemon_silent")
        return complain(call, "a station holds the data folder but does not answer (" +
                                  given.error().message + "); once it does, --key " + sheet.key +
                                  " prints this sheet once, whatever became of this call");
    if (!given) return refuse(call, given.error());
    auto progress = progress_of(*given);
    if (!progress) return complain(call, progress.error());
    const std::string job_path = "/api/v1/jobs/" + std::to_string(progress->job);
    const auto deadline = std::chrono::steady_clock::now() + sheet.wait;
    std::string told;
    for (;;) {
        if (progress->state != told) {
            told = progress->state;
            *call.err << "sheet " << progress->job << " on " << sheet.printer.name.str() << ": "
                      << told << "\n";
            call.err->flush();
        }
        if (has_ended(progress->state)) return tell(call, sheet, *progress, meaning(*progress));
        if (std::chrono::steady_clock::now() >= deadline)
            return tell(call, sheet, *progress,
                        "not printed yet; it comes when the printer is ready and its batch runs, "
                        "see the page /batches/" +
                            std::to_string(progress->batch) + "; --key " + sheet.key +
                            " asks again without printing twice");
        std::this_thread::sleep_for(kAskEvery);
        const auto answer = http::get_local(socket, job_path, kAskLimit);
        if (!answer)
            return tell(call, sheet, *progress,
                        "the station does not answer any more (" + answer.error().message +
                            "); --key " + sheet.key +
                            " asks again what became of the sheet, without printing twice");
        progress = progress_of(*answer);
        if (!progress) return complain(call, progress.error());
    }
}

}  // namespace server::commands
