#pragma once
#include <string>
#include <vector>

#include "base/units.h"
#include "printing/bitmap.h"

namespace printing {

struct Party {
    std::string name;
    std::string phone;
    std::string province;
    std::string city;
    std::string district;
    std::string town;
    std::string detail;  ///< Road, number, building, room: without the divisions above.
};

struct LabelItem {
    std::string sku;  ///< Seller's code.
    std::string title;
    std::string spec;
    int quantity = 1;
};

/// One row of a pick list or a slip.
struct SheetRow {
    std::string place;                 ///< Shelf; stands on the left.
    std::string text;                  ///< Bold, wrapped.
    std::vector<std::string> details;  ///< Small, wrapped, joined by ", ".
    std::string count;                 ///< "×12"; stands on the right.
    bool operator==(const SheetRow&) const = default;
};

/// Whether receiver and sender are masked on the face (GB/T 41833-2022): name, phone, room number.
/// Only where the carrier already holds the receiver's data (design.md, "numbered").
enum class Masking { Plain, Masked };

/// Everything that stands on one label; UTF-8. What is empty is left out, its box stays blank.
struct LabelContent {
    std::string number;  ///< Waybill number: Code 128, required.
    std::string carrier_name;
    std::string carrier_phone;
    std::string sorting_code;  ///< 三段码
    std::string hub_code;      ///< 集包地
    std::string hub_name;
    std::string qr;  ///< Carrier's own QR content where one was given.
    Party sender;
    Party receiver;
    std::string order_no;
    std::vector<LabelItem> items;
    std::string buyer_note;
    std::string shop_name;
    std::string batch;       ///< For people: "24日10:00".
    int sequence = 0;        ///< 1.. in the batch; 0 prints none.
    int batch_size = 0;      ///< "88/142"; 0 prints only the sequence.
    int print_number = 1;    ///< 2 or more prints 补打 n on the face.
    std::string box;         ///< "2/3": the second of an order's three boxes; empty prints none.
    std::string sheet_code;  ///< Content of the sheet's own small QR, ASCII; empty prints none.
    std::string printed_at;  ///< "11-24 10:00", Beijing.
    Masking masking = Masking::Plain;
    std::vector<SheetRow> rows;  ///< Of this sheet; printing/sheets.h divides a list over sheets.
    int page = 0, pages = 0;     ///< "1/3"; 0 prints none.
    std::string totals;          ///< "12款 45件 38单"
    std::string packing, gifts;  ///< "3号箱 + 气泡膜", "感谢卡"
    bool test = false;  ///< Prints TEST across the number's block, so that nobody ships with it.
};

enum class SymbolFormat { Code128, QrCode };

/// A symbol that was drawn, where, and what a reader must get from it.
struct SymbolPlacement {
    std::string role;  ///< "main", "ladder", "qr", "sheet".
    SymbolFormat format = SymbolFormat::Code128;
    std::string text;
    Rect area;             ///< Bars or modules alone, without the quiet zone.
    Rect with_quiet_zone;  ///< Must hold no ink but the symbol's.
    int module_dots = 0;   ///< X dimension, whole dots.
    bool ladder = false;   ///< Turned by 90 degrees: bars run across the feed direction.
};

/// Something that a person should know about a label that is printed nevertheless.
struct LabelWarning {
    std::string code;     ///< "substituted_glyph", "text_cut", "text_shrunk".
    std::string field;    ///< "buyer_note".
    std::string message;  ///< English; texts for people come from the text tables by code.
};

/// A label that breaks a rule is not an Error of the renderer alone: the proof lists them all.
struct LabelFailure {
    std::string code;   ///< "missing_glyph", "ink_outside_box", "unreadable", "wrong_text", ...
    std::string field;  ///< Template field or symbol role.
    std::string message;
    std::string character{};  ///< The one that no font has: itself and its number, "𠮷 U+20BB7".
};

/// A finished picture with all that the proof needs to judge it.
struct RenderedLabel {
    Bitmap image;
    base::Dpi dpi;
    std::vector<SymbolPlacement> symbols;
    std::vector<LabelWarning> warnings;
    std::vector<LabelFailure> failures;  ///< Found while rendering (missing glyph in a name, ...).
};

}  // namespace printing
