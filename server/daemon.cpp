#include "server/daemon.h"

#include "base/log.h"
#include "server/http/api.h"
#include "server/http/local_client.h"
#include "server/http/server.h"
#include "server/json/views.h"
#include "server/version.h"

namespace server {

using namespace std::chrono_literals;

namespace {

// Turns snapshots into events: one at every change of anything but the time of day, and one for
// each bench whose picture is another one then. On the station thread.
class StatusPublisher {
public:
    StatusPublisher(http::EventHub& events, ReaderPool& readers)
        : events_(events), readers_(readers) {}
    void operator()(const std::shared_ptr<const station::StatusView>& status) {
        station::StatusView without_time = *status;
        without_time.now = {};
        std::string content = json::text(without_time, kVersion);
        if (content == last_) return;
        last_ = std::move(content);
        events_.publish("status", "status", json::text(*status, kVersion));
        publish_benches(*status);
    }

private:
    // A bench's picture changes by other hands too: an import intercepts its open parcel, another
    // bench binds a parcel of the same batch.
    void publish_benches(const station::StatusView& status) {
        auto reader = readers_.take();
        if (!reader) return;
        for (const station::BenchSummaryView& bench : status.benches) {
            const auto view = (*reader)->bench(bench.name);
            if (!view) continue;
            std::string content = json::text(*view);
            if (content == benches_[bench.name.str()]) continue;
            benches_[bench.name.str()] = std::move(content);
            http::publish_bench(events_, *view);
        }
    }

    http::EventHub& events_;
    ReaderPool& readers_;
    std::map<std::string, std::string> benches_;  ///< What was published last, by bench.
    std::string last_;
};

}  // namespace

struct Daemon::Impl {
    explicit Impl(Options given)
        : options(std::move(given)),
          readers([this] {
              return options.stations.open_reader(options.settings, options.data_files,
                                                  *options.clock);
          }),
          publisher(events, readers),
          loop(*options.clock, StationLoop::Options{},
               StationLoop::Observer{.status = [this](const auto& status) { publisher(status); },
                                     .slice = [this](double seconds) { metrics.slice(seconds); },
                                     .clock_jumped = [this](auto) { metrics.clock_jump(); }}),
          gate(options.settings, *options.clock, readers, loop),
          passwords(options.settings.access),
          uploads(options.settings.data_folder / "uploads", *options.clock, Uploads::Limits{}),
          server(router, metrics, options.limits,
                 [this](http::Request& request, const http::Route& route) {
                     return gate.check(request, route);
                 }),
          doors(server, options.settings.http),
          api{options.settings, options.data_files, *options.clock, loop,  readers,  events,
              metrics,          options.web_folder, gate,           doors, throttle, passwords,
              uploads} {
        http::add_all_routes(router, api);
    }

    /// Others come in only where somebody can be told from somebody else.
    void open_doors() {
        const config::HttpSettings& http = options.settings.http;
        auto reader = readers.take();
        const auto set_up = reader ? (*reader)->users().set_up() : base::pass(reader);
        if (!set_up) {
            base::log(base::LogLevel::Error, "users_unreadable",
                      {{"message", set_up.error().message}});
        } else if (*set_up) {
            doors.open();
        } else if (!http.listen.empty()) {
            base::log(base::LogLevel::Warning, "only_this_machine",
                      {{"why", "there is no owner yet"},
                       {"open", "http://127.0.0.1:" + std::to_string(server.port()) + "/setup"}});
        }
    }

    Options options;
    Metrics metrics;
    http::EventHub events;
    ReaderPool readers;
    StatusPublisher publisher;
    StationLoop loop;
    http::Gate gate;
    http::LoginThrottle throttle;
    PasswordWork passwords;
    Uploads uploads;
    http::Router router;
    http::Server server;
    Doors doors;
    http::Api api;
    bool stopped = false;
};

Daemon::Daemon(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Daemon::~Daemon() {
    stop();
}

base::Result<std::unique_ptr<Daemon>> Daemon::start(Options options) {
    http::install_error_handler();
    auto daemon = std::unique_ptr<Daemon>(new Daemon(std::make_unique<Impl>(std::move(options))));
    Impl& impl = *daemon->impl_;
    const config::Settings& settings = impl.options.settings;

    auto texts = config::Texts::load(impl.options.data_files, settings.language);
    if (!texts) return base::pass(texts);
    impl.api.texts = *std::move(texts);
    if (const auto bound = impl.server.listen_tcp(settings.http.address, settings.http.port);
        !bound)
        return base::pass(bound);
    const auto opened = impl.loop.start([&impl](std::function<void()> wake) {
        return impl.options.stations.open({.settings = impl.options.settings,
                                           .data_files = impl.options.data_files,
                                           .clock = impl.options.clock,
                                           .wake = std::move(wake),
                                           .run_devices = true,
                                           .make_port = {}});
    });
    if (!opened) return base::pass(opened);
    // Only now, with the folder's lock in hand, may a left-over socket file be replaced.
    const auto local = impl.server.listen_local(http::local_socket(settings.data_folder));
    if (!local)
        base::log(base::LogLevel::Warning, "no_local_socket", {{"message", local.error().message}});
    impl.uploads.clean();
    impl.server.answer_to(settings.http);
    impl.open_doors();
    impl.server.start();
    base::log(base::LogLevel::Info, "started",
              {{"address", settings.http.address}, {"port", impl.server.port()}});
    return daemon;
}

// The one place that says in which order things stop, with each one's longest wait.
void Daemon::stop() {
    if (impl_->stopped) return;
    impl_->stopped = true;
    impl_->events.close();       // Event streams end; no wait.
    impl_->server.stop(1000ms);  // No new requests; answers in progress end, the rest is cut off.
    impl_->loop.stop(2500ms);    // Commands in the queue, then labels in flight, then the database.
    if (impl_->loop.status()) base::log(base::LogLevel::Info, "stopped");
}

int Daemon::port() const {
    return impl_->server.port();
}

Doors::State Daemon::doors() const {
    return impl_->doors.state();
}

std::shared_ptr<const station::StatusView> Daemon::status() const {
    return impl_->loop.status();
}

base::Result<std::filesystem::path> find_web_folder(const config::DataFiles& data_files) {
    std::error_code ignored;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
    const auto beside = (program.parent_path() / "../../server/web").lexically_normal();
    const auto installed = data_files.root() / "web";
    for (const auto& folder : {beside, installed})
        if (std::filesystem::exists(folder / "index.html", ignored)) return folder;
    return base::fail(base::ErrorCode::NotFound,
                      "the pages (index.html) are neither in " + beside.string() + " nor in " +
                          installed.string() + "; is the installation complete?");
}

}  // namespace server
