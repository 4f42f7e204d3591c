#include <termios.h>
#include <unistd.h>

#include <iostream>
#include <ostream>

#include "base/text.h"
#include "server/commands/commands.h"
#include "server/commands/local_station.h"
#include "server/json/reader.h"
#include "server/json/writer.h"
#include "station/users/passwords.h"

namespace server::commands {
namespace {

/// The terminal does not show what is typed until the end of the scope.
class Silence {
public:
    Silence() {
        silent_ = ::tcgetattr(STDIN_FILENO, &before_) == 0;
        if (!silent_) return;
        termios quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    ~Silence() {
        if (silent_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

private:
    termios before_{};
    bool silent_ = false;
};

std::optional<std::string> line(Invocation& call, const char* prompt, bool ask) {
    const Silence silence;
    if (ask) *call.err << prompt << std::flush;
    std::string text;
    if (!std::getline(*call.in, text)) return std::nullopt;
    if (ask) *call.err << "\n";
    if (text.ends_with('\r')) text.pop_back();
    return text;
}

/// From the terminal twice, without showing it; from a pipe one line. Never from the command line,
/// which every user of the machine can read.
std::optional<std::string> ask_password(Invocation& call) {
    const bool ask = call.in == &std::cin && ::isatty(STDIN_FILENO) == 1;
    const auto first = line(call, "Password (at least 10 characters, not shown): ", ask);
    if (!first) {
        complain(call, "no password came on standard input");
        return std::nullopt;
    }
    if (!ask) return first;
    const auto second = line(call, "The same again: ", ask);
    if (second == first) return first;
    complain(call, "the two passwords differ; nothing was changed");
    return std::nullopt;
}

std::string percent_encoded(std::string_view text) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
        if (plain) {
            out += c;
        } else {
            out += {'%', kHex[byte >> 4], kHex[byte & 15]};
        }
    }
    return out;
}

base::Result<std::string> hashed(const config::Settings& settings, const std::string& password,
                                 const std::string& user) {
    const auto text = station::acceptable_password(password, user, settings.shop.name);
    if (!text) return base::pass(text);
    return station::hash_password(
        *text, {settings.access.password_memory_mb, settings.access.password_passes});
}

/// What to do, on a station of our own and through the daemon.
base::Result<Change> change_for(Invocation& call, const config::Settings& settings) {
    const std::string what = call.arguments[0];
    const std::string user = call.arguments[1];
    const std::string path = "/api/v1/users/" + percent_encoded(user);
    const auto done = [](const base::Status& status) -> base::Result<std::string> {
        if (!status) return base::pass(status);
        return std::string("{}");
    };
    if (what == "disable") {
        return Change{.directly =
                          [=](station::Station& station) {
                              return done(station.users().set_disabled(user, true, "cli"));
                          },
                      .path = path + "/disable",
                      .body = "{}"};
    }
    if (what != "add" && what != "password")
        return base::fail(base::ErrorCode::InvalidInput,
                          "'" + what + "' is none of add, password, disable");
    const auto role = station::role_named(call.value("--role").value_or("packer"));
    if (!role)
        return base::fail(base::ErrorCode::InvalidInput,
                          "--role is none of packer, supervisor, owner");
    const auto password = ask_password(call);
    if (!password) return base::fail(base::ErrorCode::InvalidInput, "");
    if (const auto fine = station::acceptable_password(*password, user, settings.shop.name); !fine)
        return base::pass(fine);
    json::Writer body;
    body.begin_object();
    if (what == "add") body.field("user", user).field("role", station::name(*role));
    body.field("password", *password).end_object();
    return Change{
        .directly = [=, &settings](station::Station& station) -> base::Result<std::string> {
            const auto hash = hashed(settings, *password, user);
            if (!hash) return base::pass(hash);
            return done(what == "add" ? station.users().add(user, *role, *hash, "cli")
                                      : station.users().set_password(user, *hash, "", "cli"));
        },
        .path = what == "add" ? "/api/v1/users" : path + "/password",
        .body = body.take()};
}

}  // namespace

Exit user(Invocation& call) {
    const auto settings = read_settings(call, ConfigNeed::Optional);
    if (!settings) return Exit::Wrong;
    const auto change = change_for(call, *settings);
    if (!change) {
        if (change.error().message.empty()) return Exit::Wrong;  // Said already.
        return complain(call, change.error());
    }
    const auto answer = carry_out(call, *settings, *change);
    if (!answer) {
        complain(call, answer.error());
        const bool no = answer.error().code == base::ErrorCode::Conflict ||
                        answer.error().code == base::ErrorCode::NotFound;
        return no ? Exit::No : Exit::Wrong;
    }
    const std::string& what = call.arguments[0];
    *call.err << call.arguments[1]
              << (what == "add"        ? " was added\n"
                  : what == "password" ? " has a new password; their log-ins have ended\n"
                                       : " may no longer log in\n");
    if (call.json) *call.out << *answer << "\n";
    return Exit::Done;
}

}  // namespace server::commands
