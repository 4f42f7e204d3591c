#include "drivers/file_channel.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <system_error>

namespace drivers {
namespace {

constexpr std::string_view kPartPrefix = ".packbench-";
constexpr std::string_view kPartSuffix = ".part";
constexpr std::size_t kMaxName = 200;

// Process id in ".packbench-PID-N.part"; 0 for any other file.
pid_t owner_of(const std::string& file) {
    if (!file.starts_with(kPartPrefix) || !file.ends_with(kPartSuffix)) return 0;
    pid_t pid = 0;
    const char* first = file.data() + kPartPrefix.size();
    const auto parsed = std::from_chars(first, file.data() + file.size(), pid);
    return parsed.ec == std::errc{} && *parsed.ptr == '-' ? pid : 0;
}

void remove_orphans(const std::filesystem::path& folder) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
        const pid_t pid = owner_of(entry.path().filename().string());
        if (pid > 0 && ::kill(pid, 0) != 0 && errno == ESRCH)
            std::filesystem::remove(entry.path(), ignored);
    }
}

base::Status check_name(std::string_view name) {
    const bool bad = name.empty() || name.size() > kMaxName || name.front() == '.' ||
                     name.find('/') != std::string_view::npos ||
                     name.find('\0') != std::string_view::npos;
    if (!bad) return {};
    return base::fail(base::ErrorCode::InvalidInput,
                      "'" + std::string(name.substr(0, 40)) +
                          "' cannot name a job's file; expected 1 to " + std::to_string(kMaxName) +
                          " bytes without '/' and not beginning with '.'");
}

// Makes the rename itself durable.
int sync_folder(const std::filesystem::path& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return errno;
    const int result = ::fsync(fd) == 0 ? 0 : errno;
    ::close(fd);
    return result;
}

// rename() that never replaces; some file systems only know link().
int rename_new(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return errno;
    if (::link(from.c_str(), to.c_str()) != 0) return errno;
    ::unlink(from.c_str());
    return 0;
}

}  // namespace

FileChannel::FileChannel(std::filesystem::path folder) : folder_(std::move(folder)) {}
FileChannel::~FileChannel() {
    close({});
}

std::string FileChannel::describe() const {
    return "file://" + folder_.string();
}

base::Error FileChannel::failure(std::string_view what, int error_number) const {
    const bool full = error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG;
    const auto code = error_number == ENOENT || error_number == ENOTDIR
                          ? base::ErrorCode::NotFound
                          : base::ErrorCode::Unavailable;
    std::string cure;
    std::string key;
    if (full) {
        key = "disk_full";
        cure = "; make room there, the label was not printed";
    } else if (error_number == EACCES || error_number == EPERM || error_number == EROFS) {
        key = "folder_not_writable";
        cure = "; the user of the program must be allowed to write there";
    } else if (error_number == ENOENT) {
        cure = "; make the folder that it lies in";
    }
    return {code, describe() + ": " + std::string(what) + ": " + std::strerror(error_number) + cure,
            key};
}

base::Status FileChannel::open(std::chrono::milliseconds) {
    if (open_) return base::fail(base::ErrorCode::Conflict, describe() + " is open already");
    if (::mkdir(folder_.c_str(), 0750) != 0 && errno != EEXIST)
        return std::unexpected(failure("cannot create the folder", errno));
    struct stat info {};
    if (::stat(folder_.c_str(), &info) != 0)
        return std::unexpected(failure("cannot look at the folder", errno));
    if (!S_ISDIR(info.st_mode)) return std::unexpected(failure("this is not a folder", ENOTDIR));
    if (::access(folder_.c_str(), W_OK | X_OK) != 0)
        return std::unexpected(failure("cannot write into the folder", errno));
    remove_orphans(folder_);
    open_ = true;
    return {};
}

base::Status FileChannel::begin_part() {
    static std::atomic<unsigned> counter{0};
    part_path_ = folder_ / (std::string(kPartPrefix) + std::to_string(::getpid()) + "-" +
                            std::to_string(++counter) + std::string(kPartSuffix));
    part_ = ::open(part_path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (part_ < 0) return std::unexpected(failure("cannot begin a file", errno));
    return {};
}

void FileChannel::discard_part() {
    if (part_ < 0) return;
    ::close(part_);
    part_ = -1;
    ::unlink(part_path_.c_str());
}

WriteResult FileChannel::write(base::ByteView bytes, std::chrono::milliseconds) {
    WriteResult result;
    if (!open_) {
        result.error = base::Error{base::ErrorCode::Conflict, describe() + " is not open", {}};
        return result;
    }
    if (part_ < 0) {
        if (auto begun = begin_part(); !begun) {
            result.error = begun.error();
            result.job_discarded = true;
            return result;
        }
    }
    while (result.accepted < bytes.size()) {
        const auto rest = bytes.subspan(result.accepted);
        const ssize_t count = ::write(part_, rest.data(), rest.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            result.error = failure("cannot write", errno);
            result.job_discarded = true;
            discard_part();
            return result;
        }
        result.accepted += static_cast<std::size_t>(count);
    }
    return result;
}

base::Result<base::Bytes> FileChannel::read(std::chrono::milliseconds) {
    if (!open_) return base::fail(base::ErrorCode::Conflict, describe() + " is not open");
    return base::Bytes{};
}

base::Result<JobEnd> FileChannel::finish_job(std::string_view name) {
    if (!open_) return base::fail(base::ErrorCode::Conflict, describe() + " is not open");
    if (auto ok = check_name(name); !ok) {
        discard_part();
        return base::pass(ok, describe());
    }
    if (part_ < 0)
        return base::fail(base::ErrorCode::Conflict,
                          describe() + ": no byte was written for '" + std::string(name) + "'");
    const std::filesystem::path target = folder_ / (std::string(name) + ".bin");
    int error_number = ::fsync(part_) == 0 ? 0 : errno;
    if (error_number == 0) error_number = rename_new(part_path_, target);
    if (error_number != 0) {
        discard_part();
        if (error_number == EEXIST)
            return base::fail(base::ErrorCode::Conflict,
                              target.string() + " exists already; no label is overwritten",
                              "label_file_exists");
        return std::unexpected(
            failure("cannot complete '" + std::string(name) + ".bin'", error_number));
    }
    ::close(part_);
    part_ = -1;
    if (const int failed = sync_folder(folder_); failed != 0)
        return JobEnd::Accepted;  // It is there, and a power cut might still take its name.
    return JobEnd::Durable;
}

void FileChannel::close(std::chrono::milliseconds) {
    discard_part();
    open_ = false;
}

}  // namespace drivers
