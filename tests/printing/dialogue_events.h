#pragma once
#include <chrono>
#include <initializer_list>
#include <string>
#include <variant>
#include <vector>

#include "printing/dialogue.h"

/// What tests of dialogues say and read: events as text, bytes as hexadecimal.
namespace printing::dialogue_events {

using std::chrono::milliseconds;

inline std::string describe(const PrinterStatus& status) {
    std::string text = "status";
    if (!status.known) text += " unknown";
    if (status.offline) text += " offline";
    if (status.cover_open) text += " cover_open";
    if (status.paper_out) text += " paper_out";
    if (status.paper_near_end) text += " near_end";
    if (status.cutter_error) text += " cutter";
    if (status.error) text += " error";
    if (status.overheated) text += " overheated";
    if (status.ribbon_out) text += " ribbon_out";
    if (status.jam) text += " jam";
    if (status.paused) text += " paused";
    if (status.label_waiting) text += " label_waiting";
    if (status.not_accepting) text += " not_accepting";
    return text;
}
struct Describe {
    std::string operator()(const AllAccepted& e) const { return "accepted " + id(e.job); }
    std::string operator()(const Printed& e) const { return "printed " + id(e.job); }
    std::string operator()(const NoEvidence& e) const { return "no_evidence " + id(e.job); }
    std::string operator()(const StatusChanged& e) const { return describe(e.status); }
    std::string operator()(const Failed& e) const {
        return "failed " + id(e.job) + " " + std::string(name(e.outcome)) + " " +
               std::to_string(e.bytes_accepted) + " " + std::string(name(e.reason));
    }
    static std::string id(base::JobRow job) { return std::to_string(job.value()); }
};
inline std::vector<std::string> events(Dialogue& dialogue) {
    std::vector<std::string> texts;
    for (const auto& event : dialogue.take_events()) texts.push_back(std::visit(Describe{}, event));
    return texts;
}

inline base::JobRow job(int number) {
    return base::JobRow(number);
}
inline std::string hex(const Dialogue& dialogue) {
    return base::to_hex(dialogue.pending_output());
}
inline void accept_all(Dialogue& dialogue) {
    dialogue.on_accepted(dialogue.pending_output().size());
}
inline void reply(Dialogue& dialogue, std::initializer_list<int> bytes) {
    base::Bytes all;
    for (const int byte : bytes) all.push_back(static_cast<std::uint8_t>(byte));
    dialogue.on_bytes(all);
}
inline void wait(Dialogue& dialogue, milliseconds time) {
    for (milliseconds passed{0}; passed < time; passed += milliseconds(100))
        dialogue.on_elapsed(milliseconds(100));
}

}  // namespace printing::dialogue_events
