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
#include "config/data_files.h"
#include "config/mistake.h"

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
    std::string address = "127.0.0.1";
    int port = 8080;
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
    int window = 2;  ///< Labels in flight at most: one printing, one waiting.
};

struct BatchSettings {
    std::vector<std::chrono::minutes> slots = {std::chrono::hours{10}, std::chrono::hours{16}};
    std::chrono::minutes late_after{5};  ///< A slot that starts later than this says so.
    std::chrono::minutes grace{
        360};  ///< A slot missed by more is skipped and reported, but for the newest of today.
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
    std::string language = "zh-CN";     ///< Of pages and messages; the other one is "en".
    std::string log_level = "info";
    ShopSettings shop;
    HttpSettings http;
    IntakeSettings intake;
    AfterSalesSettings after_sales;
    ScreeningSettings screening;
    std::vector<RouteRule> routes;      ///< First match wins.
    base::CarrierCode default_carrier;  ///< When no rule matches.
    bool numbers_from_export = true;  ///< Use number, 三段码 and hub of the export's own columns.
    std::vector<NumberRangeSettings> number_ranges;
    std::vector<CarrierSettings> carriers;  ///< Only those with something to say.
    LabelSettings labels;
    std::vector<PrinterSettings> printers;
    BatchSettings batches;
    std::vector<BenchSettings> benches;
    ShippingSettings shipping;
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
