#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/URI.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ostream>

#include "server/commands/commands.h"
#include "server/json/writer.h"
#include "station/printers/found_printers.h"

namespace server::commands {
namespace {

struct Reach {
    bool reachable = false;
    std::string detail;
};

// The printer's own folder is made when needed; the one it lies in must be there: a share that is
// not mounted is no printer.
Reach look_at_folder(const std::filesystem::path& folder) {
    std::error_code problem;
    if (std::filesystem::is_directory(folder, problem)) {
        if (::access(folder.c_str(), W_OK | X_OK) == 0) return {true, ""};
        return {false, folder.string() + " may not be written by this user"};
    }
    if (std::filesystem::exists(folder, problem)) return {false, folder.string() + " is no folder"};
    const auto parent = folder.parent_path();
    if (!std::filesystem::is_directory(parent, problem))
        return {false, parent.string() + " is not there; make that folder"};
    if (::access(parent.c_str(), W_OK | X_OK) != 0)
        return {false, parent.string() + " may not be written by this user"};
    return {true, folder.string() + " will be made"};
}

Reach look_at_host(const std::string& host, std::uint16_t port) {
    try {
        Poco::Net::StreamSocket socket;
        socket.connect(Poco::Net::SocketAddress(host, port), Poco::Timespan(2, 0));
        return {true, ""};
    } catch (const Poco::Exception& problem) {
        return {false, problem.displayText()};
    }
}

// What is plugged into USB; `fault` where this machine has none that works.
struct Plugged {
    std::vector<station::FoundPrinter> printers;
    std::string fault;
};

Plugged look_at_usb() {
    Plugged plugged;
    if (auto found = station::find_printers(std::chrono::seconds(5))) {
        plugged.printers = *std::move(found);
    } else {
        plugged.fault = found.error().message;
    }
    return plugged;
}

bool is_at(const station::FoundPrinter& printer, const std::string& uri) {
    return std::ranges::find(printer.addresses, uri) != printer.addresses.end();
}

Reach look_for_plugged(const std::string& uri, const Plugged& plugged) {
    for (const station::FoundPrinter& printer : plugged.printers)
        if (is_at(printer, uri)) return {printer.problem.empty(), printer.problem};
    if (!plugged.fault.empty()) return {false, plugged.fault};
    return {false, "not plugged in; is it on, and its cable in?"};
}

Reach look_at_line(const std::string& uri) {
    std::string device = uri.substr(0, uri.find('?')).substr(std::string_view("serial:").size());
    if (device.starts_with("///")) device.erase(0, 2);
    if (::access(device.c_str(), R_OK | W_OK) == 0) return {true, ""};
    if (errno == EACCES)
        return {false, device + " may not be used by this user; it must be in the group dialout"};
    return {false, device + " is not there; is it on, and its cable in?"};
}

Reach look_at(const std::string& whole, const Plugged& plugged) {
    if (whole.starts_with("usb:")) return look_for_plugged(whole, plugged);
    if (whole.starts_with("serial:")) return look_at_line(whole);
    try {
        const Poco::URI uri(whole);
        if (uri.getScheme() == "file") return look_at_folder(uri.getPath());
        if (uri.getScheme() == "tcp")
            return look_at_host(uri.getHost(), uri.getPort() == 0 ? 9100 : uri.getPort());
    } catch (const Poco::Exception& problem) {
        return {false, whole + ": " + problem.displayText()};
    }
    return {false, "no way to " + whole + " is built in"};
}

std::string_view evidence_name(config::PrinterEvidence evidence) {
    switch (evidence) {
        case config::PrinterEvidence::None:
            return "none";
        case config::PrinterEvidence::Written:
            return "written";
        case config::PrinterEvidence::Answer:
            return "answer";
    }
    return "none";
}

std::string configured_as(const station::FoundPrinter& found, const config::Settings& settings) {
    for (const config::PrinterSettings& printer : settings.printers)
        if (is_at(found, printer.uri)) return printer.name.str();
    return {};
}

void write_found(json::Writer& out, const station::FoundPrinter& found,
                 const config::Settings& settings) {
    out.begin_object()
        .field("uri", found.addresses.front())
        .field("ground", found.ground)
        .field("port", found.port)
        .field("usb_ids", found.usb_ids)
        .field("manufacturer", found.manufacturer)
        .field("model", found.model)
        .field("serial", found.serial)
        .field("device_id", found.device_id)
        .field("language", found.language.language)
        .field("language_ground", found.language.ground);
    if (found.paper_empty) out.field("paper_empty", *found.paper_empty);
    if (found.error) out.field("error", *found.error);
    out.field("kernel_driver", found.kernel_driver)
        .field("configured_as", configured_as(found, settings))
        .field("problem", found.problem)
        .end_object();
}

// One line for a person: the address to copy, what it is, what it may speak and why.
void tell_found(std::ostream& out, const station::FoundPrinter& found,
                const config::Settings& settings) {
    const std::string name = configured_as(found, settings);
    out << "found\t" << found.addresses.front() << '\t' << found.manufacturer
        << (found.manufacturer.empty() ? "" : " ") << found.model << "\tUSB port " << found.port
        << '\t';
    if (found.language.language.empty()) {
        out << "language unknown: see its self-test page";
    } else {
        out << found.language.language << "? by " << found.language.ground;
    }
    if (found.paper_empty.value_or(false)) out << "\tno paper";
    if (!name.empty()) out << "\tis printer " << name;
    if (!found.problem.empty()) out << '\t' << found.problem;
    out << '\n';
}

}  // namespace

Exit printers(Invocation& call) {
    const auto settings = read_settings(call, ConfigNeed::Optional);
    if (!settings) return Exit::Wrong;
    const Plugged plugged = look_at_usb();
    json::Writer out;
    out.begin_object().key("printers").begin_array();
    bool all = true;
    for (const config::PrinterSettings& printer : settings->printers) {
        const std::string kind = printer.uri.substr(0, printer.uri.find(':'));
        const Reach reach = look_at(printer.uri, plugged);
        all = all && reach.reachable;
        if (call.json) {
            out.begin_object()
                .field("name", printer.name)
                .field("uri", printer.uri)
                .field("kind", kind)
                .field("language", printer.language)
                .field("dpi", printer.dpi.value)
                .field("head_width_dots", printer.head_width_dots)
                .field("evidence", evidence_name(printer.evidence))
                .field("window", printer.window)
                .field("reachable", reach.reachable)
                .field("detail", reach.detail)
                .end_object();
            continue;
        }
        *call.out << printer.name << '\t' << printer.uri << '\t' << printer.language << '\t'
                  << (reach.reachable ? "reachable" : "not reachable");
        if (!reach.detail.empty()) *call.out << '\t' << reach.detail;
        *call.out << '\n';
    }
    out.end_array().key("found").begin_array();
    for (const station::FoundPrinter& found : plugged.printers) {
        if (call.json) {
            write_found(out, found, *settings);
        } else {
            tell_found(*call.out, found, *settings);
        }
    }
    out.end_array().field("usb_fault", plugged.fault).end_object();
    if (!call.json && !plugged.fault.empty()) complain(call, plugged.fault);
    if (call.json) *call.out << out.take() << "\n";
    return all ? Exit::Done : Exit::No;
}

}  // namespace server::commands
