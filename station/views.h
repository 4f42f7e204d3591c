#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "station/number_views.h"
#include "station/shipping_views.h"

/// What the station shows: plain values that the server turns into JSON (docs/api.md names every
/// field and its meaning; the names here are the same). Personal data is masked in all of them but
/// RevealedView.
namespace station {

using Params = std::map<std::string, std::string>;

/// Who asks for a change; goes into the audit table.
struct Actor {
    std::string name = "supervisor";  ///< "supervisor", "cli", "bench 1", "station".
};

struct ReasonView {
    std::string code, severity, field, message;  ///< message: English, for logs and scripts.
    Params params;
};

struct ItemView {
    std::string title, spec, barcode, seller_code;
    int quantity = 1;
    bool is_gift = false;
    std::int64_t price_fen = 0;
};

/// A symbol that was read off a sheet before it was queued.
struct ProvenCodeView {
    std::string format, text;  ///< The text of a Code 128 alone: a QR may hold personal data.
};

struct JobView {
    base::JobRow id;
    base::BatchRow batch;
    std::string kind = "label";  ///< "label", or "sheet": a picture from outside, with no order.
    std::string title, actor;    ///< Of a sheet: what it is and who sent it.
    std::vector<ProvenCodeView> codes;  ///< Of a sheet: what its proof read.
    int sequence = 0;
    int print_number = 1;
    base::OrderNo order_no;
    base::WaybillNumber number;
    base::CarrierCode carrier;
    base::PrinterName printer;
    std::string state, reason;
    std::vector<std::string> warnings;
    bool superseded = false;
    base::Time created_at{};
    std::optional<base::Time> sent_at, printed_at;
};

/// Labels of a batch, one behind the other, whose orders hold one and the same article alone.
struct BatchGroupView {
    std::string title, spec, shelf;
    std::int64_t product = 0;  ///< Row of the product table; 0: unknown there.
    int picture = 0;
    int first = 0, last = 0;  ///< Label numbers.
    int labels = 0, pieces = 0;
};

struct BatchView {
    base::BatchRow id;
    std::string title, kind, state;
    bool late = false;
    base::Time created_at{};
    std::optional<base::Time> finished_at;
    int total = 0, queued = 0, sending = 0, sent = 0, printed = 0, failed = 0, unknown = 0,
        cancelled = 0;
    std::optional<double> pace_per_minute;
    std::optional<int> seconds_left;
    std::vector<JobView> jobs;           ///< Only where asked for.
    std::vector<BatchGroupView> groups;  ///< The same.
};

struct OrderRowView {
    base::OrderNo order_no;
    std::string state, verdict;
    bool released = false;
    std::string receiver, place;
    int items = 0;
    std::string summary;
    base::CarrierCode carrier;
    std::string carrier_name;
    base::WaybillNumber number;
    std::optional<base::Time> ship_by, presale_start;
    base::Time created_at{};
    std::vector<ReasonView> reasons;  ///< OrderRow's JSON shows their codes only.
    base::Time as_of{};               ///< What its source said is known as of then.
    /// The last that a file said against it, as of when, and whether a person has to see to it.
    std::string news;
    std::optional<base::Time> news_as_of;
    bool asked = false;
};

struct TimelineEntry {
    base::Time at{};
    std::string actor, action, from, to;
    Params params;
};

/// With what an order will be printed; kind "" where it will not.
struct GoesWithView {
    std::string kind;  ///< slot, waiting_slot, supplement, deadline
    base::Time at{};
    std::string title;  ///< Of the slot.
};

struct OrderView {
    OrderRowView row;
    std::string parsed_province, parsed_city, parsed_district, parsed_town, parsed_detail;
    std::vector<ItemView> items;
    std::string buyer_note, seller_remark, seller_flag;
    std::string sorting_code, hub_name, number_source;
    std::optional<base::Time> bound_at, shipped_at;
    std::string bench;
    std::vector<std::pair<base::OrderNo, std::string>>
        other_orders;  ///< Same buyer: number, state.
    std::vector<JobView> jobs;
    std::vector<std::string> actions;
    GoesWithView goes_with;
    std::vector<TimelineEntry> timeline;
    std::string waits_for;                ///< An article that is out of stock: title and spec.
    bool parked = false;                  ///< Put aside for it.
    std::string kind;                     ///< "", "exchange", "gift".
    base::OrderNo merged_into;            ///< Travels in that order's parcel.
    std::vector<base::OrderNo> together;  ///< All orders of its parcel, where they are several.
};

/// Personal data in clear; asking for it is recorded.
struct RevealedView {
    std::string name, phone, address, buyer_note, seller_remark;
};

struct OrderListView {
    std::vector<OrderRowView> orders;
    int total = 0, page = 1, pages = 1;
};

struct OrderFilter {
    std::string state;  ///< A stored state, or a card's name: to_ship, ready, review, at_risk, ...
    std::string query;  ///< Order number, waybill number, exact name, phone or its last four.
    std::string title;  ///< Part of an item's title (CLI).
    std::string name, phone_last4;
    std::optional<base::Time> from, to;  ///< Order created.
    int page = 1;
    int page_size = 50;
};

struct CountsView {
    int to_ship = 0, presale = 0, review = 0, held = 0, ready = 0, queued = 0,
        printed_unscanned = 0, bound = 0, shipped = 0, intercepted = 0, refused = 0, unknown = 0,
        failed = 0;
    int intercepted_paper =
        0;  ///< Of the intercepted: with a label, or a parcel bound to a number.
};

/// The roll in a printer, by our own count.
struct RollView {
    int size = 0, used = 0, left = 0;
    base::Time changed_at{};
};

struct PrinterView {
    base::PrinterName name;
    std::string kind, state, message, evidence;
    int in_flight = 0;
    base::WaybillNumber last_number;
    std::optional<base::Time> last_at;
    int labels_per_roll = 0;       ///< Offered at a roll change; 0: ask for it.
    std::optional<RollView> roll;  ///< Nothing until a person told of a roll.
};

struct BenchSummaryView {
    base::BenchName name;
    std::string title, state;
    int bound_today = 0;
};

struct HourView {
    int hour = 0, printed = 0, bound = 0, shipped = 0, yesterday_bound = 0;
};

struct NeedView {
    std::string kind;
    base::Time since{};
    int count = 0;
    Params params;
    std::string href;
};

struct NumbersLeftView {
    base::CarrierCode carrier;
    std::string name;
    std::int64_t left = 0;
    bool low = false;
};

struct TruthView {
    std::string level = "go";  ///< go, look, stop
    std::string key;
    Params params;
    std::string href;
};

struct NextBatchView {
    base::Time at{};
    std::string title;
    int expected = 0;
    std::string after{};  ///< The closed days before it: "国庆".
};

/// A slot that waits for a fresh export, or asks whether it prints.
struct OpenSlotView {
    base::SlotRow id;
    std::string title, state;  ///< waiting, asking
    base::Time at{};
    std::vector<base::Time> folded;  ///< Older slots that go with it.
    std::optional<base::Time> last_export, fresh_since;
    int expected = 0;  ///< Orders it would print now.
};

struct CheckItemView {
    std::string kind;          ///< printer, roll, numbers, held, review, export, orders
    std::string level = "ok";  ///< ok, warn, stop
    std::string code;          ///< Text keys ui.check.<code> and ui.check.<code>.cure
    Params params;
    std::string href;
};

/// What stands in the way of the next slot.
struct CheckView {
    base::Time at{};
    std::string title;  ///< Of the slot; empty when asked for without one.
    std::string level = "ok";
    std::vector<CheckItemView> items;
};

/// Why no slot is left today: closed (with its name), weekday, over, no_slots; or nothing.
struct TodayView {
    std::string code, name;
};

/// A file that is being taken in: the counts beside it are those of a part of it.
struct ImportProgressView {
    std::string file;
    int taken = 0, orders = 0;
};

struct LastImportView {
    std::string file;
    base::Time at{};
    int created = 0, problems = 0;
};

/// A buyer's request, from the refund export.
struct AfterSaleView {
    std::string refund_no;
    base::OrderNo order_no;
    std::string order_state;  ///< Empty: the order is not known here.
    std::string kind, kind_text, state, state_text, reason, title;
    std::int64_t amount_fen = 0;
    std::optional<base::Time> asked_at, answer_by, received_at;
    base::Time as_of{};
    std::string risk;  ///< "late", "soon" or empty: how near the answer is due.
};

struct AfterSaleListView {
    std::vector<AfterSaleView> after_sales;  ///< Nearest answer first.
    std::optional<base::Time> as_of;         ///< Of the newest refund export; nothing: none yet.
    int total = 0, page = 1, pages = 1;
};

/// What is known of requests, and since when.
struct AfterSalesStatusView {
    std::optional<base::Time> as_of;
    bool fresh = false;  ///< Else nothing is known of now.
    int open = 0, due = 0;
    std::optional<base::Time> nearest;  ///< The next answer due.
};

/// A file on its way into the books, or out of them again.
/// Immutable once published; HTTP threads share it through a shared_ptr<const StatusView>.
struct StatusView {
    base::Time now{};
    std::string station, shop, language;
    std::optional<base::Time> as_of;
    TruthView truth;
    CountsView counts;
    int at_risk = 0;  ///< Promised within the next hours, or late already.
    int overdue = 0;  ///< Of these: late already.
    std::optional<base::Time> at_risk_nearest;
    base::OrderNo at_risk_order;
    std::optional<BatchView> batch, last_batch;
    std::optional<NextBatchView> next_batch;
    TodayView today;
    std::vector<OpenSlotView> open_slots;
    std::optional<CheckView> check;
    std::vector<PrinterView> printers;
    std::vector<BenchSummaryView> benches;
    std::vector<HourView> hours;  ///< 24 rows.
    std::vector<NeedView> needs_person;
    std::optional<LastImportView> last_import;
    std::optional<ImportProgressView> importing;
    std::vector<NumbersLeftView> numbers;
    AfterSalesStatusView after_sales;
    ShippingStatusView shipping;
    std::vector<NumbersForecastView> numbers_forecast;
    int outbox = 0;
    std::int64_t disk_free_mb = 0;
};

struct OutcomeView {
    std::string kind;  ///< go, look, stop, intercept
    std::string code;  ///< Text key bench.<code>
    Params params;
    base::Time at{};
};

struct BenchItemView {
    std::string title, spec;
    int quantity = 1, scanned = 0;
    bool scannable = false;
    std::int64_t product = 0;  ///< Row of the product table; 0: unknown there.
    int picture = 0;           ///< Its picture's number; 0: none.
    std::string shelf{}, note{};
};

struct BenchParcelView {
    base::OrderNo order_no;
    std::string order_short;
    base::WaybillNumber number;
    base::CarrierCode carrier;
    std::string carrier_name;
    int sequence = 0;
    std::string batch, buyer_note;
    std::vector<BenchItemView> items;
    std::string packing, gifts;  ///< "3号箱 + 气泡膜", "感谢卡"
    /// What is special: "exchange"; "gift"; "merged:3", of three orders.
    std::vector<std::string> marks{};
};

struct BenchView {
    base::BenchName bench;
    std::string title, workflow, state;
    bool scan_items = true;
    std::optional<OutcomeView> outcome;
    std::optional<BenchParcelView> parcel;
    std::string next_key;
    Params next_params;
    int progress_bound = 0, progress_total = 0;
    std::string progress_title;
};

struct ImportProblemView {
    int row = 0;
    std::string column, order_no, code, message;
};

struct ImportView {
    std::int64_t id = 0;
    std::string file;
    /// orders; refunds (`orders` then counts requests); numbers: a carrier's number sheet.
    std::string kind = "orders";
    base::Time at{};
    std::optional<base::Time> as_of;
    int rows = 0, orders = 0, created = 0, updated = 0, unchanged = 0;
    std::vector<ImportProblemView> skipped;   ///< Orders left out on purpose (cancelled, shipped).
    std::vector<ImportProblemView> problems;  ///< Rows that could not be used.
    std::string actor;
    std::optional<base::Time> undone_at;
    std::string undone_by;
};

}  // namespace station
