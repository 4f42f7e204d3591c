#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/message.h"

namespace server::http {

using Handler = std::function<Response(const Request&)>;

/// How a route gets the body of its requests: whole in memory (64 KiB at most), or by and by
/// (Request::read_body), with the handler's own limit.
enum class Body { Text, Stream };

/// One row of the route table. A pattern's segment in braces matches any one segment and fills the
/// path parameter of that name: "/api/v1/orders/{order}/hold"; a suffix may stand behind the
/// brace: "/api/v1/symbols/{command}.png".
struct Route {
    std::string method;  ///< "GET" (HEAD is answered too) or "POST".
    std::string pattern;
    Handler handler;
    Body body = Body::Text;
    std::size_t body_bytes = 0;  ///< Longest body; 0: the server's own limit.
};

/// Finds the handler of a request. Immutable after the last add(); any thread.
class Router {
public:
    void add(std::string method, std::string pattern, Handler handler, Body body = Body::Text);
    /// A longer body than usual, in memory.
    void add(std::string method, std::string pattern, Handler handler, std::size_t body_bytes);

    struct Match {
        const Route* route = nullptr;  ///< Null: see `allowed`.
        std::map<std::string, std::string, std::less<>> params;
        std::string allowed;  ///< "GET, HEAD": the path exists, the method does not; else empty.
    };
    /// Literal segments win over parameters.
    Match find(std::string_view method, std::string_view path) const;
    const std::vector<Route>& routes() const { return routes_; }

private:
    std::vector<Route> routes_;
};

}  // namespace server::http
