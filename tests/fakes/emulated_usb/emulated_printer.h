#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace fakes {

/// One alternate setting of an emulated printer's interface. No bulk endpoint where it is 0.
struct EmulatedSetting {
    std::uint8_t interface_number = 0;
    std::uint8_t alternate = 0;
    std::uint8_t interface_class = 7;
    std::uint8_t subclass = 1;
    std::uint8_t protocol = 2;
    std::uint8_t out_endpoint = 0x01;
    std::uint8_t in_endpoint = 0x82;
};

/// What kind of printer is plugged in.
struct EmulatedKind {
    std::uint16_t vendor = 0x0483;
    std::uint16_t product = 0x5743;
    std::string manufacturer = "Made-up";
    std::string name = "Label Printer";
    std::string serial{};
    std::string device_id = "MFG:Made-up;CMD:TSPL;MDL:MU-100;CLS:PRINTER;";
    bool device_id_little_endian = false;
    std::vector<EmulatedSetting> settings{EmulatedSetting{}};
    std::string kernel_driver{};  ///< "usblp": bound when it is plugged in.
    bool scatter_gather = true;   ///< Does the host controller take transfers of any size?
};

enum class UsbTrouble {
    Stall,     ///< The endpoint halts, once.
    Halts,     ///< It halts again as soon as it is cleared.
    Nak,       ///< It takes no more until end_trouble().
    Short,     ///< The transfer ends early, without an error.
    Noise,     ///< The transfer ends early with an error on the wire; the next one works.
    CableOut,  ///< As the first moments of a cable pulled out: nothing but errors from here on.
    Unplug,    ///< The device is gone.
};

/// A printer as seen from its USB cable: takes bytes, says bytes, fails when it is told to. The
/// front end (EmulatedUsb) brings it the kernel's requests. Any thread.
class EmulatedPrinter {
public:
    explicit EmulatedPrinter(EmulatedKind kind) : kind_(std::move(kind)) {
        driver_ = kind_.kernel_driver;
    }
    const EmulatedKind& kind() const { return kind_; }

    // What a test does with it.

    /// Happens when `bytes` more have been taken and one more is offered.
    void trouble_at_byte(std::size_t bytes, UsbTrouble trouble);
    void end_trouble();
    /// No transfer takes more than this: all end short, without an error. 0: no limit.
    void accept_at_most(std::size_t bytes_per_transfer);
    /// Arrives at the host as soon as it asks.
    void say(base::ByteView bytes);
    /// What it answers to what it takes, as it takes it.
    void answer_with(std::function<base::Bytes(base::ByteView)> answer);
    /// Who takes the bytes and how many of them; fewer are a NAK until go_on().
    void take_with(std::function<std::size_t(base::ByteView)> take);
    void go_on();
    /// Answers every IN with nothing instead of NAK.
    void answer_empty(bool on);
    /// Halts its IN endpoint at every request.
    void stall_reading(bool on);
    /// None: GET_PORT_STATUS is stalled.
    void set_port_status(std::optional<std::uint8_t> status);
    /// No answer at all on the control endpoint.
    void silence_control(bool on);

    base::Bytes received() const;
    std::size_t received_count() const;
    /// The kernel's driver that has it now; empty: none.
    std::string driver() const;
    bool claimed() const;
    bool gone() const;
    /// Does it wait for go_on()?
    bool full() const;
    struct Counts {
        int resets = 0;
        int configurations_set = 0;
        int soft_resets = 0;
        int halts_cleared = 0;
        int alternates_set = 0;
        int last_alternate = -1;
        int out_transfers = 0;
        int in_transfers = 0;
        int continued_transfers = 0;  ///< Parts of one that libusb had to split.
        int unclaimed_transfers = 0;
        int unknown_requests = 0;
        std::size_t largest_out = 0;
    };
    Counts counts() const;

    // What the front end asks; each under lock().

    struct Urb {
        const void* client = nullptr;  ///< Who submitted it.
        unsigned long address = 0;     ///< In the client's memory.
        void* handle = nullptr;        ///< The front end's.
        std::uint8_t type = 0;
        std::uint8_t endpoint = 0;
        std::uint8_t* buffer = nullptr;
        std::size_t length = 0;
        unsigned flags = 0;
        std::size_t actual = 0;
        int status = 0;
    };
    std::mutex& lock() const { return mutex_; }
    /// 0, or the errno.
    int submit(Urb urb);
    int discard(const void* client, unsigned long address);
    std::optional<Urb> reap(const void* client);
    bool anything_to_reap() const { return !done_.empty(); }
    int claim(const void* client, std::uint8_t interface_number);
    int release(const void* client);
    int bind_driver();
    int unbind_driver();
    const std::string& bound() const { return driver_; }
    bool is_gone() const { return gone_; }
    void clear_halt();
    Counts& count() { return counts_; }
    /// The client's file was closed: as the kernel, everything of it ends.
    std::vector<Urb> forget(const void* client);
    void go();
    /// Called under lock() whenever something became ready to be reaped, or it is gone.
    void on_change(std::function<void()> change) { change_ = std::move(change); }

private:
    void finish(Urb urb, int status);
    void run_out();
    bool meet_trouble(Urb& urb);
    void run_in();
    void run_control(Urb urb);
    std::optional<base::Bytes> answer_control(const std::uint8_t* setup);

    const EmulatedKind kind_;
    mutable std::mutex mutex_;
    std::function<void()> change_;
    std::function<base::Bytes(base::ByteView)> answer_;
    std::function<std::size_t(base::ByteView)> take_;
    std::deque<Urb> out_;
    std::deque<Urb> in_;
    std::deque<Urb> held_;  // Control requests that are never answered.
    std::deque<Urb> done_;
    base::Bytes received_;
    base::Bytes outgoing_;
    std::optional<UsbTrouble> trouble_;
    std::size_t trouble_left_ = 0;
    std::size_t accept_limit_ = 0;
    std::optional<std::uint8_t> port_status_ = 0x18;
    bool naking_ = false;  // By UsbTrouble::Nak.
    bool full_ = false;    // By whoever takes the bytes.
    bool halted_ = false;
    bool wire_out_ = false;
    bool answer_empty_ = false;
    bool stall_reading_ = false;
    bool silent_control_ = false;
    bool gone_ = false;
    std::string driver_;
    const void* owner_ = nullptr;
    Counts counts_;
};

}  // namespace fakes
