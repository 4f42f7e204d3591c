#include <charconv>
#include <ostream>
#include <random>

#include "base/files.h"
#include "base/text.h"
#include "server/commands/commands.h"
#include "server/commands/folder_turn.h"
#include "server/commands/journal_print.h"
#include "server/commands/label_file.h"
#include "server/commands/test_sheet.h"
#include "server/json/writer.h"
#include "station/printers/direct_print.h"
#include "station/sheets.h"

namespace server::commands {
namespace {

using namespace std::chrono_literals;

constexpr auto kPrintLimit = 60s;

printing::Evidence evidence_of(const std::string& uri, config::PrinterEvidence configured) {
    if (uri.starts_with("file:")) return printing::Evidence::Written;
    return configured == config::PrinterEvidence::Answer ? printing::Evidence::Answer
                                                         : printing::Evidence::None;
}

// Where the sheet is to go. `settings` only where the printer is one of a config's.
struct Target {
    station::DirectPrinter direct;
    std::optional<config::Settings> settings;
    config::PrinterSettings printer;
};

Target configured(config::Settings settings, const config::PrinterSettings& printer) {
    Target target;
    target.direct.uri = printer.uri;
    target.direct.profile = printing::profile_of(printer);
    target.direct.profile.evidence = evidence_of(printer.uri, printer.evidence);
    target.printer = printer;
    target.settings = std::move(settings);
    return target;
}

// One spelling of an address, so that two that mean one device are seen to be the same.
std::string plain_uri(std::string uri) {
    if (uri.starts_with("file:")) {
        std::string path = uri.substr(5);
        if (path.starts_with("//")) path.erase(0, 2);
        std::error_code problem;
        auto folder = std::filesystem::weakly_canonical(path, problem);
        std::string text = problem ? path : folder.string();
        while (text.size() > 1 && text.ends_with('/')) text.pop_back();
        return "file:" + text;
    }
    if (uri.starts_with("tcp://")) {
        std::string host = base::to_upper(uri.substr(6));
        while (host.ends_with('/')) host.pop_back();
        if (host.find(':') == std::string::npos) host += ":9100";
        if (host.starts_with("LOCALHOST:")) host.replace(0, 9, "127.0.0.1");
        return "tcp://" + host;
    }
    // VENDOR:PRODUCT in either case.
    if (uri.starts_with("usb:serial/") && uri.size() > 20)
        uri.replace(11, 9, base::to_upper(uri.substr(11, 9)));
    return uri;
}

// A printer by its address: the station's own where the config has it.
std::optional<Target> by_address(Invocation& call, const std::string& uri) {
    std::error_code ignored;
    if (call.value("--config") || std::filesystem::exists(kDefaultConfig, ignored)) {
        auto settings = read_settings(call, ConfigNeed::Optional);
        if (!settings) return std::nullopt;
        for (const config::PrinterSettings& known : settings->printers) {
            if (plain_uri(known.uri) != plain_uri(uri)) continue;
            const config::PrinterSettings printer = known;
            return configured(*std::move(settings), printer);
        }
    }
    Target target;
    target.direct.uri = uri;
    target.direct.profile.evidence = evidence_of(uri, config::PrinterEvidence::None);
    return target;
}

// A configured printer by its name, or any printer by its address.
std::optional<Target> find_target(Invocation& call, const std::string& printer) {
    if (printer.find(':') != std::string::npos) return by_address(call, printer);
    auto settings = read_settings(call, ConfigNeed::Optional);
    if (!settings) return std::nullopt;
    std::string names;
    for (const config::PrinterSettings& known : settings->printers) {
        names += (names.empty() ? "" : ", ") + known.name.str();
        if (known.name.str() != printer) continue;
        const config::PrinterSettings found = known;
        return configured(*std::move(settings), found);
    }
    complain(call, "no printer '" + printer + "'; there are: " + names);
    return std::nullopt;
}

std::string random_key() {
    std::random_device random;
    base::Bytes bytes;
    for (int i = 0; i < 16; ++i) bytes.push_back(static_cast<std::uint8_t>(random()));
    return "print-" + base::to_hex(bytes);
}

std::optional<std::chrono::seconds> wait_of(Invocation& call) {
    const auto text = call.value("--wait");
    if (!text) return std::chrono::seconds(120);
    int seconds = 0;
    const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), seconds);
    if (problem == std::errc() && end == text->data() + text->size() && seconds >= 0 &&
        seconds <= 3600)
        return std::chrono::seconds(seconds);
    complain(call, "--wait: '" + *text + "' is not 0 to 3600 seconds");
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

Exit refuse(Invocation& call, const printing::ProofReport& report) {
    for (const printing::LabelFailure& failure : report.failures)
        *call.err << failure.code << ": " << failure.message << "\n";
    return tell(call, {.message = "the label failed its proof; nothing was sent"});
}

}  // namespace

Exit print(Invocation& call) {
    const auto printer = call.value("--printer");
    if (!printer) return complain(call, "--printer NAME or --printer URI is missing");
    const auto wait = wait_of(call);
    if (!wait) return Exit::Wrong;
    auto label = read_label(call.arguments[0]);
    if (!label) return complain(call, label.error());
    const base::Dpi dpi = dpi_of(*label);
    auto report = printing::prove_image(label->image, dpi, call.value("--expect"));
    if (!report.passed()) return refuse(call, report);
    auto target = find_target(call, *printer);
    if (!target) return Exit::Wrong;
    // Whoever has the data folder has its printers: one writer on one device.
    std::optional<FolderTurn> turn;
    if (target->settings) {
        auto taken = FolderTurn::take(target->settings->data_folder);
        if (!taken && taken.error().key == "error.data_folder_locked") {
            auto png = base::read_file(call.arguments[0], station::kSheetLimitBytes);
            if (!png) return complain(call, png.error());
            return print_through_journal(
                call, *target->settings,
                {target->printer, *std::move(png), call.value("--expect").value_or(""),
                 call.value("--key").value_or(random_key()), *wait});
        }
        if (!taken) return complain(call, taken.error());
        turn.emplace(*std::move(taken));
    }
    // No journal knows of this sheet: it says so on its face.
    if (const auto stamped = stamp_test(label->image, report); !stamped)
        return complain(call, stamped.error());
    report = printing::prove_image(label->image, dpi, call.value("--expect"));
    if (!report.passed()) return refuse(call, report);
    target->direct.profile.dpi = dpi;
    const std::string job_name = "test-" + std::to_string(base::to_millis(call.clock->now()));
    const auto outcome =
        station::print_directly(target->direct, label->image, job_name, kPrintLimit);
    if (!outcome) return complain(call, outcome.error());
    return tell(call, *outcome);
}

}  // namespace server::commands
