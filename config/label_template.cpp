#include "config/label_template.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <initializer_list>
#include <utility>

#include "base/bytes.h"
#include "base/files.h"

namespace config {
namespace {

constexpr std::size_t kMaxTemplateBytes = 1'000'000;
constexpr std::size_t kMaxElements = 500;

constexpr std::array<std::pair<LabelField, std::string_view>, 34> kFieldNames = {{
    {LabelField::Number, "number"},
    {LabelField::NumberGrouped, "number_grouped"},
    {LabelField::CarrierName, "carrier_name"},
    {LabelField::CarrierPhone, "carrier_phone"},
    {LabelField::SortingCode, "sorting_code"},
    {LabelField::Hub, "hub"},
    {LabelField::HubCode, "hub_code"},
    {LabelField::HubName, "hub_name"},
    {LabelField::CarrierQr, "qr"},
    {LabelField::SenderName, "sender_name"},
    {LabelField::SenderPhone, "sender_phone"},
    {LabelField::SenderAddress, "sender_address"},
    {LabelField::ReceiverName, "receiver_name"},
    {LabelField::ReceiverPhone, "receiver_phone"},
    {LabelField::ReceiverRegion, "receiver_region"},
    {LabelField::ReceiverDetail, "receiver_detail"},
    {LabelField::ReceiverAddress, "receiver_address"},
    {LabelField::OrderNo, "order_no"},
    {LabelField::Items, "items"},
    {LabelField::ItemCount, "item_count"},
    {LabelField::BuyerNote, "buyer_note"},
    {LabelField::ShopName, "shop_name"},
    {LabelField::Batch, "batch"},
    {LabelField::Sequence, "sequence"},
    {LabelField::PrintNumber, "print_number"},
    {LabelField::Box, "box"},
    {LabelField::SheetCode, "sheet_code"},
    {LabelField::PrintedAt, "printed_at"},
    {LabelField::Test, "test"},
    {LabelField::Rows, "rows"},
    {LabelField::Page, "page"},
    {LabelField::Totals, "totals"},
    {LabelField::Packing, "packing"},
    {LabelField::Gifts, "gifts"},
}};

constexpr std::array<std::pair<ElementKind, std::string_view>, 7> kKinds = {{
    {ElementKind::Text, "text"},
    {ElementKind::Barcode, "barcode"},
    {ElementKind::Qr, "qr"},
    {ElementKind::Items, "items"},
    {ElementKind::Rows, "rows"},
    {ElementKind::Line, "line"},
    {ElementKind::Frame, "frame"},
}};

std::vector<std::string_view> keys_of(ElementKind kind) {
    switch (kind) {
        case ElementKind::Text:
            return {"field", "text",   "prefix",    "size",     "min_size", "bold",
                    "align", "valign", "max_lines", "inverted", "rotated",  "brief"};
        case ElementKind::Barcode:
            return {"role", "module", "modules", "rotated"};
        case ElementKind::Qr:
            return {"field", "module", "modules"};
        case ElementKind::Items:
            return {"size", "min_size"};
        case ElementKind::Rows:
            return {"size"};
        case ElementKind::Frame:
            return {"thickness"};
        case ElementKind::Line:
            break;
    }
    return {};
}

std::string joined(const std::vector<std::string_view>& words) {
    std::string text;
    for (const auto word : words) {
        if (!text.empty()) text += ", ";
        text += word;
    }
    return text;
}

/// Reads one template and collects what is wrong with it.
class Reader {
public:
    explicit Reader(const std::filesystem::path& file) { result_.file = file; }

    std::expected<LabelTemplate, std::vector<ConfigMistake>> read(std::string_view text) {
        try {
            const toml::table root = toml::parse(text, result_.file.string());
            read_root(root);
        } catch (const toml::parse_error& error) {
            add(error.source(), std::string(error.description()));
        } catch (const std::exception& error) {
            mistakes_.push_back({result_.file, 0, 0, error.what()});
        }
        if (mistakes_.empty()) mistakes_ = check_geometry(result_);
        if (!mistakes_.empty()) return std::unexpected(std::move(mistakes_));
        return std::move(result_);
    }

private:
    void add(const toml::source_region& where, std::string message) {
        mistakes_.push_back({result_.file, static_cast<int>(where.begin.line),
                             static_cast<int>(where.begin.column), std::move(message)});
    }

    void refuse_unknown(const toml::table& table, const std::vector<std::string_view>& known) {
        for (const auto& [key, node] : table) {
            if (std::ranges::find(known, key.str()) != known.end()) continue;
            add(key.source(),
                "unknown key '" + std::string(key.str()) + "'; expected one of: " + joined(known));
        }
    }

    const toml::node* required(const toml::table& table, std::string_view key,
                               std::string_view expected) {
        const toml::node* node = table.get(key);
        if (node == nullptr)
            add(table.source(),
                std::string("'").append(key) + "' is missing; expected " + std::string(expected));
        return node;
    }

    std::optional<double> number(const toml::node& node, std::string_view what, double low,
                                 double high) {
        const auto value = node.value<double>();
        if (node.is_number() && value && std::isfinite(*value) && *value >= low && *value <= high)
            return value;
        add(node.source(),
            std::string(what) + ": expected a number from " + shown(low) + " to " + shown(high));
        return std::nullopt;
    }

    static std::string shown(double value) {
        std::string text = std::to_string(value);
        text.erase(text.find_last_not_of('0') + 1);
        if (text.ends_with('.')) text.pop_back();
        return text;
    }

    void read_number(const toml::table& table, std::string_view key, double low, double high,
                     double& out) {
        if (const toml::node* node = table.get(key)) {
            if (const auto value = number(*node, key, low, high)) out = *value;
        }
    }

    void read_number(const toml::table& table, std::string_view key, int low, int high, int& out) {
        const toml::node* node = table.get(key);
        if (node == nullptr) return;
        const auto value = node->value_exact<std::int64_t>();
        if (value && *value >= low && *value <= high) {
            out = static_cast<int>(*value);
            return;
        }
        add(node->source(), std::string(key) + ": expected a whole number from " +
                                std::to_string(low) + " to " + std::to_string(high));
    }

    void read_flag(const toml::table& table, std::string_view key, bool& out) {
        const toml::node* node = table.get(key);
        if (node == nullptr) return;
        if (const auto value = node->value_exact<bool>()) {
            out = *value;
        } else {
            add(node->source(), std::string(key) + ": expected true or false");
        }
    }

    void read_text(const toml::table& table, std::string_view key, std::string& out) {
        const toml::node* node = table.get(key);
        if (node == nullptr) return;
        const auto value = node->value_exact<std::string>();
        if (value && value->size() <= 200) {
            out = *value;
        } else {
            add(node->source(), std::string(key) + ": expected a text of at most 200 bytes");
        }
    }

    template <typename T>
    void read_word(const toml::table& table, std::string_view key,
                   std::initializer_list<std::pair<std::string_view, T>> words, T& out) {
        const toml::node* node = table.get(key);
        if (node == nullptr) return;
        const auto value = node->value_exact<std::string>();
        std::vector<std::string_view> names;
        for (const auto& [word, meaning] : words) {
            if (value && *value == word) {
                out = meaning;
                return;
            }
            names.push_back(word);
        }
        add(node->source(), std::string(key) + ": expected one of: " + joined(names));
    }

    void read_field(const toml::table& table, std::string_view key,
                    std::optional<LabelField>& out) {
        const toml::node* node = table.get(key);
        if (node == nullptr) return;
        const auto value = node->value_exact<std::string>();
        out = value ? label_field(*value) : std::nullopt;
        if (out) return;
        std::vector<std::string_view> names;
        for (const auto& entry : kFieldNames) names.push_back(entry.second);
        add(node->source(), std::string(key) + ": expected one of: " + joined(names));
    }

    void read_box(const toml::table& table, LabelBox& box) {
        constexpr std::string_view kExpected = "[x, y, width, height] in millimetres";
        const toml::node* node = required(table, "box", kExpected);
        if (node == nullptr) return;
        const toml::array* values = node->as_array();
        if (values == nullptr || values->size() != 4) {
            add(node->source(), "box: expected " + std::string(kExpected));
            return;
        }
        const std::array<double*, 4> parts = {&box.x, &box.y, &box.width, &box.height};
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (const auto value = number(*values->get(i), "box", i < 2 ? 0 : 0.1, 500))
                *parts[i] = *value;
        }
    }

    void read_modules(const toml::table& table, LabelElement& element) {
        const toml::node* node =
            required(table, "module", "a list of module widths in millimetres, widest first");
        read_number(table, "modules", 1, 400, element.modules);
        if (table.get("modules") == nullptr)
            required(table, "modules", "the number of modules of the longest content");
        if (node == nullptr) return;
        const toml::array* values = node->as_array();
        if (values == nullptr || values->empty() || values->size() > 8) {
            add(node->source(), "module: expected a list of module widths in millimetres");
            return;
        }
        for (const toml::node& value : *values) {
            const auto width = number(value, "module", 0.2, 2);
            if (!width) continue;
            if (!element.module_mm.empty() && *width >= element.module_mm.back())
                add(value.source(), "module: expected the widest first");
            element.module_mm.push_back(*width);
        }
    }

    void read_text_element(const toml::table& table, LabelElement& element) {
        read_field(table, "field", element.field);
        read_text(table, "text", element.text);
        read_text(table, "prefix", element.prefix);
        if ((table.get("field") == nullptr) == (table.get("text") == nullptr))
            add(table.source(), "a text element needs either 'field' or 'text'");
        if (table.get("prefix") != nullptr && table.get("field") == nullptr)
            add(table.source(), "'prefix' stands before a field; put fixed words into 'text'");
        read_number(table, "max_lines", 1, 50, element.max_lines);
        read_flag(table, "bold", element.bold);
        read_flag(table, "inverted", element.inverted);
        read_flag(table, "brief", element.brief);
        read_flag(table, "rotated", element.rotated);
        read_word<HorizontalAlign>(table, "align",
                                   {{"left", HorizontalAlign::Left},
                                    {"center", HorizontalAlign::Center},
                                    {"right", HorizontalAlign::Right}},
                                   element.align);
        read_word<VerticalAlign>(table, "valign",
                                 {{"top", VerticalAlign::Top},
                                  {"middle", VerticalAlign::Middle},
                                  {"bottom", VerticalAlign::Bottom}},
                                 element.vertical);
    }

    void read_sizes(const toml::table& table, LabelElement& element) {
        required(table, "size", "the font size in millimetres");
        read_number(table, "size", 1, 60, element.size_mm);
        element.min_size_mm = element.size_mm;
        read_number(table, "min_size", 1, 60, element.min_size_mm);
        if (element.min_size_mm > element.size_mm)
            add(table.get("min_size")->source(), "min_size: larger than size");
    }

    void read_element(const toml::node& node) {
        const toml::table* table = node.as_table();
        if (table == nullptr) {
            add(node.source(),
                "expected an element such as {kind = \"line\", box = [2, 13, 72, "
                "0.25]}");
            return;
        }
        LabelElement element;
        element.line = static_cast<int>(node.source().begin.line);
        element.column = static_cast<int>(node.source().begin.column);
        std::vector<std::string_view> kinds;
        const toml::node* kind = table->get("kind");
        bool known = false;
        for (const auto& [value, word] : kKinds) {
            kinds.push_back(word);
            if (kind != nullptr && kind->value_exact<std::string>() == std::string(word)) {
                element.kind = value;
                known = true;
            }
        }
        if (!known) {
            add(kind != nullptr ? kind->source() : node.source(),
                "kind: expected one of: " + joined(kinds));
            return;
        }
        std::vector<std::string_view> keys = {"kind", "box", "when", "unless"};
        std::ranges::copy(keys_of(element.kind), std::back_inserter(keys));
        refuse_unknown(*table, keys);
        read_box(*table, element.box);
        read_field(*table, "when", element.when);
        read_field(*table, "unless", element.unless);
        read_kind(*table, element);
        result_.elements.push_back(std::move(element));
    }

    void read_kind(const toml::table& table, LabelElement& element) {
        switch (element.kind) {
            case ElementKind::Text:
                read_text_element(table, element);
                read_sizes(table, element);
                break;
            case ElementKind::Items:
                element.field = LabelField::Items;
                read_sizes(table, element);
                break;
            case ElementKind::Rows:
                element.field = LabelField::Rows;
                read_sizes(table, element);
                break;
            case ElementKind::Barcode:
                element.field = LabelField::Number;
                required(table, "role", "\"main\" or \"ladder\"");
                read_word<std::string>(table, "role", {{"main", "main"}, {"ladder", "ladder"}},
                                       element.role);
                read_flag(table, "rotated", element.rotated);
                read_modules(table, element);
                break;
            case ElementKind::Qr:
                required(table, "field", "\"qr\" or \"sheet_code\"");
                read_field(table, "field", element.field);
                if (element.field && *element.field != LabelField::CarrierQr &&
                    *element.field != LabelField::SheetCode)
                    add(table.get("field")->source(), "field: expected \"qr\" or \"sheet_code\"");
                read_modules(table, element);
                break;
            case ElementKind::Frame:
                read_number(table, "thickness", 0.1, 5, element.thickness_mm);
                break;
            case ElementKind::Line:
                break;
        }
    }

    void read_root(const toml::table& root) {
        refuse_unknown(root, {"name", "width", "height", "cuts", "elements"});
        required(root, "name", "the template's name, such as \"100x150\"");
        read_text(root, "name", result_.name);
        required(root, "width", "the label's width in millimetres");
        required(root, "height", "the label's height in millimetres");
        read_number(root, "width", 20, 300, result_.width_mm);
        read_number(root, "height", 15, 500, result_.height_mm);
        if (const toml::node* cuts = root.get("cuts")) {
            if (cuts->as_array() == nullptr) {
                add(cuts->source(), "cuts: expected a list of millimetres from the top");
            } else {
                for (const toml::node& cut : *cuts->as_array()) {
                    if (const auto value = number(cut, "cuts", 1, 500))
                        result_.cuts_mm.push_back(*value);
                }
            }
        }
        const toml::node* elements = required(root, "elements", "a list of elements");
        if (elements == nullptr) return;
        const toml::array* list = elements->as_array();
        if (list == nullptr || list->empty() || list->size() > kMaxElements) {
            add(elements->source(), "elements: expected a list of 1 to 500 elements");
            return;
        }
        for (const toml::node& node : *list) read_element(node);
    }

    LabelTemplate result_;
    std::vector<ConfigMistake> mistakes_;
};

}  // namespace

std::string_view label_field_name(LabelField field) {
    for (const auto& [value, name] : kFieldNames) {
        if (value == field) return name;
    }
    return {};
}

std::optional<LabelField> label_field(std::string_view name) {
    for (const auto& [value, text] : kFieldNames) {
        if (text == name) return value;
    }
    return std::nullopt;
}

std::expected<LabelTemplate, std::vector<ConfigMistake>> parse_label_template(
    std::string_view toml, const std::filesystem::path& file) {
    return Reader(file).read(toml);
}

std::expected<LabelTemplate, std::vector<ConfigMistake>> load_label_template(
    const std::filesystem::path& file) {
    const auto bytes = base::read_file(file, kMaxTemplateBytes);
    if (!bytes)
        return std::unexpected(std::vector<ConfigMistake>{{file, 0, 0, bytes.error().message}});
    return parse_label_template(base::as_text(*bytes), file);
}

}  // namespace config
