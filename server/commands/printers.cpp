#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/URI.h>
#include <unistd.h>

#include <ostream>

#include "server/commands/commands.h"
#include "server/json/writer.h"

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

Reach look_at(const Poco::URI& uri) {
    if (uri.getScheme() == "file") return look_at_folder(uri.getPath());
    if (uri.getScheme() == "tcp")
        return look_at_host(uri.getHost(), uri.getPort() == 0 ? 9100 : uri.getPort());
    return {false, "no way to " + uri.getScheme() + " is built in"};
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

}  // namespace

Exit printers(Invocation& call) {
    const auto settings = read_settings(call, ConfigNeed::Optional);
    if (!settings) return Exit::Wrong;
    json::Writer out;
    out.begin_object().key("printers").begin_array();
    bool all = true;
    for (const config::PrinterSettings& printer : settings->printers) {
        std::string kind;
        Reach reach;
        try {
            const Poco::URI uri(printer.uri);
            kind = uri.getScheme();
            reach = look_at(uri);
        } catch (const Poco::Exception& problem) {
            reach.detail = printer.uri + ": " + problem.displayText();
        }
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
    out.end_array().end_object();
    if (call.json) *call.out << out.take() << "\n";
    return all ? Exit::Done : Exit::No;
}

}  // namespace server::commands
