#include "station/users/user_store.h"

#include <algorithm>

#include "base/text.h"
#include "config/settings_rules.h"

namespace station {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kDeviceCharacters = 120;

std::string name_key(std::string_view user) {
    std::string key = base::nfkc(base::trim(user));
    for (char& c : key)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return key;
}

// The audit's other actors: nobody may act under their names.
bool is_reserved(const std::string& key) {
    static constexpr std::string_view kTaken[] = {"cli",    "station", "intake", "supervisor",
                                                  "bench",  "owner",   "packer", "printer",
                                                  "nobody", "system",  "setup"};
    return std::ranges::find(kTaken, key) != std::end(kTaken);
}

base::Result<std::string> usable_name(const std::string& user) {
    const std::string name = base::nfkc(base::trim(user));
    if (!config::is_plain_name(name) || is_reserved(name_key(name)))
        return fail(ErrorCode::InvalidInput,
                    "'" + name +
                        "' cannot be a user's name: 1 to 20 letters, digits, '-' or '_', and none "
                        "of the station's own words (supervisor, cli, ...)",
                    "error.user_name");
    return name;
}

std::string shortened(const std::string& text) {
    const std::u32string all = base::to_utf32(text);
    return base::to_utf8(all.substr(0, std::min(all.size(), kDeviceCharacters)));
}

const config::SessionLength& length_for(const config::Settings& settings, Role role) {
    switch (role) {
        case Role::Packer:
            return settings.access.packer;
        case Role::Supervisor:
            return settings.access.supervisor;
        case Role::Owner:
            break;
    }
    return settings.access.owner;
}

std::unexpected<base::Error> last_owner(const std::string& user) {
    return fail(ErrorCode::Conflict,
                user + " is the last owner who may log in: make another owner first",
                "error.last_owner");
}

}  // namespace

std::string_view name(Role role) {
    switch (role) {
        case Role::Packer:
            return "packer";
        case Role::Supervisor:
            return "supervisor";
        case Role::Owner:
            break;
    }
    return "owner";
}

std::optional<Role> role_named(std::string_view text) {
    for (const Role role : {Role::Packer, Role::Supervisor, Role::Owner})
        if (name(role) == text) return role;
    return std::nullopt;
}

base::Result<UserStore::Found> UserStore::find(const std::string& user) const {
    auto rows =
        context_.db.query("SELECT id, name, role, disabled FROM app_users WHERE name_key = $1",
                          values(name_key(user)));
    if (!rows) return base::pass(rows);
    if (rows->empty())
        return fail(ErrorCode::NotFound, "there is no user '" + user + "'", "error.user_unknown");
    const Row& row = rows->front();
    return Found{row.integer(0), row.text(1), role_named(row.text(2)).value_or(Role::Packer),
                 row.flag(3)};
}

base::Status UserStore::note(const std::string& actor, const std::string& action,
                             std::map<std::string, std::string> detail) const {
    return append_audit(context_.db, context_.clock.now(),
                        {.actor = actor, .action = action, .detail = std::move(detail)});
}

base::Status UserStore::insert(const std::string& user, Role role, const std::string& password_hash,
                               const std::string& actor) {
    const auto name_of = usable_name(user);
    if (!name_of) return base::pass(name_of);
    auto known = context_.db.query("SELECT id FROM app_users WHERE name_key = $1",
                                   values(name_key(*name_of)));
    if (!known) return base::pass(known);
    if (!known->empty())
        return fail(ErrorCode::Conflict, "there is a user '" + *name_of + "' already",
                    "error.user_known");
    auto made = context_.db.execute(
        "INSERT INTO app_users (name, name_key, role, password_hash, disabled, created_at)"
        " VALUES ($1, $2, $3, $4, 0, $5)",
        values(*name_of, name_key(*name_of), name(role), password_hash, context_.clock.now()));
    if (!made) return base::pass(made);
    return note(actor, "user_added", {{"user", *name_of}, {"role", std::string(name(role))}});
}

base::Status UserStore::set_up(const std::string& owner, const std::string& password_hash,
                               const std::string& shop, const std::string& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto users = context_.db.query_one("SELECT count(*) FROM app_users");
    if (!users) return base::pass(users);
    if (users->integer(0) > 0)
        return fail(ErrorCode::Conflict, "the station was set up already: log in",
                    "error.already_set_up");
    if (auto made = insert(owner, Role::Owner, password_hash, actor); !made) return made;
    if (!shop.empty()) {
        if (auto named = set_meta(context_.db, "shop_name", shop); !named) return named;
    }
    return transaction->commit();
}

base::Status UserStore::add(const std::string& user, Role role, const std::string& password_hash,
                            const std::string& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto users = context_.db.query_one("SELECT count(*) FROM app_users");
    if (!users) return base::pass(users);
    if (users->integer(0) == 0 && role != Role::Owner)
        return fail(ErrorCode::Conflict,
                    "the first user must be an owner: --role owner, or the page /setup",
                    "error.first_user_owner");
    if (auto made = insert(user, role, password_hash, actor); !made) return made;
    return transaction->commit();
}

base::Status UserStore::set_password(const std::string& user, const std::string& password_hash,
                                     const std::string& keep, const std::string& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    const auto found = find(user);
    if (!found) return base::pass(found);
    auto done = context_.db.execute("UPDATE app_users SET password_hash = $1 WHERE id = $2",
                                    values(password_hash, found->id));
    if (!done) return base::pass(done);
    auto ended =
        context_.db.execute("DELETE FROM user_sessions WHERE user_id = $1 AND token_hash <> $2",
                            values(found->id, keep));
    if (!ended) return base::pass(ended);
    if (auto noted = note(actor, "password_changed", {{"user", found->name}}); !noted) return noted;
    return transaction->commit();
}

base::Status UserStore::renew_hash(const std::string& user, const std::string& old_hash,
                                   const std::string& new_hash) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto done = context_.db.execute(
        "UPDATE app_users SET password_hash = $1 WHERE name_key = $2 AND password_hash = $3",
        values(new_hash, name_key(user), old_hash));
    if (!done) return base::pass(done);
    return transaction->commit();
}

base::Status UserStore::not_the_last_owner(const Found& user) const {
    if (user.role != Role::Owner || user.disabled) return {};
    auto others = context_.db.query_one(
        "SELECT count(*) FROM app_users WHERE role = 'owner' AND disabled = 0 AND id <> $1",
        values(user.id));
    if (!others) return base::pass(others);
    if (others->integer(0) == 0) return last_owner(user.name);
    return {};
}

base::Status UserStore::set_role(const std::string& user, Role role, const std::string& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    const auto found = find(user);
    if (!found) return base::pass(found);
    if (found->role == role) return {};
    if (auto fine = not_the_last_owner(*found); !fine) return fine;
    auto done = context_.db.execute("UPDATE app_users SET role = $1 WHERE id = $2 AND role = $3",
                                    values(name(role), found->id, name(found->role)));
    if (!done) return base::pass(done);
    auto noted = append_audit(context_.db, context_.clock.now(),
                              {.actor = actor,
                               .action = "role_changed",
                               .from = std::string(name(found->role)),
                               .to = std::string(name(role)),
                               .detail = {{"user", found->name}}});
    if (!noted) return noted;
    return transaction->commit();
}

base::Status UserStore::set_disabled(const std::string& user, bool disabled,
                                     const std::string& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    const auto found = find(user);
    if (!found) return base::pass(found);
    if (found->disabled == disabled) return {};
    if (disabled) {
        if (auto fine = not_the_last_owner(*found); !fine) return fine;
        auto ended =
            context_.db.execute("DELETE FROM user_sessions WHERE user_id = $1", values(found->id));
        if (!ended) return base::pass(ended);
    }
    auto done =
        context_.db.execute("UPDATE app_users SET disabled = $1 WHERE id = $2 AND disabled <> $3",
                            values(disabled, found->id, disabled));
    if (!done) return base::pass(done);
    auto noted = note(actor, disabled ? "user_disabled" : "user_enabled", {{"user", found->name}});
    if (!noted) return noted;
    return transaction->commit();
}

base::Status UserStore::begin_session(const LoginRecord& record, const NewSession& session) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    const base::Time now = context_.clock.now();
    // While the password was being checked, somebody may have changed it or disabled the user.
    auto user = context_.db.query(
        "SELECT id, role FROM app_users WHERE name_key = $1 AND password_hash = $2"
        " AND disabled = 0",
        values(name_key(record.name), record.password_hash));
    if (!user) return base::pass(user);
    if (user->empty())
        return fail(ErrorCode::Conflict, "user or password is wrong", "error.login_wrong");
    const std::int64_t id = user->front().integer(0);
    const Role role = role_named(user->front().text(1)).value_or(Role::Packer);
    auto old =
        context_.db.execute("DELETE FROM user_sessions WHERE ends_at < $1 OR token_hash = $2",
                            values(now, session.replaces));
    if (!old) return base::pass(old);
    auto made = context_.db.execute(
        "INSERT INTO user_sessions (user_id, token_hash, created_at, last_seen_at, ends_at, remote,"
        " device) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values(id, session.token_hash, now, now, now + length_for(context_.settings, role).longest,
               session.remote, shortened(session.device)));
    if (!made) return base::pass(made);
    auto seen = context_.db.execute("UPDATE app_users SET last_login_at = $1 WHERE id = $2",
                                    values(now, id));
    if (!seen) return base::pass(seen);
    if (auto noted = note(record.name, "logged_in", {{"from", session.remote}}); !noted)
        return noted;
    return transaction->commit();
}

base::Status UserStore::touch(const std::string& token_hash) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto done =
        context_.db.execute("UPDATE user_sessions SET last_seen_at = $1 WHERE token_hash = $2",
                            values(context_.clock.now(), token_hash));
    if (!done) return base::pass(done);
    return transaction->commit();
}

base::Status UserStore::end_session(const std::string& token_hash) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto rows = context_.db.query(
        "SELECT s.id, u.name FROM user_sessions s JOIN app_users u ON u.id = s.user_id"
        " WHERE s.token_hash = $1",
        values(token_hash));
    if (!rows) return base::pass(rows);
    if (rows->empty()) return {};
    auto done = context_.db.execute("DELETE FROM user_sessions WHERE id = $1",
                                    values(rows->front().integer(0)));
    if (!done) return base::pass(done);
    if (auto noted = note(rows->front().text(1), "logged_out", {}); !noted) return noted;
    return transaction->commit();
}

base::Status UserStore::end_sessions(const std::string& user, std::int64_t session,
                                     const std::string& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    const auto found = find(user);
    if (!found) return base::pass(found);
    auto done =
        session == 0
            ? context_.db.execute("DELETE FROM user_sessions WHERE user_id = $1", values(found->id))
            : context_.db.execute("DELETE FROM user_sessions WHERE user_id = $1 AND id = $2",
                                  values(found->id, session));
    if (!done) return base::pass(done);
    auto noted =
        note(actor, "sessions_ended", {{"user", found->name}, {"count", std::to_string(*done)}});
    if (!noted) return noted;
    return transaction->commit();
}

base::Status UserStore::note_failed_login(const std::string& known, const std::string& remote) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    if (auto noted = note("nobody", "login_failed", {{"user", known}, {"from", remote}}); !noted)
        return noted;
    return transaction->commit();
}

base::Result<std::string> shop_name(const Context& context) {
    auto chosen = meta(context.db, "shop_name");
    if (!chosen) return chosen;
    return chosen->empty() ? context.settings.shop.name : *chosen;
}

base::Result<bool> StoredUserReader::set_up() {
    auto owners = context_.db.query_one(
        "SELECT count(*) FROM app_users WHERE role = 'owner' AND disabled = 0");
    if (!owners) return base::pass(owners);
    return owners->integer(0) > 0;
}

base::Result<std::vector<UserView>> StoredUserReader::users() {
    auto rows = context_.db.query(
        "SELECT id, name, role, disabled, created_at, last_login_at FROM app_users"
        " ORDER BY disabled, name_key");
    if (!rows) return base::pass(rows);
    std::vector<UserView> users;
    for (const Row& row : *rows) {
        UserView user;
        user.name = row.text(1);
        user.role = role_named(row.text(2)).value_or(Role::Packer);
        user.disabled = row.flag(3);
        user.created_at = row.time(4);
        user.last_login_at = row.maybe_time(5);
        const base::Time now = context_.clock.now();
        auto sessions = context_.db.query(
            "SELECT id, created_at, last_seen_at, remote, device FROM user_sessions"
            " WHERE user_id = $1 AND ends_at > $2 AND last_seen_at > $3 ORDER BY last_seen_at DESC",
            values(row.integer(0), now, now - length_for(context_.settings, user.role).idle));
        if (!sessions) return base::pass(sessions);
        for (const Row& session : *sessions)
            user.sessions.push_back({session.integer(0), session.time(1), session.time(2),
                                     session.text(3), session.text(4)});
        users.push_back(std::move(user));
    }
    return users;
}

base::Result<std::optional<LoginRecord>> StoredUserReader::login_record(const std::string& user) {
    auto rows = context_.db.query(
        "SELECT name, role, password_hash FROM app_users WHERE name_key = $1 AND disabled = 0",
        values(name_key(user)));
    if (!rows) return base::pass(rows);
    if (rows->empty()) return std::optional<LoginRecord>{};
    const Row& row = rows->front();
    return std::optional<LoginRecord>{
        LoginRecord{row.text(0), role_named(row.text(1)).value_or(Role::Packer), row.text(2)}};
}

base::Result<std::optional<LiveSession>> StoredUserReader::session(const std::string& token_hash) {
    const std::optional<LiveSession> none;
    if (token_hash.empty()) return none;
    auto rows = context_.db.query(
        "SELECT s.id, u.name, u.role, s.last_seen_at, s.ends_at FROM user_sessions s"
        " JOIN app_users u ON u.id = s.user_id WHERE s.token_hash = $1 AND u.disabled = 0",
        values(token_hash));
    if (!rows) return base::pass(rows);
    if (rows->empty()) return none;
    const Row& row = rows->front();
    const LiveSession session{row.integer(0), row.text(1),
                              role_named(row.text(2)).value_or(Role::Packer), row.time(3),
                              row.time(4)};
    const base::Time now = context_.clock.now();
    // A role taken away in the meantime shortens what is left, never lengthens it.
    const config::SessionLength& length = length_for(context_.settings, session.role);
    if (now >= session.ends_at || now - session.last_seen_at > length.idle) return none;
    return std::optional<LiveSession>{session};
}

}  // namespace station
