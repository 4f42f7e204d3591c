#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "station/orders/arrivals.h"
#include "station/orders/order.h"
#include "station/orders/states.h"
#include "station/store/context.h"

namespace station {

/// What screening said of an order, in the form it is stored.
struct Judgement {
    std::string verdict;  ///< clear, review, hold
    std::vector<std::map<std::string, std::string>>
        reasons;  ///< code, severity, field, message, …; quote the receiver: stored encrypted.
    std::map<std::string, std::string> parsed;  ///< province … detail; personal, stored encrypted.
    bool holds() const { return verdict == "hold"; }
};

/// An order as it stands in the database, as far as intake needs it.
struct StoredOrder {
    base::OrderRow id;
    OrderState state = OrderState::Pulled;
    std::string content_hash, screen_hash, receiver_hash, items_hash;
    base::Time as_of{};
    bool manual_hold = false;
    bool carrier_chosen = false;  ///< By a supervisor.
    std::string status_text, after_sale, verdict;
    std::optional<base::Time> ship_by;
    News news = News::Same;  ///< The last that stopped it or asked for a person.
    bool asked = false;
};

/// What is about of an order: paper, boxes, its number.
struct OrderThings {
    bool paper = false;      ///< A sheet that may be on paper, or a bound parcel.
    bool confirmed = false;  ///< The platform has the shipped parcel.
    base::WaybillNumber number;
    std::string number_source;
    base::WaybillNumber former{};  ///< Corrected here, not yet in the back end.
};

/// Numbers that show bulk buying: live orders in the window, this one included.
struct BuyerHistory {
    int of_buyer = 1;      ///< By buyer id, or by phone where there is none.
    int same_address = 1;  ///< Those of them to this place and name: could be merged.
    int at_address = 1;    ///< Of whichever buyer, to this place.
    int names_at_address = 1;
};

/// The keyed hashes by which orders are compared.
struct CompareKeys {
    base::OrderNo order_no;
    std::string buyer, phone, place, name;
    base::Time created_at{};
};

/// Orders in the database. Runs on the station thread; changes work in the caller's transaction.
class OrderStore {
public:
    explicit OrderStore(const Context& context) : context_(context) {}

    base::Result<std::optional<StoredOrder>> find(const std::string& platform,
                                                  const base::OrderNo& order_no) const;
    base::Result<OrderThings> things_of(base::OrderRow id) const;
    /// Hash of everything that an export says about the order, and of what screening looks at.
    std::string content_hash(const IncomingOrder& order) const;
    std::string screen_hash(const IncomingOrder& order) const;
    std::string receiver_hash(const IncomingOrder& order) const;
    std::string items_hash(const IncomingOrder& order) const;
    CompareKeys compare_keys(const IncomingOrder& order) const;
    base::Result<BuyerHistory> history(const CompareKeys& keys, std::chrono::hours window) const;

    /// Inserts, already moved on from pulled by `first`; both steps stand in its story.
    base::Result<base::OrderRow> insert(const IncomingOrder& order, const Judgement& judgement,
                                        const std::string& carrier, const std::string& rule,
                                        base::Time as_of, std::int64_t import_id, OrderEvent first);
    /// Replaces everything but the state; items too. `carrier` empty keeps the chosen one. A
    /// promised time stays when the order names none: only the platform moves the deadline.
    base::Status update(base::OrderRow id, const IncomingOrder& order, const Judgement& judgement,
                        const std::string& carrier, const std::string& rule, base::Time as_of,
                        std::int64_t import_id);
    /// Only the verdict, after other orders of the buyer changed it.
    base::Status update_judgement(base::OrderRow id, const Judgement& judgement);
    /// The same contents were seen again in a newer file.
    base::Status seen_again(base::OrderRow id, base::Time as_of);
    base::Status set_flag(base::OrderRow id, std::string_view column, int number);
    /// Same clears what was noted.
    base::Status set_news(base::OrderRow id, News news, base::Time as_of, bool asked);

private:
    base::Status replace_items(base::OrderRow id, const IncomingOrder& order);
    base::Status write_items(base::OrderRow id, const IncomingOrder& order);
    base::Result<std::vector<Value>> sealed(const IncomingOrder& order, const Judgement& judgement,
                                            const WrappedKey& key) const;
    Context context_;
};

/// Letters and digits alone, NFKC, upper case: two spellings of one address compare equal.
std::string normalised(std::string_view text);

}  // namespace station
