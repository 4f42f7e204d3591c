// Numbers: what is left, wishes that wait for a person, numbers to be voided, request files.
#include "base/files.h"
#include "base/text.h"
#include "server/http/handlers.h"

namespace server::http {
namespace {

constexpr std::size_t kRequestFileLimitBytes = 64 << 20;

Response bad_request(const std::string& message) {
    return Response::error(
        base::Error{base::ErrorCode::InvalidInput, message, "error.bad_request"});
}

Response resolve(Api& api, const Request& request) {
    const auto id = path_row<station::WishRow>(request);
    if (!id) return Response::error(id.error());
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto action = json::required_text(*body, "action");
    if (!action) return Response::error(action.error());
    station::WishDecision decision;
    using Kind = station::WishDecision::Kind;
    if (*action == "number") {
        decision.kind = Kind::Number;
    } else if (*action == "again") {
        decision.kind = Kind::Again;
    } else if (*action == "cancel") {
        decision.kind = Kind::Cancel;
    } else {
        return bad_request("action '" + *action + "' is none of number, again, cancel");
    }
    const std::pair<const char*, std::string*> fields[] = {{"number", &decision.number},
                                                           {"sorting_code", &decision.sorting_code},
                                                           {"hub_name", &decision.hub_name},
                                                           {"reason", &decision.reason}};
    for (const auto& [name, target] : fields) {
        auto text = json::text_field(*body, name);
        if (!text) return Response::error(text.error());
        *target = std::move(*text);
    }
    return answer(
        api,
        [id = *id, decision, actor = actor_of(request)](station::Station& station) {
            return station.numbers().resolve(id, decision, actor);
        },
        [](const station::WishView& wish) { return json::text(wish); });
}

Response mark_void(Api& api, const Request& request) {
    const auto id = path_row<station::VoidRow>(request);
    if (!id) return Response::error(id.error());
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto done = json::bool_field(*body, "done");
    if (!done) return Response::error(done.error());
    return answer(
        api,
        [id = *id, done = done->value_or(true), actor = actor_of(request)](
            station::Station& station) { return station.numbers().mark_void(id, done, actor); },
        [](const station::VoidView& number) { return json::text(number); });
}

// Numbers, carriers and words of our own alone: nothing of it needs quoting but the result.
std::string cell(std::string_view text) {
    std::string out = "\"";
    if (!text.empty() && std::string_view("=+-@").find(text[0]) != std::string_view::npos)
        out += '\'';
    for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
    return out + "\"";
}

std::string voids_csv(const station::NumbersView& numbers) {
    std::string out =
        "\xEF\xBB\xBF快递公司,单号,订单号,原因,状态,时间,处理方式,客服电话,结果,处理人\r\n";
    for (const station::VoidView& number : numbers.voids) {
        const std::string cells[] = {
            number.carrier_name, number.number.str(),  number.order_no.str(),
            number.reason,       number.state,         base::format_beijing(number.at),
            number.how,          number.service_phone, number.result,
            number.actor};
        std::string line;
        for (const std::string& one : cells) line += (line.empty() ? "" : ",") + cell(one);
        out += line + "\r\n";
    }
    return out;
}

Response download_voids(Api& api) {
    auto reader = api.readers.take();
    if (!reader) return Response::error(reader.error());
    const auto numbers = (*reader)->numbers();
    if (!numbers) return Response::error(numbers.error());
    Response response =
        Response::bytes(base::as_bytes(voids_csv(*numbers)), "text/csv; charset=utf-8");
    response.headers["Content-Disposition"] = "attachment; filename=\"numbers-to-void.csv\"";
    return response;
}

Response write_request(Api& api, const Request& request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto format = json::text_field(*body, "format");
    if (!format) return Response::error(format.error());
    const auto carrier = json::text_field(*body, "carrier");
    if (!carrier) return Response::error(carrier.error());
    const auto path = json::text_field(*body, "path");
    if (!path) return Response::error(path.error());
    if (!path->empty() && request.entrance != Entrance::LocalSocket) return local_only();
    if (!format->empty() && *format != "xlsx" && *format != "csv")
        return bad_request("format '" + *format + "' is neither xlsx nor csv");
    return answer(
        api,
        [xlsx = *format != "csv", carrier = base::CarrierCode(*carrier),
         path = std::filesystem::path(*path),
         actor = actor_of(request)](station::Station& station) {
            return station.numbers().write_request(carrier, xlsx, path, actor);
        },
        [](const station::RequestFileView& file) { return json::text(file); });
}

Response download_request(Api& api, const Request& request) {
    auto reader = api.readers.take();
    if (!reader) return Response::error(reader.error());
    const std::string name = request.path_value("name");
    const auto path = (*reader)->request_file(name);
    if (!path) return Response::error(path.error());
    const auto content = base::read_file(*path, kRequestFileLimitBytes);
    if (!content) return Response::error(content.error());
    const bool xlsx = path->extension() == ".xlsx";
    Response response = Response::bytes(
        *content, xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                       : "text/csv; charset=utf-8");
    response.headers["Content-Disposition"] = "attachment; filename=\"" + name + "\"";
    response.headers["Cache-Control"] = "no-store";
    return response;
}

}  // namespace

void add_number_routes(Router& router, Api& api) {
    router.add("GET", "/api/v1/numbers", [&api](const Request&) {
        return read(
            api, [](station::Reader& reader) { return reader.numbers(); },
            [](const station::NumbersView& numbers) { return json::text(numbers); });
    });
    router.add("POST", "/api/v1/numbers/wishes/{id}",
               [&api](const Request& request) { return resolve(api, request); });
    router.add("POST", "/api/v1/numbers/voids/{id}",
               [&api](const Request& request) { return mark_void(api, request); });
    router.add("GET", "/api/v1/numbers/voids.csv",
               [&api](const Request&) { return download_voids(api); });
    router.add("POST", "/api/v1/number-requests",
               [&api](const Request& request) { return write_request(api, request); });
    router.add("GET", "/api/v1/number-requests/{name}",
               [&api](const Request& request) { return download_request(api, request); });
}

}  // namespace server::http
