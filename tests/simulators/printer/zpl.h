#pragma once
#include <map>
#include <optional>
#include <string>

#include "tests/simulators/printer/machine.h"
#include "tests/simulators/printer/zpl_graphic.h"
#include "tests/simulators/printer/zpl_lexer.h"

namespace simulators {

/// ZPL II: formats from ^XA to ^XZ are drawn and handed to the mechanism; `~` commands are executed
/// on arrival, also inside a format, but for the data of ^GFB. A picture that is cut short, or
/// whose check is wrong, is left out without a word. Also answers `! U1 getvar` of what it knows.
/// Sources: ZPL II Programming Guide (^GF, ~HS, ~HQ, ~JA, ~JX, ^JZ, ^PO, ^PQ).
class ZplInterpreter final : public Interpreter, private ZplLexer::Sink {
public:
    explicit ZplInterpreter(Machine& machine);
    bool on_arrival(std::uint8_t byte) override;
    bool ready() override;
    void take(std::uint8_t byte) override;

private:
    // Follows the bytes as they come in.
    struct Arrival final : ZplLexer::Sink {
        explicit Arrival(ZplInterpreter& its) : owner(its) {}
        void on_command(std::string_view name, std::string_view arguments) override;
        void on_graphic(std::string_view, std::string_view) override {}
        void on_graphic_byte(std::uint8_t) override {}
        void on_graphic_end() override {}
        ZplInterpreter& owner;
        ZplLexer lexer;
        bool in_format = false;
        bool emptied = false;
    };
    void immediate(std::string_view name, std::string_view arguments);
    void answer_host_status();
    void answer_errors();
    void cancel_all();
    void take_setting(char character);

    void on_command(std::string_view name, std::string_view arguments) override;
    void on_graphic(std::string_view name, std::string_view arguments) override;
    void on_graphic_byte(std::uint8_t byte) override;
    void on_graphic_end() override;
    void begin_format();
    void end_format();
    void end_field();
    void draw(const Bytes& dots, std::size_t bytes_per_row, int times_x, int times_y);
    void recall(std::string_view arguments);
    void draw_box(std::string_view arguments);
    void set_speed(std::string_view arguments);

    static constexpr std::size_t kMaxStored = 8;

    Machine& machine_;
    Arrival arrival_;
    ZplLexer lexer_;
    std::string setting_;           // An SGD line that is coming in.
    std::size_t formats_in_ = 0;    // Whole formats that arrived,
    std::size_t formats_done_ = 0;  // and those that were handed on or dropped.

    Canvas image_;
    bool in_format_ = false;
    bool has_field_ = false;
    int field_x_ = 0;
    int field_y_ = 0;
    bool field_is_baseline_ = false;
    bool field_reverse_ = false;
    std::optional<ZplGraphic> graphic_;
    std::optional<Bytes> binary_;
    std::string stored_name_;
    struct Stored {
        Bytes dots;
        std::size_t bytes_per_row = 0;
    };
    std::map<std::string, Stored> stored_;

    // Stay from one format to the next.
    int home_x_ = 0;
    int home_y_ = 0;
    int top_ = 0;
    int shift_ = 0;
    bool inverted_ = false;
    bool mirrored_ = false;
    bool continuous_;
    // Of one format.
    long copies_ = 1;
};

}  // namespace simulators
