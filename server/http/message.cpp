#include "server/http/message.h"

#include <algorithm>

#include "server/json/views.h"

namespace server::http {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

template <typename Map>
std::string value_or_empty(const Map& map, std::string_view name) {
    const auto found = map.find(name);
    return found == map.end() ? std::string() : found->second;
}

}  // namespace

bool HeaderLess::operator()(std::string_view a, std::string_view b) const {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                        [](char x, char y) { return lower(x) < lower(y); });
}

std::string Request::header(std::string_view name) const {
    return value_or_empty(headers, name);
}
std::string Request::query_value(std::string_view name) const {
    return value_or_empty(query, name);
}
std::string Request::path_value(std::string_view name) const {
    return value_or_empty(path_params, name);
}

int status_of(base::ErrorCode code) {
    switch (code) {
        case base::ErrorCode::InvalidInput:
            return 400;
        case base::ErrorCode::NotFound:
            return 404;
        case base::ErrorCode::Conflict:
        case base::ErrorCode::NeedsOperator:
            return 409;
        case base::ErrorCode::Unavailable:
        case base::ErrorCode::Timeout:
        case base::ErrorCode::DeviceGone:
            return 503;
        case base::ErrorCode::Corrupt:
            return 500;
    }
    return 500;
}

Response Response::json(std::string body, int status) {
    Response response;
    response.status = status;
    response.body = std::move(body);
    response.headers["Cache-Control"] = "no-store";
    return response;
}

Response Response::bytes(base::ByteView content, std::string content_type) {
    Response response;
    response.content_type = std::move(content_type);
    response.body = std::string(base::as_text(content));
    response.headers["Cache-Control"] = "no-store";
    return response;
}

Response Response::error(const base::Error& error) {
    return Response::error(status_of(error.code), error);
}

Response Response::error(int status, const base::Error& error) {
    return Response::json(json::text(error), status);
}

}  // namespace server::http
