#pragma once
#include <chrono>
#include <filesystem>
#include <string>

#include "base/result.h"

namespace server::http {

/// Asks the daemon that holds a data folder, through its socket file. Blocks until the answer or
/// `timeout`. The answer's body for a status under 300; the daemon's own error (code, key,
/// message) for any other; Unavailable when nobody listens there.
base::Result<std::string> post_local(const std::filesystem::path& socket, const std::string& path,
                                     const std::string& body, std::chrono::milliseconds timeout);

/// Where the daemon of a data folder listens.
std::filesystem::path local_socket(const std::filesystem::path& data_folder);

}  // namespace server::http
