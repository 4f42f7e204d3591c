#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "tests/simulators/printer/options.h"

namespace simulators {

/// Cuts a TSPL stream into lines and the raw data of BITMAP. `ESC ! x` between commands is left
/// out: it has been executed on arrival. Lines end with CR or LF in any order.
class TsplLexer {
public:
    class Sink {
    public:
        virtual ~Sink() = default;
        virtual void on_line(std::string_view line) = 0;
        /// The five numbers of a BITMAP; its data follows, width_bytes * rows of it.
        virtual void on_bitmap(int x, int y, int width_bytes, int rows, int mode) = 0;
        virtual void on_bitmap_byte(std::uint8_t byte) = 0;
    };
    static constexpr std::size_t kMaxLine = 1024;

    void take(std::uint8_t byte, Sink& sink);
    bool in_data() const { return data_left_ > 0; }
    void reset() { *this = {}; }

private:
    bool begin_bitmap(Sink& sink);

    std::string line_;
    std::size_t data_left_ = 0;
    int escape_ = 0;  // Bytes of an ESC ! x still to come.
    bool overlong_ = false;
};

}  // namespace simulators
