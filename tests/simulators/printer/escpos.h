#pragma once
#include <string>

#include "tests/simulators/printer/machine.h"

namespace simulators {

inline constexpr std::uint8_t kDle = 0x10;
inline constexpr std::uint8_t kEsc = 0x1b;
inline constexpr std::uint8_t kFs = 0x1c;
inline constexpr std::uint8_t kGs = 0x1d;
inline constexpr std::uint8_t kUs = 0x1f;

/// Two bytes of a command as a number, the low one first.
inline int low_high(const Bytes& bytes, std::size_t at) {
    return bytes[at] + 256 * bytes[at + 1];
}

/// ESC/POS as label printers speak it. Real-time commands are executed on arrival wherever they
/// stand, also inside raster data, and stay there as data. The rest runs from the receive buffer,
/// row by row as the paper moves, and stands still in an error.
/// Sources: Epson ESC/POS command reference (GS v 0, GS ( L, DLE EOT, DLE ENQ, DLE DC4, GS a, GS r,
/// GS ( H); TM-L90 specification (FS ( L, GS V 103); HPRT TP80K p. 53; Citizen 5.3.
class EscposInterpreter final : public Interpreter {
public:
    explicit EscposInterpreter(Machine& machine) : machine_(machine) {}
    bool on_arrival(std::uint8_t byte) override;
    bool ready() override;
    void take(std::uint8_t byte) override;
    void on_change() override;

private:
    enum class State { Command, Raster, Block, Swallow, ToNul };
    static constexpr std::size_t kMaxGraphic = 4 * 1024 * 1024;

    bool real_time();
    void answer_real_time(std::uint8_t n);
    void start_over();
    /// How long the command is that begins so; 0: not known yet; negative: there is none.
    int length() const;
    int length_esc() const;
    int length_gs() const;
    void execute();
    void execute_esc();
    void execute_gs();
    void begin_raster();
    void end_raster_row();
    void begin_block(std::size_t size);
    void take_block_byte(std::uint8_t byte);
    void execute_block();
    void store_graphic();
    void print_graphic();
    void print_character(std::uint8_t code);
    void print_line();
    /// A row of dots where the margin and the justification put it.
    void put(std::span<const std::uint8_t> dots, int width, int times_wide, int times_high);
    Bytes automatic_status() const;

    Machine& machine_;
    Bytes arrived_;  // The last ten bytes that came in.
    bool pulses_ = true;

    State state_ = State::Command;
    Bytes command_;
    std::size_t left_ = 0;  // Bytes of raster, block or what is swallowed.

    int raster_mode_ = 0;
    std::size_t raster_width_bytes_ = 0;
    Bytes row_;

    std::uint8_t block_prefix_ = 0;  // 1Dh or 1Ch.
    std::uint8_t block_name_ = 0;
    Bytes block_;
    Bytes graphic_;
    int graphic_width_ = 0;
    int graphic_wide_ = 1;
    int graphic_high_ = 1;

    std::string line_;
    int margin_ = 0;
    int area_ = 0;  // 0: all that is right of the margin.
    int justify_ = 0;
    int line_pitch_ = 30;
    std::uint8_t watched_ = 0;  // Mask of GS a.
    Bytes last_status_;
};

}  // namespace simulators
