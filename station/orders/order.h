#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"

namespace station {

/// May the shop ship the order, as its source says?
enum class Readiness {
    Ready,
    Presale,   ///< Ready, but not before presale_start.
    NotReady,  ///< Not yet (unpaid, under review), or a status nobody has described: status_text.
    PartlyShipped,  ///< A part of it, elsewhere; the rest is still to go.
    Cancelled,      ///< Must not be shipped any more.
    Shipped,        ///< Already, elsewhere.
    Finished,
};

/// A buyer's request for the money back or for an exchange.
enum class AfterSale {
    None,
    Running,  ///< Open, or a text nobody has described: shipping would be the refusal.
    Done,
};

std::string_view name(Readiness readiness);  ///< "ready", "not_ready": stable, stored and logged.
std::string_view name(AfterSale after_sale);

/// Where the parcel goes, as the source wrote it; nothing is corrected here.
struct IncomingReceiver {
    std::string name, phone;
    std::string province, city, district;
    std::string address;  ///< The whole text of the source.
    std::string detail;   ///< address without its leading province, city and district.
    bool operator==(const IncomingReceiver&) const = default;
};

/// One line of the order.
struct IncomingItem {
    std::string sku_id, barcode, seller_code;
    std::string title, spec;
    int quantity = 0;  ///< 1 and more.
    bool is_gift = false;
    std::int64_t price_fen = 0;  ///< Of the whole line, not of one piece; 0 when not given.
    int weight_g = 0;            ///< Of one piece; 0 when not given.
    bool operator==(const IncomingItem&) const = default;
};

/// An order as a source delivers it: all its rows together. A plain value; texts are UTF-8,
/// trimmed, without control characters; a text that was not given is empty.
struct IncomingOrder {
    base::OrderNo order_no;
    std::string platform, shop;
    Readiness readiness = Readiness::NotReady;
    std::string status_text;  ///< The source's own words.
    AfterSale after_sale = AfterSale::None;
    std::string after_sale_text;
    std::string order_type, tags;
    std::string kind{};  ///< "", "exchange", "gift": as the layout reads type and tags.
    base::Time created_at{};
    std::optional<base::Time> paid_at;
    std::optional<base::Time> ship_by;  ///< The promised time; the earliest of the rows.
    std::optional<base::Time> presale_start;
    IncomingReceiver receiver;
    std::string buyer_id;
    std::string buyer_note;
    std::string seller_flag, seller_remark;  ///< Often on one row of the order only.
    std::vector<IncomingItem> items;
    std::int64_t total_fen = 0;  ///< What the buyer pays for all lines.
    int weight_g = 0;            ///< 0 when not given.
    std::string carrier_name;    ///< As the source writes it: "中通快递".
    base::WaybillNumber waybill_number;
    std::string sorting_code, marker, hub;
    std::vector<int> rows;  ///< Row numbers in the file.
};

}  // namespace station
