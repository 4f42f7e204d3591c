#include "config/printer_models.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "config/settings_printers.h"
#include "config/settings_rules.h"
#include "config/suggest.h"
#include "config/toml_reader.h"

namespace config {
namespace {

constexpr std::string_view kUnsure = "unsure";

// Keys that a model may give, each of which needs a source. What a printer's owner sets (darkness,
// shift, gap) is no property of a model, but a model may suggest it.
constexpr std::string_view kSourced[] = {
    "language",   "dpi",        "head_width_dots", "evidence",  "window",   "media",
    "gap_mm",     "mark_mm",    "offset_mm",       "darkness",  "speed",    "speeds",
    "direction",  "shift_x_mm", "shift_y_mm",      "graphics",  "polarity", "too_wide",
    "strip_rows", "status",     "when_unknown",    "device_id", "usb",
};

struct CommandWord {
    std::string_view word;
    std::string_view language;
};
constexpr CommandWord kCommandWords[] = {
    {"ESC/POS", "escpos"}, {"ESCPOS", "escpos"}, {"EPOS", "escpos"}, {"TSPL2", "tspl"},
    {"TSPL", "tspl"},      {"XPP", "tspl"},      {"ZPLII", "zpl"},   {"ZPL2", "zpl"},
    {"ZPL", "zpl"},        {"CPCL", "cpcl"},
};

std::string folded(std::string_view text) {
    return base::to_upper(base::trim(text));
}

bool same(std::string_view wanted, std::string_view said) {
    return folded(wanted) == folded(said);
}

// The words of "ESC/POS,TSPL;ZPL II".
std::vector<std::string> words_of(std::string_view commands) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : folded(commands)) {
        if (c == ',' || c == ';' || c == ' ') {
            if (!word.empty()) words.push_back(std::exchange(word, {}));
        } else {
            word += c;
        }
    }
    if (!word.empty()) words.push_back(word);
    return words;
}

void read_matches(TomlTable& root, PrinterModel& model) {
    for (TomlTable& table : root.tables("device_id")) {
        PrinterModel::Match match;
        table.text("maker", match.maker);
        table.text("model", match.model, Need::Required);
        table.finish();
        model.device_ids.push_back(std::move(match));
    }
    std::vector<std::string> texts;
    root.texts("usb", texts);
    for (const std::string& text : texts) {
        const auto ids = parse_usb_ids(text);
        if (!ids) {
            root.mistake("usb", "holds '" + text + "'; expected vendor:product like \"0471:0055\"");
        } else if (is_chip_vendor(ids->vendor)) {
            root.mistake("usb", "holds '" + text +
                                    "', whose vendor makes chips that are in printers of many "
                                    "brands; match by [[device_id]]");
        } else {
            model.usb.push_back(*ids);
        }
    }
}

void read_speeds(TomlTable& root, PrinterModel& model) {
    root.numbers("speeds", model.speeds, 0, 100);
    if (model.print.speed && !model.speeds.empty() &&
        std::ranges::find(model.speeds, *model.print.speed) == model.speeds.end())
        root.mistake("speed", "is not one of `speeds`");
}

void read_sources(TomlTable& root, PrinterModel& model) {
    auto table = root.table("sources", Need::Required);
    if (!table) return;
    for (auto& [key, text] : table->named_texts()) {
        if (std::ranges::find(kSourced, key) == std::end(kSourced))
            table->mistake(key, "is no key of a model that has a source");
        else if (!root.has(key))
            table->mistake(key, "is the source of a key that is not there");
        model.sources[key] = std::move(text);
    }
    for (const std::string_view key : kSourced)
        if (root.has(key) && !model.sources.contains(std::string(key)))
            root.mistake(key, "has no line in [sources]; say where it is from, or \"unsure: ...\"");
    table->finish();
}

// Of both places where data files lie, each once.
std::vector<std::string> model_names(const DataFiles& data_files) {
    std::vector<std::string> known;
    ships(data_files, "printers", "", known);
    const auto doubled = std::ranges::unique(known);
    known.erase(doubled.begin(), doubled.end());
    return known;
}

}  // namespace

std::optional<UsbIds> parse_usb_ids(std::string_view text) {
    if (text.size() != 9 || text[4] != ':') return std::nullopt;
    UsbIds ids;
    const auto read = [](std::string_view digits, std::uint16_t& out) {
        const auto [end, problem] =
            std::from_chars(digits.data(), digits.data() + digits.size(), out, 16);
        return problem == std::errc() && end == digits.data() + digits.size();
    };
    if (!read(text.substr(0, 4), ids.vendor) || !read(text.substr(5), ids.product))
        return std::nullopt;
    return ids;
}

std::string to_string(const UsbIds& ids) {
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (const std::uint16_t number : {ids.vendor, ids.product}) {
        if (!text.empty()) text += ':';
        for (int shift = 12; shift >= 0; shift -= 4) text += kDigits[(number >> shift) & 0x0f];
    }
    return text;
}

bool is_chip_vendor(std::uint16_t vendor) {
    // Winbond, STMicroelectronics, ICS (squatted), QinHeng, NXP, GigaDevice.
    constexpr std::uint16_t kVendors[] = {0x0416, 0x0483, 0x0fe6, 0x1a86, 0x1fc9, 0x28e9};
    return std::ranges::find(kVendors, vendor) != std::end(kVendors);
}

bool PrinterModel::is_unsure(std::string_view key) const {
    const auto found = sources.find(std::string(key));
    return found != sources.end() && found->second.starts_with(kUnsure);
}

base::Result<PrinterModel> load_printer_model(const std::filesystem::path& file) {
    auto document = TomlDocument::read(file);
    if (!document) return std::unexpected(to_error(document.error()));
    PrinterModel model;
    model.name = file.stem().string();
    TomlTable root = document->root();
    root.text("title", model.title, Need::Required);
    read_print_head(root, model.language, model.dpi, model.head_width_dots, Need::Required);
    root.choice("evidence", model.answers, {{"none", false}, {"answer", true}});
    root.integer("window", model.window, 1, 100);
    read_print_settings(root, model.language, model.dpi, model.print, model.dialect);
    read_speeds(root, model);
    root.texts("quirks", model.quirks);
    read_matches(root, model);
    read_sources(root, model);
    root.finish();
    if (model.answers && model.dialect.status == StatusQueries::None)
        root.mistake("evidence",
                     "is \"answer\" where `status` is \"none\": what is never asked "
                     "cannot answer");
    if (const auto mistakes = document->take_mistakes(); !mistakes.empty())
        return std::unexpected(to_error(mistakes));
    return model;
}

base::Result<PrinterModel> load_printer_model(const DataFiles& data_files, std::string_view name) {
    const std::vector<std::string> known = model_names(data_files);
    if (std::ranges::find(known, name) != known.end()) {
        const auto file = data_files.find("printers/" + std::string(name) + ".toml");
        if (!file) return base::pass(file);
        return load_printer_model(*file);
    }
    std::string list;
    for (const std::string& other : known) list += (list.empty() ? "" : ", ") + other;
    return base::fail(base::ErrorCode::NotFound,
                      "no printer model '" + std::string(name) + "' is known; there is: " + list +
                          did_you_mean(name, known),
                      "unknown_model");
}

base::Result<std::vector<PrinterModel>> load_printer_models(const DataFiles& data_files) {
    std::vector<PrinterModel> models;
    for (const std::string& name : model_names(data_files)) {
        auto model = load_printer_model(data_files, name);
        if (!model) return base::pass(model);
        models.push_back(*std::move(model));
    }
    return models;
}

std::string_view name(ModelGround ground) {
    switch (ground) {
        case ModelGround::DeviceId:
            return "device_id";
        case ModelGround::UsbIds:
            return "usb_ids";
        case ModelGround::CommandSet:
            return "command_set";
        case ModelGround::None:
            return "none";
    }
    return "none";
}

ModelGuess guess_model(const std::vector<PrinterModel>& models, const DeviceIdFields& device_id,
                       std::optional<UsbIds> usb) {
    for (const PrinterModel& model : models)
        for (const PrinterModel::Match& match : model.device_ids)
            if (same(match.model, device_id.model) &&
                (match.maker.empty() || same(match.maker, device_id.maker)))
                return {&model, model.language, ModelGround::DeviceId};
    if (usb && !is_chip_vendor(usb->vendor))
        for (const PrinterModel& model : models)
            if (std::ranges::find(model.usb, *usb) != model.usb.end())
                return {&model, model.language, ModelGround::UsbIds};
    const std::vector<std::string> words = words_of(device_id.commands);
    for (const CommandWord& row : kCommandWords)
        if (std::ranges::find(words, row.word) != words.end())
            return {nullptr, std::string(row.language), ModelGround::CommandSet};
    return {};
}

}  // namespace config
