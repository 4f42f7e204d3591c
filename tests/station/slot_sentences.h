#pragma once
#include <functional>
#include <regex>

#include "tests/station/test_floor.h"

namespace station {

using SlotSentence = std::function<void(const std::smatch&)>;
/// Takes a sentence of the scenarios: its pattern and what it does.
using AddSlotSentence = std::function<void(const char* pattern, SlotSentence action)>;

/// The sentences about slots, the check before them and rolls. The floor must outlive them.
void add_slot_sentences(TestFloor& floor, const AddSlotSentence& on);

}  // namespace station
