#pragma once
#include <gtest/gtest.h>

#include "tests/station/test_floor.h"

namespace station {

/// A floor whose printer answers when the test says so.
class PrintJournal : public ::testing::Test {
protected:
    PrintJournal() { floor.printer.sends = fakes::FakePrinter::Sends::Waits; }
    /// Imports n orders and prints now.
    base::BatchRow begin(int n) {
        floor.start();
        std::vector<ExportRow> rows;
        for (int i = 1; i <= n; ++i) rows.push_back(order_row(i));
        floor.import(rows);
        auto batch = floor.station().print_now({"supervisor"});
        if (!batch) throw std::runtime_error(batch.error().message);
        EXPECT_EQ(batch->total, n);
        floor.run();
        return batch->id;
    }
    void no_evidence() { floor.settings.printers.front().evidence = config::PrinterEvidence::None; }
    fakes::FakePrinter& printer() { return floor.printer; }
    TestFloor floor;
};

}  // namespace station
