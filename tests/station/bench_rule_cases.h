#pragma once
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "config/carriers.h"
#include "station/bench/bench_rules.h"

/// What the tests of the bench's rules are made of: parcels, scans, and tables of both.
namespace station::bench_rules {

using A = BenchAction;
using S = OrderState;

inline const config::CarrierTable& carriers() {
    static const auto table = config::CarrierTable::load(*config::DataFiles::locate("config"));
    if (!table) throw std::runtime_error(table.error().message);
    return *table;
}

inline constexpr char kFirst[] = "78990000000001";
inline constexpr char kOther[] = "78990000000002";

inline ParcelFacts parcel(S state, std::int64_t id = 1) {
    ParcelFacts facts;
    facts.parcel = base::ParcelRow(id);
    facts.order = base::OrderRow(id);
    facts.order_no = base::OrderNo("P70000000000000000" + std::to_string(id));
    facts.state = state;
    facts.number = base::WaybillNumber(id == 1 ? kFirst : kOther);
    facts.carrier = base::CarrierCode("zto");
    facts.prints = 1;
    facts.valid_sheet = "PB1.1.1.1.X";
    facts.any_label = true;
    return facts;
}

inline ScanFacts scan(const std::string& text) {
    ScanFacts facts;
    facts.scan = identify(text, carriers());
    facts.command = parse_command_code(facts.scan.normalized);
    if (auto sheet = parse_sheet_code(facts.scan.normalized)) facts.sheet = *sheet;
    return facts;
}

inline ScanFacts scan_of(const std::string& text, ParcelFacts hit) {
    ScanFacts facts = scan(text);
    facts.hit = std::move(hit);
    return facts;
}

inline ScanFacts with_open(ScanFacts facts, ParcelFacts open, std::vector<OpenItem> items = {}) {
    facts.state = BenchState::Open;
    facts.open = std::move(open);
    facts.items = std::move(items);
    return facts;
}

inline ScanFacts pre_numbered(ScanFacts facts) {
    facts.workflow = config::BenchWorkflow::PreNumbered;
    if (facts.open) {
        for (const CarrierGuess& guess : facts.scan.carriers) {
            if (guess.code == facts.open->carrier) facts.carrier_fit = guess;
        }
    }
    return facts;
}

template <typename Change>
ParcelFacts changed(ParcelFacts facts, Change change) {
    change(facts);
    return facts;
}

struct ScanCase {
    const char* name;
    ScanFacts facts;
    A action;
    const char* kind;
    const char* code;
};

inline void check(const std::vector<ScanCase>& cases) {
    for (const ScanCase& c : cases) {
        const BenchDecision decision = decide(c.facts);
        EXPECT_EQ(static_cast<int>(decision.action), static_cast<int>(c.action)) << c.name;
        EXPECT_EQ(decision.kind, c.kind) << c.name;
        EXPECT_EQ(decision.code, c.code) << c.name;
    }
}

}  // namespace station::bench_rules
