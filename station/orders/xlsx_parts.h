#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "station/orders/xlsx_values.h"
#include "station/orders/xlsx_xml.h"

namespace station {

/// Relationship id -> name of the part it points to. Only worksheets and the few parts read here.
struct XlsxRelations {
    std::map<std::string, std::string> sheets;
    std::string workbook, strings, styles;  ///< Empty when there is none.
};
base::Result<XlsxRelations> read_relations(const XlsxZip& zip, std::string_view of_part,
                                           const TableLimits& limits);

/// What the workbook part says about the sheet to read.
struct XlsxWorkbook {
    std::string sheet_relation;  ///< Of the first visible sheet; empty when there is none.
    DateEpoch epoch = DateEpoch::Year1900;
};
base::Result<XlsxWorkbook> read_workbook(const XlsxZip& zip, std::string_view part,
                                         const TableLimits& limits);

/// For each cell style (the number in <c s="...">): does it show numbers as dates?
base::Result<std::vector<bool>> read_date_styles(const XlsxZip& zip, std::string_view part,
                                                 const TableLimits& limits);

/// The texts that cells name by their index, in one block.
class SharedStrings {
public:
    bool has(std::size_t index) const { return index < ends_.size(); }
    std::string_view get(std::size_t index) const;
    void add(std::string_view text);
    std::size_t text_size() const { return text_.size(); }

private:
    std::string text_;
    std::vector<std::uint32_t> ends_;
};
base::Result<SharedStrings> read_shared_strings(const XlsxZip& zip, std::string_view part,
                                                const TableLimits& limits);

/// Collects the <t> texts inside an <si> or <is> element; skips phonetic readings (<rPh>).
class RichText {
public:
    void start(std::string_view name);
    void end(std::string_view name);
    /// False when the text has become longer than a cell may be.
    bool text(std::string_view piece, const TableLimits& limits);
    /// The whole text; empty again afterwards.
    std::string take();

private:
    std::string text_;
    int phonetic_ = 0;
    bool in_text_ = false;
};

/// "the XLSX file is damaged (WHAT): export it again"
base::Error damaged_sheet(std::string what);
/// A text is too long for a cell of a spreadsheet; `where` is "cell B7" or the like.
base::Error overlong_cell(const std::string& where, const TableLimits& limits);

}  // namespace station
