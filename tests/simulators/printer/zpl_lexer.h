#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "tests/simulators/printer/options.h"

namespace simulators {

/// Cuts a ZPL stream into commands. A command ends where the next begins, but for those that are
/// known to take nothing (^XA, ^XZ, ^FS, ~HS, ~JA ...), which are told at once. The data of ^GF and
/// ~DG is told character by character; that of ^GFB and ^GFC is counted, so that a ^ or ~ in it
/// begins nothing. ETX is ^XZ, STX ^XA.
class ZplLexer {
public:
    class Sink {
    public:
        virtual ~Sink() = default;
        /// "^FO" and what stands behind it.
        virtual void on_command(std::string_view name, std::string_view arguments) = 0;
        /// "^GF" or "~DG" and the arguments before the data.
        virtual void on_graphic(std::string_view name, std::string_view arguments) = 0;
        virtual void on_graphic_byte(std::uint8_t byte) = 0;
        virtual void on_graphic_end() = 0;
    };
    static constexpr std::size_t kMaxArguments = 4096;

    void take(std::uint8_t byte, Sink& sink);
    void reset() { *this = {}; }

private:
    enum class State { Between, Name, Arguments, Graphic, Binary };
    void end_command(Sink& sink);
    bool begin_graphic(Sink& sink);

    State state_ = State::Between;
    std::string name_;
    std::string arguments_;
    std::size_t binary_left_ = 0;
};

}  // namespace simulators
