#pragma once
#include <chrono>
#include <filesystem>
#include <map>
#include <string>

#include "base/result.h"

namespace server::http {

/// Asks the daemon that holds a data folder, through its socket file. Blocks until the answer or
/// `timeout`. The answer's body for a status under 300; the daemon's own error (code, key,
/// message) for any other; Unavailable when nobody listens there.
base::Result<std::string> post_local(const std::filesystem::path& socket, const std::string& path,
                                     const std::string& body, std::chrono::milliseconds timeout);

/// The same for bytes of another kind than JSON.
base::Result<std::string> post_local_bytes(const std::filesystem::path& socket,
                                           const std::string& path, const std::string& body,
                                           const std::string& content_type,
                                           std::chrono::milliseconds timeout);
/// The same for GET.
base::Result<std::string> get_local(const std::filesystem::path& socket, const std::string& path,
                                    std::chrono::milliseconds timeout);

/// "name=value&..." of a query, percent-encoded.
std::string query_text(const std::map<std::string, std::string>& values);

/// Where the daemon of a data folder listens.
std::filesystem::path local_socket(const std::filesystem::path& data_folder);

}  // namespace server::http
