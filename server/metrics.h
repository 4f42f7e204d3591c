#pragma once
#include <cstddef>
#include <memory>
#include <string>

#include "station/views.h"

namespace server {

/// What /metrics shows, by prometheus-cpp core (its Exposer is not used: our HTTP server answers).
/// Any thread.
class Metrics {
public:
    Metrics();
    ~Metrics();

    void request(const std::string& route, int status);
    void scan(const std::string& outcome_code);
    void slice(double seconds);
    void clock_jump();
    void status(const station::StatusView& status);
    void queue_length(std::size_t commands);
    void event_streams(int streams);

    /// The Prometheus text format, version 0.0.4.
    std::string text() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace server
