#include "server/http/access.h"

#include <algorithm>

namespace server::http {
namespace {

using enum Least;

constexpr AccessRule kRules[] = {
    {"GET", "/healthz", Anybody},
    {"GET", "/metrics", ThisMachine},
    {"GET", "/api/v1/texts/{language}", Anybody},
    {"GET", "/api/v1/status", Bench},
    {"GET", "/api/v1/events", Bench},

    {"GET", "/api/v1/session", Anybody},
    {"POST", "/api/v1/setup", FirstStart},
    {"POST", "/api/v1/login", Anybody},
    {"POST", "/api/v1/logout", Anybody},
    {"POST", "/api/v1/password", Packer},
    {"GET", "/api/v1/addresses", Owner},
    {"GET", "/api/v1/addresses/{address}.png", Owner},
    {"GET", "/api/v1/users", Owner},
    {"POST", "/api/v1/users", Owner},
    {"POST", "/api/v1/users/{user}/role", Owner},
    {"POST", "/api/v1/users/{user}/password", Owner},
    {"POST", "/api/v1/users/{user}/disable", Owner},
    {"POST", "/api/v1/users/{user}/enable", Owner},
    {"POST", "/api/v1/users/{user}/sign-out", Owner},

    {"GET", "/api/v1/orders", Supervisor},
    {"GET", "/api/v1/orders/{order}", Supervisor},
    {"GET", "/api/v1/review", Supervisor},
    {"POST", "/api/v1/orders/{order}/reveal", Supervisor},
    {"POST", "/api/v1/orders/{order}/hold", Supervisor},
    {"POST", "/api/v1/orders/{order}/release", Supervisor},
    {"POST", "/api/v1/orders/{order}/refuse", Supervisor},
    {"POST", "/api/v1/orders/{order}/carrier", Supervisor},
    {"POST", "/api/v1/orders/{order}/print", Supervisor},

    {"POST", "/api/v1/batches", Supervisor},
    {"GET", "/api/v1/batches", Supervisor},
    {"GET", "/api/v1/batches/{id}", Supervisor},
    {"POST", "/api/v1/batches/{id}/pause", Supervisor},
    {"POST", "/api/v1/batches/{id}/resume", Supervisor},
    {"POST", "/api/v1/batches/{id}/cancel", Supervisor},
    {"POST", "/api/v1/slots/{id}/go", Supervisor},
    {"POST", "/api/v1/slots/{id}/skip", Supervisor},
    {"POST", "/api/v1/check", Bench},
    {"POST", "/api/v1/printers/{name}/roll", Bench},
    {"GET", "/api/v1/after-sales", Supervisor},
    {"POST", "/api/v1/orders/{order}/acknowledge", Supervisor},
    {"GET", "/api/v1/numbers", Supervisor},
    {"POST", "/api/v1/numbers/wishes/{id}", Supervisor},
    {"POST", "/api/v1/numbers/voids/{id}", Supervisor},
    {"GET", "/api/v1/numbers/voids.csv", Supervisor},
    {"POST", "/api/v1/number-requests", Supervisor},
    {"GET", "/api/v1/number-requests/{name}", Supervisor},

    {"GET", "/api/v1/products", Supervisor},
    {"POST", "/api/v1/products", Supervisor},
    {"GET", "/api/v1/products.csv", Supervisor},
    {"POST", "/api/v1/products/import", Supervisor},
    {"POST", "/api/v1/products/undo", Supervisor},
    {"GET", "/api/v1/products/{id}", Supervisor},
    {"POST", "/api/v1/products/{id}", Supervisor},
    {"POST", "/api/v1/products/{id}/remove", Supervisor},
    {"GET", "/api/v1/products/{id}/picture", Bench},
    {"POST", "/api/v1/products/{id}/picture", Supervisor},
    {"POST", "/api/v1/products/{id}/picture/remove", Supervisor},
    {"GET", "/api/v1/batches/{id}/picklist", Supervisor},
    {"GET", "/api/v1/batches/{id}/slips", Supervisor},
    {"GET", "/api/v1/batches/{id}/picklist/sheets", Supervisor},
    {"GET", "/api/v1/batches/{id}/slips/sheets", Supervisor},
    {"GET", "/api/v1/batches/{id}/picklist/sheet.png", Supervisor},
    {"GET", "/api/v1/batches/{id}/slips/sheet.png", Supervisor},
    {"POST", "/api/v1/batches/{id}/picklist/print", Supervisor},
    {"POST", "/api/v1/batches/{id}/slips/print", Supervisor},
    {"GET", "/api/v1/slip-codes/{code}.png", Anybody},

    {"GET", "/api/v1/jobs", Supervisor},
    {"GET", "/api/v1/jobs/{id}", Supervisor},
    {"POST", "/api/v1/sheets", Supervisor},
    {"POST", "/api/v1/jobs/{id}/settle", Supervisor},
    {"POST", "/api/v1/jobs/{id}/reprint", Supervisor},
    {"GET", "/api/v1/jobs/{id}/label.png", Supervisor},

    {"GET", "/api/v1/benches", Bench},
    {"GET", "/api/v1/benches/{bench}", Bench},
    {"POST", "/api/v1/benches/{bench}/scan", Bench},
    {"GET", "/api/v1/symbols/{command}.png", Anybody},

    {"POST", "/api/v1/ship-files", Supervisor},
    {"GET", "/api/v1/ship-files", Supervisor},
    {"GET", "/api/v1/ship-files/{name}", Supervisor},
    {"GET", "/api/v1/ship-queue", Supervisor},
    {"GET", "/api/v1/day", Supervisor},
    {"GET", "/api/v1/ship-files/{name}/rows", Supervisor},
    {"POST", "/api/v1/ship-files/{name}/uploaded", Supervisor},
    {"POST", "/api/v1/ship-files/{name}/not-uploaded", Supervisor},
    {"POST", "/api/v1/ship-files/{name}/rejected", Supervisor},
    {"POST", "/api/v1/ship-files/{name}/not-rejected", Supervisor},
    {"POST", "/api/v1/ship-files/{name}/trusted", Supervisor},
    {"POST", "/api/v1/ship-files/{name}/remake", Supervisor},
    {"POST", "/api/v1/ship-results", Supervisor},
    {"POST", "/api/v1/ship-again", Supervisor},
    {"GET", "/api/v1/tasks", Supervisor},
    {"POST", "/api/v1/tasks/{id}/done", Supervisor},
    {"POST", "/api/v1/tasks/{id}/not-done", Supervisor},
    {"POST", "/api/v1/tasks/{id}/withdraw", Supervisor},
    {"POST", "/api/v1/orders/{order}/correction", Supervisor},
    {"POST", "/api/v1/orders/{order}/delay", Supervisor},

    // The courier stands beside whoever packs.
    {"GET", "/api/v1/handovers", Bench},
    {"GET", "/api/v1/handovers/{id}", Bench},
    {"POST", "/api/v1/handovers", Bench},
    {"POST", "/api/v1/handover-scans", Bench},
    {"POST", "/api/v1/handover-scans/undo", Bench},
    {"POST", "/api/v1/handovers/{id}/undo", Bench},
    {"GET", "/api/v1/imports", Supervisor},
    {"POST", "/api/v1/imports", Supervisor},
    {"GET", "/api/v1/imports/{id}", Supervisor},
    {"GET", "/api/v1/imports/{id}/undo", Supervisor},
    {"POST", "/api/v1/imports/{id}/undo", Supervisor},
    {"POST", "/api/v1/uploads", Supervisor},
    {"GET", "/api/v1/uploads/{id}", Supervisor},

    {"GET", "/api/v1/contacts", Bench},
    {"POST", "/api/v1/contacts", Supervisor},
    {"POST", "/api/v1/contacts/{id}", Supervisor},
    {"POST", "/api/v1/contacts/{id}/remove", Supervisor},
    {"GET", "/api/v1/webhooks", Supervisor},
    {"POST", "/api/v1/webhooks/{webhook}/test", Supervisor},
    {"POST", "/api/v1/webhook-messages/{id}/again", Supervisor},
    {"POST", "/api/v1/webhook-messages/{id}/dismiss", Supervisor},
    {"GET", "/api/v1/stock", Packer},
    {"POST", "/api/v1/stock/{id}/back", Packer},
    {"POST", "/api/v1/stock/{id}/undo", Packer},
    {"POST", "/api/v1/stock/{id}/again", Packer},
    {"POST", "/api/v1/orders/{order}/out-of-stock", Supervisor},
    {"GET", "/api/v1/merges", Supervisor},
    {"POST", "/api/v1/merges", Supervisor},
    {"POST", "/api/v1/merges/apart", Supervisor},
    {"POST", "/api/v1/orders/{order}/unmerge", Supervisor},

    // The pages hold nothing of the shop: what they show comes from the rows above.
    {"GET", "/", Anybody},
    {"GET", "/bench", Anybody},
    {"GET", "/bench/{bench}", Anybody},
    {"GET", "/review", Anybody},
    {"GET", "/orders", Anybody},
    {"GET", "/orders/{order}", Anybody},
    {"GET", "/batches", Anybody},
    {"GET", "/batches/{id}", Anybody},
    {"GET", "/imports", Anybody},
    {"GET", "/files", Anybody},
    {"GET", "/login", Anybody},
    {"GET", "/setup", Anybody},
    {"GET", "/users", Anybody},
    {"GET", "/after-sales", Anybody},
    {"GET", "/numbers", Anybody},
    {"GET", "/shipping", Anybody},
    {"GET", "/today", Anybody},
    {"GET", "/status", Anybody},
    {"GET", "/handover", Anybody},
    {"GET", "/handover/{id}", Anybody},
    {"GET", "/batches/{id}/picklist", Anybody},
    {"GET", "/batches/{id}/slips", Anybody},
    {"GET", "/products", Anybody},
    {"GET", "/contacts", Anybody},
    {"GET", "/webhooks", Anybody},
    {"GET", "/stock", Anybody},
    {"GET", "/merges", Anybody},
    {"GET", "/favicon.ico", Anybody},
    {"GET", "/{file}", Anybody},
    {"GET", "/{folder}/{file}", Anybody},
    {"GET", "/{folder}/{inner}/{file}", Anybody},
};

std::optional<station::Role> role_for(Least least) {
    switch (least) {
        case Bench:
        case Packer:
            return station::Role::Packer;
        case ThisMachine:
        case Supervisor:
            return station::Role::Supervisor;
        case Owner:
        case FirstStart:
            return station::Role::Owner;
        case Anybody:
            break;
    }
    return std::nullopt;
}

}  // namespace

std::span<const AccessRule> access_rules() {
    return kRules;
}

Least least_for(std::string_view method, std::string_view pattern) {
    const auto row = std::ranges::find_if(kRules, [&](const AccessRule& rule) {
        return rule.method == method && rule.pattern == pattern;
    });
    return row == std::end(kRules) ? Owner : row->least;
}

Verdict decide(Least least, const Situation& situation) {
    if (situation.local_socket) return Verdict::Let;
    if (!situation.set_up) return situation.this_machine ? Verdict::Let : Verdict::OnlyHere;
    const auto needed = role_for(least);
    if (!needed) return Verdict::Let;
    if (situation.role && *situation.role >= *needed) return Verdict::Let;
    if (least == ThisMachine && situation.this_machine) return Verdict::Let;
    if (least == Bench && situation.open_bench && situation.this_machine) return Verdict::Let;
    return situation.role ? Verdict::TooLittle : Verdict::LogIn;
}

}  // namespace server::http
