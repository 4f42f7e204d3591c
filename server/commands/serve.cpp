#include <Poco/Util/ServerApplication.h>
#include <signal.h>

#include <iostream>

#include "base/log.h"
#include "server/commands/commands.h"
#include "server/daemon.h"
#include "server/http/addresses.h"

namespace server::commands {
namespace {

void say_hello(std::ostream& err, const config::Settings& settings, const Daemon& daemon) {
    const auto status = daemon.status();
    const std::string host = settings.http.address == "::1" ? "[::1]" : settings.http.address;
    err << "\nPackbench is running.\n"
        << "  open     http://" << host << ":" << daemon.port() << "/  (bench: /bench)\n"
        << "  orders   " << status->counts.to_ship << " to ship, " << status->counts.held
        << " held, " << status->counts.intercepted << " intercepted\n";
    const Doors::State doors = daemon.doors();
    for (const std::string& address : http::page_addresses(settings.http, daemon.port())) {
        if (doors.open) err << "  others   " << address << "/\n";
    }
    if (!doors.wanted.empty() && !doors.open)
        err << "  others   not let in: "
            << (doors.problem.empty() ? "there is no owner yet; open http://" + host + ":" +
                                            std::to_string(daemon.port()) + "/setup on this machine"
                                      : doors.problem)
            << "\n";
    for (const config::PrinterSettings& printer : settings.printers)
        err << "  labels   " << printer.name << " -> " << printer.uri << "\n";
    if (!settings.intake.folder.empty())
        err << "  intake   put exported order files into " << settings.intake.folder.string()
            << "\n";
    for (const std::string& warning : config::warnings(settings))
        err << "  warning  " << warning << "\n";
    err << "  stop     Ctrl-C\n\n" << std::flush;
}

// Poco's part: its waiting for SIGINT and SIGTERM. In the foreground, as systemd wants it.
class Application final : public Poco::Util::ServerApplication {
public:
    explicit Application(std::function<int()> body) : body_(std::move(body)) {}
    void wait() { waitForTerminationRequest(); }

protected:
    int main(const std::vector<std::string>&) override { return body_(); }

private:
    std::function<int()> body_;
};

// Before any thread is made, so that all inherit it and the signals wait for sigwait().
void block_stop_signals() {
    sigset_t stop;
    sigemptyset(&stop);
    for (const int signal : {SIGINT, SIGTERM, SIGQUIT}) sigaddset(&stop, signal);
    pthread_sigmask(SIG_BLOCK, &stop, nullptr);
}

Exit run(Invocation& call, const config::Settings& settings, const std::function<void()>& wait) {
    const auto data_files = call.data_files();
    if (!data_files) return complain(call, data_files.error());
    const auto web = find_web_folder(*data_files);
    if (!web) return complain(call, web.error());
    auto daemon = Daemon::start({.settings = settings,
                                 .data_files = *data_files,
                                 .clock = call.clock,
                                 .stations = *call.stations,
                                 .web_folder = *web});
    if (!daemon) {
        complain(call, daemon.error());
        if (daemon.error().key == "error.port_in_use")
            *call.err << "  (http.port is in " << settings.file.string() << ")\n";
        return Exit::Wrong;
    }
    say_hello(*call.err, settings, **daemon);
    wait();
    *call.err << "Stopping ...\n";
    (*daemon)->stop();
    *call.err << "Stopped; everything is on disk.\n";
    return Exit::Done;
}

}  // namespace

Exit serve(Invocation& call) {
    const auto settings = read_settings(call, ConfigNeed::Required);
    if (!settings) return Exit::Wrong;
    base::LogLevel level = base::LogLevel::Info;
    if (base::parse_log_level(settings->log_level, level)) base::set_log_level(level);
    // A chosen time lets people see what the station does at ten o'clock without waiting for it.
    std::optional<base::ShiftedClock> chosen;
    if (const auto text = call.value("--clock")) {
        const auto start = base::parse_beijing(*text);
        if (!start) return complain(call, start.error());
        call.clock = &chosen.emplace(*start);
        base::set_log_clock(call.clock);
        *call.err << "The clock begins at " << base::format_beijing(*start) << " (--clock).\n";
    }
    block_stop_signals();
    Exit exit = Exit::Wrong;
    Application* self = nullptr;
    Application application([&] {
        exit = run(call, *settings, [&] { self->wait(); });
        return static_cast<int>(exit);
    });
    self = &application;
    application.run(std::vector<std::string>{"packbench"});
    return exit;
}

}  // namespace server::commands
