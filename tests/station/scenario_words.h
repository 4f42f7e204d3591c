#pragma once
#include <gtest/gtest.h>

#include <functional>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "tests/station/test_floor.h"

namespace station {

/// What all sentences of the scenarios stand on: a floor, and a table of patterns with what each
/// does.
class ScenarioWords {
protected:
    using Words = const std::smatch&;
    void on(const char* pattern, std::function<void(Words)> action) {
        sentences_.emplace_back(std::regex(pattern), std::move(action));
    }
    static base::OrderNo order(const std::string& text) {
        return base::OrderNo(order_number(std::stoi(text)));
    }
    template <typename Answer>
    void keep_refusal(const Answer& answer) {
        refusal_ = answer ? std::string() : answer.error().key;
    }

    std::string time_now() const { return base::format_beijing(floor_.clock.now()).substr(11, 5); }

    TestFloor floor_;
    std::vector<std::pair<std::regex, std::function<void(Words)>>> sentences_;
    std::string refusal_;  ///< Key of the last error that was kept; empty: it was done.
};

/// Sentences about ship files after their writing, hand-overs and work in the back end.
class ShippingWords : public ScenarioWords {
protected:
    void shipping();

private:
    void ship_files();
    void couriers_and_corrections();
    void shipping_expected();
    std::string newest_file();
    std::int64_t newest_handover();
    std::string row_state(const std::string& order_text);
};

}  // namespace station
