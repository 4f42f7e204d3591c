// An ESC/POS printer on a TCP port. Prints "port N" when it listens; writes each sheet as
// sheet-1.pbm, sheet-2.pbm, ... Ends with its parent or on SIGTERM.
//
//     escpos_printer --folder DIR [--port N] [--paper-out-after SHEETS] [--reload-after MS]
//                    [--close-after-bytes N] [--slow BYTES_PER_SECOND] [--forget-on-hang-up 1]
//
// With --forget-on-hang-up it throws away what it has not read when the other side ends the
// connection, as printers do that clear their network buffer; else a sender that dies still gets
// its label printed whole, out of the kernel's buffers.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <thread>

#include "tests/simulators/escpos_printer/simulated_printer.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Options {
    std::filesystem::path folder;
    std::map<std::string, long> numbers;
    std::optional<long> number(const std::string& name) const {
        const auto found = numbers.find(name);
        if (found == numbers.end()) return std::nullopt;
        return found->second;
    }
};

std::optional<Options> parse(int argc, char** argv) {
    Options options;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        if (name == "--folder")
            options.folder = argv[i + 1];
        else
            options.numbers[name] = std::strtol(argv[i + 1], nullptr, 10);
    }
    if (options.folder.empty() || argc % 2 == 0) return std::nullopt;
    return options;
}

int listen_on(long port) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    socklen_t size = sizeof address;
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener, 4) != 0)
        return -1;
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    std::cout << "port " << ntohs(address.sin_port) << std::endl;
    return listener;
}

class Device {
public:
    explicit Device(Options options) : options_(std::move(options)) {
        if (const auto sheets = options_.number("--paper-out-after"))
            printer_.set_sheets_left(static_cast<int>(*sheets));
    }

    void serve(int connection) {
        std::vector<std::uint8_t> waiting;
        while (true) {
            pollfd ready{connection, static_cast<short>((waiting.empty() ? POLLIN : 0) | POLLRDHUP),
                         0};
            ::poll(&ready, 1, 10);
            if (options_.number("--forget-on-hang-up") && (ready.revents & POLLRDHUP) != 0) return;
            reload_if_due();
            if (waiting.empty() && (ready.revents & (POLLIN | POLLHUP)) != 0) {
                std::uint8_t bytes[4096];
                const ssize_t count = ::recv(connection, bytes, limit(sizeof bytes), 0);
                if (count <= 0) return;
                waiting.assign(bytes, bytes + count);
                received_ += count;
                if (const auto slow = options_.number("--slow"))
                    std::this_thread::sleep_for(
                        std::chrono::microseconds(1'000'000 * count / *slow));
            }
            const std::size_t taken = printer_.receive(waiting);
            waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(taken));
            write_sheets();
            const auto replies = printer_.take_replies();
            if (!replies.empty()) ::send(connection, replies.data(), replies.size(), MSG_NOSIGNAL);
            if (close_after() && received_ >= *close_after()) {
                closed_once_ = true;
                const linger reset{1, 0};  // As a printer that is switched off: no orderly end.
                ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
                return;
            }
        }
    }

private:
    std::optional<long> close_after() const {
        return closed_once_ ? std::nullopt : options_.number("--close-after-bytes");
    }
    std::size_t limit(std::size_t wanted) const {
        if (!close_after()) return wanted;
        return std::min(wanted, static_cast<std::size_t>(std::max(1L, *close_after() - received_)));
    }
    void write_sheets() {
        for (const auto& sheet : printer_.take_sheets()) {
            const std::string name = "sheet-" + std::to_string(++sheets_) + ".pbm";
            const auto hidden = options_.folder / ("." + name);
            std::ofstream(hidden, std::ios::binary) << sheet.pbm();
            std::filesystem::rename(hidden, options_.folder / name);
            if (const auto after = options_.number("--paper-out-after"))
                if (sheets_ == *after) paper_out_since_ = Clock::now();
        }
    }
    void reload_if_due() {
        const auto wait = options_.number("--reload-after");
        if (!wait || !paper_out_since_) return;
        if (Clock::now() - *paper_out_since_ < std::chrono::milliseconds(*wait)) return;
        paper_out_since_.reset();
        printer_.set_paper(true);
    }

    Options options_;
    simulators::SimulatedPrinter printer_{4096};
    long received_ = 0;
    long sheets_ = 0;
    bool closed_once_ = false;
    std::optional<Clock::time_point> paper_out_since_;
};

}  // namespace

int main(int argc, char** argv) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    const auto options = parse(argc, argv);
    if (!options) {
        std::cerr << "usage: escpos_printer --folder DIR [--port N] [--paper-out-after SHEETS] "
                     "[--reload-after MS] [--close-after-bytes N] [--slow BYTES_PER_SECOND] "
                     "[--forget-on-hang-up 1]\n";
        return 2;
    }
    const int listener = listen_on(options->number("--port").value_or(0));
    if (listener < 0) {
        std::perror("escpos_printer: cannot listen");
        return 1;
    }
    Device device(*options);
    while (true) {
        const int connection = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) continue;
        device.serve(connection);
        ::close(connection);
    }
}
