// A USB bus for the real program, run as another process: printers are plugged into it and pulled
// out of it by lines on standard input, each answered by one line. Their bytes go to a simulated
// printer over TCP, or are kept.
//
//     LD_PRELOAD=libumockdev-preload.so.0 usb_bus      prints "UMOCKDEV_DIR=/tmp/..."; a program
//                                                      with both in its environment sees this bus
//     plug 1-2 serial=L42 id=MFG:A;MDL:B; driver=usblp to=127.0.0.1:9101     (%20 for a blank)
//     trouble 1-2 nak 5000       after 5000 more bytes: stall halts nak short noise cable-out
//     unplug end-trouble 1-2 say 1-2 1b40               the printer says these bytes received 1-2
//     how many bytes it took driver 1-2                 usblp, claimed or none unplug 1-2 quit so
//     does the end of standard input
#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>

#include "tests/fakes/emulated_usb/emulated_usb.h"

namespace {

using fakes::EmulatedKind;
using fakes::EmulatedPrinter;

// The simulated printer at the other end of the cable; switched on and off with the USB one.
class Wire {
public:
    Wire(const std::string& address, EmulatedPrinter& printer) : printer_(printer) {
        const auto colon = address.find(':');
        sockaddr_in peer{};
        peer.sin_family = AF_INET;
        peer.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
        ::inet_pton(AF_INET, address.substr(0, colon).c_str(), &peer.sin_addr);
        socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        // Little room, so that a printer that takes nothing is felt soon.
        const int small = 8192;
        ::setsockopt(socket_, SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
        if (::connect(socket_, reinterpret_cast<sockaddr*>(&peer), sizeof peer) != 0)
            throw std::runtime_error("nobody at " + address);
        printer_.take_with([socket = socket_](base::ByteView bytes) -> std::size_t {
            const ssize_t count =
                ::send(socket, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
            return count < 0 ? 0 : static_cast<std::size_t>(count);
        });
    }
    ~Wire() {
        printer_.take_with(nullptr);
        ::close(socket_);
    }
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    int socket() const { return socket_; }
    short wanted() const {
        return static_cast<short>(ended_ ? 0 : POLLIN | (printer_.full() ? POLLOUT : 0));
    }
    void carry(short events) {
        if ((events & POLLOUT) != 0) printer_.go_on();
        if ((events & (POLLIN | POLLHUP | POLLERR)) == 0 || ended_) return;
        std::uint8_t bytes[4096];
        const ssize_t count = ::recv(socket_, bytes, sizeof bytes, MSG_DONTWAIT);
        if (count > 0) printer_.say({bytes, static_cast<std::size_t>(count)});
        if (count == 0) ended_ = true;
    }

private:
    EmulatedPrinter& printer_;
    int socket_ = -1;
    bool ended_ = false;
};

struct Plugged {
    std::shared_ptr<EmulatedPrinter> printer;
    std::unique_ptr<Wire> wire;
};

std::string decoded(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

class Bus {
public:
    std::string carry_out(const std::string& line) {
        std::istringstream words(line);
        std::string verb;
        std::string port;
        words >> verb >> port;
        if (verb == "plug") return plug(port, words);
        const auto found = plugged_.find(port);
        if (found == plugged_.end()) return "nothing is plugged into '" + port + "'";
        EmulatedPrinter& printer = *found->second.printer;
        if (verb == "unplug") {
            found->second.wire.reset();
            plugged_.erase(found);
            bus_.unplug(port);
            return "ok";
        }
        if (verb == "trouble") return trouble(printer, words);
        if (verb == "end-trouble") {
            printer.end_trouble();
            return "ok";
        }
        if (verb == "say") {
            std::string hex;
            words >> hex;
            base::Bytes bytes;
            for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
                bytes.push_back(
                    static_cast<std::uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
            printer.say(bytes);
            return "ok";
        }
        if (verb == "received") return std::to_string(printer.received_count());
        if (verb == "driver") {
            if (printer.claimed()) return "claimed";
            return printer.driver().empty() ? "none" : printer.driver();
        }
        return "no such word: " + verb;
    }

    void wait_and_carry(bool& input) {
        std::vector<pollfd> lines{{STDIN_FILENO, POLLIN, 0}};
        std::vector<Wire*> wires;
        for (auto& [port, one] : plugged_) {
            if (!one.wire || one.wire->wanted() == 0) continue;
            lines.push_back({one.wire->socket(), one.wire->wanted(), 0});
            wires.push_back(one.wire.get());
        }
        // Soon again: whether a printer takes nothing shows in no descriptor.
        ::poll(lines.data(), lines.size(), 2);
        for (std::size_t i = 0; i < wires.size(); ++i) wires[i]->carry(lines[i + 1].revents);
        input = lines[0].revents != 0;
    }

private:
    std::string plug(const std::string& port, std::istringstream& words) {
        EmulatedKind kind;
        std::string to;
        for (std::string word; words >> word;) {
            const auto equals = word.find('=');
            const std::string key = word.substr(0, equals);
            const std::string value = decoded(word.substr(equals + 1));
            if (key == "vendor") kind.vendor = hex(value);
            if (key == "product") kind.product = hex(value);
            if (key == "serial") kind.serial = value;
            if (key == "maker") kind.manufacturer = value;
            if (key == "name") kind.name = value;
            if (key == "id") kind.device_id = value;
            if (key == "driver") kind.kernel_driver = value;
            if (key == "to") to = value;
        }
        Plugged one;
        one.printer = bus_.plug(port, kind);
        if (!to.empty()) one.wire = std::make_unique<Wire>(to, *one.printer);
        plugged_[port] = std::move(one);
        return "ok";
    }

    static std::uint16_t hex(const std::string& text) {
        return static_cast<std::uint16_t>(std::stoi(text, nullptr, 16));
    }

    static std::string trouble(EmulatedPrinter& printer, std::istringstream& words) {
        static const std::map<std::string, fakes::UsbTrouble> kNames{
            {"stall", fakes::UsbTrouble::Stall},  {"halts", fakes::UsbTrouble::Halts},
            {"nak", fakes::UsbTrouble::Nak},      {"short", fakes::UsbTrouble::Short},
            {"noise", fakes::UsbTrouble::Noise},  {"cable-out", fakes::UsbTrouble::CableOut},
            {"unplug", fakes::UsbTrouble::Unplug}};
        std::string name;
        std::size_t bytes = 0;
        words >> name >> bytes;
        const auto found = kNames.find(name);
        if (found == kNames.end()) return "no such trouble: " + name;
        printer.trouble_at_byte(bytes, found->second);
        return "ok";
    }

    fakes::EmulatedUsb bus_;
    std::map<std::string, Plugged> plugged_;
};

}  // namespace

int main() {
    if (!fakes::EmulatedUsb::available()) {
        std::cerr << "usb_bus: run with LD_PRELOAD=libumockdev-preload.so.0\n";
        return 2;
    }
    try {
        Bus bus;
        std::cout << "UMOCKDEV_DIR=" << std::getenv("UMOCKDEV_DIR") << std::endl;
        std::string buffer;
        while (true) {
            bool input = false;
            bus.wait_and_carry(input);
            if (!input) continue;
            char bytes[4096];
            const ssize_t count = ::read(STDIN_FILENO, bytes, sizeof bytes);
            if (count <= 0) return 0;
            buffer.append(bytes, static_cast<std::size_t>(count));
            for (auto end = buffer.find('\n'); end != buffer.npos; end = buffer.find('\n')) {
                const std::string line = buffer.substr(0, end);
                buffer.erase(0, end + 1);
                if (line == "quit") return 0;
                std::cout << bus.carry_out(line) << std::endl;
            }
        }
    } catch (const std::exception& e) {
        std::cerr << "usb_bus: " << e.what() << '\n';
        return 1;
    }
}
