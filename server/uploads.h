#pragma once
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "server/http/message.h"
#include "station/views.h"

namespace server {

/// The name under which a browser's file is kept: the last part of whatever path it sent, without
/// control characters, at most 120 characters. InvalidInput (error.upload_name) for one that is no
/// table by its ending (.xlsx, .csv).
base::Result<std::string> upload_name(std::string_view sent);

/// What became of one file from a browser.
struct Upload {
    enum class State { Receiving, Waiting, Done, Failed };
    std::string id;  ///< Hard to guess; for asking after it.
    std::string file, by;
    base::Time at{};
    State state = State::Receiving;
    std::optional<station::ImportView> import;
    std::optional<base::Error> error;
};
std::string_view name(Upload::State state);  ///< "receiving"

/// Files from browsers on their way to the station: written to disk as they come, with limits, and
/// gone from there once they were taken in (they hold addresses in clear). Any thread; receive()
/// blocks on the client.
class Uploads {
public:
    struct Limits {
        std::size_t file_bytes = 64 << 20;  ///< As much as the station reads.
        std::size_t at_once = 4;            ///< Being received.
        std::size_t waiting = 30;           ///< Received, not yet taken in.
        std::int64_t disk_free_mb = 300;    ///< Less is left for the station itself.
    };
    Uploads(std::filesystem::path folder, const base::Clock& clock, Limits limits)
        : folder_(std::move(folder)), clock_(clock), limits_(limits) {}

    /// Removes what a crash left. Before any other call.
    void clean();
    std::size_t limit() const { return limits_.file_bytes; }

    /// Writes one file to disk; what came is removed again when it does not come whole.
    /// InvalidInput (error.upload_name, error.upload_empty, error.upload_too_large), Unavailable
    /// (error.busy, error.disk_full), and the errors of `read`.
    struct Received {
        std::string id;
        std::filesystem::path file;
    };
    base::Result<Received> receive(std::string_view sent_name, const std::string& by,
                                   std::optional<std::size_t> announced,
                                   std::optional<base::Time> written, const http::ReadBody& read);
    /// The station has taken it in, or not.
    void finish(const std::string& id, base::Result<station::ImportView> result);
    /// NotFound for an unknown one, or one of long ago.
    base::Result<Upload> find(const std::string& id) const;

private:
    base::Status write(const std::filesystem::path& file, std::size_t announced,
                       const http::ReadBody& read) const;
    void forget_old() REQUIRES(mutex_);
    std::filesystem::path folder_of(const std::string& id) const { return folder_ / id; }

    const std::filesystem::path folder_;
    const base::Clock& clock_;
    const Limits limits_;
    mutable base::Mutex mutex_;
    std::deque<Upload> uploads_ GUARDED_BY(mutex_);
};

}  // namespace server
