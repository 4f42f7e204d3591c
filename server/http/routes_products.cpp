// The product table: list, edit, pictures, files.
#include "base/base64.h"
#include "base/files.h"
#include "server/http/handlers.h"
#include "server/json/product_views.h"

namespace server::http {
namespace {

/// A file of 4 MB, and a picture, as base64 inside JSON.
constexpr std::size_t kFileBodyBytes = 6 << 20;
constexpr std::size_t kPictureBodyBytes = 3 << 20;
constexpr std::size_t kProductPictureLimitBytes = 4 << 20;

std::unexpected<base::Error> bad(std::string message) {
    return base::fail(base::ErrorCode::InvalidInput, std::move(message), "error.bad_request");
}

/// The fields of a product that the body names; anything else there is a mistake.
base::Result<station::ProductTexts> fields_of(const Request& request) {
    const auto body = body_object(request);
    if (!body) return base::pass(body);
    station::ProductTexts fields;
    const auto& known = station::product_field_names();
    for (const auto& [name, value] : body->fields) {
        if (std::ranges::find(known, name) == known.end())
            return bad("a product has no field '" + name + "'");
        const auto text = json::text_field(*body, name);
        if (!text) return base::pass(text);
        fields[name] = *text;
    }
    return fields;
}

base::Result<base::Bytes> content_of(const json::Value& body) {
    const auto text = json::required_text(body, "content");
    if (!text) return base::pass(text);
    auto bytes = base::decode_base64(*text);
    if (!bytes) return bad("field 'content' is not base64");
    return *std::move(bytes);
}

Response list(Api& api, const Request& request) {
    station::ProductFilter filter;
    filter.query = request.query_value("q");
    filter.missing = request.query_value("missing");
    filter.page = page_of(request);
    return read(
        api, [&](station::Reader& reader) { return reader.products().list(filter); },
        [](const auto& products) { return json::text(products); });
}

std::string product_text(const station::ProductView& product) {
    return json::text(product);
}

/// Runs a change of the product that the path names.
template <typename Change>
Response change(Api& api, const Request& request, Change what) {
    const auto product = path_row<station::ProductRow>(request);
    if (!product) return Response::error(product.error());
    return answer(
        api,
        [product = *product, what = std::move(what), actor = actor_of(request).name](
            station::Station& station) { return what(station.products(), product, actor); },
        product_text);
}

Response edit(Api& api, const Request& request) {
    const auto fields = fields_of(request);
    if (!fields) return Response::error(fields.error());
    return change(
        api, request,
        [fields = *fields](station::ProductDesk& desk, station::ProductRow product,
                           const std::string& actor) { return desk.edit(product, fields, actor); });
}

Response add(Api& api, const Request& request) {
    const auto fields = fields_of(request);
    if (!fields) return Response::error(fields.error());
    return answer(
        api,
        [fields = *fields, actor = actor_of(request).name](station::Station& station) {
            return station.products().add(fields, actor);
        },
        product_text);
}

Response remove(Api& api, const Request& request) {
    const auto product = path_row<station::ProductRow>(request);
    if (!product) return Response::error(product.error());
    return answer(
        api,
        [product = *product,
         actor = actor_of(request).name](station::Station& station) -> base::Result<bool> {
            const auto done = station.products().remove(product, actor);
            if (!done) return base::pass(done);
            return true;
        },
        [](bool) { return std::string("{}"); });
}

Response set_picture(Api& api, const Request& request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    auto content = content_of(*body);
    if (!content) return Response::error(content.error());
    return change(
        api, request,
        [content = *std::move(content)](station::ProductDesk& desk, station::ProductRow product,
                                        const std::string& actor) {
            return desk.set_picture(product, content, actor);
        });
}

Response picture(Api& api, const Request& request) {
    const auto product = path_row<station::ProductRow>(request);
    if (!product) return Response::error(product.error());
    auto reader = api.readers.take();
    if (!reader) return Response::error(reader.error());
    const auto found = (*reader)->products().picture(*product);
    if (!found) return Response::error(found.error());
    const auto content = base::read_file(found->file, kProductPictureLimitBytes);
    if (!content) return Response::error(content.error());
    Response response = Response::bytes(*content, found->content_type);
    // Its address changes with it (?v=).
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable";
    return response;
}

Response import_file(Api& api, const Request& request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto name = json::required_text(*body, "name");
    if (!name) return Response::error(name.error());
    const auto dry_run = json::bool_field(*body, "dry_run");
    if (!dry_run) return Response::error(dry_run.error());
    const auto content = content_of(*body);
    if (!content) return Response::error(content.error());
    auto file = station::read_product_file(name->substr(0, 200), *content);
    if (!file) return Response::error(file.error());
    auto run = std::make_shared<station::ProductImport>();
    run->file = std::make_shared<const station::ProductFile>(*std::move(file));
    run->dry_run = dry_run->value_or(false);
    // Some rows at a time, so that scans go on meanwhile.
    for (;;) {
        const auto more =
            api.loop.call(base::Lane::Normal, kCommandDeadline,
                          [run, actor = actor_of(request).name](station::Station& station) {
                              return station.products().import_step(*run, actor);
                          });
        if (!more) return Response::error(more.error());
        if (!*more) return Response::json(json::text(run->view));
    }
}

Response undo_products(Api& api, const Request& request) {
    station::ProductUndoView all;
    for (;;) {
        const auto step =
            api.loop.call(base::Lane::Normal, kCommandDeadline,
                          [actor = actor_of(request).name](station::Station& station) {
                              return station.products().undo_step(actor);
                          });
        if (!step) return Response::error(step.error());
        all.file = step->file;
        all.restored += step->restored;
        all.removed += step->removed;
        all.kept += step->kept;
        if (!step->more) return Response::json(json::text(all));
    }
}

Response csv(Api& api) {
    auto reader = api.readers.take();
    if (!reader) return Response::error(reader.error());
    const auto content = (*reader)->products().csv();
    if (!content) return Response::error(content.error());
    Response response = Response::bytes(*content, "text/csv; charset=utf-8");
    const std::string day = base::format_beijing(api.clock.now()).substr(0, 10);
    response.headers["Content-Disposition"] = "attachment; filename=\"products-" + day +
                                              ".csv\"; filename*=UTF-8''%E5%95%86%E5%93%81-" + day +
                                              ".csv";
    return response;
}

}  // namespace

void add_product_routes(Router& router, Api& api) {
    router.add("GET", "/api/v1/products",
               [&api](const Request& request) { return list(api, request); });
    router.add("POST", "/api/v1/products",
               [&api](const Request& request) { return add(api, request); });
    router.add("GET", "/api/v1/products.csv", [&api](const Request&) { return csv(api); });
    router.add(
        "POST", "/api/v1/products/import",
        [&api](const Request& request) { return import_file(api, request); }, kFileBodyBytes);
    router.add("POST", "/api/v1/products/undo",
               [&api](const Request& request) { return undo_products(api, request); });
    router.add("GET", "/api/v1/products/{id}", [&api](const Request& request) {
        const auto product = path_row<station::ProductRow>(request);
        if (!product) return Response::error(product.error());
        return read(
            api, [&](station::Reader& reader) { return reader.products().product(*product); },
            product_text);
    });
    router.add("POST", "/api/v1/products/{id}",
               [&api](const Request& request) { return edit(api, request); });
    router.add("POST", "/api/v1/products/{id}/remove",
               [&api](const Request& request) { return remove(api, request); });
    router.add("GET", "/api/v1/products/{id}/picture",
               [&api](const Request& request) { return picture(api, request); });
    router.add(
        "POST", "/api/v1/products/{id}/picture",
        [&api](const Request& request) { return set_picture(api, request); }, kPictureBodyBytes);
    router.add("POST", "/api/v1/products/{id}/picture/remove", [&api](const Request& request) {
        return change(api, request,
                      [](station::ProductDesk& desk, station::ProductRow product,
                         const std::string& actor) { return desk.remove_picture(product, actor); });
    });
}

}  // namespace server::http
