#include "config/settings.h"

#include <algorithm>
#include <system_error>

#include "base/text.h"
#include "config/batch_settings.h"
#include "config/carriers.h"
#include "config/number_sources.h"
#include "config/printer_models.h"
#include "config/provinces.h"
#include "config/settings_access.h"
#include "config/settings_after_sales.h"
#include "config/settings_picking.h"
#include "config/settings_printers.h"
#include "config/settings_rules.h"
#include "config/settings_webhooks.h"
#include "config/suggest.h"
#include "config/toml_reader.h"

namespace config {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

/// What every section needs while it is read.
struct Context {
    const DataFiles& data_files;
    const CarrierTable& carriers;
    std::filesystem::path folder;  ///< The config file's, absolute.
};

std::filesystem::path whole_path(const Context& context, const std::string& text) {
    auto path = (context.folder / text).lexically_normal();
    return path.has_filename() ? path : path.parent_path();
}

void read_carrier(const Context& context, TomlTable& table, std::string_view key,
                  base::CarrierCode& out) {
    std::string code;
    if (!table.text(key, code, Need::Required)) return;
    if (context.carriers.find(base::CarrierCode(code)) != nullptr) {
        out = base::CarrierCode(code);
        return;
    }
    const Carrier* meant = context.carriers.find_by_name(code);
    const std::vector<std::string> codes = context.carriers.codes();
    table.mistake(key, "is '" + code + "', which is no carrier code of carriers.toml" +
                           (meant != nullptr ? "; did you mean '" + meant->code.str() + "'?"
                                             : did_you_mean(code, codes)));
}

void check_shipped(const Context& context, TomlTable& table, std::string_view key,
                   std::string_view folder, const std::string& name) {
    std::vector<std::string> known;
    if (ships(context.data_files, folder, name, known)) return;
    std::string list;
    for (const std::string& other : known) list += (list.empty() ? "" : ", ") + other;
    table.mistake(key, "is '" + name + "', which is not in " + std::string(folder) +
                           "/; known: " + list + did_you_mean(name, known));
}

void read_shop(const Context& context, TomlTable& root, ShopSettings& shop) {
    auto table = root.table("shop", Need::Required);
    if (!table) return;
    table->text("name", shop.name, Need::Required);
    table->word("platform", shop.platform, context.carriers.platforms());
    if (auto sender = table->table("sender", Need::Required)) {
        sender->text("name", shop.sender.name, Need::Required);
        sender->text("phone", shop.sender.phone, Need::Required);
        std::string province;
        if (sender->text("province", province, Need::Required)) {
            if (const Province* known = find_province(province)) {
                shop.sender.province = known->name;
            } else {
                sender->mistake("province", "is '" + province +
                                                "'; expected a province, for example \"浙江省\"");
            }
        }
        sender->text("city", shop.sender.city, Need::Required);
        sender->text("district", shop.sender.district);
        sender->text("detail", shop.sender.detail, Need::Required);
        sender->finish();
    }
    table->finish();
}

void read_intake(const Context& context, TomlTable& root, IntakeSettings& intake) {
    auto table = root.table("intake");
    if (!table) return;
    std::string folder;
    if (table->text("folder", folder) && !folder.empty())
        intake.folder = whole_path(context, folder);
    table->duration("settle", intake.settle, milliseconds{100}, minutes{10});
    if (table->text("layout", intake.layout))
        check_shipped(context, *table, "layout", "sources", intake.layout);
    table->boolean("complete_exports", intake.complete_exports);
    table->finish();
}

void read_screening(TomlTable& root, ScreeningSettings& screening) {
    auto table = root.table("screening");
    if (!table) return;
    table->minutes("review_lead", screening.review_lead, minutes{0}, hours{12});
    table->choice("review_at_batch", screening.review_at_batch,
                  {{"go", ReviewAtBatch::Go}, {"stay", ReviewAtBatch::Stay}});
    table->hours("bulk_window", screening.bulk_window, hours{1}, hours{24 * 30});
    table->integer("bulk_review_at", screening.bulk_review_at, 2, 1000);
    if (table->integer("bulk_hold_at", screening.bulk_hold_at, 2, 1000) &&
        screening.bulk_hold_at < screening.bulk_review_at) {
        table->mistake("bulk_hold_at", "is " + std::to_string(screening.bulk_hold_at) +
                                           "; expected at least bulk_review_at (" +
                                           std::to_string(screening.bulk_review_at) + ")");
    }
    table->texts("hold_flags", screening.hold_flags);
    table->texts("hold_remarks", screening.hold_remarks);
    table->texts("warehouse_words", screening.warehouse_words);
    table->finish();
}

void read_routes(const Context& context, TomlTable& root, std::vector<RouteRule>& routes) {
    for (TomlTable& table : root.tables("route")) {
        RouteRule rule;
        table.text("note_contains", rule.note_contains);
        std::vector<std::string> names;
        table.texts("provinces", names);
        for (const std::string& name : names) {
            if (const Province* province = find_province(name)) {
                rule.provinces.emplace_back(province->name);
            } else {
                table.mistake("provinces",
                              "holds '" + name + "'; expected provinces, for example \"西藏\"");
            }
        }
        table.text("seller_code_prefix", rule.seller_code_prefix);
        int weight = 0;
        if (table.integer("weight_over_g", weight, 0, 1'000'000)) rule.weight_over_g = weight;
        read_carrier(context, table, "carrier", rule.carrier);
        if (rule.note_contains.empty() && names.empty() && rule.seller_code_prefix.empty() &&
            !rule.weight_over_g) {
            table.mistake("carrier",
                          "stands without a condition, so that no later rule could match; "
                          "expected note_contains, provinces, seller_code_prefix or "
                          "weight_over_g, or numbers.default_carrier instead");
        }
        table.finish();
        routes.push_back(std::move(rule));
    }
}

void read_carriers(const Context& context, TomlTable& root, Settings& settings) {
    auto carriers = root.table("carriers");
    if (!carriers) return;
    for (auto& [code, table] : carriers->named_tables()) {
        CarrierSettings own{base::CarrierCode(code)};
        if (context.carriers.find(own.carrier) == nullptr) {
            const std::vector<std::string> codes = context.carriers.codes();
            carriers->mistake(code,
                              "is no carrier code of carriers.toml" + did_you_mean(code, codes));
        }
        table.boolean("allow_without_routing", own.allow_without_routing);
        table.finish();
        settings.carriers.push_back(std::move(own));
    }
}

bool is_number_text(std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

void read_range(const Context& context, TomlTable& table, Settings& settings) {
    NumberRangeSettings range;
    read_carrier(context, table, "carrier", range.carrier);
    table.text("prefix", range.prefix);
    if (!is_number_text(range.prefix)) {
        table.mistake("prefix",
                      "is '" + range.prefix + "'; expected digits and capital letters only");
    }
    constexpr std::int64_t kMost = 999'999'999'999'999'999;
    bool whole = table.integer("first", range.first, std::int64_t{0}, kMost, Need::Required);
    whole = table.integer("last", range.last, std::int64_t{0}, kMost, Need::Required) && whole;
    whole = table.integer("digits", range.digits, 1, 18, Need::Required) && whole;
    table.integer("low_water", range.low_water, std::int64_t{0}, std::int64_t{1'000'000'000});
    table.text("sorting_code", range.sorting_code);
    table.finish();
    if (!whole) return;
    if (range.first > range.last) {
        table.mistake("last", "is " + std::to_string(range.last) +
                                  "; expected at least the first number (" +
                                  std::to_string(range.first) + ")");
        return;
    }
    if (std::to_string(range.last).size() > static_cast<std::size_t>(range.digits)) {
        table.mistake("digits", "is " + std::to_string(range.digits) + ", too few for the number " +
                                    std::to_string(range.last));
        return;
    }
    for (const NumberRangeSettings& other : settings.number_ranges) {
        if (overlap(range, other)) {
            table.mistake("first", "to last overlaps the range " + number_text(other, other.first) +
                                       " to " + number_text(other, other.last) +
                                       "; a number may be given out once only");
        }
    }
    if (const Carrier* carrier = context.carriers.find(range.carrier)) {
        const std::string number = number_text(range, range.first);
        if (context.carriers.match(*carrier, number) == PatternMatch::No) {
            table.mistake("prefix", "and digits give numbers such as " + number +
                                        ", which fit no pattern of " + carrier->code.str() +
                                        " in carriers.toml");
        }
        if (carrier->needs_routing && range.sorting_code.empty() &&
            !settings.allows_without_routing(range.carrier)) {
            table.mistake("sorting_code", "is missing, and labels of " + carrier->code.str() +
                                              " are refused without one; set it, or [carriers." +
                                              carrier->code.str() +
                                              "] allow_without_routing = true");
        }
    }
    settings.number_ranges.push_back(std::move(range));
}

void read_numbers(const Context& context, TomlTable& root, Settings& settings) {
    auto table = root.table("numbers", Need::Required);
    if (!table) return;
    read_carrier(context, *table, "default_carrier", settings.default_carrier);
    table->boolean("from_export", settings.numbers_from_export);
    for (TomlTable& range : table->tables("range")) read_range(context, range, settings);
    read_number_sources(*table, context.carriers, context.data_files, context.folder, settings);
    table->finish();
}

void read_labels(const Context& context, TomlTable& root, LabelSettings& labels) {
    auto table = root.table("labels");
    if (!table) return;
    if (table->text("template", labels.template_name))
        check_shipped(context, *table, "template", "templates", labels.template_name);
    if (table->text("pick_list", labels.pick_list))
        check_shipped(context, *table, "pick_list", "templates", labels.pick_list);
    if (table->text("slip", labels.slip))
        check_shipped(context, *table, "slip", "templates", labels.slip);
    table->boolean("mask_personal_data", labels.mask_personal_data);
    table->texts("fonts", labels.fonts);
    for (std::string& font : labels.fonts) {
        font = whole_path(context, font).string();
        std::error_code error;
        if (!std::filesystem::is_regular_file(font, error))
            table->mistake("fonts", "holds '" + font +
                                        "', which is not there; install its Debian package "
                                        "(fonts-noto-cjk, fonts-wqy-microhei), or leave the key "
                                        "out for the default fonts");
    }
    table->finish();
}

// What the model's file says stands until the printer's own keys are read.
void read_printer_model(const Context& context, TomlTable& table, PrinterSettings& printer,
                        bool& answers) {
    if (!table.text("model", printer.model)) return;
    auto model = load_printer_model(context.data_files, printer.model);
    if (!model) return table.mistake("model", "cannot be used: " + model.error().message);
    printer.language = std::move(model->language);
    printer.dpi = model->dpi;
    printer.head_width_dots = model->head_width_dots;
    printer.print = model->print;
    printer.dialect = model->dialect;
    printer.window = model->window;
    answers = model->answers;
}

void read_printer(const Context& context, TomlTable& table,
                  std::vector<PrinterSettings>& printers) {
    PrinterSettings printer;
    std::string name;
    if (table.text("name", name, Need::Required)) {
        if (!is_plain_name(name)) {
            table.mistake("name", "is '" + name +
                                      "'; expected 1 to 20 letters, digits, '-' or '_', because "
                                      "commands and folders use it");
        }
        printer.name = base::PrinterName(name);
    }
    std::string uri;
    if (table.text("uri", uri, Need::Required)) {
        if (const auto whole = complete_printer_uri(uri, context.folder)) {
            printer.uri = *whole;
        } else {
            table.mistake("uri", "is '" + uri + "': it " + whole.error().message);
        }
    }
    bool answers = false;
    read_printer_model(context, table, printer, answers);
    read_print_head(table, printer.language, printer.dpi, printer.head_width_dots);
    read_print_settings(table, printer.language, printer.dpi, printer.print, printer.dialect);
    if (table.text("template", printer.template_name) && !printer.template_name.empty())
        check_shipped(context, table, "template", "templates", printer.template_name);
    const bool to_file = printer.uri.starts_with("file:");
    if (to_file) {
        printer.evidence = PrinterEvidence::Written;
    } else if (answers) {
        printer.evidence = PrinterEvidence::Answer;
    }
    table.choice("evidence", printer.evidence,
                 {{"none", PrinterEvidence::None},
                  {"written", PrinterEvidence::Written},
                  {"answer", PrinterEvidence::Answer}});
    if (!printer.uri.empty() && printer.evidence == PrinterEvidence::Written && !to_file)
        table.mistake("evidence", "is \"written\", which only printers of the file kind can give");
    if (printer.evidence == PrinterEvidence::Answer && to_file)
        table.mistake("evidence",
                      "is \"answer\", but a file answers nothing; expected \"written\"");
    // A complete file is known to be complete: to say "sent, nobody knows" of it would be wrong.
    if (printer.evidence == PrinterEvidence::None && to_file)
        table.mistake("evidence",
                      "is \"none\", but a file that was written is known to be whole; expected "
                      "\"written\", or leave the line out");
    table.integer("window", printer.window, 1, 100);
    table.integer("labels_per_roll", printer.labels_per_roll, 0, 100'000);
    for (const PrinterSettings& other : printers) {
        if (!name.empty() && other.name == printer.name)
            table.mistake("name", "is '" + name + "', which another [[printer]] has already");
        if (!printer.uri.empty() && other.uri == printer.uri) {
            table.mistake("uri", "is that of printer '" + other.name.str() +
                                     "' too; one device may stand here once only");
        }
    }
    table.finish();
    printers.push_back(std::move(printer));
}

void read_bench(TomlTable& table, std::vector<BenchSettings>& benches) {
    BenchSettings bench;
    std::string name;
    if (table.text("name", name, Need::Required)) {
        if (!is_plain_name(name)) {
            table.mistake("name", "is '" + name +
                                      "'; expected 1 to 20 letters, digits, '-' or '_', because "
                                      "the page's address is /bench?name=...");
        }
        bench.name = base::BenchName(name);
        bench.title = name;
    }
    table.text("title", bench.title);
    table.choice(
        "workflow", bench.workflow,
        {{"label-first", BenchWorkflow::LabelFirst}, {"pre-numbered", BenchWorkflow::PreNumbered}});
    table.boolean("scan_items", bench.scan_items);
    for (const BenchSettings& other : benches) {
        if (!name.empty() && other.name == bench.name)
            table.mistake("name", "is '" + name + "', which another [[bench]] has already");
    }
    table.finish();
    benches.push_back(std::move(bench));
}

void read_shipping(const Context& context, TomlTable& root, ShippingSettings& shipping) {
    auto table = root.table("shipping");
    if (!table) return;
    if (table->text("layout", shipping.layout))
        check_shipped(context, *table, "layout", "shipping", shipping.layout);
    table->minutes("confirm_delay", shipping.confirm_delay, minutes{0}, hours{24});
    table->integer("rows_per_file", shipping.rows_per_file, 1, 100'000);
    table->choice("ship_after", shipping.ship_after,
                  {{"binding", ShipAfter::Binding}, {"handover", ShipAfter::Handover}});
    table->minutes("warn_before", shipping.warn_before, minutes{0}, hours{72});
    table->minutes("doubt_after", shipping.doubt_after, minutes{0}, hours{72});
    table->minutes("handover_undo", shipping.handover_undo, minutes{0}, hours{12});
    table->finish();
}

/// `elsewhere`: the mistakes of further files that the settings name.
void read_root(const Context& context, TomlTable& root, Settings& settings,
               std::vector<ConfigMistake>& elsewhere) {
    std::string folder;
    if (root.text("data_folder", folder, Need::Required))
        settings.data_folder = whole_path(context, folder);
    if (std::string url; root.text("database", url)) {
        auto location = read_database_url(url);
        if (location) settings.database = std::move(*location);
        if (!location) root.mistake("database", location.error().message);
    }
    root.word("home", settings.home, {"today", "status"});
    root.word("language", settings.language, {"zh-CN", "en"});
    root.word("log_level", settings.log_level, {"debug", "info", "warning", "error"});
    root.integer("purge_after_days", settings.purge_after_days, 1, 3650);
    read_shop(context, root, settings.shop);
    read_http(root, settings.http);
    read_access(root, settings.access);
    read_intake(context, root, settings.intake);
    read_after_sales(root, settings.after_sales);
    read_screening(root, settings.screening);
    read_routes(context, root, settings.routes);
    read_carriers(context, root, settings);  // before the ranges, which look at it
    read_numbers(context, root, settings);
    read_labels(context, root, settings.labels);
    for (TomlTable& printer : root.tables("printer"))
        read_printer(context, printer, settings.printers);
    read_batches(context.folder, root, settings.batches, elsewhere);
    read_products(root, settings.products);
    for (TomlTable& bench : root.tables("bench")) read_bench(bench, settings.benches);
    if (settings.benches.empty() && !root.has("bench"))
        settings.benches.push_back({base::BenchName("1"), "打包台 1"});
    read_shipping(context, root, settings.shipping);
    read_webhooks(root, context.folder, settings);
    root.finish();
}

}  // namespace

bool Settings::allows_without_routing(const base::CarrierCode& carrier) const {
    const auto own = std::ranges::find(carriers, carrier, &CarrierSettings::carrier);
    return own != carriers.end() && own->allow_without_routing;
}

std::expected<Settings, std::vector<ConfigMistake>> load_settings(
    const std::filesystem::path& file) {
    const auto data_files = DataFiles::locate({});
    if (!data_files) {
        return std::unexpected(
            std::vector<ConfigMistake>{{file, 0, 0, data_files.error().message}});
    }
    return load_settings(file, *data_files);
}

std::expected<Settings, std::vector<ConfigMistake>> load_settings(const std::filesystem::path& file,
                                                                  const DataFiles& data_files) {
    std::error_code error;
    std::filesystem::path whole = std::filesystem::absolute(file, error).lexically_normal();
    if (error) whole = file;
    const auto carriers = CarrierTable::load(data_files);
    if (!carriers)
        return std::unexpected(std::vector<ConfigMistake>{{whole, 0, 0, carriers.error().message}});
    auto document = TomlDocument::read(whole);
    if (!document) return std::unexpected(std::move(document.error()));
    Settings settings;
    settings.file = whole;
    TomlTable root = document->root();
    std::vector<ConfigMistake> elsewhere;
    read_root({data_files, *carriers, whole.parent_path()}, root, settings, elsewhere);
    auto mistakes = document->take_mistakes();
    mistakes.insert(mistakes.end(), elsewhere.begin(), elsewhere.end());
    if (!mistakes.empty()) return std::unexpected(std::move(mistakes));
    return settings;
}

std::vector<std::string> warnings(const Settings& settings) {
    std::vector<std::string> all;
    if (!settings.labels.mask_personal_data)
        all.push_back(
            "labels.mask_personal_data is false: names, phones and room numbers stand in clear on "
            "every label (GB/T 41833-2022 wants them masked where the carrier holds them already)");
    if (settings.labels.mask_personal_data && !settings.number_ranges.empty())
        all.push_back(
            "labels.mask_personal_data is true, but labels with a number of a bought range print "
            "in clear: their carrier does not hold the receiver's data");
    add_access_warnings(settings, all);
    for (const CarrierSettings& carrier : settings.carriers) {
        if (carrier.allow_without_routing)
            all.push_back("carriers." + carrier.carrier.str() +
                          ".allow_without_routing is true: ask the carrier whether it takes labels "
                          "without 三段码");
    }
    return all;
}

}  // namespace config
