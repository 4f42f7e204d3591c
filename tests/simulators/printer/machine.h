#pragma once
#include <cstddef>
#include <deque>
#include <random>
#include <string_view>

#include "tests/simulators/printer/mechanism.h"
#include "tests/simulators/printer/options.h"
#include "tests/simulators/printer/paper.h"

namespace simulators {

/// What the printer counted, for the eyes of a test.
struct Counters {
    std::size_t bytes_taken = 0;
    std::size_t unknown_bytes = 0;     ///< That were no part of any command.
    std::size_t unknown_commands = 0;  ///< Of the right form, but not known here.
    std::size_t real_time = 0;         ///< Executed on arrival (DLE EOT, ESC !?, ~HS).
    std::size_t characters = 0;        ///< Printed or meant as text.
    std::size_t graphics = 0;          ///< Pictures that were drawn whole.
    std::size_t graphics_refused = 0;  ///< Cut short, CRC wrong, too large.
    std::size_t undrawn_fields = 0;    ///< Text and bar codes of the label languages.
    std::size_t drawn_without_cls = 0;
    std::size_t settings_written = 0;  ///< To memory that outlives a power cycle.
    std::size_t drawer_pulses = 0;
};

/// The parts of the printer that the interpreter of each language works on.
struct Machine {
    explicit Machine(const PrinterOptions& what);

    void reply(const Bytes& bytes);
    void reply(std::string_view text);
    /// Is answered from: all well where the printer lies.
    Conditions reported() const;
    /// Rows move, as far as the printer would say.
    bool says_printing() const;

    PrinterOptions options;
    Conditions conditions;
    Paper paper;
    Mechanism mechanism;
    Counters counters;
    double speed_mm_per_s;
    std::deque<std::uint8_t> received;  ///< The receive buffer.
    Bytes replies;                      ///< At most kMaxReplies; what is more is lost.
    static constexpr std::size_t kMaxReplies = 64 * 1024;
    bool silent = false;
    bool lying = false;
    bool garbage = false;
    /// Set by the stream: the printer switches itself off and on.
    bool restart_wanted = false;
    std::mt19937 noise{7};
};

/// Understands one language: bytes in, work for the mechanism and replies out. Takes any bytes, in
/// any pieces, with bounded memory.
class Interpreter {
public:
    virtual ~Interpreter() = default;
    /// Each byte once as it arrives, before it is put in the receive buffer: what a printer
    /// executes at once. True where it emptied the buffer, and this byte with it.
    virtual bool on_arrival(std::uint8_t byte) = 0;
    /// False while the printer works on what it has. Is asked after every change.
    virtual bool ready() = 0;
    /// Each byte once as it leaves the receive buffer.
    virtual void take(std::uint8_t byte) = 0;
    /// A condition has come or gone.
    virtual void on_change() {}
};

}  // namespace simulators
