#pragma once
#include <charconv>
#include <string>

#include "base/result.h"
#include "server/http/api.h"
#include "server/http/message.h"
#include "server/json/reader.h"
#include "server/json/views.h"

// Small things that the route files share.
namespace server::http {

/// The body of a POST: a JSON object, or nothing at all, which is {}.
inline base::Result<json::Value> body_object(const Request& request) {
    if (request.body.empty()) {
        json::Value empty;
        empty.kind = json::Value::Kind::Object;
        return empty;
    }
    auto value = json::parse(request.body);
    if (value && !value->is_object())
        return base::fail(base::ErrorCode::InvalidInput, "the body must be a JSON object",
                          "error.bad_request");
    return value;
}

/// What other entrances than the local socket get where a body names a file of this machine.
inline Response local_only() {
    return Response::error(403, base::Error{base::ErrorCode::InvalidInput,
                                            "files of this machine can be named only on the local "
                                            "socket",
                                            "error.local_only"});
}

/// A row id of the path: digits alone. NotFound otherwise: such a thing cannot exist.
template <typename Row>
base::Result<Row> path_row(const Request& request) {
    const std::string text = request.path_value("id");
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size() || number <= 0)
        return base::fail(base::ErrorCode::NotFound, "no such id: '" + text + "'",
                          "error.not_found");
    return Row(number);
}

/// `page` of the query: 1 where it is missing or no number.
inline int page_of(const Request& request) {
    const std::string text = request.query_value("page");
    int page = 1;
    std::from_chars(text.data(), text.data() + text.size(), page);
    return page < 1 ? 1 : page;
}

/// Runs `command(Station&)` on the station thread; `to_json` turns what it returns into the body.
template <typename Command, typename ToJson>
Response answer(Api& api, Command command, ToJson to_json) {
    const auto result = api.loop.call(base::Lane::Normal, kCommandDeadline, std::move(command));
    if (!result) return Response::error(result.error());
    return Response::json(to_json(*result));
}

/// Runs `query(Reader&)` on a reading session of this thread's own.
template <typename Query, typename ToJson>
Response read(Api& api, Query query, ToJson to_json) {
    auto reader = api.readers.take();
    if (!reader) return Response::error(reader.error());
    const auto result = query(*reader->operator->());
    if (!result) return Response::error(result.error());
    return Response::json(to_json(*result));
}

/// Who acts, for the audit.
inline station::Actor actor_of(const Request& request) {
    return {request.visitor.actor};
}

}  // namespace server::http
