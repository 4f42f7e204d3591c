#pragma once
#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "server/daemon.h"
#include "station/station.h"

namespace fakes {

/// A small shop floor in memory, shared by a FakeStation and its FakeReaders: two orders, one
/// batch, one bench. What a test sets up before the station runs is const afterwards; the rest is
/// guarded.
struct Floor {
    // Set before start.
    std::filesystem::path lock_file;        ///< Not empty: open() fails where it exists.
    std::filesystem::path ship_folder;      ///< ship_file() answers from here.
    std::filesystem::path picture;          ///< label_picture()
    std::optional<base::Error> open_error;  ///< open() fails with it.

    std::mutex mutex;
    std::vector<std::string> calls;                   ///< "hold P1 reason supervisor", in order.
    station::StatusView status;                       ///< Answered by status(), `now` filled in.
    std::map<std::string, station::BenchView> scans;  ///< By key.

    std::atomic<int> work_left{0};  ///< work() says so many times that more is waiting.
    std::atomic<int> slices{0};
    std::atomic<int> open_stations{0};
    std::atomic<bool> throw_in_work{false};
    std::function<void()> wake;

    void note(std::string call) {
        const std::lock_guard lock(mutex);
        calls.push_back(std::move(call));
    }
    std::vector<std::string> seen() {
        const std::lock_guard lock(mutex);
        return calls;
    }
};

/// An order row with made-up data: P700000000000000001, held.
station::OrderView sample_order(const std::string& order_no = "P700000000000000001");
station::BatchView sample_batch();
station::JobView sample_job();
station::BenchView sample_bench();
station::StatusView sample_status();
station::NumbersView sample_numbers();

/// Stations and readers over the floor, which must outlive them.
server::Stations stations(Floor& floor);

}  // namespace fakes
