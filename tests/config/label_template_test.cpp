#include "config/label_template.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace config {
namespace {

/// A small good template; rows of the tables below replace parts of it.
constexpr std::string_view kGood = R"(name = "small"
width = 76
height = 60
cuts = [50]
elements = [
  {kind = "frame", box = [1, 1, 74, 48]},
  {kind = "barcode", role = "main", box = [2, 2, 72, 10], module = [0.38, 0.26], modules = 156},
  {kind = "text", field = "receiver_name", box = [2, 14, 40, 6], size = 4, min_size = 2.5},
  {kind = "text", text = "收", box = [44, 14, 6, 6], size = 4, inverted = true},
  {kind = "qr", field = "sheet_code", box = [52, 14, 18, 18], module = [0.38], modules = 29},
  {kind = "items", box = [2, 34, 60, 10], size = 3, min_size = 2.25},
  {kind = "line", box = [2, 33, 70, 0.25]},
]
)";

std::string replaced(std::string_view from, std::string_view to) {
    std::string text(kGood);
    const std::size_t at = text.find(from);
    EXPECT_NE(at, text.npos) << from;
    return at == text.npos ? text : text.replace(at, from.size(), to);
}

TEST(LabelTemplate, ReadsEveryKindOfElement) {
    const auto good = parse_label_template(kGood, "small.toml");
    ASSERT_TRUE(good) << good.error().front().message;
    EXPECT_EQ(good->name, "small");
    EXPECT_EQ(good->width_mm, 76);
    ASSERT_EQ(good->elements.size(), 7U);
    EXPECT_EQ(good->cuts_mm, std::vector<double>{50});
    const LabelElement& name = good->elements[2];
    EXPECT_EQ(name.field, LabelField::ReceiverName);
    EXPECT_EQ(name.size_mm, 4);
    EXPECT_EQ(name.min_size_mm, 2.5);
    EXPECT_EQ(name.line, 8);
    EXPECT_TRUE(good->elements[3].inverted);
    EXPECT_EQ(good->elements[3].min_size_mm, 4);
    EXPECT_EQ(good->elements[1].module_mm, (std::vector<double>{0.38, 0.26}));
}

TEST(LabelTemplate, LoadsEveryShippedTemplate) {
    for (const char* name : {"76x130", "100x150", "100x180"}) {
        const auto loaded = load_label_template("config/templates/" + std::string(name) + ".toml");
        ASSERT_TRUE(loaded) << name << ": " << loaded.error().front().line << ": "
                            << loaded.error().front().message;
        EXPECT_EQ(loaded->name, name);
        for (const LabelField field : {LabelField::CarrierName,     LabelField::CarrierPhone,
                                       LabelField::SortingCode,     LabelField::Hub,
                                       LabelField::Number,          LabelField::NumberGrouped,
                                       LabelField::CarrierQr,       LabelField::SenderName,
                                       LabelField::SenderPhone,     LabelField::SenderAddress,
                                       LabelField::ReceiverName,    LabelField::ReceiverPhone,
                                       LabelField::ReceiverAddress, LabelField::OrderNo,
                                       LabelField::Items,           LabelField::ItemCount,
                                       LabelField::BuyerNote,       LabelField::ShopName,
                                       LabelField::Batch,           LabelField::Sequence,
                                       LabelField::PrintNumber,     LabelField::SheetCode,
                                       LabelField::PrintedAt,       LabelField::Test}) {
            EXPECT_TRUE(std::ranges::any_of(
                loaded->elements, [&](const LabelElement& e) { return e.field == field; }))
                << name << " shows no " << label_field_name(field);
        }
        EXPECT_EQ(std::ranges::count(loaded->elements, "ladder", &LabelElement::role), 1);
    }
}

TEST(LabelTemplate, LoadsTheSheetsOfPickListsAndSlips) {
    for (const auto& [name, barcodes] : {std::pair{"pick-list", 0}, {"slip", 1}}) {
        const auto loaded = load_label_template("config/templates/" + std::string(name) + ".toml");
        ASSERT_TRUE(loaded) << name << ": " << to_string(loaded.error().front());
        EXPECT_EQ(std::ranges::count(loaded->elements, ElementKind::Rows, &LabelElement::kind), 1);
        EXPECT_EQ(std::ranges::count(loaded->elements, ElementKind::Barcode, &LabelElement::kind),
                  barcodes);
        for (const LabelField field : {LabelField::Rows, LabelField::Page, LabelField::Batch})
            EXPECT_TRUE(std::ranges::any_of(
                loaded->elements, [&](const LabelElement& e) { return e.field == field; }))
                << name << " shows no " << label_field_name(field);
    }
}

TEST(LabelTemplate, NeedsABarcodeUnlessItIsAList) {
    constexpr std::string_view kBarcode =
        "  {kind = \"barcode\", role = \"main\", box = [2, 2, 72, 10], module = [0.38, 0.26], "
        "modules = 156},\n";
    const std::string without = replaced(kBarcode, "");
    const auto label = parse_label_template(without, "small.toml");
    ASSERT_FALSE(label);
    EXPECT_NE(label.error().front().message.find("exactly one barcode"), std::string::npos);
    std::string list = without;
    const std::string items =
        "{kind = \"items\", box = [2, 34, 60, 10], size = 3, min_size = 2.25}";
    const std::string rows = "{kind = \"rows\", box = [2, 34, 60, 10], size = 3}";
    list.replace(list.find(items), items.size(), rows);
    EXPECT_TRUE(parse_label_template(list, "small.toml"));
    list.insert(list.rfind("]"), "  {kind = \"rows\", box = [2, 1.5, 60, 10], size = 3},\n");
    EXPECT_FALSE(parse_label_template(list, "small.toml")) << "a list has one place for its rows";
}

TEST(LabelTemplate, MakesTheSortingCodeTheBiggestText) {
    for (const char* name : {"76x130", "100x150", "100x180"}) {
        const auto loaded = load_label_template("config/templates/" + std::string(name) + ".toml");
        ASSERT_TRUE(loaded);
        double sorting = 0;
        double others = 0;
        for (const LabelElement& element : loaded->elements) {
            if (element.field == LabelField::SortingCode) {
                sorting = element.size_mm;
            } else if (element.field != LabelField::Test) {
                others = std::max(others, element.size_mm);
            }
        }
        EXPECT_GT(sorting, others) << name;
    }
}

TEST(LabelTemplate, NamesEveryFieldOnce) {
    for (int i = 0; i <= static_cast<int>(LabelField::Test); ++i) {
        const auto field = static_cast<LabelField>(i);
        ASSERT_FALSE(label_field_name(field).empty()) << i;
        EXPECT_EQ(label_field(label_field_name(field)), field);
    }
    EXPECT_FALSE(label_field("nonsense"));
}

struct BadRow {
    const char* name;
    const char* from;
    const char* to;
    int line;             ///< Where the mistake is reported.
    const char* message;  ///< Part of it.
};

TEST(LabelTemplate, NamesPlaceAndExpectationOfEachMistake) {
    const BadRow rows[] = {
        {"not TOML", "width = 76", "width = = 76", 2, ""},
        {"unknown key at the top", "width = 76", "width = 76\ncolour = 1", 3, "'colour'"},
        {"unknown key in an element", "inverted = true", "inverse = true", 9, "inverted"},
        {"key of another kind", "size = 3, min_size = 2.25", "size = 3, bold = true", 11, "'bold'"},
        {"no width", "width = 76\n", "", 1, "'width' is missing"},
        {"width as text", "width = 76", "width = \"76\"", 2, "from 20 to 300"},
        {"width too large", "width = 76", "width = 3000", 2, "from 20 to 300"},
        {"unknown kind", "kind = \"items\"", "kind = \"itmes\"", 11, "text, barcode, qr"},
        {"unknown field", "\"receiver_name\"", "\"reciever_name\"", 8, "receiver_name"},
        {"field and text", "text = \"收\"", "text = \"收\", field = \"batch\"", 9, "either"},
        {"neither field nor text", "text = \"收\", ", "", 9, "either"},
        {"box of three", "[2, 34, 60, 10]", "[2, 34, 60]", 11, "[x, y, width, height]"},
        {"box of words", "[2, 34, 60, 10]", "[2, 34, 60, \"a\"]", 11, "number"},
        {"box without height", "[2, 34, 60, 10]", "[2, 34, 60, 0]", 11, "0.1"},
        {"element is no table", "{kind = \"line\", box = [2, 33, 70, 0.25]}", "7", 12, "element"},
        {"bad flag", "inverted = true", "inverted = 1", 9, "true or false"},
        {"bad lines", "min_size = 2.5}", "max_lines = 0}", 8, "from 1 to 50"},
        {"bad align", "min_size = 2.5}", "align = \"middle\"}", 8, "left, center, right"},
        {"minimum above size", "min_size = 2.5}", "min_size = 5}", 8, "larger"},
        {"no size", "size = 4, min_size = 2.5", "min_size = 2.5", 8, "'size' is missing"},
        {"modules not falling", "[0.38, 0.26]", "[0.26, 0.38]", 7, "widest first"},
        {"no modules", "module = [0.38, 0.26], ", "", 7, "module"},
        {"unknown role", "role = \"main\"", "role = \"first\"", 7, "main, ladder"},
        {"QR of a text field", "field = \"sheet_code\"", "field = \"batch\"", 10, "sheet_code"},
        // Geometry.
        {"outside the label", "[2, 34, 60, 10]", "[20, 34, 60, 10]", 11, "leaves the label"},
        {"across the cut", "[2, 34, 60, 10]", "[2, 42, 60, 10]", 11, "cut at 50"},
        {"on a line", "[2, 34, 60, 10]", "[2, 33.1, 60, 10]", 12, "overlaps"},
        {"on the frame", "[2, 34, 60, 10]", "[0, 34, 60, 10]", 11, "overlaps"},
        {"in a quiet zone", "[44, 14, 6, 6]", "[47, 14, 6, 6]", 10, "element in line 9"},
        {"body text too small", "min_size = 2.5", "min_size = 2.2", 8, "2.25 mm or more (18"},
        {"legal text too small", "size = 4, inverted", "size = 1.9, inverted", 9, "2 mm or more"},
        {"box too low", "[2, 14, 40, 6]", "[2, 14, 40, 2.9]", 8, "too low for one line"},
        {"barcode too wide", "modules = 156", "modules = 300", 7, "needs 80 mm"},
        {"bars too low", "[2, 2, 72, 10]", "[2, 2, 72, 6]", 7, "6.35 mm"},
        {"QR too wide", "modules = 29", "modules = 45", 10, "needs 19.88 mm"},
        {"QR too fine", "module = [0.38], modules = 29", "module = [0.3], modules = 29", 10,
         "2 dots"},
        {"no main barcode", "role = \"main\"", "role = \"ladder\"", 0, "exactly one"},
    };
    for (const BadRow& row : rows) {
        const auto bad = parse_label_template(replaced(row.from, row.to), "small.toml");
        ASSERT_FALSE(bad) << row.name;
        const bool found = std::ranges::any_of(bad.error(), [&](const ConfigMistake& mistake) {
            return mistake.file == "small.toml" && mistake.line == row.line &&
                   mistake.message.find(row.message) != std::string::npos;
        });
        EXPECT_TRUE(found) << row.name << ", first: " << bad.error().front().line << ": "
                           << bad.error().front().message;
    }
}

TEST(LabelTemplate, ReportsAllMistakesAtOnce) {
    std::string text = replaced("inverted = true", "inverse = true");
    text.replace(text.find("width = 76"), 10, "width = 1");
    const auto bad = parse_label_template(text, "small.toml");
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().size(), 2U);
}

TEST(LabelTemplate, LetsElementsShareAPlaceOnlyIfTheyNeverPrintTogether) {
    const auto with_test_mark = [](const std::string& items_condition) {
        std::string text =
            replaced("  {kind = \"line\"",
                     "  {kind = \"text\", field = \"test\", box = [2, 34, 60, 10], size = 4},\n"
                     "  {kind = \"line\"");
        const std::string items = "{kind = \"items\",";
        text.replace(text.find(items), items.size(), items + items_condition);
        return parse_label_template(text, "small.toml").has_value();
    };
    EXPECT_FALSE(with_test_mark(""));
    EXPECT_FALSE(with_test_mark(" when = \"test\","));
    EXPECT_FALSE(with_test_mark(" unless = \"batch\","));
    EXPECT_TRUE(with_test_mark(" unless = \"test\","));
}

TEST(LabelTemplate, AnswersForAFileThatIsNotThere) {
    const auto missing = load_label_template("/nowhere/76x130.toml");
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().front().message.find("/nowhere/76x130.toml"), std::string::npos);
}

}  // namespace
}  // namespace config
