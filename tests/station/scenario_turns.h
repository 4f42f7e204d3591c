#pragma once
#include <functional>
#include <regex>

#include "tests/station/test_floor.h"

namespace station {

using Sentence = std::function<void(const std::smatch&)>;

/// Sentences about the turns of a day: articles out of stock. `on` takes a pattern and what it
/// does.
void turn_sentences(const std::function<void(const char*, Sentence)>& on, TestFloor& floor);

}  // namespace station
