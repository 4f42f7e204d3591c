#pragma once
#include "tests/simulators/printer/machine.h"
#include "tests/simulators/printer/tspl_lexer.h"

namespace simulators {

/// TSPL/TSPL2: labels are drawn in an image buffer that stays as it is until CLS, and PRINT hands a
/// copy of it to the mechanism. One label may be printed while the next is drawn. `ESC ! x` is
/// executed on arrival; inside BITMAP data only the questions are, and stay there as data.
/// In a BITMAP a 0 bit is black.
/// The paper is the image as DIRECTION 0 has it; DIRECTION 1 turns it by 180 degrees.
/// Sources: TSC TSPL/TSPL2 Programming; TTP-244 Plus p. 85 (ESC ! S); Gprinter GP-2120T p. 30.
class TsplInterpreter final : public Interpreter, private TsplLexer::Sink {
public:
    explicit TsplInterpreter(Machine& machine);
    bool on_arrival(std::uint8_t byte) override;
    bool ready() override;
    void take(std::uint8_t byte) override;

private:
    struct Nothing final : TsplLexer::Sink {
        void on_line(std::string_view) override {}
        void on_bitmap(int, int, int, int, int) override {}
        void on_bitmap_byte(std::uint8_t) override {}
    };

    void immediate(std::uint8_t what);
    std::uint8_t status_byte() const;
    void answer_status_block();
    void cancel_all();

    void on_line(std::string_view line) override;
    void on_bitmap(int x, int y, int width_bytes, int rows, int mode) override;
    void on_bitmap_byte(std::uint8_t byte) override;
    void set_size(std::string_view arguments);
    void set_option(std::string_view arguments);
    void print(std::string_view arguments);
    void out(std::string_view arguments);
    void draw_bar(std::string_view arguments);
    void self_test();
    /// "76 mm" and "608 dot" in dots; a bare number is inches.
    int length_in_dots(std::string_view text) const;

    Machine& machine_;
    TsplLexer arriving_;  // Follows the bytes as they come in, to know what is data.
    Nothing nothing_;
    Bytes last_;  // The last three bytes that came in.
    TsplLexer lexer_;

    Canvas image_;
    bool cleared_ = false;
    bool senses_gap_;
    int extra_feed_dots_ = 0;
    int direction_ = 0;
    bool mirror_ = false;
    int reference_x_ = 0;
    int reference_y_ = 0;
    int shift_ = 0;

    int bitmap_x_ = 0;
    int bitmap_y_ = 0;
    int bitmap_width_bytes_ = 0;
    int bitmap_rows_ = 0;
    Canvas::Mode bitmap_mode_ = Canvas::Mode::Overwrite;
    std::size_t bitmap_at_ = 0;
};

}  // namespace simulators
