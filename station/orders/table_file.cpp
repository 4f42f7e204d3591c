#include "station/orders/table_file.h"

#include <algorithm>

#include "base/text.h"
#include "station/orders/csv.h"
#include "station/orders/xlsx.h"

namespace station {
namespace {

bool is_markup(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    text = base::trim(text.substr(0, 256));
    const std::string start = base::to_upper(text.substr(0, 16));
    return start.starts_with("<!DOCTYPE") || start.starts_with("<HTML") ||
           start.starts_with("<TABLE") || start.starts_with("<?XML") ||
           start.starts_with("<META") || start.starts_with("<HEAD") || start.starts_with("<STYLE");
}

}  // namespace

base::Result<Table> read_table(base::ByteView file, const TableLimits& limits) {
    const auto text = base::as_text(file);
    if (text.starts_with("PK\x03\x04") || text.starts_with("PK\x05\x06") ||
        text.starts_with("\xD0\xCF\x11\xE0"))
        return read_xlsx(file, limits);
    if (is_markup(text))
        return base::fail(base::ErrorCode::InvalidInput,
                          "the file is a web page or XML, whatever its name says (perhaps the back "
                          "end asked for a new login): export it again, or open it and save it as "
                          ".xlsx",
                          "file_not_table");
    if (text.starts_with("%PDF") || text.starts_with("Rar!") || text.starts_with("7z\xBC\xAF"))
        return base::fail(base::ErrorCode::InvalidInput,
                          "the file is neither XLSX nor CSV: give the exported file itself",
                          "file_not_table");
    return read_csv(file, limits);
}

}  // namespace station
