#include "server/http/router.h"

#include <optional>
#include <utility>

#include "base/text.h"

namespace server::http {
namespace {

using Params = std::map<std::string, std::string, std::less<>>;

// How many literal segments matched, or nothing where the path is another one.
std::optional<int> match(std::string_view pattern, std::string_view path, Params& params) {
    const auto wanted = base::split(pattern, '/');
    const auto seen = base::split(path, '/');
    if (wanted.size() != seen.size()) return std::nullopt;
    int literals = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const std::string_view want = wanted[i];
        const auto close = want.find('}');
        if (!want.starts_with('{') || close == std::string_view::npos) {
            if (want != seen[i]) return std::nullopt;
            ++literals;
            continue;
        }
        const std::string_view suffix = want.substr(close + 1);
        if (seen[i].size() <= suffix.size() || !seen[i].ends_with(suffix)) return std::nullopt;
        params[std::string(want.substr(1, close - 1))] =
            std::string(seen[i].substr(0, seen[i].size() - suffix.size()));
    }
    return literals;
}

}  // namespace

void Router::add(std::string method, std::string pattern, Handler handler, Body body) {
    routes_.push_back({std::move(method), std::move(pattern), std::move(handler), body, 0});
}

void Router::add(std::string method, std::string pattern, Handler handler, std::size_t body_bytes) {
    routes_.push_back(
        {std::move(method), std::move(pattern), std::move(handler), Body::Text, body_bytes});
}

Router::Match Router::find(std::string_view method, std::string_view path) const {
    const std::string_view wanted = method == "HEAD" ? "GET" : method;
    Match best;
    int best_literals = -1;
    std::string allowed;
    for (const Route& route : routes_) {
        Params params;
        const auto literals = match(route.pattern, path, params);
        if (!literals) continue;
        const std::string methods = route.method == "GET" ? "GET, HEAD" : route.method;
        // A pattern of parameters alone (any file) does not say that the address exists.
        if (*literals > 1 && allowed.find(methods) == std::string::npos)
            allowed += (allowed.empty() ? "" : ", ") + methods;
        if (route.method != wanted || *literals <= best_literals) continue;
        best_literals = *literals;
        best.route = &route;
        best.params = std::move(params);
    }
    if (best.route == nullptr) best.allowed = allowed;
    return best;
}

}  // namespace server::http
