#include "config/database_location.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/text.h"

namespace config {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::string_view kScheme = "postgresql://";
constexpr std::string_view kForm = "postgresql://[user@][host[:port]]/name[?key=value&...]";

std::unexpected<base::Error> wrong(const std::string& what) {
    return fail(ErrorCode::InvalidInput, what);
}

base::Result<std::string> decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        unsigned value = 0;
        if (i + 2 >= text.size() ||
            std::from_chars(&text[i + 1], &text[i + 3], value, 16).ptr != &text[i + 3])
            return wrong("has a '%' without two hexadecimal digits behind it");
        out += static_cast<char>(value);
        i += 2;
    }
    const auto control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; };
    if (std::ranges::any_of(out, control)) return wrong("has a control character");
    return out;
}

bool is_port(const std::string& text) {
    int port = 0;
    const auto end = text.data() + text.size();
    return std::from_chars(text.data(), end, port).ptr == end && port >= 1 && port <= 65535;
}

base::Status set(DatabaseLocation& location, const std::string& key, std::string_view written) {
    auto text = decoded(written);
    if (!text) return base::pass(text);
    if (text->empty()) return wrong("has an empty " + key);
    if (key == "port" && !is_port(*text))
        return wrong("has the port '" + *text + "'; expected 1 to 65535");
    if (!location.server.emplace(key, *text).second) return wrong("says " + key + " twice");
    return {};
}

base::Status read_authority(DatabaseLocation& location, std::string_view authority) {
    if (const auto at = authority.rfind('@'); at != authority.npos) {
        const std::string_view user = authority.substr(0, at);
        if (user.contains(':'))
            return wrong(
                "holds a password; expected it in a file of mode 0600 (?passfile=/path, in the "
                "form "
                "of PostgreSQL's .pgpass), so that it never stands in a config file or a log");
        if (auto done = set(location, "user", user); !done) return done;
        authority.remove_prefix(at + 1);
    }
    if (authority.empty()) return {};
    const auto bracket = authority.find(']');
    const auto colon = authority.find(':', bracket == authority.npos ? 0 : bracket);
    if (colon != authority.npos) {
        if (auto done = set(location, "port", authority.substr(colon + 1)); !done) return done;
        authority = authority.substr(0, colon);
    }
    if (authority.starts_with('[') && authority.ends_with(']'))
        authority = authority.substr(1, authority.size() - 2);
    return set(location, "host", authority);
}

}  // namespace

DatabaseLocation sqlite_file(std::filesystem::path file) {
    DatabaseLocation location;
    location.file = std::move(file);
    return location;
}

std::string DatabaseLocation::text() const {
    if (engine == DatabaseEngine::Sqlite) return file.string();
    const auto part = [this](const char* key) {
        const auto found = server.find(key);
        return found == server.end() ? std::string() : found->second;
    };
    std::string url(kScheme);
    if (!part("user").empty()) url += part("user") + "@";
    const bool socket = part("host").starts_with('/');
    if (!socket) url += part("host");
    if (!part("port").empty()) url += ":" + part("port");
    url += "/" + part("dbname");
    if (socket) url += "?host=" + part("host");
    return url;
}

base::Result<DatabaseLocation> read_database_url(std::string_view url) {
    if (!url.starts_with(kScheme))
        return wrong("is no address of a PostgreSQL database; expected " + std::string(kForm) +
                     " (leave the key out for SQLite in the data folder)");
    url.remove_prefix(kScheme.size());
    DatabaseLocation location;
    location.engine = DatabaseEngine::Postgresql;
    std::string_view query;
    if (const auto mark = url.find('?'); mark != url.npos) {
        query = url.substr(mark + 1);
        url = url.substr(0, mark);
    }
    const auto slash = url.find('/');
    if (slash == url.npos || slash + 1 == url.size())
        return wrong("names no database; expected " + std::string(kForm));
    if (url.find('/', slash + 1) != url.npos)
        return wrong("has a '/' in the database's name; a socket's folder goes into ?host=/folder");
    if (auto done = read_authority(location, url.substr(0, slash)); !done) return base::pass(done);
    if (auto done = set(location, "dbname", url.substr(slash + 1)); !done) return base::pass(done);
    static constexpr std::string_view kKeys[] = {"host",     "port",    "user",
                                                 "passfile", "sslmode", "sslrootcert"};
    if (query.empty()) return location;
    for (const std::string_view pair : base::split(query, '&')) {
        const auto equals = pair.find('=');
        const std::string key(pair.substr(0, equals));
        if (key == "password")
            return wrong("holds a password; expected ?passfile=/path, a file of mode 0600");
        if (equals == pair.npos || std::ranges::find(kKeys, key) == std::end(kKeys))
            return wrong("has the unknown key '" + key +
                         "'; known: host, port, user, passfile, sslmode, sslrootcert");
        if (auto done = set(location, key, pair.substr(equals + 1)); !done) return base::pass(done);
    }
    return location;
}

}  // namespace config
