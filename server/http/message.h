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
#include "station/users/users.h"

namespace server::http {

/// Compares header names without regard to ASCII case.
struct HeaderLess {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const;
};

/// Where a request came in. The local socket belongs to the user who owns the data folder: file
/// permissions guard it, so that it needs no Host check and may name files of this machine.
enum class Entrance { Tcp, LocalSocket };

/// Who sent a request; filled in by the gate (gate.h) before the handler runs.
struct Visitor {
    std::string actor = "supervisor";   ///< For the audit: the user's name, "cli", "supervisor".
    std::string user;                   ///< Empty: nobody is logged in.
    std::optional<station::Role> role;  ///< Of the user.
    std::string token;                  ///< Of their session; never logged.
    bool this_machine = false;          ///< By the loopback address and no proxy.
    bool set_up = false;                ///< There is an owner.
};

/// Takes up to `length` further bytes of a body that is not read into memory; 0 at its end.
/// Timeout (error.upload_slow) for a client that sends too slowly, Unavailable for one that is
/// gone.
using ReadBody = std::function<base::Result<std::size_t>(char* buffer, std::size_t length)>;

/// A request in plain values: path and query are percent-decoded, path parameters are filled in by
/// the router.
struct Request {
    std::string method;  ///< "GET", "HEAD", "POST", ... as sent.
    std::string path;
    std::map<std::string, std::string, std::less<>> query;
    std::map<std::string, std::string, HeaderLess> headers;
    std::string body;
    std::string remote;  ///< Address without port; "local" on the local socket.
    bool remote_is_loopback = false;
    std::string local_address;  ///< Ours, that the connection came to; empty on the local socket.
    int port = 0;               ///< Ours; 0 on the local socket.
    Entrance entrance = Entrance::Tcp;
    Visitor visitor;
    ReadBody read_body;                      ///< Only for routes of Body::Stream.
    std::optional<std::size_t> body_length;  ///< As the client announced it.
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
