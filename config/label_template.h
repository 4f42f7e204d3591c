#pragma once
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/settings.h"

namespace config {

/// What an element of a label shows. The names in templates are those of label_field_name().
enum class LabelField {
    Number,         ///< The waybill number as it is.
    NumberGrouped,  ///< For people: in groups of four.
    CarrierName,
    CarrierPhone,
    SortingCode,
    Hub,  ///< Name and code of the 集包地.
    HubCode,
    HubName,
    CarrierQr,
    SenderName,
    SenderPhone,
    SenderAddress,
    ReceiverName,
    ReceiverPhone,
    ReceiverRegion,  ///< Province, city, district, town.
    ReceiverDetail,
    ReceiverAddress,  ///< Region and detail.
    OrderNo,
    Items,
    ItemCount,  ///< "3款 5件"
    BuyerNote,
    ShopName,
    Batch,
    Sequence,     ///< "88/142"
    PrintNumber,  ///< "补打 2"; empty for the first print.
    Box,          ///< "2/3" of an order in several boxes; else empty.
    SheetCode,
    PrintedAt,
    Test,     ///< "TEST 测试" on labels that must not be shipped.
    Rows,     ///< Of a pick list or a slip.
    Page,     ///< "1/3"
    Totals,   ///< "12款 45件 38单"
    Packing,  ///< "3号箱 + 气泡膜"
    Gifts,    ///< "感谢卡"
};

std::string_view label_field_name(LabelField field);
std::optional<LabelField> label_field(std::string_view name);

enum class ElementKind { Text, Barcode, Qr, Items, Rows, Line, Frame };
enum class HorizontalAlign { Left, Center, Right };
enum class VerticalAlign { Top, Middle, Bottom };

/// Millimetres from the left upper corner of the label.
struct LabelBox {
    double x = 0, y = 0, width = 0, height = 0;
    double right() const { return x + width; }
    double bottom() const { return y + height; }
};

/// One thing on the label; which members count depends on the kind (docs/labels.md).
struct LabelElement {
    ElementKind kind = ElementKind::Text;
    int line = 0;  ///< Place in the template's file.
    int column = 0;
    LabelBox box;
    std::optional<LabelField> field;   ///< Text, Qr. Barcodes show the number.
    std::string text;                  ///< Text: fixed words where there is no field.
    std::string prefix;                ///< Text: before the field, where the field is not empty.
    std::optional<LabelField> when;    ///< Only where this field is not empty.
    std::optional<LabelField> unless;  ///< Only where this field is empty.
    double size_mm = 0;                ///< Text, Items, Rows: font size (em).
    double min_size_mm = 0;            ///< Shrinks no further than this; then the text is cut.
    int max_lines = 1;
    bool bold = false;      ///< Used where the text is at least 26 dots high, else it blots.
    bool inverted = false;  ///< White on black.
    bool brief = false;     ///< Text that stands in full elsewhere: cutting it is no warning.
    bool rotated = false;   ///< Text, Barcode: turned by 90 degrees clockwise (a ladder).
    HorizontalAlign align = HorizontalAlign::Left;
    VerticalAlign vertical = VerticalAlign::Middle;
    std::string role;               ///< Barcode: "main" or "ladder".
    std::vector<double> module_mm;  ///< Barcode, Qr: widest first; the first that fits is taken.
    int modules = 0;                ///< Barcode, Qr: of the longest content that must fit.
    double thickness_mm = 0.25;     ///< Frame.
};

/// A template of a label, or (with a `rows` element) of sheets that a list goes on over; checked:
/// nothing overlaps, nothing leaves the label or crosses a cut, every symbol fits with its quiet
/// zone at 203 dpi. Immutable; any thread.
struct LabelTemplate {
    std::filesystem::path file;
    std::string name;  ///< "100x150"
    double width_mm = 0;
    double height_mm = 0;
    std::vector<double> cuts_mm;  ///< Perforations, from the top.
    std::vector<LabelElement> elements;
};

/// The template, or every mistake at once with its place.
std::expected<LabelTemplate, std::vector<ConfigMistake>> load_label_template(
    const std::filesystem::path& file);

/// The same from text; `file` is only named in mistakes.
std::expected<LabelTemplate, std::vector<ConfigMistake>> parse_label_template(
    std::string_view toml, const std::filesystem::path& file);

/// Geometry alone; used by both of the above.
std::vector<ConfigMistake> check_geometry(const LabelTemplate& label_template);

}  // namespace config
