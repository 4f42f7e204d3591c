#include "server/commands/local_station.h"

#include "server/http/local_client.h"

namespace server::commands {

base::Result<std::string> carry_out(Invocation& call, const config::Settings& settings,
                                    const Change& change) {
    const auto data_files = call.data_files();
    if (!data_files) return base::pass(data_files);
    auto station = call.stations->open({.settings = settings,
                                        .data_files = *data_files,
                                        .clock = call.clock,
                                        .wake = [] {},
                                        .run_devices = false,
                                        .make_port = {}});
    if (station) {
        auto answer = change.directly(**station);
        (*station)->stop(std::chrono::seconds(3));
        return answer;
    }
    if (station.error().key != "error.data_folder_locked") return base::pass(station);
    auto answer = http::post_local(http::local_socket(settings.data_folder), change.path,
                                   change.body, std::chrono::minutes(10));
    if (!answer && answer.error().key == "error.daemon_silent")
        return base::fail(base::ErrorCode::Unavailable,
                          station.error().message + ", but it does not answer (" +
                              answer.error().message + "); wait until it has started or ended",
                          "error.daemon_silent");
    return answer;
}

}  // namespace server::commands
