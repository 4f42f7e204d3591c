#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"

namespace station {

/// What somebody may do; each role may everything of those before it. Stored by name; the names
/// never change.
enum class Role {
    Packer,      ///< Works at the bench, sees the status page.
    Supervisor,  ///< Orders, batches, labels, files, personal data in clear.
    Owner,       ///< Users and who may come in.
};
std::string_view name(Role role);  ///< "packer"
std::optional<Role> role_named(std::string_view name);

struct SessionView {
    std::int64_t id = 0;
    base::Time created_at{}, last_seen_at{};
    std::string remote;  ///< Address it was opened from.
    std::string device;  ///< What the browser says of itself, shortened.
};

struct UserView {
    std::string name;
    Role role = Role::Packer;
    bool disabled = false;
    base::Time created_at{};
    std::optional<base::Time> last_login_at;
    std::vector<SessionView> sessions;
};

/// What a log-in needs to know; never leaves the server.
struct LoginRecord {
    std::string name;  ///< As it was written when the user was made.
    Role role = Role::Packer;
    std::string password_hash;
};

/// The living session of a token, as of now.
struct LiveSession {
    std::int64_t id = 0;
    std::string user;
    Role role = Role::Packer;
    base::Time last_seen_at{}, ends_at{};
};

/// A session to be begun: its secret's hash and where it comes from.
struct NewSession {
    std::string token_hash;
    std::string remote, device;
    std::string replaces;  ///< Token hash of the browser's session before, which ends; mostly "".
};

/// The people who use the pages, and their sessions. Changes; the station thread. Each change and
/// its line in the audit are one transaction. Passwords arrive hashed (passwords.h): hashing is
/// long work. Names are compared without regard to ASCII case.
class Users {
public:
    virtual ~Users() = default;

    /// The first user, an owner, and the shop's name on the pages ("" keeps the settings').
    /// Conflict (error.already_set_up) once there is any user.
    virtual base::Status set_up(const std::string& owner, const std::string& password_hash,
                                const std::string& shop, const std::string& actor) = 0;
    /// Conflict (error.user_known) for a name in use, (error.first_user_owner) for a first user
    /// who is no owner; InvalidInput (error.user_name) for a name that cannot be one.
    virtual base::Status add(const std::string& user, Role role, const std::string& password_hash,
                             const std::string& actor) = 0;
    /// Ends all their sessions but `keep` (a token's hash).
    virtual base::Status set_password(const std::string& user, const std::string& password_hash,
                                      const std::string& keep, const std::string& actor) = 0;
    /// The same password at today's cost. Nothing else changes; no line in the audit.
    virtual base::Status renew_hash(const std::string& user, const std::string& old_hash,
                                    const std::string& new_hash) = 0;
    /// Conflict (error.last_owner) for the last owner who may log in.
    virtual base::Status set_role(const std::string& user, Role role, const std::string& actor) = 0;
    /// Ends their sessions. Conflict (error.last_owner) as above.
    virtual base::Status set_disabled(const std::string& user, bool disabled,
                                      const std::string& actor) = 0;

    /// Conflict (error.login_wrong) when the password or the user was changed since `record`.
    virtual base::Status begin_session(const LoginRecord& record, const NewSession& session) = 0;
    /// The user did something: the session's idle time starts again.
    virtual base::Status touch(const std::string& token_hash) = 0;
    virtual base::Status end_session(const std::string& token_hash) = 0;
    /// One session of a user, or all of them with 0.
    virtual base::Status end_sessions(const std::string& user, std::int64_t session,
                                      const std::string& actor) = 0;
    /// A log-in that failed; `known` is the user's name, or "" where there is none (what was typed
    /// then may be a password and is not kept).
    virtual base::Status note_failed_login(const std::string& known, const std::string& remote) = 0;
};

/// The same, read by any thread that owns its Reader.
class UserReader {
public:
    virtual ~UserReader() = default;
    /// Is there an owner? Before, the pages are this machine's alone.
    virtual base::Result<bool> set_up() = 0;
    virtual base::Result<std::vector<UserView>> users() = 0;
    /// Nothing for an unknown or disabled user.
    virtual base::Result<std::optional<LoginRecord>> login_record(const std::string& user) = 0;
    /// Nothing for an unknown, ended, expired or idle one, or of a user who was disabled.
    virtual base::Result<std::optional<LiveSession>> session(const std::string& token_hash) = 0;
};

}  // namespace station
