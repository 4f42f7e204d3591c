#include <ostream>

#include "server/commands/commands.h"
#include "server/commands/label_file.h"
#include "server/commands/test_sheet.h"
#include "server/http/local_client.h"
#include "server/json/writer.h"
#include "station/printers/direct_print.h"

namespace server::commands {
namespace {

using namespace std::chrono_literals;

constexpr auto kPrintLimit = 60s;

printing::Evidence evidence_of(const std::string& uri, config::PrinterEvidence configured) {
    if (uri.starts_with("file:")) return printing::Evidence::Written;
    return configured == config::PrinterEvidence::Answer ? printing::Evidence::Answer
                                                         : printing::Evidence::None;
}

bool daemon_runs(const config::Settings& settings) {
    // Any answer at all, also "no such thing", says that somebody is there.
    const auto answer = http::post_local(http::local_socket(settings.data_folder), "/healthz", "{}",
                                         std::chrono::seconds(2));
    return answer || answer.error().key != "error.daemon_silent";
}

// A configured printer by its name, or any printer by its address.
std::optional<station::DirectPrinter> find_target(Invocation& call, const std::string& printer) {
    station::DirectPrinter target;
    if (printer.find(':') != std::string::npos) {
        target.uri = printer;
        target.profile.evidence = evidence_of(printer, config::PrinterEvidence::None);
        return target;
    }
    const auto settings = read_settings(call, ConfigNeed::Optional);
    if (!settings) return std::nullopt;
    std::string names;
    for (const config::PrinterSettings& known : settings->printers) {
        names += (names.empty() ? "" : ", ") + known.name.str();
        if (known.name.str() != printer) continue;
        if (daemon_runs(*settings)) {
            complain(call, "the daemon is running and has " + printer +
                               " to itself; print from its pages, or stop it first");
            return std::nullopt;
        }
        target.uri = known.uri;
        target.profile.language = known.language;
        target.profile.head_width_dots = known.head_width_dots;
        target.profile.evidence = evidence_of(known.uri, known.evidence);
        return target;
    }
    complain(call, "no printer '" + printer + "'; there are: " + names);
    return std::nullopt;
}

Exit tell(Invocation& call, const station::DirectPrint& outcome) {
    json::Writer out;
    out.begin_object()
        .field("outcome", outcome.outcome)
        .field("bytes_accepted", outcome.bytes_accepted)
        .field("evidence", outcome.evidence)
        .field("message", outcome.message)
        .field("test", true)
        .end_object();
    *call.out << out.take() << "\n";
    if (!outcome.message.empty()) complain(call, outcome.message);
    return outcome.outcome == "printed" || outcome.outcome == "sent" ? Exit::Done : Exit::No;
}

}  // namespace

Exit print(Invocation& call) {
    const auto printer = call.value("--printer");
    if (!printer) return complain(call, "--printer NAME or --printer URI is missing");
    auto label = read_label(call.arguments[0]);
    if (!label) return complain(call, label.error());
    const base::Dpi dpi = dpi_of(*label);
    auto report = printing::prove_image(label->image, dpi, call.value("--expect"));
    if (report.passed()) {
        if (const auto stamped = stamp_test(label->image, report); !stamped)
            return complain(call, stamped.error());
        report = printing::prove_image(label->image, dpi, call.value("--expect"));
    }
    if (!report.passed()) {
        for (const printing::LabelFailure& failure : report.failures)
            *call.err << failure.code << ": " << failure.message << "\n";
        return tell(call, {.message = "the label failed its proof; nothing was sent"});
    }
    auto target = find_target(call, *printer);
    if (!target) return Exit::Wrong;
    target->profile.dpi = dpi;
    const std::string job_name = "test-" + std::to_string(base::to_millis(call.clock->now()));
    const auto outcome = station::print_directly(*target, label->image, job_name, kPrintLimit);
    if (!outcome) return complain(call, outcome.error());
    return tell(call, *outcome);
}

}  // namespace server::commands
