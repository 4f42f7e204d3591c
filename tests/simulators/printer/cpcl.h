#pragma once
#include <string>
#include <string_view>

#include "tests/simulators/printer/machine.h"

namespace simulators {

/// CPCL: sessions from `! offset ...` to PRINT, everything in the order of the stream. Between
/// sessions ESC h asks for the state; its answer waits until the label before it is finished, or
/// has stopped in an error.
/// Sources: Zebra CPCL Programming Manual (EG, CG, FORM, ON-OUT-OF-PAPER, ESC h); Brother RJ.
class CpclInterpreter final : public Interpreter {
public:
    explicit CpclInterpreter(Machine& machine);
    bool on_arrival(std::uint8_t byte) override;
    bool ready() override;
    void take(std::uint8_t byte) override;

private:
    enum class State { Line, Escape, Binary, Hex };
    static constexpr std::size_t kMaxLine = 1024;

    void take_plain(std::uint8_t byte);
    void take_digit(char character);
    void answer(std::uint8_t question);
    void on_line(std::string_view line);
    void on_session_line(std::string_view line);
    void begin_session(std::string_view header);
    void end_session();
    void get_variable(std::string_view line);
    /// True where the line so far is a graphic's header and its data follows.
    bool begin_graphic();
    void graphic_byte(std::uint8_t byte);
    void draw_line(std::string_view arguments);
    int width() const;

    Machine& machine_;
    State state_ = State::Line;
    std::string line_;
    bool overlong_ = false;
    std::uint8_t question_ = 0;      // That waits for its answer.
    bool reset_since_asked_ = true;  // Bit 4: switched on since the host last knew.

    bool in_session_ = false;
    bool utilities_ = false;
    Canvas image_;
    int offset_ = 0;
    long copies_ = 1;
    bool form_ = false;
    bool reprint_ = true;
    int page_width_ = 0;
    int post_feed_ = 0;
    bool cut_ = false;

    bool drawn_ = true;  // False for a graphic that is only swallowed.
    int graphic_x_ = 0;
    int graphic_y_ = 0;
    std::size_t graphic_width_bytes_ = 0;
    std::size_t graphic_at_ = 0;
    std::size_t graphic_size_ = 0;
    int hex_high_ = -1;
};

}  // namespace simulators
