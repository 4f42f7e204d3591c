#include "station/shipping/ship_file_xlsx.h"

#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/files.h"

namespace station {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kLargestWorkbook = 64u << 20;

/// A file of its own name in the temporary folder; removed at the end.
class TemporaryFile {
public:
    TemporaryFile() {
        std::error_code ignored;
        path_ = (std::filesystem::temp_directory_path(ignored) / "packbench-XXXXXX").string();
        const int handle = mkstemp(path_.data());
        error_ = handle < 0 ? errno : 0;
        if (handle >= 0) close(handle);
    }
    ~TemporaryFile() {
        if (error_ == 0) unlink(path_.c_str());
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    int error() const { return error_; }
    const std::string& path() const { return path_; }

private:
    std::string path_;
    int error_ = 0;
};

std::unexpected<base::Error> cannot_write(const std::string& path, const std::string& why) {
    return fail(ErrorCode::Unavailable, "the ship file cannot be written through " + path + ": " +
                                            why + "; free space on the disk or set TMPDIR");
}

lxw_error add_sheet(lxw_workbook* book, const ShipSheet& sheet) {
    lxw_worksheet* page = workbook_add_worksheet(book, sheet.name.c_str());
    if (page == nullptr) return LXW_ERROR_PARAMETER_VALIDATION;
    constexpr double kWidth = 26;  // Characters: a waybill number and some air.
    const std::size_t columns = sheet.rows.empty() ? 0 : sheet.rows.front().size();
    // "@" marks the cells as text, so that a person who edits one does not turn it into a number.
    lxw_format* as_text = workbook_add_format(book);
    format_set_num_format(as_text, "@");
    if (columns > 0)
        worksheet_set_column(page, 0, static_cast<lxw_col_t>(columns - 1), kWidth, as_text);
    for (std::size_t row = 0; row < sheet.rows.size(); ++row) {
        for (std::size_t column = 0; column < sheet.rows[row].size(); ++column) {
            const auto error = worksheet_write_string(page, static_cast<lxw_row_t>(row),
                                                      static_cast<lxw_col_t>(column),
                                                      sheet.rows[row][column].c_str(), as_text);
            if (error != LXW_NO_ERROR) return error;
        }
    }
    return LXW_NO_ERROR;
}

}  // namespace

base::Result<base::Bytes> write_text_workbook(std::span<const ShipSheet> sheets) {
    const TemporaryFile file;
    if (file.error() != 0) return cannot_write(file.path(), std::strerror(file.error()));
    lxw_workbook* book = workbook_new(file.path().c_str());
    if (book == nullptr) return cannot_write(file.path(), "no memory");
    constexpr time_t kNoParticularTime = 946684800;  // 2000-01-01: the bytes follow the rows alone.
    lxw_doc_properties properties{};
    properties.created = kNoParticularTime;
    workbook_set_properties(book, &properties);

    lxw_error failed = LXW_NO_ERROR;
    for (const ShipSheet& sheet : sheets) {
        if (failed == LXW_NO_ERROR) failed = add_sheet(book, sheet);
    }
    // Frees the workbook, also when it fails.
    const lxw_error closed = workbook_close(book);
    if (failed == LXW_NO_ERROR) failed = closed;
    if (failed != LXW_NO_ERROR) return cannot_write(file.path(), lxw_strerror(failed));
    return base::read_file(file.path(), kLargestWorkbook);
}

}  // namespace station
