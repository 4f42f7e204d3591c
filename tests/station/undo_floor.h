#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>

#include "station/import_history.h"
#include "tests/station/test_floor.h"

namespace station {

/// A station whose imports are taken back.
class UndoFloor : public testing::Test {
protected:
    struct Request {
        int order = 1;
        std::string state = "待审核";
        std::string number = "R6242141112658161";
        std::string kind = "未发货仅退款";
    };

    void SetUp() override { floor_.start(); }

    /// Imports and answers the row of the import.
    std::int64_t import(const std::vector<ExportRow>& rows, const std::string& as_of) {
        return floor_.import(rows, as_of).id;
    }
    base::Result<UndoView> undo(std::int64_t import) {
        std::optional<base::Result<UndoView>> result;
        const auto begun = floor_.station().import_undo().undo_later(
            import, "小林", [&](base::Result<UndoView> view) { result = std::move(view); });
        if (!begun) return base::pass(begun);
        floor_.run();
        EXPECT_TRUE(result) << "the undo was never done";
        return result.value_or(base::fail(base::ErrorCode::Timeout, "never"));
    }
    UndoView view(std::int64_t import) {
        auto reader = Reader::open(floor_.settings, floor_.data_files(), floor_.clock);
        EXPECT_TRUE(reader);
        auto seen = (*reader)->import_history().undo_view(import);
        EXPECT_TRUE(seen) << seen.error().message;
        return seen.value_or(UndoView{});
    }
    ImportDetailView detail(std::int64_t import) {
        auto reader = Reader::open(floor_.settings, floor_.data_files(), floor_.clock);
        EXPECT_TRUE(reader);
        auto seen = (*reader)->import_history().import_detail(import, "", 1);
        EXPECT_TRUE(seen) << seen.error().message;
        return seen.value_or(ImportDetailView{});
    }
    std::string outcome(std::int64_t import, int order) {
        for (const ImportOrderView& line : detail(import).orders)
            if (line.order_no.str() == order_number(order)) return line.outcome;
        return "none";
    }
    ImportOrderView line(std::int64_t import, int order) {
        for (const ImportOrderView& line : detail(import).orders)
            if (line.order_no.str() == order_number(order)) return line;
        return {};
    }
    /// Why the order would stay as it is; "" when it would not.
    std::string kept(std::int64_t import, int order) {
        for (const UndoObstacle& one : view(import).kept)
            if (one.order_no.str() == order_number(order)) return one.reason;
        return "";
    }
    /// A refund export of one row a request.
    ImportView refunds(const std::vector<Request>& requests, const std::string& as_of) {
        std::string csv =
            "售后单号,订单号,商品名称,售后类型,原因,申请售后金额(元),状态,退货创建时间\n";
        for (const Request& one : requests)
            csv += one.number + "," + order_number(one.order) + ",干花," + one.kind +
                   ",不想要了,45.00," + one.state + ",2026-11-24 08:30:00\n";
        std::string clock = as_of;
        clock[2] = '_';
        return take("售后2026-11-24-" + clock + "_x" + std::to_string(++files_) + ".csv", csv,
                    as_of);
    }
    /// A carrier's number sheet of the rows "order,number,三段码".
    ImportView sheet(const std::vector<std::pair<int, std::string>>& rows,
                     const std::string& as_of) {
        std::string csv = "订单号,运单号,三段码,集包地\n";
        for (const auto& [order, number] : rows)
            csv += order_number(order) + "," + number + ",571-W00 012,杭州中转包1\n";
        return take("sheet-" + std::to_string(++files_) + ".csv", csv, as_of);
    }
    ImportView take(const std::string& name, const std::string& csv, const std::string& as_of) {
        if (floor_.clock.now() < *base::parse_beijing("2026-11-24 " + as_of)) floor_.at(as_of);
        const auto file = floor_.folder() / name;
        std::ofstream(file, std::ios::binary) << csv;
        auto view = floor_.station().import_file(file, false, kActor);
        EXPECT_TRUE(view) << view.error().message;
        return view.value_or(ImportView{});
    }
    base::OrderNo no(int order) const { return base::OrderNo(order_number(order)); }
    std::string news(int order) {
        return floor_.ask(
            "SELECT news || '/' || asked || '/' || after_sale FROM orders"
            " WHERE order_no = $1",
            values(order_number(order)));
    }
    std::string order_text(int order) {
        return floor_.ask(
            "SELECT state || ' ' || verdict || ' ' || has_note || ' ' || content_hash"
            " || ' ' || address_hash || ' ' || as_of || ' ' || total_fen || ' ' ||"
            " (SELECT min(title || quantity) || max(title || quantity) || count(*) FROM "
            "order_items i"
            " WHERE i.order_id = o.id) FROM orders o WHERE order_no = $1",
            values(order_number(order)));
    }

    TestFloor floor_;
    int files_ = 0;
};

}  // namespace station
