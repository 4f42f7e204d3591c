#include "server/uploads.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/log.h"
#include "base/text.h"
#include "station/users/passwords.h"

namespace server {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kNameCharacters = 120;
constexpr std::size_t kRemembered = 200;
constexpr std::size_t kChunk = 64 << 10;

std::unexpected<base::Error> cannot_write(const std::filesystem::path& file, int error) {
    return fail(ErrorCode::Unavailable,
                "cannot write " + file.string() + ": " + std::strerror(error),
                error == ENOSPC ? "error.disk_full" : "error.upload_broken");
}

/// A file that is closed at the end of its scope.
class NewFile {
public:
    // Never through a link, never over something that is there.
    explicit NewFile(const std::filesystem::path& path)
        : file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)) {}
    ~NewFile() {
        if (file_ >= 0) ::close(file_);
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    bool is_open() const { return file_ >= 0; }
    bool write(const char* bytes, std::size_t length) const {
        while (length > 0) {
            const ssize_t done = ::write(file_, bytes, length);
            if (done < 0 && errno == EINTR) continue;
            if (done <= 0) return false;
            bytes += done;
            length -= static_cast<std::size_t>(done);
        }
        return true;
    }

private:
    const int file_;
};

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

void set_time(const std::filesystem::path& file, base::Time written, base::Time now) {
    const base::Time when = std::min(written, now);
    const std::int64_t ms = std::max<std::int64_t>(base::to_millis(when), 0);
    const timespec both{static_cast<time_t>(ms / 1000), static_cast<long>(ms % 1000) * 1'000'000};
    const timespec times[2] = {both, both};
    (void)::utimensat(AT_FDCWD, file.c_str(), times, 0);
}

}  // namespace

base::Result<std::string> upload_name(std::string_view sent) {
    const auto slash = sent.find_last_of("/\\");
    if (slash != sent.npos) sent.remove_prefix(slash + 1);
    if (!base::is_valid_utf8(sent))
        return fail(ErrorCode::InvalidInput, "the file's name is not UTF-8", "error.upload_name");
    std::u32string kept;
    for (const char32_t c : base::to_utf32(sent))
        if (c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0) && !(c >= 0x202a && c <= 0x202e))
            kept.push_back(c);
    std::string name(base::trim(base::to_utf8(kept)));
    while (name.starts_with('.') || name.starts_with('~')) name.erase(0, 1);
    const std::string ending = lower(std::filesystem::path(name).extension().string());
    if (ending != ".xlsx" && ending != ".csv")
        return fail(ErrorCode::InvalidInput, "'" + name + "' is neither an .xlsx nor a .csv file",
                    "error.upload_name");
    // The ending stays, and so does the time in the name's end, which says how fresh the file is.
    const std::u32string whole = base::to_utf32(name);
    if (whole.size() > kNameCharacters)
        name = base::to_utf8(whole.substr(whole.size() - kNameCharacters));
    // Bytes count for the disk; three a Chinese character.
    while (name.size() > 240) name = base::to_utf8(base::to_utf32(name).substr(1));
    return name;
}

std::string_view name(Upload::State state) {
    switch (state) {
        case Upload::State::Receiving:
            return "receiving";
        case Upload::State::Waiting:
            return "waiting";
        case Upload::State::Done:
            return "done";
        case Upload::State::Failed:
            break;
    }
    return "failed";
}

void Uploads::clean() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void Uploads::forget_old() {
    for (auto it = uploads_.begin(); uploads_.size() > kRemembered && it != uploads_.end();) {
        const bool over = it->state == Upload::State::Done || it->state == Upload::State::Failed;
        it = over ? uploads_.erase(it) : std::next(it);
    }
}

base::Result<Uploads::Received> Uploads::receive(std::string_view sent_name, const std::string& by,
                                                 std::optional<std::size_t> announced,
                                                 std::optional<base::Time> written,
                                                 const http::ReadBody& read) {
    const auto name = upload_name(sent_name);
    if (!name) return base::pass(name);
    const auto too_large = [&] {
        return fail(ErrorCode::InvalidInput,
                    *name + " is larger than " + std::to_string(limits_.file_bytes >> 20) + " MB",
                    "error.upload_too_large");
    };
    // Without its length a file that broke off could not be told from a whole one.
    if (!announced)
        return fail(ErrorCode::InvalidInput, "the request does not say how long the file is",
                    "error.bad_request");
    if (*announced > limits_.file_bytes) return too_large();
    Upload upload;
    upload.id = station::new_session_token().substr(0, 22);
    // An id is a folder's name: it must not begin like an option or a hidden file.
    upload.id.insert(0, "u");
    upload.file = *name;
    upload.by = by;
    upload.at = clock_.now();
    const auto folder = folder_of(upload.id);
    const auto file = folder / *name;
    {
        base::MutexLock lock(mutex_);
        const auto in = [&](Upload::State state) {
            return static_cast<std::size_t>(std::ranges::count(uploads_, state, &Upload::state));
        };
        if (in(Upload::State::Receiving) >= limits_.at_once ||
            in(Upload::State::Waiting) >= limits_.waiting)
            return fail(ErrorCode::Unavailable, "too many files are coming in at this moment",
                        "error.busy");
        forget_old();
        uploads_.push_back(upload);
    }
    const auto give_up = [&](base::Error error) {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
        base::MutexLock lock(mutex_);
        std::erase_if(uploads_, [&](const Upload& one) { return one.id == upload.id; });
        return std::unexpected(std::move(error));
    };
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    if (problem) return give_up(cannot_write(folder, problem.value()).error());
    (void)::chmod(folder_.c_str(), 0700);
    const auto space = std::filesystem::space(folder, problem);
    if (!problem && static_cast<std::int64_t>(space.available >> 20) < limits_.disk_free_mb)
        return give_up({ErrorCode::Unavailable, "the disk of the data folder is nearly full",
                        "error.disk_full"});
    if (const auto done = write(file, *announced, read); !done) return give_up(done.error());
    if (written) set_time(file, *written, clock_.now());
    base::MutexLock lock(mutex_);
    for (Upload& one : uploads_)
        if (one.id == upload.id) one.state = Upload::State::Waiting;
    return Received{upload.id, file};
}

base::Status Uploads::write(const std::filesystem::path& file, std::size_t announced,
                            const http::ReadBody& read) const {
    const NewFile out(file);
    if (!out.is_open()) return cannot_write(file, errno);
    std::vector<char> buffer(kChunk);
    std::size_t total = 0;
    while (true) {
        const auto got = read(buffer.data(), buffer.size());
        if (!got) return base::pass(got);
        if (*got == 0) break;
        total += *got;
        if (total > limits_.file_bytes)
            return fail(ErrorCode::InvalidInput,
                        file.filename().string() + " is larger than " +
                            std::to_string(limits_.file_bytes >> 20) + " MB",
                        "error.upload_too_large");
        if (!out.write(buffer.data(), *got)) return cannot_write(file, errno);
    }
    if (total != announced)
        return fail(ErrorCode::Unavailable,
                    "the connection broke after " + std::to_string(total) + " of " +
                        std::to_string(announced) + " bytes",
                    "error.upload_broken");
    if (total == 0)
        return fail(ErrorCode::InvalidInput, file.filename().string() + " is empty",
                    "error.upload_empty");
    return {};
}

void Uploads::finish(const std::string& id, base::Result<station::ImportView> result) {
    std::error_code ignored;
    std::filesystem::remove_all(folder_of(id), ignored);
    base::MutexLock lock(mutex_);
    for (Upload& one : uploads_) {
        if (one.id != id) continue;
        one.state = result ? Upload::State::Done : Upload::State::Failed;
        if (result) {
            one.import = *std::move(result);
        } else {
            one.error = result.error();
        }
        return;
    }
}

base::Result<Upload> Uploads::find(const std::string& id) const {
    base::MutexLock lock(mutex_);
    for (const Upload& one : uploads_)
        if (one.id == id) return one;
    return fail(ErrorCode::NotFound, "there is no upload '" + id + "'", "error.not_found");
}

}  // namespace server
