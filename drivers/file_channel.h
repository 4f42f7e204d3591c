#pragma once
#include <filesystem>

#include "drivers/byte_channel.h"

namespace drivers {

/// A folder that takes each job as one file, NAME.bin: a printer of the file kind, for trying out
/// and for programs that pick files up. A job is written to a hidden .part file, brought to disk
/// and renamed by finish_job(), so that a reader sees whole jobs alone; JobEnd::Durable.
/// A full disk is Unavailable with the key "disk_full", and the job is gone. A name that exists is
/// Conflict: no label is ever overwritten. open() creates the folder (not its parents) and removes
/// .part files of processes that no longer run.
class FileChannel final : public ByteChannel {
public:
    explicit FileChannel(std::filesystem::path folder);
    ~FileChannel() override;
    FileChannel(const FileChannel&) = delete;
    FileChannel& operator=(const FileChannel&) = delete;

    base::Status open(std::chrono::milliseconds timeout) override;
    bool is_open() const override { return open_; }
    WriteResult write(base::ByteView bytes, std::chrono::milliseconds timeout) override;
    base::Result<base::Bytes> read(std::chrono::milliseconds timeout) override;
    base::Result<JobEnd> finish_job(std::string_view name) override;
    void close(std::chrono::milliseconds timeout) override;
    std::string describe() const override;

private:
    base::Status begin_part();
    void discard_part();
    base::Error failure(std::string_view what, int error_number) const;

    const std::filesystem::path folder_;
    bool open_ = false;
    int part_ = -1;  // Descriptor of the unfinished job, or -1.
    std::filesystem::path part_path_;
};

}  // namespace drivers
