#include "tests/simulators/printer/virtual_printer.h"

#include <algorithm>
#include <utility>

#include "tests/simulators/printer/cpcl.h"
#include "tests/simulators/printer/escpos.h"
#include "tests/simulators/printer/tspl.h"
#include "tests/simulators/printer/zpl.h"

namespace simulators {

std::string_view name(Language language) {
    switch (language) {
        case Language::Escpos:
            return "escpos";
        case Language::Tspl:
            return "tspl";
        case Language::Zpl:
            return "zpl";
        case Language::Cpcl:
            return "cpcl";
    }
    return "";
}

std::unique_ptr<Interpreter> make_interpreter(Machine& machine) {
    switch (machine.options.language) {
        case Language::Escpos:
            return std::make_unique<EscposInterpreter>(machine);
        case Language::Tspl:
            return std::make_unique<TsplInterpreter>(machine);
        case Language::Zpl:
            return std::make_unique<ZplInterpreter>(machine);
        case Language::Cpcl:
            return std::make_unique<CpclInterpreter>(machine);
    }
    return nullptr;
}

VirtualPrinter::VirtualPrinter(const PrinterOptions& options)
    : options_(options),
      machine_(std::make_unique<Machine>(options)),
      interpreter_(make_interpreter(*machine_)) {}

VirtualPrinter::~VirtualPrinter() = default;

std::size_t VirtualPrinter::room() const {
    if (!powered_ || stall_ || disconnected_) return 0;
    const std::size_t size = options_.receive_buffer_bytes;
    std::size_t room = size - std::min(size, machine_->received.size());
    if (until_disconnect_ >= 0) room = std::min(room, static_cast<std::size_t>(until_disconnect_));
    return room;
}

std::size_t VirtualPrinter::receive(std::span<const std::uint8_t> bytes) {
    std::size_t taken = 0;
    while (taken < bytes.size()) {
        if (room() == 0) {
            run();
            if (room() == 0) break;
        }
        if (!interpreter_->on_arrival(bytes[taken])) machine_->received.push_back(bytes[taken]);
        ++machine_->counters.bytes_taken;
        ++taken;
        if (until_disconnect_ > 0 && --until_disconnect_ == 0) {
            until_disconnect_ = -1;
            disconnected_ = true;
        }
    }
    advance(std::chrono::nanoseconds(0));
    return taken;
}

std::size_t VirtualPrinter::receive(std::string_view text) {
    return receive({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

void VirtualPrinter::run() {
    if (!powered_) return;
    while (interpreter_->ready() && !machine_->received.empty()) {
        const std::uint8_t byte = machine_->received.front();
        machine_->received.pop_front();
        interpreter_->take(byte);
    }
    if (std::exchange(machine_->restart_wanted, false)) {
        set_power(false);
        set_power(true);
    }
}

void VirtualPrinter::advance(std::chrono::nanoseconds time) {
    if (!powered_) return;
    const Conditions before = machine_->conditions;
    std::chrono::nanoseconds left = time + carried_;
    carried_ = {};
    run();
    while (powered_ && machine_->mechanism.moving()) {
        std::chrono::nanoseconds row{0};
        if (machine_->speed_mm_per_s > 0)
            row = std::chrono::nanoseconds(
                static_cast<long>(1e9 / (machine_->speed_mm_per_s * dots_per_mm(options_.dpi))));
        if (left < row) {
            carried_ = left;
            left = {};
            break;
        }
        left -= row;
        if (moved_for_.count() > 0) stood_for_ += standing_;
        standing_ = {};
        moved_for_ += row;
        machine_->mechanism.step();
        run();
    }
    standing_ += left;
    if (machine_->conditions != before) interpreter_->on_change();
}

template <typename Change>
void VirtualPrinter::change(Change make) {
    const Conditions before = machine_->conditions;
    make();
    const Conditions after = machine_->conditions;
    if (!before.spoils() && after.spoils()) machine_->mechanism.stopped();
    if (!powered_) return;  // Once it is on again it finds its label itself.
    if (before.spoils() && !after.spoils()) machine_->mechanism.resumed();
    if (before != after) interpreter_->on_change();
    advance(std::chrono::nanoseconds(0));
}

void VirtualPrinter::set_paper(bool present) {
    change([&] {
        if (!present) machine_->paper.set_left(0);
        if (present) machine_->paper.load_roll();
        machine_->conditions.paper_out = !present;
        if (present) machine_->conditions.paper_near_end = false;
    });
}

void VirtualPrinter::set_labels_left(int labels) {
    machine_->paper.set_labels_left(labels);
    if (machine_->paper.out()) set_paper(false);
}

void VirtualPrinter::set_rows_left(long rows) {
    machine_->paper.set_left(std::max(0L, rows));
    if (machine_->paper.out()) set_paper(false);
}

void VirtualPrinter::set_near_end(bool on) {
    change([&] { machine_->conditions.paper_near_end = on; });
}
void VirtualPrinter::set_cover_open(bool open) {
    change([&] { machine_->conditions.cover_open = open; });
}
void VirtualPrinter::set_jam(bool on) {
    change([&] { machine_->conditions.jam = on; });
}
void VirtualPrinter::set_ribbon_out(bool out) {
    change([&] { machine_->conditions.ribbon_out = out; });
}
void VirtualPrinter::set_cutter_error(bool on) {
    change([&] { machine_->conditions.cutter_error = on; });
}
void VirtualPrinter::set_overheated(bool on) {
    change([&] { machine_->conditions.overheated = on; });
}
void VirtualPrinter::set_paused(bool on) {
    change([&] { machine_->conditions.paused = on; });
}
void VirtualPrinter::set_peel(bool on) {
    machine_->mechanism.peel = on;
}
void VirtualPrinter::take_label() {
    change([&] { machine_->conditions.label_waiting = false; });
}
void VirtualPrinter::tear() {
    machine_->paper.cut();
}
void VirtualPrinter::set_reprint(bool on) {
    machine_->options.reprint = on;
}
void VirtualPrinter::set_silent(bool on) {
    machine_->silent = on;
}
void VirtualPrinter::set_garbage(bool on) {
    machine_->garbage = on;
}
void VirtualPrinter::set_lying(bool on) {
    change([&] {
        machine_->lying = on;
        machine_->mechanism.set_pretend(on);
    });
}

void VirtualPrinter::disconnect_after(std::size_t bytes) {
    until_disconnect_ = static_cast<long>(bytes);
    if (bytes == 0) {
        until_disconnect_ = -1;
        disconnected_ = true;
    }
}

void VirtualPrinter::set_power(bool on) {
    if (on == powered_) return;
    powered_ = on;
    if (on) {
        start_up();
        return;
    }
    machine_->paper.spoil();
    machine_->mechanism.clear();
    machine_->received.clear();
    machine_->replies.clear();
    disconnected_ = true;
}

void VirtualPrinter::start_up() {
    machine_->conditions.paused = false;
    machine_->conditions.label_waiting = false;
    machine_->mechanism.peel = false;
    machine_->options.reprint = options_.reprint;
    machine_->speed_mm_per_s = options_.speed_mm_per_s;
    carried_ = {};
    interpreter_ = make_interpreter(*machine_);
    if (!machine_->conditions.spoils()) machine_->mechanism.resumed();
}

std::uint8_t VirtualPrinter::port_status() const {
    const Conditions told = machine_->reported();
    int status = 0;
    if (told.paper_out) status |= 0x20;
    if (!told.cover_open && !told.paused) status |= 0x10;
    if (!told.error()) status |= 0x08;
    return static_cast<std::uint8_t>(status);
}

std::string VirtualPrinter::device_id() const {
    constexpr std::string_view kCommands[] = {"ESC/POS", "TSPL2", "ZPL", "CPCL"};
    const std::string commands(kCommands[static_cast<std::size_t>(options_.language)]);
    return "MFG:Packbench;CMD:" + commands + ";MDL:Virtual " + commands +
           ";CLS:PRINTER;DES:Virtual label printer;SN:SIM0001;";
}

void VirtualPrinter::soft_reset() {
    machine_->mechanism.clear();
    machine_->received.clear();
    machine_->replies.clear();
    interpreter_ = make_interpreter(*machine_);
    if (!machine_->conditions.spoils()) machine_->mechanism.resumed();
}

bool VirtualPrinter::idle() const {
    return machine_->received.empty() && machine_->mechanism.idle();
}

Bytes VirtualPrinter::take_replies() {
    return std::exchange(machine_->replies, {});
}

std::vector<Page> VirtualPrinter::take_pages() {
    return machine_->paper.take_pages();
}

std::string VirtualPrinter::describe() const {
    std::string text = "{\"language\":\"" + std::string(name(options_.language)) + "\"";
    const auto number = [&](const char* key, auto value) {
        text += ",\"" + std::string(key) + "\":" + std::to_string(value);
    };
    const auto flag = [&](const char* key, bool value) {
        text += ",\"" + std::string(key) + "\":" + (value ? "true" : "false");
    };
    const Conditions& now = machine_->conditions;
    const Counters& counted = machine_->counters;
    flag("powered", powered_);
    flag("idle", idle());
    flag("paper_out", now.paper_out);
    flag("paper_near_end", now.paper_near_end);
    flag("cover_open", now.cover_open);
    flag("jam", now.jam);
    flag("ribbon_out", now.ribbon_out);
    flag("cutter_error", now.cutter_error);
    flag("overheated", now.overheated);
    flag("paused", now.paused);
    flag("label_waiting", now.label_waiting);
    number("labels_printed", labels_printed());
    number("buffered", buffered());
    number("bytes_taken", counted.bytes_taken);
    number("unknown_bytes", counted.unknown_bytes);
    number("unknown_commands", counted.unknown_commands);
    number("real_time", counted.real_time);
    number("characters", counted.characters);
    number("graphics", counted.graphics);
    number("graphics_refused", counted.graphics_refused);
    number("undrawn_fields", counted.undrawn_fields);
    number("drawn_without_cls", counted.drawn_without_cls);
    number("settings_written", counted.settings_written);
    number("drawer_pulses", counted.drawer_pulses);
    number("dots_in_gaps", machine_->paper.dots_in_gaps());
    number("rows_moved", machine_->paper.rows_moved());
    number("rows_pretended", machine_->mechanism.rows_pretended());
    const auto ms = [](std::chrono::nanoseconds time) {
        return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
    };
    number("moved_ms", ms(moved_for_));
    number("stood_ms", ms(stood_for_));
    return text + "}";
}

}  // namespace simulators
