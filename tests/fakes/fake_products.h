#pragma once
#include <algorithm>
#include <map>

#include "station/picking_views.h"
#include "station/product_desk.h"

namespace fakes {

/// A product table in memory: texts as they were given, no keys, no rules.
class FakeProducts final : public station::ProductDesk, public station::ProductReader {
public:
    base::Result<station::ProductView> add(const station::ProductTexts& fields,
                                           const std::string&) override {
        const auto id = static_cast<std::int64_t>(table_.size()) + 1;
        table_[id].id = station::ProductRow(id);
        table_[id].fields = fields;
        return table_[id];
    }
    base::Result<station::ProductView> edit(station::ProductRow product,
                                            const station::ProductTexts& fields,
                                            const std::string&) override {
        auto found = get(product);
        if (!found) return base::pass(found);
        for (const auto& [name, text] : fields) (*found)->fields[name] = text;
        return **found;
    }
    base::Status remove(station::ProductRow product, const std::string&) override {
        auto found = get(product);
        if (!found) return base::pass(found);
        table_.erase(product.value());
        return {};
    }
    base::Result<station::ProductView> set_picture(station::ProductRow product, base::ByteView,
                                                   const std::string&) override {
        auto found = get(product);
        if (!found) return base::pass(found);
        ++(*found)->picture;
        return **found;
    }
    base::Result<station::ProductView> remove_picture(station::ProductRow product,
                                                      const std::string&) override {
        auto found = get(product);
        if (!found) return base::pass(found);
        (*found)->picture = 0;
        return **found;
    }
    base::Result<bool> import_step(station::ProductImport& run, const std::string& actor) override {
        run.view.file = run.file->name;
        run.view.rows = run.file->rows;
        run.view.problems = run.file->problems;
        for (const auto& row : run.file->good) {
            if (!run.dry_run) (void)add(row.fields, actor);
            ++run.view.created;
        }
        return false;
    }
    base::Result<station::ProductUndoView> undo_step(const std::string&) override {
        return base::fail(base::ErrorCode::Conflict, "nothing to undo", "error.nothing_to_undo");
    }

    base::Result<station::ProductListView> list(const station::ProductFilter&) override {
        station::ProductListView list;
        for (const auto& [id, product] : table_) list.products.push_back(product);
        list.total = list.all = static_cast<int>(table_.size());
        return list;
    }
    base::Result<station::ProductView> product(station::ProductRow product) override {
        auto found = get(product);
        if (!found) return base::pass(found);
        return **found;
    }
    base::Result<base::Bytes> csv() override { return base::Bytes{'c', 's', 'v'}; }
    base::Result<Picture> picture(station::ProductRow) override {
        return base::fail(base::ErrorCode::NotFound, "no picture", "error.product_unknown");
    }

private:
    base::Result<station::ProductView*> get(station::ProductRow product) {
        const auto found = table_.find(product.value());
        if (found == table_.end())
            return base::fail(base::ErrorCode::NotFound, "no such product",
                              "error.product_unknown");
        return &found->second;
    }
    std::map<std::int64_t, station::ProductView> table_;
};

/// Batch 7 needs two cups for label 1; its sheets are one byte long.
class FakePicking final : public station::PickingReader {
public:
    base::Result<station::PickListView> pick_list(base::BatchRow batch) override {
        if (batch.value() != 7) return unknown();
        station::PickListView list;
        list.batch = batch;
        list.title = "10:00";
        list.lines.push_back({1, 0, "A-1", "手工陶瓷杯", "白", "CUP", "690", false, 2, {1}});
        list.pieces = 2;
        list.labels = 1;
        return list;
    }
    base::Result<station::SlipsView> slips(base::BatchRow batch) override {
        if (batch.value() != 7) return unknown();
        station::SlipsView view;
        view.batch = batch;
        station::SlipView slip;
        slip.sequence = 1;
        slip.order_no = base::OrderNo("P700000000000000001");
        slip.code = "PBO.P700000000000000001";
        slip.items.push_back({"A-1", "手工陶瓷杯", "白", "CUP", 2, false});
        view.slips.push_back(slip);
        return view;
    }
    base::Result<std::vector<station::PickSheet>> pick_list_sheets(base::BatchRow batch,
                                                                   int) override {
        if (batch.value() != 7) return unknown();
        return std::vector{station::PickSheet{{'1'}, "picklist", 1, 2, {}},
                           station::PickSheet{{'2'}, "picklist", 2, 2, {}}};
    }
    base::Result<std::vector<station::PickSheet>> slip_sheets(base::BatchRow batch, int,
                                                              int) override {
        if (batch.value() != 7) return unknown();
        return std::vector{station::PickSheet{{'s'}, "slip-001", 1, 1, {}}};
    }

private:
    static std::unexpected<base::Error> unknown() {
        return base::fail(base::ErrorCode::NotFound, "no such batch", "error.batch_unknown");
    }
};

}  // namespace fakes
