#pragma once
#include <cstddef>
#include <filesystem>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace base {

/// The whole file. NotFound, Unavailable (permission, I/O), InvalidInput when larger than
/// `limit_bytes`. The message names the path and the cause.
Result<Bytes> read_file(const std::filesystem::path& path, std::size_t limit_bytes);

/// Writes so that a reader sees the old file or the whole new one, also after a power cut:
/// temporary file beside it, fsync, rename, fsync of the folder. Unavailable with the cause
/// (disk full, permission) otherwise; then the old file is untouched.
Status write_file_atomically(const std::filesystem::path& path, ByteView content);

}  // namespace base
