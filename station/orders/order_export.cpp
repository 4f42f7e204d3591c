#include "station/orders/order_export.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "base/text.h"
#include "station/orders/export_columns.h"
#include "station/orders/export_values.h"

namespace station {
namespace {

using config::SourceField;

/// The fields that all rows of an order share. A row may leave one empty.
constexpr std::array kSharedFields = {
    SourceField::Status,      SourceField::ReceiverName, SourceField::ReceiverPhone,
    SourceField::Province,    SourceField::City,         SourceField::District,
    SourceField::Address,     SourceField::Carrier,      SourceField::WaybillNumber,
    SourceField::SortingCode,
};

/// An order being put together from its rows.
struct Draft {
    IncomingOrder order;
    std::array<std::string, kSharedFields.size()> shared;
    std::array<int, kSharedFields.size()> shared_row{};  ///< Where `shared` was read.
    std::vector<int> item_rows;                          ///< Beside order.items.
    int lines_weight_g = 0;
    bool is_left_out = false;
    bool saw_cancelled = false;  ///< A row that contradicts the first says that it is cancelled.
};

bool is_order_no(std::string_view text) {
    constexpr std::size_t kLongest = 64;  // Of the platform's own interface.
    return text.size() <= kLongest && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                      c == '-' || c == '_';
           });
}

/// Two texts of different rows in one: both, when they differ.
void join(std::string& text, const std::string& more) {
    if (more.empty() || text == more) return;
    const auto parts = base::split(text, '\n');
    if (std::ranges::find(parts, more) != parts.end()) return;
    text += (text.empty() ? "" : "\n") + more;
}

bool same_article(const IncomingItem& a, const IncomingItem& b) {
    if (a.sku_id.empty() && a.barcode.empty() && a.seller_code.empty()) return false;
    return a.sku_id == b.sku_id && a.barcode == b.barcode && a.seller_code == b.seller_code &&
           a.spec == b.spec && a.is_gift == b.is_gift;
}

Readiness to_readiness(config::SourceStatus status) {
    switch (status) {
        case config::SourceStatus::Ready:
            return Readiness::Ready;
        case config::SourceStatus::Cancelled:
            return Readiness::Cancelled;
        case config::SourceStatus::Partly:
            return Readiness::PartlyShipped;
        case config::SourceStatus::Shipped:
            return Readiness::Shipped;
        case config::SourceStatus::Finished:
            return Readiness::Finished;
        case config::SourceStatus::Other:
            break;
    }
    return Readiness::NotReady;
}

/// Will the order still be served, so that its values matter?
bool is_open(Readiness readiness) {
    return readiness == Readiness::Ready || readiness == Readiness::Presale ||
           readiness == Readiness::NotReady || readiness == Readiness::PartlyShipped;
}

AfterSale to_after_sale(config::SourceAfterSale state) {
    switch (state) {
        case config::SourceAfterSale::None:
            return AfterSale::None;
        case config::SourceAfterSale::Done:
            return AfterSale::Done;
        case config::SourceAfterSale::Running:
            break;
    }
    return AfterSale::Running;
}

bool is_waybill_text(std::string_view text) {
    return text.size() <= 40 && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                      c == '-';
           });
}

class ExportReader {
public:
    ExportReader(const Table& table, const config::SourceLayout& layout,
                 const ExportColumns& columns, base::Time as_of)
        : table_(table), layout_(layout), columns_(columns) {
        reading_.as_of = as_of;
    }

    ExportReading read() {
        reading_.rows = static_cast<int>(table_.row_count());
        for (row_ = 0; row_ < table_.row_count(); ++row_) read_row();
        for (Draft& draft : drafts_) finish(draft);
        drafts_.clear();
        if (table_.row_count() > 0) {
            reading_.carrier_column = columns_.title(0, SourceField::Carrier);
            reading_.sorting_column = columns_.title(0, SourceField::SortingCode);
        }
        if (is_all_masked()) {
            for (const IncomingOrder& order : reading_.orders)
                reading_.left_out.push_back({order.order_no,
                                             order.readiness == Readiness::Cancelled,
                                             order.after_sale == AfterSale::Running});
            reading_.orders.clear();
            reading_.problems.assign(
                1, {0, "", base::OrderNo{}, "all_masked",
                    "every receiver in the file is masked, so that no label can be printed: export "
                    "again with the permission to see full receiver data (the export dialog or the "
                    "shop's main account)"});
        }
        std::ranges::stable_sort(reading_.problems, {}, &RowProblem::row);
        return std::move(reading_);
    }

private:
    std::string text(SourceField field) const { return clean_text(columns_.text(row_, field)); }
    int number() const { return table_.row_number(row_); }

    void problem(SourceField field, const base::OrderNo& order_no, std::string code,
                 std::string message) {
        reading_.problems.push_back(
            {number(), columns_.title(row_, field), order_no, std::move(code), std::move(message)});
    }

    /// Notes the problem and leaves the whole order out.
    void refuse(Draft& draft, SourceField field, std::string code, std::string message) {
        problem(field, draft.order.order_no, std::move(code),
                std::move(message) + "; the whole order is left out");
        draft.is_left_out = true;
    }

    /// The value, or its default after a problem (or silently, when the order is closed anyway).
    template <typename T>
    T value_or_refuse(Draft& draft, SourceField field, base::Result<T> parsed) {
        if (parsed) return std::move(*parsed);
        if (is_open(draft.order.readiness)) {
            const auto& error = parsed.error();
            refuse(draft, field, error.key.empty() ? "bad_value" : error.key, error.message);
        }
        return T{};
    }

    void read_row() {
        const auto order_no = parse_number_text(columns_.text(row_, SourceField::OrderNo));
        if (!order_no) {
            problem(SourceField::OrderNo, {}, order_no.error().key, order_no.error().message);
            return;
        }
        if (order_no->empty()) {
            problem(SourceField::OrderNo, {}, "missing_value", "the row has no order number");
            return;
        }
        if (!is_order_no(*order_no)) {
            problem(
                SourceField::OrderNo, {}, "bad_value",
                "the order number has other characters than letters and digits, or is too long");
            return;
        }
        Draft& draft = find_draft(base::OrderNo(*order_no));
        draft.order.rows.push_back(number());
        if (table_.places() == CellPlaces::Counted &&
            table_.cell_count(row_) > table_.column_count()) {
            reading_.problems.push_back({number(), "", draft.order.order_no, "too_many_cells",
                                         "the row has " + std::to_string(table_.cell_count(row_)) +
                                             " cells under " +
                                             std::to_string(table_.column_count()) +
                                             " titles: a separator inside a value has shifted "
                                             "them; the whole order is left "
                                             "out"});
            draft.is_left_out = true;
            return;
        }
        read_shared(draft);
        read_order_values(draft);
        read_item(draft);
    }

    Draft& find_draft(const base::OrderNo& order_no) {
        const auto [found, is_new] = by_number_.emplace(order_no, drafts_.size());
        if (is_new) {
            drafts_.emplace_back();
            drafts_.back().order.order_no = order_no;
            drafts_.back().order.platform = layout_.platform;
        }
        return drafts_[found->second];
    }

    void read_shared(Draft& draft) {
        for (std::size_t i = 0; i < kSharedFields.size(); ++i) {
            std::string value = text(kSharedFields[i]);
            if (value.empty() || value == "-") continue;
            if (draft.shared[i].empty()) {
                draft.shared[i] = std::move(value);
                draft.shared_row[i] = number();
                if (kSharedFields[i] == SourceField::Status)
                    draft.order.readiness = to_readiness(layout_.status(draft.shared[i]));
            } else if (draft.shared[i] != value) {
                if (kSharedFields[i] == SourceField::Status &&
                    to_readiness(layout_.status(value)) == Readiness::Cancelled)
                    draft.saw_cancelled = true;
                refuse(draft, kSharedFields[i], "conflicting_rows",
                       "rows " + std::to_string(draft.shared_row[i]) + " and " +
                           std::to_string(number()) + " of the order differ here");
            }
        }
    }

    void read_order_values(Draft& draft) {
        IncomingOrder& order = draft.order;
        const auto time = [&](SourceField field) {
            return value_or_refuse(draft, field, parse_time(columns_.text(row_, field)));
        };
        if (const auto created = time(SourceField::CreatedAt))
            order.created_at =
                order.created_at == base::Time{} ? *created : std::min(order.created_at, *created);
        if (const auto paid = time(SourceField::PaidAt)) order.paid_at = paid;
        if (const auto ship_by = time(SourceField::ShipBy))
            order.ship_by = order.ship_by ? std::min(*order.ship_by, *ship_by) : *ship_by;
        if (const auto start = time(SourceField::PresaleStart))
            order.presale_start =
                order.presale_start ? std::max(*order.presale_start, *start) : *start;
        read_after_sale(order);
        for (const auto& [field, member] :
             {std::pair(SourceField::OrderType, &order.order_type),
              std::pair(SourceField::Tags, &order.tags), std::pair(SourceField::Shop, &order.shop),
              std::pair(SourceField::BuyerId, &order.buyer_id),
              std::pair(SourceField::Marker, &order.marker),
              std::pair(SourceField::Hub, &order.hub)}) {
            if (member->empty()) *member = text(field);
        }
        const auto says = [&](const std::vector<std::string>& words) {
            return std::ranges::any_of(words, [&](const std::string& word) {
                return order.order_type.find(word) != std::string::npos ||
                       order.tags.find(word) != std::string::npos;
            });
        };
        order.kind = says(layout_.exchange) ? "exchange" : says(layout_.gift) ? "gift" : "";
        join(order.buyer_note, text(SourceField::BuyerNote));
        join(order.seller_flag, text(SourceField::SellerFlag));
        join(order.seller_remark, text(SourceField::SellerRemark));
    }

    /// An after-sale may concern one article; it stops the whole order.
    void read_after_sale(IncomingOrder& order) {
        std::string words = text(SourceField::AfterSale);
        if (words == "-") words.clear();
        const AfterSale state = to_after_sale(layout_.after_sale(words));
        const bool is_worse = order.after_sale_text.empty() || state == AfterSale::Running ||
                              (state == AfterSale::Done && order.after_sale == AfterSale::None);
        if (!is_worse || order.after_sale == AfterSale::Running) return;
        order.after_sale = state;
        order.after_sale_text = std::move(words);
    }

    void read_item(Draft& draft) {
        const auto code = [&](SourceField field) {
            return value_or_refuse(draft, field, parse_number_text(columns_.text(row_, field)));
        };
        IncomingItem item;
        item.sku_id = code(SourceField::SkuId);
        item.barcode = code(SourceField::Barcode);
        item.seller_code = text(SourceField::SellerCode);
        item.title = text(SourceField::Title);
        item.spec = text(SourceField::Spec);
        item.is_gift = std::ranges::count(layout_.yes, text(SourceField::IsGift)) > 0;
        item.quantity = value_or_refuse(draft, SourceField::Quantity,
                                        parse_quantity(columns_.text(row_, SourceField::Quantity)));
        const auto money = [&](SourceField field) {
            return value_or_refuse(draft, field, parse_yuan(columns_.text(row_, field)))
                .value_or(0);
        };
        const auto weight = [&](SourceField field) {
            return value_or_refuse(draft, field, parse_kilograms(columns_.text(row_, field)))
                .value_or(0);
        };
        item.price_fen = money(SourceField::Price);
        const std::int64_t payable = money(SourceField::Payable);
        const int line_weight_g = weight(SourceField::LineWeight);
        if (item.quantity > 0) item.weight_g = (line_weight_g + item.quantity / 2) / item.quantity;
        draft.order.weight_g = std::max(draft.order.weight_g, weight(SourceField::OrderWeight));
        if (is_repeated(draft, item)) return;
        draft.order.total_fen += payable;
        draft.lines_weight_g += line_weight_g;
        draft.order.items.push_back(std::move(item));
        draft.item_rows.push_back(number());
    }

    /// The export has one row for each order and article. The same article again is the same row
    /// twice, or a second version of the order.
    bool is_repeated(Draft& draft, const IncomingItem& item) {
        const auto& items = draft.order.items;
        const auto first = std::ranges::find_if(
            items, [&](const IncomingItem& other) { return same_article(item, other); });
        if (first == items.end()) return false;
        if (!is_open(draft.order.readiness)) return true;
        const std::string both =
            "rows " +
            std::to_string(draft.item_rows[static_cast<std::size_t>(first - items.begin())]) +
            " and " + std::to_string(number());
        if (*first == item) {
            problem(SourceField::OrderNo, draft.order.order_no, "repeated_row",
                    both + " are the same article of the same order; it counts once");
        } else {
            refuse(draft,
                   first->quantity == item.quantity ? SourceField::Price : SourceField::Quantity,
                   "conflicting_rows",
                   both +
                       " give the same article of the order with other contents: the file holds "
                       "two versions of the order");
        }
        return true;
    }

    void leave_out(const Draft& draft) {
        reading_.left_out.push_back(
            {draft.order.order_no,
             draft.saw_cancelled || draft.order.readiness == Readiness::Cancelled,
             draft.order.after_sale == AfterSale::Running});
    }

    void finish(Draft& draft) {
        IncomingOrder& order = draft.order;
        const bool has_time = order.created_at != base::Time{};
        if (!has_time && !draft.is_left_out && is_open(order.readiness) &&
            columns_.has(SourceField::CreatedAt)) {
            reading_.problems.push_back({order.rows.front(),
                                         layout_.titles(SourceField::CreatedAt)[0], order.order_no,
                                         "missing_value",
                                         "the order has no creation time; the whole order is left "
                                         "out"});
            draft.is_left_out = true;
        }
        if (draft.is_left_out) {
            leave_out(draft);
            return;
        }
        if (!has_time) order.created_at = reading_.as_of;
        order.status_text = draft.shared[0];
        order.receiver = {draft.shared[1],
                          draft.shared[2],
                          draft.shared[3],
                          draft.shared[4],
                          draft.shared[5],
                          draft.shared[6],
                          {}};
        order.receiver.detail = address_detail(order.receiver);
        order.carrier_name = draft.shared[7];
        order.sorting_code = draft.shared[9];
        if (order.weight_g == 0) order.weight_g = draft.lines_weight_g;
        if (order.readiness == Readiness::Ready && order.presale_start &&
            *order.presale_start > reading_.as_of)
            order.readiness = Readiness::Presale;
        auto waybill = parse_number_text(draft.shared[8]);
        if (waybill && !is_waybill_text(*waybill))
            waybill = base::fail(base::ErrorCode::InvalidInput,
                                 "the text is not a waybill number; expected letters, digits and "
                                 "hyphens, at most 40",
                                 "bad_value");
        if (waybill) {
            order.waybill_number = base::WaybillNumber(*waybill);
        } else if (is_open(order.readiness)) {
            reading_.problems.push_back(
                {draft.shared_row[8], layout_.titles(SourceField::WaybillNumber)[0], order.order_no,
                 waybill.error().key, waybill.error().message + "; the whole order is left out"});
            leave_out(draft);
            return;
        }
        reading_.orders.push_back(std::move(order));
    }

    bool is_all_masked() const {
        bool has_masked = false;
        for (const IncomingOrder& order : reading_.orders) {
            if (!is_open(order.readiness)) continue;
            const IncomingReceiver& to = order.receiver;
            if (!is_hidden(to.name) && !is_hidden(to.phone) && !is_hidden(to.address)) return false;
            has_masked = true;
        }
        return has_masked;
    }

    const Table& table_;
    const config::SourceLayout& layout_;
    const ExportColumns& columns_;
    ExportReading reading_;
    std::vector<Draft> drafts_;
    std::unordered_map<base::OrderNo, std::size_t> by_number_;
    std::size_t row_ = 0;
};

/// "2026" at the front of text, removed; width digits.
std::optional<int> take_digits(std::string_view& text, std::size_t width) {
    int value = 0;
    if (text.size() < width) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + width, value);
    if (error != std::errc{} || end != text.data() + width || text[0] == '-') return std::nullopt;
    text.remove_prefix(width);
    return value;
}

std::optional<base::Time> time_at(std::string_view text) {
    using namespace std::chrono;
    constexpr std::string_view kBetween = "---_";  // YYYY-MM-DD-HH_mm, then whatever is no digit
    std::array<int, 5> parts{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto value = take_digits(text, i == 0 ? 4 : 2);
        if (!value) return std::nullopt;
        parts[i] = *value;
        if (i == kBetween.size()) break;
        if (text.empty() || text[0] != kBetween[i]) return std::nullopt;
        text.remove_prefix(1);
    }
    if (!text.empty() && text[0] >= '0' && text[0] <= '9') return std::nullopt;
    const year_month_day date{year{parts[0]}, month{static_cast<unsigned>(parts[1])},
                              day{static_cast<unsigned>(parts[2])}};
    if (!date.ok() || parts[3] > 23 || parts[4] > 59) return std::nullopt;
    return base::from_beijing(date, hours{parts[3]} + minutes{parts[4]});
}

}  // namespace

std::string_view name(Readiness readiness) {
    switch (readiness) {
        case Readiness::Ready:
            return "ready";
        case Readiness::Presale:
            return "presale";
        case Readiness::NotReady:
            return "not_ready";
        case Readiness::PartlyShipped:
            return "partly_shipped";
        case Readiness::Cancelled:
            return "cancelled";
        case Readiness::Shipped:
            return "shipped";
        case Readiness::Finished:
            return "finished";
    }
    return "not_ready";
}

std::string_view name(AfterSale after_sale) {
    switch (after_sale) {
        case AfterSale::None:
            return "none";
        case AfterSale::Running:
            return "running";
        case AfterSale::Done:
            return "done";
    }
    return "running";
}

base::Result<ExportReading> read_order_export(const Table& table,
                                              const config::SourceLayout& layout,
                                              base::Time file_as_of) {
    const auto columns = ExportColumns::find(table, layout);
    if (!columns) return pass(columns);
    return ExportReader(table, layout, *columns, file_as_of).read();
}

std::optional<base::Time> as_of_from_name(std::string_view file_name) {
    for (std::size_t at = 0; at < file_name.size(); ++at) {
        if (const auto time = time_at(file_name.substr(at))) return time;
    }
    return std::nullopt;
}

}  // namespace station
