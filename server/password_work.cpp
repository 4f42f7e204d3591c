#include "server/password_work.h"

#include "station/users/passwords.h"

namespace server {

/// A place among those who hash at the same time.
class PasswordWork::Turn {
public:
    explicit Turn(PasswordWork& work) : work_(work) {
        const auto deadline = std::chrono::steady_clock::now() + kPatience;
        work_.mutex_.lock();
        while (work_.busy_ >= work_.settings_.password_checks) {
            if (work_.freed_.wait_until(work_.mutex_, deadline) == std::cv_status::timeout) break;
        }
        got_ = work_.busy_ < work_.settings_.password_checks;
        if (got_) ++work_.busy_;
        work_.mutex_.unlock();
    }
    ~Turn() {
        if (!got_) return;
        {
            base::MutexLock lock(work_.mutex_);
            --work_.busy_;
        }
        work_.freed_.notify_one();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    bool got() const { return got_; }

private:
    PasswordWork& work_;
    bool got_ = false;
};

namespace {

std::unexpected<base::Error> busy() {
    return base::fail(base::ErrorCode::Unavailable,
                      "too many people are logging in at this moment: try again", "error.busy");
}

station::PasswordCost cost_of(const config::AccessSettings& settings) {
    return {settings.password_memory_mb, settings.password_passes};
}

}  // namespace

base::Result<std::string> PasswordWork::hash(const std::string& password) {
    const Turn turn(*this);
    if (!turn.got()) return busy();
    return station::hash_password(password, cost_of(settings_));
}

base::Result<bool> PasswordWork::matches(const std::string& password, const std::string& hash) {
    const Turn turn(*this);
    if (!turn.got()) return busy();
    if (!hash.empty()) return station::verify_password(password, hash);
    std::string nobodys;
    {
        base::MutexLock lock(mutex_);
        nobodys = nobodys_;
    }
    if (nobodys.empty()) {
        auto made = station::hash_password(station::new_session_token(), cost_of(settings_));
        if (!made) return base::pass(made);
        base::MutexLock lock(mutex_);
        nobodys_ = *std::move(made);
        return false;  // Making one is the same work as checking one.
    }
    (void)station::verify_password(password, nobodys);
    return false;
}

bool PasswordWork::is_outdated(const std::string& hash) const {
    return station::is_outdated(hash, cost_of(settings_));
}

}  // namespace server
