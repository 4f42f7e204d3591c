#include "tests/simulators/printer/control.h"

#include <charconv>
#include <optional>
#include <sstream>
#include <vector>

namespace simulators {
namespace {

// A command and what it does with its number; -1 where it takes none, else the largest.
struct Command {
    const char* name;
    long largest;
    void (*carry_out)(VirtualPrinter&, long);
};

constexpr long kOnOff = -2;
constexpr long kNone = -1;

const Command kCommands[] = {
    {"paper-out", kNone, [](VirtualPrinter& p, long) { p.set_paper(false); }},
    {"paper-in", kNone, [](VirtualPrinter& p, long) { p.set_paper(true); }},
    {"labels-left", 100000,
     [](VirtualPrinter& p, long n) { p.set_labels_left(static_cast<int>(n)); }},
    {"rows-left", 100000000, [](VirtualPrinter& p, long n) { p.set_rows_left(n); }},
    {"near-end", kOnOff, [](VirtualPrinter& p, long on) { p.set_near_end(on != 0); }},
    {"cover-open", kNone, [](VirtualPrinter& p, long) { p.set_cover_open(true); }},
    {"cover-close", kNone, [](VirtualPrinter& p, long) { p.set_cover_open(false); }},
    {"jam", kOnOff, [](VirtualPrinter& p, long on) { p.set_jam(on != 0); }},
    {"ribbon-out", kOnOff, [](VirtualPrinter& p, long on) { p.set_ribbon_out(on != 0); }},
    {"cutter-error", kOnOff, [](VirtualPrinter& p, long on) { p.set_cutter_error(on != 0); }},
    {"overheat", kOnOff, [](VirtualPrinter& p, long on) { p.set_overheated(on != 0); }},
    {"pause", kOnOff, [](VirtualPrinter& p, long on) { p.set_paused(on != 0); }},
    {"peel", kOnOff, [](VirtualPrinter& p, long on) { p.set_peel(on != 0); }},
    {"take-label", kNone, [](VirtualPrinter& p, long) { p.take_label(); }},
    {"tear", kNone, [](VirtualPrinter& p, long) { p.tear(); }},
    {"reprint", kOnOff, [](VirtualPrinter& p, long on) { p.set_reprint(on != 0); }},
    {"stall", kOnOff, [](VirtualPrinter& p, long on) { p.set_stall(on != 0); }},
    {"silent", kOnOff, [](VirtualPrinter& p, long on) { p.set_silent(on != 0); }},
    {"lie", kOnOff, [](VirtualPrinter& p, long on) { p.set_lying(on != 0); }},
    {"garbage", kOnOff, [](VirtualPrinter& p, long on) { p.set_garbage(on != 0); }},
    {"disconnect", kNone, [](VirtualPrinter& p, long) { p.disconnect(); }},
    {"disconnect-after", 1000000000,
     [](VirtualPrinter& p, long n) { p.disconnect_after(static_cast<std::size_t>(n)); }},
    {"power", kOnOff, [](VirtualPrinter& p, long on) { p.set_power(on != 0); }},
    {"power-cycle", kNone,
     [](VirtualPrinter& p, long) {
         p.set_power(false);
         p.set_power(true);
     }},
    // For --virtual-clock: that many milliseconds pass.
    {"advance", 86400000,
     [](VirtualPrinter& p, long n) { p.advance(std::chrono::milliseconds(n)); }},
};

std::string help() {
    std::string text = "ok:";
    for (const Command& command : kCommands) {
        text += std::string(" ") + command.name;
        if (command.largest == kOnOff) text += "(on|off)";
        if (command.largest >= 0) text += "(0.." + std::to_string(command.largest) + ")";
    }
    return text + " status help";
}

std::optional<long> number_in(std::string_view word, long largest) {
    if (largest == kOnOff) {
        if (word == "on") return 1;
        if (word == "off") return 0;
        return std::nullopt;
    }
    long number = 0;
    const auto [end, code] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (code != std::errc{} || end != word.data() + word.size() || number < 0 || number > largest)
        return std::nullopt;
    return number;
}

}  // namespace

std::string carry_out(std::string_view line, VirtualPrinter& printer) {
    std::istringstream stream{std::string(line)};
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    if (words.empty()) return "error: an empty line; expected a command, see help";
    if (words[0] == "status" && words.size() == 1) return printer.describe();
    if (words[0] == "help" && words.size() == 1) return help();
    for (const Command& command : kCommands) {
        if (words[0] != command.name) continue;
        if (command.largest == kNone) {
            if (words.size() != 1) return "error: " + words[0] + " takes nothing behind it";
            command.carry_out(printer, 0);
            return "ok";
        }
        const auto number = words.size() == 2 ? number_in(words[1], command.largest) : std::nullopt;
        if (!number)
            return "error: " + words[0] + " expects " +
                   (command.largest == kOnOff
                        ? "on or off"
                        : "a whole number, 0 to " + std::to_string(command.largest));
        command.carry_out(printer, *number);
        return "ok";
    }
    return "error: '" + words[0] + "' is no command, see help";
}

}  // namespace simulators
