#pragma once
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "station/views.h"

/// Paper by which a batch is picked: plain values, and pictures of their sheets.
namespace station {

/// An article that a batch needs, and for which of its labels.
struct PickLineView {
    std::int64_t product = 0;  ///< Row of the product table; 0: unknown there.
    int picture = 0;           ///< Its picture's number; 0: none.
    std::string shelf, title, spec, seller_code, barcode;
    bool is_gift = false;
    int quantity = 0;            ///< Of all labels together.
    std::vector<int> sequences;  ///< Label numbers, ascending; each once.
};

struct PickListView {
    base::BatchRow batch;
    std::string title, shop;
    base::Time created_at{};
    std::vector<PickLineView> lines;  ///< By shelf (numbers as numbers, none last), then article.
    int pieces = 0, labels = 0;
    int left_out = 0;  ///< Labels of orders that were stopped or withdrawn: nothing is picked.
};

/// One order as its packer sees it on paper.
struct SlipView {
    int sequence = 0;
    base::OrderNo order_no;
    std::string code;  ///< Of its barcode: opens the order at a bench.
    base::WaybillNumber number;
    std::string carrier_name, buyer_note, packing, gifts;
    struct Item {
        std::string shelf, title, spec, seller_code;
        int quantity = 1;
        bool is_gift = false;
    };
    std::vector<Item> items;
};

struct SlipsView {
    base::BatchRow batch;
    std::string title, shop;
    base::Time created_at{};
    std::vector<SlipView> slips;  ///< By label number.
    int left_out = 0;
};

/// A sheet of label size, 1 bit a dot.
struct PickSheet {
    base::Bytes png;
    std::string name;  ///< "picklist", or the slip's label number "slip-088".
    int page = 1, pages = 1;
    std::vector<std::string> warnings;  ///< "text_cut (rows)": something was shortened, with "…".
};

/// Reads through a Reader's session.
class PickingReader {
public:
    virtual ~PickingReader() = default;
    /// NotFound (error.batch_unknown).
    virtual base::Result<PickListView> pick_list(base::BatchRow batch) = 0;
    virtual base::Result<SlipsView> slips(base::BatchRow batch) = 0;
    /// Drawn from labels.pick_list and labels.slip at 203, 300 or 600 dpi; long lists go on over
    /// several sheets. A slip whose barcode does not read back as meant is a Corrupt error. Takes
    /// some 10 ms a sheet. `only`: one label's slip; 0: all.
    virtual base::Result<std::vector<PickSheet>> pick_list_sheets(base::BatchRow batch,
                                                                  int dpi) = 0;
    virtual base::Result<std::vector<PickSheet>> slip_sheets(base::BatchRow batch, int dpi,
                                                             int only) = 0;
};

}  // namespace station
