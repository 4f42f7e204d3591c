#include "config/settings_access.h"

#include <algorithm>

#include "base/text.h"

namespace config {
namespace {

using std::chrono::days;
using std::chrono::minutes;

bool has_only(std::string_view text, std::string_view more) {
    return !text.empty() && std::ranges::all_of(text, [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               more.find(c) != more.npos;
    });
}

bool is_address(std::string_view text) {
    return has_only(text, ".:-");
}

void read_listen(TomlTable& table, HttpSettings& http) {
    // One address may stand without brackets.
    if (table.is_text("listen")) {
        std::string one;
        if (table.text("listen", one)) http.listen = {one};
    } else {
        table.texts("listen", http.listen);
    }
    for (const std::string& address : http.listen) {
        if (!is_address(address))
            table.mistake("listen", "holds '" + address +
                                        "'; expected addresses of this machine without a port, "
                                        "for example \"0.0.0.0\" for all of them");
    }
    const bool all = std::ranges::any_of(http.listen, [](const std::string& address) {
        return address == "0.0.0.0" || address == "::";
    });
    if (all && http.listen.size() > 1)
        table.mistake("listen",
                      "holds \"0.0.0.0\" or \"::\", which are all addresses, beside others; "
                      "expected it alone");
}

void read_length(TomlTable& table, const char* role, SessionLength& length) {
    const std::string idle = std::string(role) + "_idle";
    const std::string longest = std::string(role) + "_session";
    table.minutes(idle, length.idle, minutes{5}, days{366});
    table.minutes(longest, length.longest, minutes{5}, days{366});
    if (length.idle > length.longest) length.idle = length.longest;
}

}  // namespace

bool is_loopback(std::string_view address) {
    // 127.example.org is a name, and whose, nobody knows.
    const bool numbers =
        std::ranges::all_of(address, [](char c) { return base::is_digit(c) || c == '.'; });
    return address == "localhost" || address == "::1" || (address.starts_with("127.") && numbers);
}

void read_http(TomlTable& root, HttpSettings& http) {
    auto table = root.table("http");
    if (!table) return;
    if (table->text("address", http.address)) {
        if (!is_address(http.address)) {
            table->mistake("address", "is '" + http.address +
                                          "'; expected an address of this machine, for example "
                                          "\"127.0.0.1\"; the port stands in http.port");
        } else if (!is_loopback(http.address)) {
            table->mistake("address", "is '" + http.address +
                                          "', which other computers reach; expected \"127.0.0.1\" "
                                          "here, and the address in http.listen: it is opened "
                                          "once the station has an owner");
        }
    }
    table->integer("port", http.port, 1, 65535);
    read_listen(*table, http);
    table->texts("names", http.names);
    for (const std::string& name : http.names) {
        if (!is_address(name))
            table->mistake("names", "holds '" + name +
                                        "'; expected host names, for example \"packbench.lan\"");
    }
    table->boolean("behind_proxy", http.behind_proxy);
    table->finish();
}

void read_access(TomlTable& root, AccessSettings& access) {
    auto table = root.table("access");
    if (!table) return;
    table->boolean("open_bench", access.open_bench);
    read_length(*table, "packer", access.packer);
    read_length(*table, "supervisor", access.supervisor);
    read_length(*table, "owner", access.owner);
    table->integer("password_memory_mb", access.password_memory_mb, 19, 1024);
    table->integer("password_passes", access.password_passes, 2, 20);
    table->integer("password_checks", access.password_checks, 1, 16);
    table->finish();
}

void add_access_warnings(const Settings& settings, std::vector<std::string>& all) {
    if (settings.http.behind_proxy && settings.access.open_bench)
        all.emplace_back(
            "access.open_bench has no effect: http.behind_proxy is true, so that nobody can tell "
            "who sits at this machine");
    const bool others = std::ranges::any_of(
        settings.http.listen, [](const std::string& address) { return !is_loopback(address); });
    if (others && !settings.http.behind_proxy)
        all.emplace_back(
            "http.listen lets other computers in without https: passwords cross the shop's own "
            "network in clear; never forward the port to the Internet");
}

}  // namespace config
