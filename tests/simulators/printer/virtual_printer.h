#pragma once
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tests/simulators/printer/machine.h"

namespace simulators {

/// A label printer of one of four languages, without a connection: bytes in, paper and replies out,
/// and faults on demand. Whoever carries its bytes (a TCP listener, an emulated USB bus) lets time
/// pass by advance(). Written after the manuals alone: shares no code with what it checks. One
/// thread.
class VirtualPrinter {
public:
    explicit VirtualPrinter(const PrinterOptions& options);
    ~VirtualPrinter();
    VirtualPrinter(const VirtualPrinter&) = delete;
    VirtualPrinter& operator=(const VirtualPrinter&) = delete;

    /// Takes what the receive buffer has room for, and says how many. None while it is off, stalls
    /// or is disconnected.
    std::size_t receive(std::span<const std::uint8_t> bytes);
    std::size_t receive(std::string_view text);
    std::size_t room() const;
    Bytes take_replies();
    std::vector<Page> take_pages();
    /// Paper moves for as long as this lasts.
    void advance(std::chrono::nanoseconds time);

    // Faults, and their clearing. Paper that comes back does so with a new roll.
    void set_paper(bool present);
    void set_labels_left(int labels);
    void set_rows_left(long rows);
    void set_near_end(bool on);
    void set_cover_open(bool open);
    void set_jam(bool on);
    void set_ribbon_out(bool out);
    void set_cutter_error(bool on);
    void set_overheated(bool on);
    void set_paused(bool on);
    void set_peel(bool on);
    void take_label();
    void tear();
    /// Prints a spoilt label again or not, from the next label on.
    void set_reprint(bool on);
    void set_stall(bool on) { stall_ = on; }  ///< Takes no byte more (a NAK for ever).
    void set_silent(bool on);                 ///< Works, but never says a word.
    void set_lying(bool on);                  ///< Says that all is well, whatever is.
    void set_garbage(bool on);                ///< Replies with noise.
    /// The connection breaks behind so many bytes more; each time it is told.
    void disconnect_after(std::size_t bytes);
    void disconnect() { disconnected_ = true; }
    /// True once the connection is to be broken; the carrier breaks it and says reconnect().
    bool disconnected() const { return disconnected_; }
    void reconnect() { disconnected_ = false; }
    /// Loses buffers, replies and what the stream had set; the paper stays as it lies.
    void set_power(bool on);
    bool powered() const { return powered_; }

    // The printer class of USB.
    /// GET_PORT_STATUS: bit 5 paper empty, 4 selected, 3 no error.
    std::uint8_t port_status() const;
    /// GET_DEVICE_ID, without its length.
    std::string device_id() const;
    /// SOFT_RESET: empties the buffers.
    void soft_reset();

    const Counters& counters() const { return machine_->counters; }
    const Conditions& conditions() const { return machine_->conditions; }
    const PrinterOptions& options() const { return options_; }
    std::size_t buffered() const { return machine_->received.size(); }
    /// Nothing is buffered and nothing waits for the paper.
    bool idle() const;
    long labels_printed() const { return machine_->mechanism.labels_printed(); }
    /// Paper time from the first row to the last: moving, and standing between them.
    std::chrono::nanoseconds moved_for() const { return moved_for_; }
    std::chrono::nanoseconds stood_for() const { return stood_for_; }
    /// One line of JSON about all of it.
    std::string describe() const;

private:
    template <typename Change>
    void change(Change make);
    void run();
    void start_up();

    const PrinterOptions options_;
    std::unique_ptr<Machine> machine_;
    std::unique_ptr<Interpreter> interpreter_;
    std::chrono::nanoseconds carried_{0};  // Time that was too short for a row.
    std::chrono::nanoseconds moved_for_{0};
    std::chrono::nanoseconds stood_for_{0};
    std::chrono::nanoseconds standing_{0};  // Since the last row.
    bool powered_ = true;
    bool stall_ = false;
    bool disconnected_ = false;
    long until_disconnect_ = -1;
};

/// "escpos", "tspl", "zpl", "cpcl".
std::string_view name(Language language);
std::unique_ptr<Interpreter> make_interpreter(Machine& machine);

}  // namespace simulators
