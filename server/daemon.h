#pragma once
#include <filesystem>
#include <functional>
#include <memory>

#include "base/clock.h"
#include "config/data_files.h"
#include "config/settings.h"
#include "server/doors.h"
#include "station/station.h"

namespace server {

/// Where stations and readers come from: the real ones in the program, fakes in tests.
struct Stations {
    std::function<base::Result<std::unique_ptr<station::Station>>(station::Station::Options)> open;
    std::function<base::Result<std::unique_ptr<station::Reader>>(
        const config::Settings&, const config::DataFiles&, const base::Clock&)>
        open_reader;
};

/// The running station: the station thread, the HTTP server on TCP and on the data folder's
/// socket, and the order in which they come and go. One thread starts and stops it.
class Daemon {
public:
    struct Options {
        config::Settings settings;
        config::DataFiles data_files;
        const base::Clock* clock = nullptr;  ///< Must outlive the daemon.
        Stations stations;
        std::filesystem::path web_folder;
        http::Server::Limits limits = {};
    };
    /// Binds first (so that a port in use is told before anything else happens), then opens the
    /// station, then answers. Errors of listen_tcp() and of Station::open().
    static base::Result<std::unique_ptr<Daemon>> start(Options options);
    ~Daemon();

    /// Within 5 seconds; nothing that was answered is lost. Harmless when called twice.
    void stop();

    int port() const;
    /// Who may come from other computers.
    Doors::State doors() const;
    /// The newest status; never null.
    std::shared_ptr<const station::StatusView> status() const;

private:
    struct Impl;
    explicit Daemon(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// Where the pages are: server/web beside the build (<program>/../../../server/web), else web/ in
/// the data root. NotFound with the places tried.
base::Result<std::filesystem::path> find_web_folder(const config::DataFiles& data_files);

}  // namespace server
