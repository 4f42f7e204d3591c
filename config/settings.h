#pragma once
#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/units.h"
#include "config/calendar.h"
#include "config/data_files.h"
#include "config/database_location.h"
#include "config/mistake.h"
#include "config/webhook_settings.h"

namespace config {

/// The sender as printed on labels.
struct SenderSettings {
    std::string name, phone, province, city, district, detail;
};

struct ShopSettings {
    std::string name;                      ///< Shown on pages and labels.
    std::string platform = "xiaohongshu";  ///< Key of the carrier codes in carriers.toml.
    SenderSettings sender;
};

struct HttpSettings {
    std::string address = "127.0.0.1";  ///< Of this machine alone.
    int port = 8080;
    std::vector<std::string> listen;  ///< Further addresses, opened once there is an owner.
    std::vector<std::string> names;   ///< Names by which other computers know this one.
    /// A proxy on this machine brings https: the cookie is for https alone, and what comes from
    /// 127.0.0.1 comes from anywhere.
    bool behind_proxy = false;
};

/// How long a log-in lasts.
struct SessionLength {
    std::chrono::minutes idle;     ///< Ends when nothing was done for so long.
    std::chrono::minutes longest;  ///< Ends whatever was done.
};

/// Who comes in and for how long: [access].
struct AccessSettings {
    bool open_bench = false;  ///< The bench pages of this machine itself need no log-in.
    SessionLength packer{std::chrono::days{14}, std::chrono::days{90}};
    SessionLength supervisor{std::chrono::hours{12}, std::chrono::days{7}};
    SessionLength owner{std::chrono::hours{4}, std::chrono::days{1}};
    int password_memory_mb = 64;  ///< argon2id; a small PC takes about a fifth of a second.
    int password_passes = 3;
    int password_checks = 2;  ///< At one time; more wait.
};

/// The watched folder. Files move to done/ or failed/ inside it.
struct IntakeSettings {
    std::filesystem::path folder;            ///< Empty: nothing is watched.
    std::chrono::milliseconds settle{2000};  ///< A file is complete when unchanged for so long.
    std::string layout = "qianfan";          ///< config/sources/<layout>.toml: column titles.
    /// Every order export has all orders to ship: one that is missing from a newer one is stopped.
    bool complete_exports = false;
};

/// Requests for money back, from the refund export.
struct AfterSalesSettings {
    /// So long after a request the shop has to answer, by kind (RefundKind).
    std::chrono::minutes answer_unshipped{std::chrono::hours{24}};
    std::chrono::minutes answer_shipped{std::chrono::hours{48}};
    std::chrono::minutes answer_return{std::chrono::hours{48}};
    std::chrono::minutes answer_exchange{std::chrono::hours{48}};
    std::chrono::minutes answer_other{std::chrono::hours{48}};
    std::chrono::minutes warn_before{std::chrono::hours{6}};  ///< A deadline nearer than this.
    /// An older refund export tells nothing about now.
    std::chrono::minutes fresh{std::chrono::hours{12}};
};

enum class ReviewAtBatch { Go, Stay };

struct ScreeningSettings {
    std::chrono::minutes review_lead{15};  ///< `review` waits until this long before its batch.
    ReviewAtBatch review_at_batch = ReviewAtBatch::Go;
    std::chrono::hours bulk_window{24};
    int bulk_review_at = 3;  ///< Orders of one buyer in the window: review.
    int bulk_hold_at = 5;    ///< ... hold.
    std::vector<std::string> hold_flags = {"红旗"};
    std::vector<std::string> hold_remarks = {"联系买家", "先联系", "暂不发货", "别发", "勿发"};
    std::vector<std::string> warehouse_words = {"集运", "转运仓", "中转仓", "代收仓"};
};

/// One row of the first-match carrier table. A field that is empty matches everything.
struct RouteRule {
    std::string note_contains;           ///< In the buyer's or the seller's note.
    std::vector<std::string> provinces;  ///< Full names after loading: "西藏" -> "西藏自治区".
    std::string seller_code_prefix;      ///< Any item's seller code begins so.
    std::optional<int> weight_over_g;
    base::CarrierCode carrier;
};

struct NumberRangeSettings {
    base::CarrierCode carrier;
    std::string prefix;      ///< "SF" or "78"; printed as it stands.
    std::int64_t first = 0;  ///< First and last value of the digits behind the prefix.
    std::int64_t last = 0;
    int digits = 0;               ///< Zero-padded width of those digits.
    std::int64_t low_water = 50;  ///< Fewer left: a warning.
    std::string sorting_code;     ///< Printed with every number of the range; mostly empty.
};

/// Where numbers come from beside the order's own columns.
enum class NumberSourceKind {
    Sheet,   ///< The carrier's own sheet: order number, number, 三段码.
    Range,   ///< The bought ranges of [[numbers.range]].
    Kdniao,  ///< KDNiao 1007 over the network.
};

/// What the text under DataSign is: the digest as 32 characters, or its 16 bytes.
enum class KdniaoSignature { Hex, Raw };

/// One account at KDNiao.
struct KdniaoSettings {
    std::filesystem::path credentials;  ///< Business id, key and carrier accounts; mode 0600.
    std::string endpoint = "https://api.kdniao.com/api/EOrderService";
    bool allow_plain_http = false;  ///< http:// beyond this machine: for the sandbox alone.
    KdniaoSignature signature = KdniaoSignature::Hex;
    std::chrono::milliseconds connect_timeout{5000};
    std::chrono::milliseconds answer_timeout{30000};  ///< For the whole answer.
    int calls_per_minute = 60;
    int calls_per_day = 3000;  ///< Of all kinds, by the day in Beijing.
    std::chrono::minutes balance_every{30};
    int pay_type = 3;  ///< 1 at sending, 2 at delivery, 3 monthly, 4 third party.
    int exp_type = 1;
};

/// One row of [[numbers.source]]; the first that can serve a carrier gives the number.
struct NumberSourceSettings {
    std::string name;  ///< Stored with each number; never change it.
    NumberSourceKind kind = NumberSourceKind::Range;
    std::vector<base::CarrierCode> carriers{};  ///< Empty: all.
    /// The provider documents that the same key gives the same number: a lost answer is asked for
    /// again. False: such a parcel waits for a person.
    bool same_key_same_number = true;
    /// The carrier holds the receiver's data although no request file was written here (sheets).
    bool receiver_known = false;
    std::int64_t low_water = 50;
    std::chrono::minutes batch_wait{3};   ///< A batch waits at most so long for answers.
    std::chrono::minutes void_after{10};  ///< An unused number is cancelled so long after.
    KdniaoSettings kdniao{};

    bool serves(const base::CarrierCode& carrier) const;
};

struct NumbersSettings {
    /// In order. Without any in the file: sheets, then ranges.
    std::vector<NumberSourceSettings> sources = {{"sheet", NumberSourceKind::Sheet},
                                                 {"range", NumberSourceKind::Range}};
    std::string sheet_layout = "generic";         ///< config/number-sheets/NAME.toml
    std::string request_layout = "generic";       ///< config/number-requests/NAME.toml
    int keep_request_files_days = 7;              ///< They hold names and addresses.
    std::chrono::hours remind_to_void_after{72};  ///< An unused number older than this needs one.
};

/// What the shop decides for one carrier: [carriers.zto].
struct CarrierSettings {
    base::CarrierCode carrier;
    /// Labels without 三段码 may print although carriers.toml says that the carrier needs it.
    bool allow_without_routing = false;
};

struct LabelSettings {
    std::string template_name = "100x150";
    bool mask_personal_data = false;
    std::vector<std::string> fonts;  ///< Font files in order of preference; empty: the defaults.
    std::string pick_list = "pick-list";  ///< config/templates/<name>.toml of the pick list,
    std::string slip = "slip";            ///< and of an order's slip, printed at label size.
};

/// What tells that a label has come out.
enum class PrinterEvidence {
    None,     ///< Nothing: `sent` stays "printed, not scanned".
    Written,  ///< The file is complete on disk (printers of the file kind).
    Answer,   ///< The printer answers a status request that stands behind the label.
};

/// In the file a folder may be relative to it ("file:printers/1") and the port may be left out;
/// here the URI always reads file:///absolute/folder (taken literally, no %-codes) or
/// tcp://host:port.
struct PrinterSettings {
    base::PrinterName name;
    std::string uri;  ///< file:///folder, tcp://host:9100
    std::string language = "escpos";
    base::Dpi dpi{203};
    int head_width_dots = 832;
    std::string template_name;  ///< Empty: labels.template.
    PrinterEvidence evidence = PrinterEvidence::None;
    int window = 2;           ///< Labels in flight at most: one printing, one waiting.
    int labels_per_roll = 0;  ///< Offered when a roll is changed; 0: its labels are not counted.
};

/// How fresh the last export has to be when a slot comes. Neither: any will do.
struct ExportNeed {
    std::optional<std::chrono::minutes> within;  ///< At most so long before the slot.
    std::optional<std::chrono::minutes> after;   ///< Taken after this time of the slot's own day.
    bool operator==(const ExportNeed&) const = default;
};

/// One [[batches.slot]]: a time with days and an export of its own.
struct SlotSettings {
    std::chrono::minutes at{};  ///< Since midnight, Beijing.
    WeekDays days = kEveryDay;
    ExportNeed needs_export;
};

/// What becomes of orders that come or are released between two slots.
enum class BetweenSlots {
    NextSlot,       ///< They go with the next one.
    Supplement,     ///< A small batch of their own, after the first slot of the day.
    DeadlineFirst,  ///< At once where their deadline falls before the next slot.
};

/// By what an article is recognised.
enum class ProductKey { SkuId, SellerCode, Barcode };

struct ProductSettings {
    /// The first of these that an article has tells it from all others.
    std::vector<ProductKey> keys = {ProductKey::SkuId, ProductKey::SellerCode, ProductKey::Barcode};
    /// Smallest first. The default is the post's boxes, of which number 1 is the largest.
    std::vector<std::string> boxes = {"12号箱", "11号箱", "10号箱", "9号箱", "8号箱", "7号箱",
                                      "6号箱",  "5号箱",  "4号箱",  "3号箱", "2号箱", "1号箱"};
};

/// In which order the labels of a batch are printed.
enum class BatchSort {
    SkuGroups,  ///< Orders of one article alone together, the largest group first; then deadline.
    Deadline,
    Shelf,
    Arrival,
};

/// Orders of one buyer to one address in one parcel.
enum class MergeOrders {
    Ask,        ///< Offered on the pages.
    Automatic,  ///< Before a batch is filled; those that wait for a person stay apart.
    Never,
};

struct BatchSettings {
    std::vector<std::chrono::minutes> slots = {std::chrono::hours{10}, std::chrono::hours{16}};
    std::chrono::minutes late_after{5};  ///< A slot that starts later than this says so.
    std::chrono::minutes grace{360};  ///< A slot missed by more asks, but for the newest of today.
    WeekDays days = kEveryDay;        ///< Of the times in `slots` that have no rule of their own.
    ExportNeed needs_export;          ///< Of the same.
    std::vector<SlotSettings> own;    ///< Their times stand in `slots` too.
    std::vector<CalendarEntry> calendar;
    std::chrono::minutes check_before{10};  ///< The check before a slot; 0: only when asked for.
    BetweenSlots between = BetweenSlots::NextSlot;
    std::chrono::minutes supplement_every{30};       ///< At most one supplement in so long.
    std::chrono::minutes supplement_until{20 * 60};  ///< None after this time of day.
    BatchSort sort = BatchSort::SkuGroups;
    MergeOrders merge = MergeOrders::Ask;
};

enum class BenchWorkflow {
    LabelFirst,   ///< Scan the printed label, then items or the confirm code.
    PreNumbered,  ///< Open the order by slip or number, scan the number of a pre-numbered label.
};

struct BenchSettings {
    base::BenchName name;  ///< In URLs: "1".
    std::string title;     ///< For people: "打包台 1".
    BenchWorkflow workflow = BenchWorkflow::LabelFirst;
    bool scan_items = true;
};

/// When a bound parcel may go into a ship file.
enum class ShipAfter {
    Binding,   ///< `confirm_delay` after it was bound.
    Handover,  ///< When the list of the carrier's pick-up that it is on was closed.
};

/// Due at a time that never comes: the parcel waits for something else than the clock.
inline constexpr base::Time kNotYetDue{std::chrono::milliseconds{253'402'300'799'000}};  // 9999

struct ShippingSettings {
    std::string layout = "generic";  ///< config/shipping/<layout>.toml
    ShipAfter ship_after = ShipAfter::Binding;
    std::chrono::minutes confirm_delay{
        10};  ///< A bound parcel waits so long before it is handed over.
    int rows_per_file = 500;
    /// Bound, not uploaded, and promised within this time: an alarm.
    std::chrono::minutes warn_before{std::chrono::hours{4}};
    /// Uploaded so long before an export that still has the order to ship: doubted, asked.
    std::chrono::minutes doubt_after{std::chrono::hours{6}};
    std::chrono::minutes handover_undo{30};  ///< So long a closed hand-over can be taken back.

    /// When a parcel bound at `bound` is due.
    base::Time due_at(base::Time bound) const {
        return ship_after == ShipAfter::Handover ? kNotYetDue : bound + confirm_delay;
    }
};

/// Everything that one config file says. Load with load_settings(); all paths are absolute then.
struct Settings {
    std::filesystem::path file;         ///< Where it came from.
    std::filesystem::path data_folder;  ///< Database, label pictures, ship files, key.
    std::string home = "status";        ///< The page at /: "today" (one person) or "status".
    std::string language = "zh-CN";     ///< Of pages and messages; the other one is "en".
    std::string log_level = "info";
    std::optional<DatabaseLocation> database;  ///< Nothing: SQLite in the data folder.
    ShopSettings shop;
    HttpSettings http;
    AccessSettings access;
    IntakeSettings intake;
    AfterSalesSettings after_sales;
    ScreeningSettings screening;
    std::vector<RouteRule> routes;      ///< First match wins.
    base::CarrierCode default_carrier;  ///< When no rule matches.
    bool numbers_from_export = true;  ///< Use number, 三段码 and hub of the export's own columns.
    std::vector<NumberRangeSettings> number_ranges;
    NumbersSettings numbers;
    std::vector<CarrierSettings> carriers;  ///< Only those with something to say.
    LabelSettings labels;
    std::vector<PrinterSettings> printers;
    BatchSettings batches;
    ProductSettings products;
    std::vector<BenchSettings> benches;
    ShippingSettings shipping;
    std::vector<WebhookSettings> webhooks;
    int purge_after_days = 90;  ///< Personal data of finished orders is kept so long.

    /// May a label of this carrier print without its routing (三段码)?
    bool allows_without_routing(const base::CarrierCode& carrier) const;
};

/// The settings, or every mistake at once (never only the first).
std::expected<Settings, std::vector<ConfigMistake>> load_settings(
    const std::filesystem::path& file);

/// The same with the shipped files (carriers, templates, layouts) that names are checked against;
/// the form above looks for them as DataFiles::locate({}) does.
std::expected<Settings, std::vector<ConfigMistake>> load_settings(const std::filesystem::path& file,
                                                                  const DataFiles& data_files);

/// What is allowed and yet should be known before the first label: one sentence each.
std::vector<std::string> warnings(const Settings& settings);

}  // namespace config
