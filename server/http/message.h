#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace server::http {

/// Compares header names without regard to ASCII case.
struct HeaderLess {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const;
};

/// Where a request came in. The local socket belongs to the user who owns the data folder: file
/// permissions guard it, so that it needs no Host check and may name files of this machine.
enum class Entrance { Tcp, LocalSocket };

/// A request in plain values: path and query are percent-decoded, path parameters are filled in by
/// the router.
struct Request {
    std::string method;  ///< "GET", "HEAD", "POST", ... as sent.
    std::string path;
    std::map<std::string, std::string, std::less<>> query;
    std::map<std::string, std::string, HeaderLess> headers;
    std::string body;
    std::string remote;  ///< Address without port; "local" on the local socket.
    Entrance entrance = Entrance::Tcp;
    std::map<std::string, std::string, std::less<>> path_params;

    std::string header(std::string_view name) const;
    std::string query_value(std::string_view name) const;
    std::string path_value(std::string_view name) const;
};

/// Where an event stream writes. False once the client is gone or too slow to take it. An empty
/// text writes nothing and only asks whether the client is still there.
using StreamWrite = std::function<bool(std::string_view)>;

/// An answer in plain values: a body, or a stream that runs on the connection's thread until the
/// function returns.
struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::map<std::string, std::string> headers;
    std::string body;
    std::function<void(const StreamWrite&)> stream;

    static Response json(std::string body, int status = 200);
    static Response bytes(base::ByteView content, std::string content_type);
    /// Status and body from the error, docs/api.md.
    static Response error(const base::Error& error);
    static Response error(int status, const base::Error& error);
};

/// The HTTP status of an error code.
int status_of(base::ErrorCode code);

}  // namespace server::http
