#include "server/station_loop.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_station.h"

namespace server {
namespace {

using namespace std::chrono_literals;
using base::Lane;

class StationLoopTest : public testing::Test {
protected:
    StationLoop::Open open() {
        stations_ = fakes::stations(floor_);
        return [this](std::function<void()> wake) {
            return stations_.open({.settings = {},
                                   .data_files = *data_files_,
                                   .clock = &clock_,
                                   .wake = std::move(wake),
                                   .run_devices = true,
                                   .make_port = {}});
        };
    }
    base::Result<config::DataFiles> data_files_ = config::DataFiles::locate("config");
    base::SystemClock clock_;
    fakes::Floor floor_;
    Stations stations_;
};

base::Result<int> answer(int number) {
    return number;
}

TEST_F(StationLoopTest, RunsCommandsOnOneThreadAndAnswers) {
    StationLoop loop(clock_, {}, {});
    ASSERT_TRUE(loop.start(open()));
    std::thread::id first, second;
    const auto one = loop.call(Lane::Normal, 1s, [&](station::Station&) {
        first = std::this_thread::get_id();
        return answer(1);
    });
    const auto two = loop.call(Lane::Urgent, 1s, [&](station::Station&) {
        second = std::this_thread::get_id();
        return answer(2);
    });
    EXPECT_EQ(one, 1);
    EXPECT_EQ(two, 2);
    EXPECT_EQ(first, second);
    EXPECT_NE(first, std::this_thread::get_id());
}

TEST_F(StationLoopTest, PassesOnWhyTheStationDidNotOpen) {
    floor_.open_error = base::Error{base::ErrorCode::Conflict, "held", "error.data_folder_locked"};
    StationLoop loop(clock_, {}, {});
    const auto started = loop.start(open());
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().key, "error.data_folder_locked");
    const auto late = loop.call(Lane::Normal, 1s, [](station::Station&) { return answer(1); });
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().key, "error.stopping");
}

// Scans must not wait behind a queue of office work.
TEST_F(StationLoopTest, TakesScansFirst) {
    StationLoop loop(clock_, {}, {});
    ASSERT_TRUE(loop.start(open()));
    std::promise<void> entered, gate;
    auto opened = gate.get_future().share();
    std::vector<std::string> order;
    std::vector<std::thread> callers;
    callers.emplace_back([&] {
        (void)loop.call(Lane::Normal, 5s, [&](station::Station&) {
            entered.set_value();
            opened.wait();
            return answer(0);
        });
    });
    entered.get_future().wait();
    for (int i = 0; i < 5; ++i)
        callers.emplace_back([&] {
            (void)loop.call(Lane::Normal, 5s, [&](station::Station&) {
                order.emplace_back("normal");
                return answer(0);
            });
        });
    while (loop.queue_length() < 5) std::this_thread::sleep_for(1ms);
    callers.emplace_back([&] {
        (void)loop.call(Lane::Urgent, 5s, [&](station::Station&) {
            order.emplace_back("scan");
            return answer(0);
        });
    });
    while (loop.queue_length() < 6) std::this_thread::sleep_for(1ms);
    gate.set_value();
    for (auto& caller : callers) caller.join();
    ASSERT_EQ(order.size(), 6u);
    EXPECT_EQ(order.front(), "scan");
}

TEST_F(StationLoopTest, SaysNoWhenTheQueueIsFullAndNeverRunsWhatTimedOut) {
    StationLoop loop(clock_, {.queue_limit = 1}, {});
    ASSERT_TRUE(loop.start(open()));
    std::promise<void> entered, gate;
    auto opened = gate.get_future().share();
    std::thread busy([&] {
        (void)loop.call(Lane::Normal, 5s, [&](station::Station&) {
            entered.set_value();
            opened.wait();
            return answer(0);
        });
    });
    entered.get_future().wait();
    std::atomic<bool> ran{false};
    const auto late = loop.call(Lane::Normal, 20ms, [&](station::Station&) {
        ran = true;
        return answer(0);
    });
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().key, "error.timeout");
    const auto full = loop.call(Lane::Normal, 20ms, [](station::Station&) { return answer(0); });
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().key, "error.busy");
    gate.set_value();
    busy.join();
    while (loop.queue_length() > 0) std::this_thread::sleep_for(1ms);  // The one that timed out.
    EXPECT_EQ(loop.call(Lane::Normal, 5s, [](station::Station&) { return answer(7); }), 7);
    EXPECT_FALSE(ran);
}

TEST_F(StationLoopTest, TurnsExceptionsIntoErrorsAndGoesOn) {
    StationLoop loop(clock_, {}, {});
    ASSERT_TRUE(loop.start(open()));
    const auto result = loop.call(Lane::Normal, 1s, [](station::Station&) -> base::Result<int> {
        throw std::runtime_error("the disk is full");
    });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().key, "error.internal");
    EXPECT_NE(result.error().message.find("the disk is full"), std::string::npos);
    floor_.throw_in_work = true;
    while (floor_.throw_in_work) std::this_thread::sleep_for(1ms);
    EXPECT_EQ(loop.call(Lane::Normal, 1s, [](station::Station&) { return answer(3); }), 3);
}

TEST_F(StationLoopTest, WorksOnUntilNothingWaitsAndWakesForWorkers) {
    floor_.work_left = 50;
    StationLoop loop(clock_, {.idle = 10s}, {});
    ASSERT_TRUE(loop.start(open()));
    while (floor_.work_left > 0) std::this_thread::sleep_for(1ms);
    std::this_thread::sleep_for(20ms);  // Asleep for ten seconds now, but for the wake below.
    const int before = floor_.slices;
    for (int i = 0; i < 1000; ++i) floor_.wake();
    const auto deadline = std::chrono::steady_clock::now() + 2s;
    while (floor_.slices == before && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(1ms);
    EXPECT_GT(floor_.slices, before);
}

TEST_F(StationLoopTest, PublishesAtMostFourSnapshotsASecond) {
    std::atomic<int> published{0};
    StationLoop loop(clock_, {.publish = 250ms}, {.status = [&](const auto&) { ++published; }});
    ASSERT_TRUE(loop.start(open()));
    ASSERT_NE(loop.status(), nullptr);
    const auto end = std::chrono::steady_clock::now() + 600ms;
    while (std::chrono::steady_clock::now() < end)
        (void)loop.call(Lane::Normal, 1s, [](station::Station&) { return answer(0); });
    EXPECT_GE(published, 2);
    EXPECT_LE(published, 4);
}

TEST_F(StationLoopTest, NoticesAWallClockThatJumps) {
    fakes::FakeClock clock(base::from_millis(1'779'940'805'000));
    std::atomic<std::int64_t> jumped{0};
    StationLoop loop(clock, {.idle = 1ms}, {.clock_jumped = [&](auto by) { jumped = by.count(); }});
    ASSERT_TRUE(loop.start(open()));
    clock.advance(1h);
    std::this_thread::sleep_for(30ms);
    EXPECT_EQ(jumped, 0);
    clock.jump(-90s);
    const auto deadline = std::chrono::steady_clock::now() + 2s;
    while (jumped == 0 && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(1ms);
    EXPECT_EQ(jumped, -90'000);
}

TEST_F(StationLoopTest, FinishesWhatIsInTheQueueBeforeItStops) {
    StationLoop loop(clock_, {}, {});
    ASSERT_TRUE(loop.start(open()));
    std::promise<void> entered, gate;
    auto opened = gate.get_future().share();
    std::thread first([&] {
        (void)loop.call(Lane::Normal, 5s, [&](station::Station&) {
            entered.set_value();
            opened.wait();
            return answer(0);
        });
    });
    entered.get_future().wait();
    base::Result<int> second = base::fail(base::ErrorCode::Timeout, "not run");
    std::thread waiting(
        [&] { second = loop.call(Lane::Urgent, 5s, [](station::Station&) { return answer(2); }); });
    while (loop.queue_length() < 1) std::this_thread::sleep_for(1ms);
    std::thread stopper([&] { loop.stop(1s); });
    std::this_thread::sleep_for(20ms);
    gate.set_value();
    stopper.join();
    first.join();
    waiting.join();
    EXPECT_EQ(second, 2);
    EXPECT_EQ(floor_.seen().back(), "stop");
    EXPECT_EQ(floor_.open_stations, 0);
}

}  // namespace
}  // namespace server
