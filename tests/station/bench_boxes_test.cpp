// The rules of the bench for an order in several boxes, as a table.
#include <algorithm>

#include "tests/station/bench_rule_cases.h"

namespace station {
namespace {

using namespace bench_rules;

/// The open order goes in `count` boxes; the labels of those named were scanned.
ScanFacts with_boxes(ScanFacts facts, int count, const std::vector<int>& scanned) {
    facts.open->boxes = count;
    for (int no = 1; no <= count; ++no) {
        const bool has_number = !facts.open->number.empty();
        facts.boxes.push_back(
            {no, base::WaybillNumber(has_number ? "7899000000000" + std::to_string(no) : ""),
             std::ranges::find(scanned, no) != scanned.end()});
    }
    if (facts.hit) facts.hit->boxes = count;
    return facts;
}

ParcelFacts box(S state, int no) {
    return changed(parcel(state), [&](auto& p) { p.box = no; });
}

TEST(BenchRules, BindAnOrderInSeveralBoxesByTheLabelsOfAll) {
    const OpenItem by_eye{"", "", 1, 0};
    const OpenItem missing{"6901234567892", "T-1", 1, 0};
    const auto open = parcel(S::Printed);
    const auto confirm = [&](const std::vector<int>& scanned, const OpenItem& item) {
        return with_boxes(with_open(scan("PB:CONFIRM"), open, {item}), 2, scanned);
    };
    const auto label = [&](int no, const std::vector<int>& scanned, bool confirmed) {
        auto facts =
            with_boxes(with_open(scan_of(kFirst, box(S::Printed, no)), open, {by_eye}), 2, scanned);
        facts.confirmed = confirmed;
        return facts;
    };
    auto last_item = with_boxes(with_open(scan("6901234567892"), open, {missing}), 2, {1});
    auto of_three =
        with_boxes(with_open(scan_of(kFirst, box(S::Printed, 2)), open, {by_eye}), 3, {1});
    of_three.confirmed = true;
    check({
        {"confirm, one label scanned", confirm({1}, by_eye), A::ItemsDone, "go", "scan_box"},
        {"confirm, both scanned", confirm({1, 2}, by_eye), A::Bind, "go", "bound"},
        {"confirm, an item is missing", confirm({1, 2}, missing), A::Nothing, "stop",
         "item_missing"},
        {"the last item, one label scanned", last_item, A::ItemsDone, "go", "scan_box"},
        {"the second label before the items", label(2, {1}, false), A::CountBox, "go", "box_ok"},
        {"the second label after them", label(2, {1}, true), A::Bind, "go", "bound"},
        {"the second of three", of_three, A::CountBox, "go", "scan_box"},
        {"the first label once more", label(1, {1}, true), A::Nothing, "look", "scan_box"},
        {"the first label once more, before the items", label(1, {1}, false), A::Nothing, "look",
         "confirm_first"},
        {"opened by the second label",
         [] {
             auto facts = scan_of(kFirst, box(S::Printed, 2));
             facts.hit->boxes = 2;
             return facts;
         }(),
         A::Open, "go", "opened_box"},
        {"a label of another order",
         with_boxes(with_open(scan_of(kOther, parcel(S::Printed, 2)), open, {by_eye}), 2, {1}),
         A::Nothing, "stop", "wrong_parcel"},
        {"stopped between the labels",
         with_boxes(with_open(scan_of(kFirst, box(S::Intercepted, 2)), parcel(S::Intercepted)), 2,
                    {1}),
         A::Nothing, "intercept", "intercepted"},
        {"a box that was taken away",
         with_boxes(
             with_open(scan_of(kFirst, changed(box(S::Printed, 3), [](auto& p) { p.dead = true; })),
                       open),
             2, {1}),
         A::Nothing, "stop", "dead_number"},
    });
}

TEST(BenchRules, AddABoxToAnOpenParcelAndTakeTheLastStepBack) {
    const auto open = [](S state, int count) {
        return with_boxes(with_open(scan("PB:BOX"), parcel(state)), count, {1});
    };
    const auto undo = [](bool added, int scanned) {
        auto facts = with_boxes(with_open(scan("PB:UNDO"), parcel(S::Printed)), 2, {1, 2});
        facts.box_added = added;
        facts.box_scanned = scanned;
        return facts;
    };
    check({
        {"nothing open", scan("PB:BOX"), A::Nothing, "stop", "nothing_open"},
        {"printed", open(S::Printed, 1), A::AddBox, "go", "box_added"},
        {"waits for a printer", open(S::Queued, 1), A::AddBox, "go", "box_added"},
        {"label from the roll", pre_numbered(open(S::Screened, 1)), A::AddBox, "go",
         "box_added_roll"},
        {"the ninth", open(S::Printed, 8), A::AddBox, "go", "box_added"},
        {"the tenth", open(S::Printed, 9), A::Nothing, "stop", "too_many_boxes"},
        {"stopped", open(S::Intercepted, 1), A::Nothing, "intercept", "intercepted"},
        {"undo the box", undo(true, 0), A::RemoveBox, "look", "box_removed"},
        {"undo a label", undo(false, 2), A::UncountBox, "look", "box_unscanned"},
        {"undo the parcel", undo(false, 0), A::Close, "look", "put_away"},
    });
}

TEST(BenchRules, GiveEachBoxTheNextLabelOfTheRoll) {
    const auto open = changed(parcel(S::Screened), [](auto& p) {
        p.number = {};
        p.prints = 0;
        p.any_label = false;
        p.valid_sheet.clear();
    });
    const auto facts = [&](int count, std::vector<int> numbered) {
        auto all = with_boxes(with_open(scan("78990000000077"), open), count, numbered);
        for (OpenBox& one : all.boxes) {
            if (one.scanned) one.number = base::WaybillNumber("78990000000070");
        }
        if (!numbered.empty()) all.open->number = base::WaybillNumber("78990000000070");
        return pre_numbered(all);
    };
    check({
        {"the first", facts(2, {}), A::AdoptBox, "go", "scan_box"},
        {"the last", facts(2, {1}), A::Adopt, "go", "bound"},
        {"one too many", facts(2, {1, 2}), A::Nothing, "stop", "wrong_label"},
    });
    EXPECT_EQ(decide(facts(3, {1})).box, 2);
    EXPECT_EQ(decide(facts(2, {1})).box, 2);
}

}  // namespace
}  // namespace station
