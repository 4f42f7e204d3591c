// The pages: plain files of one folder, under the addresses that people see.
#include <array>
#include <functional>
#include <string_view>

#include "base/files.h"
#include "base/text.h"
#include "server/http/handlers.h"

namespace server::http {
namespace {

constexpr std::size_t kPageLimitBytes = 16 << 20;

std::string content_type(const std::filesystem::path& path) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kTypes = {{
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".json", "application/json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".webmanifest", "application/manifest+json"},
        {".woff2", "font/woff2"},
    }};
    const std::string extension = path.extension().string();
    for (const auto& [ending, type] : kTypes)
        if (extension == ending) return std::string(type);
    return {};
}

Response no_page(const Request& request) {
    return Response::error(
        base::Error{base::ErrorCode::NotFound, "nothing is at " + request.path, "error.not_found"});
}

// `name` has only plain segments: no dots in front, no empty ones, so that no path leaves the
// folder (symbolic links inside it are the administrator's own).
bool is_plain(std::string_view name) {
    for (const std::string_view segment : base::split(name, '/')) {
        if (segment.empty() || segment.starts_with('.')) return false;
        for (const char c : segment)
            if (c == '\\' || static_cast<unsigned char>(c) < 0x20) return false;
    }
    return true;
}

Response file(Api& api, const Request& request, const std::string& name) {
    if (!is_plain(name)) return no_page(request);
    const std::filesystem::path path = api.web_folder / name;
    const std::string type = content_type(path);
    if (type.empty()) return no_page(request);
    const auto content = base::read_file(path, kPageLimitBytes);
    if (!content) return no_page(request);
    Response response = Response::bytes(*content, type);
    const std::string etag = "\"" + std::to_string(std::hash<std::string>{}(response.body)) + "\"";
    response.headers["Cache-Control"] = "no-cache";
    response.headers["ETag"] = etag;
    if (request.header("If-None-Match") == etag) {
        response.status = 304;
        response.body.clear();
    }
    return response;
}

struct Page {
    std::string_view address, name;
};
constexpr Page kPages[] = {
    {"/status", "index.html"},
    {"/today", "today.html"},
    {"/bench", "bench.html"},
    {"/bench/{bench}", "bench.html"},
    {"/review", "review.html"},
    {"/orders", "orders.html"},
    {"/orders/{order}", "order.html"},
    {"/batches", "batches.html"},
    {"/batches/{id}", "batches.html"},
    {"/imports", "files.html"},
    {"/files", "files.html"},
    {"/login", "login.html"},
    {"/setup", "setup.html"},
    {"/users", "users.html"},
    {"/after-sales", "after_sales.html"},
    {"/shipping", "shipping.html"},
    {"/handover", "handover.html"},
    {"/handover/{id}", "handover_list.html"},
    {"/numbers", "numbers.html"},
    {"/batches/{id}/picklist", "picking.html"},
    {"/batches/{id}/slips", "picking.html"},
    {"/products", "products.html"},
    {"/contacts", "contacts.html"},
    {"/webhooks", "webhooks.html"},
    {"/stock", "stock.html"},
    {"/merges", "merges.html"},
    {"/favicon.ico", "icon.svg"},
};

}  // namespace

void add_page_routes(Router& router, Api& api) {
    router.add("GET", "/", [&api](const Request& request) {
        return file(api, request, api.settings.home == "today" ? "today.html" : "index.html");
    });
    for (const Page& page : kPages) {
        router.add("GET", std::string(page.address),
                   [&api, name = std::string(page.name)](const Request& request) {
                       return file(api, request, name);
                   });
    }
    // Files lie at most two folders deep: /style.css, /js/status.js, /js/lib/x.js.
    router.add("GET", "/{file}", [&api](const Request& request) {
        return file(api, request, request.path_value("file"));
    });
    router.add("GET", "/{folder}/{file}", [&api](const Request& request) {
        return file(api, request, request.path_value("folder") + "/" + request.path_value("file"));
    });
    router.add("GET", "/{folder}/{inner}/{file}", [&api](const Request& request) {
        return file(api, request,
                    request.path_value("folder") + "/" + request.path_value("inner") + "/" +
                        request.path_value("file"));
    });
}

}  // namespace server::http
