#include "base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace base {
namespace {

/// Closes on scope exit; close errors after fsync carry no news.
class FileDescriptor {
public:
    explicit FileDescriptor(int fd) : fd_(fd) {}
    ~FileDescriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    int get() const { return fd_; }

private:
    int fd_;
};

std::unexpected<Error> system_error(std::string_view doing, const std::filesystem::path& path) {
    const int error = errno;
    const ErrorCode code = error == ENOENT ? ErrorCode::NotFound : ErrorCode::Unavailable;
    return fail(code, std::string(doing) + " " + path.string() + ": " + std::strerror(error),
                error == ENOSPC ? "disk_full" : "");
}

}  // namespace

Result<Bytes> read_file(const std::filesystem::path& path, std::size_t limit_bytes) {
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) return system_error("cannot open", path);
    struct stat info {};
    if (::fstat(file.get(), &info) != 0) return system_error("cannot read", path);
    if (S_ISDIR(info.st_mode))
        return fail(ErrorCode::InvalidInput, path.string() + " is a folder, not a file");
    Bytes content;
    content.reserve(static_cast<std::size_t>(info.st_size < 0 ? 0 : info.st_size) < limit_bytes
                        ? static_cast<std::size_t>(info.st_size)
                        : 0);
    std::uint8_t block[65536];
    for (;;) {
        const ssize_t got = ::read(file.get(), block, sizeof block);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_error("cannot read", path);
        if (got == 0) return content;
        if (content.size() + static_cast<std::size_t>(got) > limit_bytes)
            return fail(ErrorCode::InvalidInput, path.string() + " is larger than " +
                                                     std::to_string(limit_bytes) + " bytes");
        content.insert(content.end(), block, block + got);
    }
}

Status write_file_atomically(const std::filesystem::path& path, ByteView content) {
    const std::filesystem::path temporary =
        path.string() + "." + std::to_string(::getpid()) + ".part";
    {
        const FileDescriptor file(
            ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640));
        if (file.get() < 0) return system_error("cannot create", temporary);
        std::size_t done = 0;
        while (done < content.size()) {
            const ssize_t wrote = ::write(file.get(), content.data() + done, content.size() - done);
            if (wrote < 0 && errno == EINTR) continue;
            if (wrote < 0) {
                auto error = system_error("cannot write", temporary);
                ::unlink(temporary.c_str());
                return error;
            }
            done += static_cast<std::size_t>(wrote);
        }
        if (::fsync(file.get()) != 0) {
            auto error = system_error("cannot write", temporary);
            ::unlink(temporary.c_str());
            return error;
        }
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        auto error = system_error("cannot rename to", path);
        ::unlink(temporary.c_str());
        return error;
    }
    const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
    const FileDescriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.get() < 0 || ::fsync(directory.get()) != 0)
        return system_error("cannot make durable", folder);
    return {};
}

}  // namespace base
