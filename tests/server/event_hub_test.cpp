#include "server/http/event_hub.h"

#include <gtest/gtest.h>

#include <future>

namespace server::http {
namespace {

using namespace std::chrono_literals;

TEST(EventHub, GivesANewReaderTheNewestStateFirst) {
    EventHub hub;
    hub.publish("status", "status", "{\"n\":1}");
    hub.publish("bench/1", "bench", "{\"b\":1}");
    hub.publish("status", "status", "{\"n\":2}");
    std::string seen;
    hub.stream(
        [&](std::string_view text) {
            seen += text;
            return seen.find("n\":2") == std::string::npos;
        },
        5s, 0ms);
    EXPECT_EQ(seen,
              "retry: 1000\n\n"
              "event: bench\ndata: {\"b\":1}\n\n"
              "event: status\ndata: {\"n\":2}\n\n");
}

TEST(EventHub, SendsACommentWhenNothingHappens) {
    EventHub hub;
    std::string seen;
    hub.stream(
        [&](std::string_view text) {
            seen += text;
            return !text.starts_with(':');
        },
        20ms, 0ms);
    EXPECT_TRUE(seen.ends_with(": still here\n\n")) << seen;
}

// A page that was left must not keep its place until the next heartbeat.
TEST(EventHub, EndsSoonAfterItsReaderIsGone) {
    EventHub hub;
    hub.publish("status", "status", "{}");
    int probes = 0;
    const auto begin = std::chrono::steady_clock::now();
    hub.stream([&](std::string_view text) { return !text.empty() || ++probes < 2; }, 60s, 0ms);
    EXPECT_EQ(probes, 2);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 30s) << "long before the heartbeat";
}

TEST(EventHub, NeverWaitsForASlowReader) {
    EventHub hub;
    std::promise<void> stuck, free;
    auto released = free.get_future();
    std::vector<std::string> seen;
    std::thread reader([&] {
        hub.stream(
            [&](std::string_view text) {
                if (text.empty()) return true;
                seen.emplace_back(text);
                if (seen.size() == 2) {
                    stuck.set_value();
                    released.wait();
                }
                return text.find("\"last\"") == std::string_view::npos;
            },
            5s, 0ms);
    });
    hub.publish("status", "status", "\"first\"");
    stuck.get_future().wait();
    for (int i = 0; i < 1000; ++i) hub.publish("status", "status", std::to_string(i));
    hub.publish("status", "status", "\"last\"");
    free.set_value();
    reader.join();
    // retry, first, last: a thousand states in between were never queued for it.
    EXPECT_EQ(seen.size(), 3u);
}

TEST(EventHub, EndsEveryStreamAtOnceWhenClosed) {
    EventHub hub;
    std::vector<std::future<void>> readers;
    for (int i = 0; i < 4; ++i)
        readers.push_back(std::async(std::launch::async, [&] {
            hub.stream([](std::string_view) { return true; }, 60s, 60s);
        }));
    hub.publish("status", "status", "{}");
    hub.close();
    for (auto& reader : readers) EXPECT_EQ(reader.wait_for(2s), std::future_status::ready);
    EXPECT_FALSE(hub.enter("10.0.0.1"));
}

TEST(EventHub, CapsStreamsByAddressAndInAll) {
    EventHub hub;
    for (int i = 0; i < EventHub::kStreamsPerAddress; ++i) EXPECT_TRUE(hub.enter("a"));
    EXPECT_FALSE(hub.enter("a"));
    hub.leave("a");
    EXPECT_TRUE(hub.enter("a"));
    int others = 0;
    while (hub.enter("b" + std::to_string(others))) ++others;
    EXPECT_EQ(hub.streams(), EventHub::kStreams);
    EXPECT_EQ(others, EventHub::kStreams - EventHub::kStreamsPerAddress);
}

}  // namespace
}  // namespace server::http
