#include "tests/simulators/printer/machine.h"

namespace simulators {

Machine::Machine(const PrinterOptions& what)
    : options(what),
      paper(what),
      mechanism(paper, conditions, [this](const Bytes& bytes) { reply(bytes); }),
      speed_mm_per_s(what.speed_mm_per_s) {}

void Machine::reply(const Bytes& bytes) {
    if (silent || replies.size() + 2 * bytes.size() + 8 > kMaxReplies) return;
    if (!garbage) {
        replies.insert(replies.end(), bytes.begin(), bytes.end());
        return;
    }
    const std::size_t count = bytes.size() + noise() % 8;
    for (std::size_t i = 0; i < count; ++i) replies.push_back(static_cast<std::uint8_t>(noise()));
}

void Machine::reply(std::string_view text) {
    reply(Bytes(text.begin(), text.end()));
}

Conditions Machine::reported() const {
    return lying ? Conditions{} : conditions;
}

bool Machine::says_printing() const {
    return mechanism.moving();
}

}  // namespace simulators
