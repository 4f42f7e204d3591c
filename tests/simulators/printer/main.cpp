// A label printer on a TCP port, for tests and for trying things by hand; see README.md.

#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/simulators/printer/control.h"
#include "tests/simulators/printer/page_folder.h"
#include "tests/simulators/printer/tcp_port.h"

namespace {

using namespace simulators;
using Clock = std::chrono::steady_clock;

volatile std::sig_atomic_t stop = 0;

constexpr std::string_view kUsage =
    "usage: packbench-printer-sim --folder DIR [--language escpos|tspl|zpl|cpcl] [--port N]\n"
    "  the printer: [--dpi N] [--head DOTS] [--label MM] (length; 0: paper without labels)\n"
    "               [--gap MM] [--speed MM_PER_S] [--buffer BYTES]\n"
    "  its ways:    [--lookahead MM] [--no-process-id] [--no-reprint] [--mute-in-error]\n"
    "               [--black-is-one] [--opaque-data] [--status-crlf]\n"
    "               [--refuse-second] [--forget-on-hang-up]\n"
    "  time:        [--time-factor F] (how much faster than paper; 0: no time) [--virtual-clock]\n"
    "  faults:      [--control-port N] [--do COMMAND]... and lines on standard input: see help\n";

struct Options {
    PrinterOptions printer;
    TcpPort::Options port;
    std::string folder;
    double time_factor = 1;
    bool virtual_clock = false;
    std::optional<int> control_port;
    std::vector<std::string> commands;
};

bool complain(const std::string& what) {
    std::cerr << "packbench-printer-sim: " << what << "\n" << kUsage;
    return false;
}

bool read_number(const std::string& option, const char* text, double lowest, double highest,
                 double& value) {
    const auto [end, code] = std::from_chars(text, text + std::strlen(text), value);
    if (code != std::errc{} || *end != '\0' || value < lowest || value > highest)
        return complain(option + " " + text + ": expected a number");
    return true;
}

bool read_switch(const std::string& option, Options& options) {
    if (option == "--no-process-id")
        options.printer.process_id = false;
    else if (option == "--no-reprint")
        options.printer.reprint = false;
    else if (option == "--mute-in-error")
        options.printer.mute_in_error = true;
    else if (option == "--black-is-one")
        options.printer.black_is_one = true;
    else if (option == "--opaque-data")
        options.printer.opaque_data = true;
    else if (option == "--status-crlf")
        options.printer.status_ends_in_crlf = true;
    else if (option == "--refuse-second")
        options.port.refuse_second = true;
    else if (option == "--forget-on-hang-up")
        options.port.forget_on_hang_up = true;
    else if (option == "--virtual-clock")
        options.virtual_clock = true;
    else
        return false;
    return true;
}

bool read_language(const std::string& word, Options& options) {
    for (const Language language :
         {Language::Escpos, Language::Tspl, Language::Zpl, Language::Cpcl})
        if (word == name(language)) {
            options.printer.language = language;
            return true;
        }
    return complain("--language " + word + ": expected escpos, tspl, zpl or cpcl");
}

bool read_options(int argc, char** argv, Options& options) {
    double label_mm = 150;
    double gap_mm = 3;
    double lookahead_mm = 0;
    double port = 0;
    double control_port = -1;
    double dpi = options.printer.dpi;
    double head = options.printer.head_width_dots;
    double speed = options.printer.speed_mm_per_s;
    double buffer = static_cast<double>(options.printer.receive_buffer_bytes);
    struct Number {
        double lowest;
        double highest;
        double& value;
    };
    const std::map<std::string, Number> numbers = {
        {"--port", {0, 65535, port}},
        {"--control-port", {0, 65535, control_port}},
        {"--dpi", {100, 1200, dpi}},
        {"--head", {8, 8192, head}},
        {"--label", {0, 1000, label_mm}},
        {"--gap", {0.5, 30, gap_mm}},
        {"--speed", {0, 1000, speed}},
        {"--buffer", {16, 64e6, buffer}},
        {"--lookahead", {0, 1000, lookahead_mm}},
        {"--time-factor", {0, 1e6, options.time_factor}},
    };
    for (int i = 1; i < argc; ++i) {
        const std::string option = argv[i];
        if (read_switch(option, options)) continue;
        if (i + 1 >= argc) return complain(option + ": unknown, or its value is missing");
        const char* value = argv[++i];
        if (const auto found = numbers.find(option); found != numbers.end()) {
            const Number& number = found->second;
            if (!read_number(option, value, number.lowest, number.highest, number.value))
                return false;
        } else if (option == "--folder") {
            options.folder = value;
        } else if (option == "--language") {
            if (!read_language(value, options)) return false;
        } else if (option == "--do") {
            options.commands.emplace_back(value);
        } else {
            return complain(option + ": unknown option");
        }
    }
    if (options.folder.empty()) return complain("--folder is missing");
    options.printer.dpi = static_cast<int>(dpi);
    options.printer.head_width_dots = static_cast<int>(head);
    options.printer.label_dots = to_dots(label_mm, options.printer.dpi);
    options.printer.gap_dots = label_mm > 0 ? to_dots(gap_mm, options.printer.dpi) : 0;
    options.printer.lookahead_dots = to_dots(lookahead_mm, options.printer.dpi);
    options.printer.speed_mm_per_s = options.time_factor > 0 ? static_cast<int>(speed) : 0;
    options.printer.receive_buffer_bytes = static_cast<std::size_t>(buffer);
    options.port.port = static_cast<int>(port);
    if (control_port >= 0) options.control_port = static_cast<int>(control_port);
    return true;
}

/// Lines that come in on a descriptor, answered one by one. What a command did to the paper is in
/// the folder before its answer is given.
class ControlLines {
public:
    using CarryOut = std::function<std::string(std::string_view)>;
    ControlLines(int in, int out, CarryOut carry_out)
        : in_(in), out_(out), carry_out_(std::move(carry_out)) {}
    int descriptor() const { return in_; }
    /// False at its end.
    bool work() {
        pollfd ready{in_, POLLIN, 0};
        if (::poll(&ready, 1, 0) <= 0 || ready.revents == 0) return true;
        char bytes[1024];
        const ssize_t count = ::read(in_, bytes, sizeof bytes);
        if (count <= 0) return false;
        for (const char character : std::string_view(bytes, static_cast<std::size_t>(count))) {
            if (character != '\n') {
                if (line_.size() < 256) line_.push_back(character);
                continue;
            }
            const std::string answer = carry_out_(line_) + "\n";
            line_.clear();
            if (::write(out_, answer.data(), answer.size()) < 0) return false;
        }
        return true;
    }

private:
    int in_;
    int out_;
    CarryOut carry_out_;
    std::string line_;
};

int run(const Options& options) {
    VirtualPrinter printer(options.printer);
    PageFolder folder(options.folder, options.printer.dpi);
    for (const std::string& command : options.commands) {
        const std::string answer = carry_out(command, printer);
        if (answer.starts_with("error")) {
            complain("--do '" + command + "': " + answer);
            return 2;
        }
    }
    TcpPort port(printer, options.port);
    if (!port.open()) {
        std::perror("packbench-printer-sim: cannot listen");
        return 1;
    }
    std::cout << "port " << port.port() << std::endl;
    int control = -1;
    if (options.control_port) {
        int number = *options.control_port;
        control = listen_on(number);
        if (control < 0) {
            std::perror("packbench-printer-sim: cannot listen for control");
            return 1;
        }
        std::cout << "control-port " << number << std::endl;
    }

    bool kept = true;
    const auto keep = [&] { kept = folder.keep(printer.take_pages()) && kept; };
    const auto command = [&](std::string_view line) {
        const std::string answer = carry_out(line, printer);
        keep();
        return answer;
    };
    std::optional<ControlLines> standard(std::in_place, STDIN_FILENO, STDOUT_FILENO, command);
    std::vector<ControlLines> callers;
    auto last = Clock::now();
    while (stop == 0) {
        std::vector<pollfd> waits;
        port.add_waits(waits);
        if (standard) waits.push_back({standard->descriptor(), POLLIN, 0});
        if (control >= 0) waits.push_back({control, POLLIN, 0});
        for (const ControlLines& caller : callers)
            waits.push_back({caller.descriptor(), POLLIN, 0});
        ::poll(waits.data(), waits.size(), printer.idle() ? 20 : 2);

        const auto now = Clock::now();
        if (!options.virtual_clock && options.time_factor > 0)
            printer.advance(std::chrono::nanoseconds(static_cast<long>(
                static_cast<double>((now - last).count()) * std::min(options.time_factor, 1e6))));
        last = now;
        port.work();
        printer.advance(std::chrono::nanoseconds(0));
        keep();
        if (standard && !standard->work()) standard.reset();
        if (control >= 0)
            if (const int caller = ::accept4(control, nullptr, nullptr, SOCK_CLOEXEC); caller >= 0)
                callers.emplace_back(caller, caller, command);
        std::erase_if(callers, [](ControlLines& caller) {
            if (caller.work()) return false;
            ::close(caller.descriptor());
            return true;
        });
        if (!kept) {
            std::cerr << "packbench-printer-sim: cannot write a page into " << options.folder
                      << "\n";
            return 1;
        }
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    std::signal(SIGTERM, [](int) { stop = 1; });
    std::signal(SIGINT, [](int) { stop = 1; });
    std::signal(SIGPIPE, SIG_IGN);
    Options options;
    if (!read_options(argc, argv, options)) return 2;
    return run(options);
}
