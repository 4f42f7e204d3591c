#include <ostream>
#include <thread>

#include "drivers/open_channel.h"
#include "printing/dialogue.h"
#include "printing/label_encoder.h"
#include "server/commands/commands.h"
#include "server/commands/label_file.h"
#include "server/commands/test_sheet.h"
#include "server/http/local_client.h"
#include "server/json/writer.h"

namespace server::commands {
namespace {

using namespace std::chrono_literals;

constexpr auto kOpenLimit = 5s;
constexpr auto kPrintLimit = 60s;

struct Target {
    std::string uri;
    printing::PrinterProfile profile;
};

/// What became of the sheet, in the words of docs/commands.md.
struct Outcome {
    std::string outcome = "nothing_sent";
    std::size_t bytes_accepted = 0;
    std::string evidence = "none";
    std::string message;
};

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
std::optional<Target> find_target(Invocation& call, const std::string& printer) {
    Target target;
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

void take_events(printing::Dialogue& dialogue, Outcome& outcome) {
    for (const printing::DialogueEvent& event : dialogue.take_events()) {
        if (std::holds_alternative<printing::NoEvidence>(event)) outcome.outcome = "sent";
        if (const auto* printed = std::get_if<printing::Printed>(&event)) {
            outcome.outcome = "printed";
            outcome.evidence =
                printed->evidence == printing::Evidence::Written ? "written" : "answer";
        }
        if (const auto* failed = std::get_if<printing::Failed>(&event)) {
            outcome.outcome = failed->outcome == printing::Outcome::SentUnconfirmed
                                  ? "sent"
                                  : printing::name(failed->outcome);
            outcome.bytes_accepted = failed->bytes_accepted;
        }
    }
}

printing::CloseReason reason_of(const drivers::WriteResult& result) {
    if (result.job_discarded) return printing::CloseReason::Discarded;
    return result.error->code == base::ErrorCode::DeviceGone ? printing::CloseReason::PeerClosed
                                                             : printing::CloseReason::Error;
}

// Carries the dialogue's bytes over the channel until the job has ended.
Outcome converse(printing::Dialogue& dialogue, drivers::ByteChannel& channel,
                 printing::Evidence evidence, const std::string& job_name) {
    Outcome outcome;
    const auto deadline = std::chrono::steady_clock::now() + kPrintLimit;
    auto last = std::chrono::steady_clock::now();
    bool finished = false;
    while (dialogue.jobs_in_flight() > 0) {
        const auto pending = dialogue.pending_output();
        if (!pending.empty()) {
            const base::Bytes bytes(pending.begin(), pending.end());
            const auto result = channel.write(bytes, 1000ms);
            dialogue.on_accepted(result.accepted);
            outcome.bytes_accepted += result.accepted;
            if (result.error && result.error->code != base::ErrorCode::Timeout) {
                outcome.message = result.error->message;
                dialogue.on_closed(reason_of(result));
            }
        } else if (evidence != printing::Evidence::Answer && !finished) {
            finished = true;
            const auto end = channel.finish_job(job_name);
            if (!end) {
                outcome.message = end.error().message;
                dialogue.on_closed(printing::CloseReason::Discarded);
            } else if (*end == drivers::JobEnd::Durable) {
                dialogue.on_flushed();
            }
        } else {
            const auto bytes = channel.read(100ms);
            if (bytes && !bytes->empty()) dialogue.on_bytes(*bytes);
            if (bytes && bytes->empty()) std::this_thread::sleep_for(10ms);
            if (!bytes) {
                outcome.message = bytes.error().message;
                dialogue.on_closed(printing::CloseReason::PeerClosed);
            }
        }
        const auto now = std::chrono::steady_clock::now();
        dialogue.on_elapsed(std::chrono::duration_cast<std::chrono::milliseconds>(now - last));
        last = now;
        if (now > deadline && dialogue.jobs_in_flight() > 0) {
            outcome.message = "not done within a minute; is there paper?";
            dialogue.on_closed(printing::CloseReason::Timeout);
        }
        take_events(dialogue, outcome);
    }
    take_events(dialogue, outcome);
    channel.close(2000ms);
    return outcome;
}

base::Result<Outcome> send(const Target& target, const printing::Bitmap& image,
                           const std::string& job_name) {
    const auto encoder = printing::make_encoder(target.profile);
    if (!encoder) return base::pass(encoder);
    auto bytes = (*encoder)->encode(image, 1);
    if (!bytes) return base::pass(bytes);
    const auto dialogue = printing::make_dialogue(target.profile);
    if (!dialogue) return base::pass(dialogue);
    const auto channel = drivers::open_channel(target.uri, kOpenLimit);
    if (!channel) return base::pass(channel);
    if (const auto begun = (*dialogue)->start(base::JobRow(1), *std::move(bytes)); !begun)
        return base::pass(begun);
    return converse(**dialogue, **channel, target.profile.evidence, job_name);
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
        complain(call, "the label failed its proof; nothing was sent");
        return Exit::No;
    }
    auto target = find_target(call, *printer);
    if (!target) return Exit::Wrong;
    target->profile.dpi = dpi;
    const std::string job_name = "test-" + std::to_string(base::to_millis(call.clock->now()));
    auto outcome = send(*target, label->image, job_name);
    if (!outcome) {
        if (outcome.error().code == base::ErrorCode::InvalidInput)
            return complain(call, outcome.error());
        outcome = Outcome{.message = outcome.error().message};
    }
    json::Writer out;
    out.begin_object()
        .field("outcome", outcome->outcome)
        .field("bytes_accepted", outcome->bytes_accepted)
        .field("evidence", outcome->evidence)
        .field("message", outcome->message)
        .field("test", true)
        .end_object();
    *call.out << out.take() << "\n";
    if (!outcome->message.empty()) complain(call, outcome->message);
    return outcome->outcome == "printed" || outcome->outcome == "sent" ? Exit::Done : Exit::No;
}

}  // namespace server::commands
