#pragma once
#include <string>
#include <vector>

#include "tests/simulators/printer/virtual_printer.h"

struct pollfd;

namespace simulators {

/// Listens on the loopback interface; -1 where it cannot. `port` 0 takes a free one, and `port` is
/// then set to it.
int listen_on(int& port);

/// The network socket of a printer (port 9100 of a real one): one client at a time, others wait. It
/// takes no more than the receive buffer has room for, so that the client is held up by TCP itself.
class TcpPort {
public:
    struct Options {
        int port = 0;
        bool refuse_second = false;      ///< Others are turned away instead.
        bool forget_on_hang_up = false;  ///< What came behind the buffer is lost with the client.
    };
    TcpPort(VirtualPrinter& printer, const Options& options);
    ~TcpPort();
    TcpPort(const TcpPort&) = delete;
    TcpPort& operator=(const TcpPort&) = delete;

    /// False where the port is taken.
    bool open();
    int port() const { return options_.port; }
    /// What to wait for; a call of work() follows.
    void add_waits(std::vector<pollfd>& waits) const;
    void work();

private:
    void accept_client();
    void read_client();
    void write_client();
    void close_client(bool orderly);

    VirtualPrinter& printer_;
    Options options_;
    int listener_ = -1;
    int client_ = -1;
    bool client_ended_ = false;
    Bytes outgoing_;
};

}  // namespace simulators
