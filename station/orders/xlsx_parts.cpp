#include "station/orders/xlsx_parts.h"

#include <charconv>

namespace station {
namespace {

constexpr std::size_t kMostStyles = 100'000;
constexpr std::size_t kMostRelations = 10'000;

std::optional<int> to_int(std::optional<std::string_view> text) {
    int value = 0;
    if (!text) return std::nullopt;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
    return value;
}

class RelationsHandler final : public XmlHandler {
public:
    explicit RelationsHandler(std::string_view of_part) : of_part_(of_part) {}
    void start(std::string_view name, const XmlAttributes& attributes) override {
        if (name != "Relationship") return;
        const auto id = attributes.get("Id"), type = attributes.get("Type"),
                   target = attributes.get("Target");
        if (!id || !type || !target || attributes.get("TargetMode") == "External") return;
        const auto part = resolve_part(of_part_, *target);
        if (!part) return refuse(damaged_sheet("a relationship leads out of the file"));
        if (relations.sheets.size() > kMostRelations)
            return refuse(damaged_sheet("too many relationships"));
        if (type->ends_with("/worksheet")) relations.sheets.emplace(*id, *part);
        if (type->ends_with("/officeDocument")) relations.workbook = *part;
        if (type->ends_with("/sharedStrings")) relations.strings = *part;
        if (type->ends_with("/styles")) relations.styles = *part;
    }
    void end(std::string_view) override {}
    void text(std::string_view) override {}

    XlsxRelations relations;

private:
    std::string_view of_part_;
};

class WorkbookHandler final : public XmlHandler {
public:
    void start(std::string_view name, const XmlAttributes& attributes) override {
        if (name == "workbookPr") {
            const auto is_1904 = attributes.get("date1904");
            if (is_1904 == "1" || is_1904 == "true") workbook.epoch = DateEpoch::Year1904;
        }
        if (name != "sheet") return;
        const auto id = attributes.get("id");
        if (!id) return;
        const bool is_visible = attributes.get("state").value_or("visible") == "visible";
        if (first_.empty()) first_ = *id;
        if (is_visible && workbook.sheet_relation.empty()) workbook.sheet_relation = *id;
    }
    void end(std::string_view name) override {
        if (name == "workbook" && workbook.sheet_relation.empty()) workbook.sheet_relation = first_;
    }
    void text(std::string_view) override {}

    XlsxWorkbook workbook;

private:
    std::string first_;
};

class StylesHandler final : public XmlHandler {
public:
    void start(std::string_view name, const XmlAttributes& attributes) override {
        if (name == "cellXfs") in_cells_ = true;
        if (name == "numFmt") {
            const auto id = to_int(attributes.get("numFmtId"));
            const auto code = attributes.get("formatCode");
            if (id && code && custom_.size() < kMostStyles) custom_[*id] = is_date_format(*code);
        }
        if (name != "xf" || !in_cells_) return;
        if (is_date.size() >= kMostStyles) return refuse(damaged_sheet("too many cell styles"));
        const int id = to_int(attributes.get("numFmtId")).value_or(0);
        const auto found = custom_.find(id);
        is_date.push_back(found == custom_.end() ? is_date_format(id) : found->second);
    }
    void end(std::string_view name) override {
        if (name == "cellXfs") in_cells_ = false;
    }
    void text(std::string_view) override {}

    std::vector<bool> is_date;

private:
    std::map<int, bool> custom_;
    bool in_cells_ = false;
};

class StringsHandler final : public XmlHandler {
public:
    explicit StringsHandler(const TableLimits& limits) : limits_(limits) {}
    void start(std::string_view name, const XmlAttributes&) override {
        if (name == "si") in_item_ = true;
        if (in_item_) rich_.start(name);
    }
    void end(std::string_view name) override {
        if (!in_item_) return;
        rich_.end(name);
        if (name != "si") return;
        in_item_ = false;
        strings.add(rich_.take());
        if (strings.text_size() > limits_.text_bytes)
            refuse({base::ErrorCode::InvalidInput,
                    "the XLSX file holds too much text: export fewer orders at a time",
                    "file_too_big"});
    }
    void text(std::string_view piece) override {
        if (in_item_ && !rich_.text(piece, limits_))
            refuse(overlong_cell("a cell's text", limits_));
    }

    SharedStrings strings;

private:
    const TableLimits& limits_;
    RichText rich_;
    bool in_item_ = false;
};

}  // namespace

base::Error damaged_sheet(std::string what) {
    return {base::ErrorCode::Corrupt, "the XLSX file is damaged (" + what + "): export it again",
            "file_damaged"};
}

base::Error overlong_cell(const std::string& where, const TableLimits& limits) {
    return {base::ErrorCode::InvalidInput,
            where + " is longer than the " + std::to_string(limits.cell_characters) +
                " characters a cell can hold: this is not an export; export it again",
            "file_too_big"};
}

void RichText::start(std::string_view name) {
    if (name == "rPh") ++phonetic_;
    in_text_ = name == "t" && phonetic_ == 0;
}

void RichText::end(std::string_view name) {
    if (name == "rPh") --phonetic_;
    if (name == "t") in_text_ = false;
}

bool RichText::text(std::string_view piece, const TableLimits& limits) {
    if (!in_text_) return true;
    constexpr std::size_t kLongestCharacter = 4;
    if (text_.size() + piece.size() > limits.cell_characters * kLongestCharacter) return false;
    text_ += piece;
    return true;
}

std::string RichText::take() {
    phonetic_ = 0;
    return unescape(std::exchange(text_, {}));
}

std::string_view SharedStrings::get(std::size_t index) const {
    const std::size_t start = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(text_).substr(start, ends_[index] - start);
}

void SharedStrings::add(std::string_view text) {
    text_ += text;
    ends_.push_back(static_cast<std::uint32_t>(text_.size()));
}

base::Result<XlsxRelations> read_relations(const XlsxZip& zip, std::string_view of_part,
                                           const TableLimits& limits) {
    const auto slash = of_part.rfind('/');
    const std::string folder(slash == std::string_view::npos ? "" : of_part.substr(0, slash + 1));
    const std::string file(of_part.substr(folder.size()));
    RelationsHandler handler(of_part);
    const auto parsed = read_xml_part(zip, folder + "_rels/" + file + ".rels", limits, handler);
    if (!parsed) return pass(parsed);
    return std::move(handler.relations);
}

base::Result<XlsxWorkbook> read_workbook(const XlsxZip& zip, std::string_view part,
                                         const TableLimits& limits) {
    WorkbookHandler handler;
    if (const auto parsed = read_xml_part(zip, part, limits, handler); !parsed) return pass(parsed);
    return std::move(handler.workbook);
}

base::Result<std::vector<bool>> read_date_styles(const XlsxZip& zip, std::string_view part,
                                                 const TableLimits& limits) {
    StylesHandler handler;
    if (const auto parsed = read_xml_part(zip, part, limits, handler); !parsed) return pass(parsed);
    return std::move(handler.is_date);
}

base::Result<SharedStrings> read_shared_strings(const XlsxZip& zip, std::string_view part,
                                                const TableLimits& limits) {
    StringsHandler handler(limits);
    if (const auto parsed = read_xml_part(zip, part, limits, handler); !parsed) return pass(parsed);
    return std::move(handler.strings);
}

}  // namespace station
