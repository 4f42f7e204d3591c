#pragma once
#include "station/store/context.h"
#include "station/users/users.h"

namespace station {

/// Users over the writing session of the database.
class UserStore final : public Users {
public:
    explicit UserStore(const Context& context) : context_(context) {}

    base::Status set_up(const std::string& owner, const std::string& password_hash,
                        const std::string& shop, const std::string& actor) override;
    base::Status add(const std::string& user, Role role, const std::string& password_hash,
                     const std::string& actor) override;
    base::Status set_password(const std::string& user, const std::string& password_hash,
                              const std::string& keep, const std::string& actor) override;
    base::Status renew_hash(const std::string& user, const std::string& old_hash,
                            const std::string& new_hash) override;
    base::Status set_role(const std::string& user, Role role, const std::string& actor) override;
    base::Status set_disabled(const std::string& user, bool disabled,
                              const std::string& actor) override;
    base::Status begin_session(const LoginRecord& record, const NewSession& session) override;
    base::Status touch(const std::string& token_hash) override;
    base::Status end_session(const std::string& token_hash) override;
    base::Status end_sessions(const std::string& user, std::int64_t session,
                              const std::string& actor) override;
    base::Status note_failed_login(const std::string& known, const std::string& remote) override;

private:
    struct Found {
        std::int64_t id = 0;
        std::string name;
        Role role = Role::Packer;
        bool disabled = false;
    };
    base::Result<Found> find(const std::string& user) const;
    base::Status insert(const std::string& user, Role role, const std::string& password_hash,
                        const std::string& actor);
    base::Status not_the_last_owner(const Found& user) const;
    base::Status note(const std::string& actor, const std::string& action,
                      std::map<std::string, std::string> detail) const;
    Context context_;
};

/// The shop's name as the pages show it: chosen at the first start, else the settings'.
base::Result<std::string> shop_name(const Context& context);

/// UserReader over a reading session.
class StoredUserReader final : public UserReader {
public:
    explicit StoredUserReader(const Context& context) : context_(context) {}
    base::Result<bool> set_up() override;
    base::Result<std::vector<UserView>> users() override;
    base::Result<std::optional<LoginRecord>> login_record(const std::string& user) override;
    base::Result<std::optional<LiveSession>> session(const std::string& token_hash) override;

private:
    Context context_;
};

}  // namespace station
