// Messages to group chats and contacts, over a whole station with robots of the test's own.
#include "station/webhooks/webhooks.h"

#include <gtest/gtest.h>

#include <mutex>
#include <thread>

#include "station/desk/contacts.h"
#include "station/webhooks/happenings.h"
#include "tests/station/test_floor.h"

namespace station {
namespace {

using namespace std::chrono_literals;
using Outcome = RobotAnswer::Outcome;

/// What a chat shows, and what its robot answers next.
struct Chat {
    std::mutex mutex;
    std::vector<std::string> texts;
    std::vector<RobotAnswer> answers;  ///< Taken from the front; none left: delivered.

    std::size_t size() {
        const std::lock_guard lock(mutex);
        return texts.size();
    }
};

class TestRobot final : public RobotPort {
public:
    explicit TestRobot(Chat& chat) : chat_(chat) {}
    RobotAnswer send(const std::string& text) override {
        const std::lock_guard lock(chat_.mutex);
        RobotAnswer answer{Outcome::Delivered, "", "", {}};
        if (!chat_.answers.empty()) {
            answer = chat_.answers.front();
            chat_.answers.erase(chat_.answers.begin());
        }
        if (answer.outcome == Outcome::Delivered || answer.outcome == Outcome::Lost)
            chat_.texts.push_back(text);
        return answer;
    }
    void stop() override {}

private:
    Chat& chat_;
};

class WebhookFloor : public testing::Test {
protected:
    WebhookFloor() {
        config::WebhookSettings boss;
        boss.name = boss.title = "boss";
        boss.deadline = 60min;
        floor.settings.webhooks = {boss};
        floor.make_robot =
            [this](const config::WebhookSettings&) -> base::Result<std::unique_ptr<RobotPort>> {
            return std::make_unique<TestRobot>(chat);
        };
        floor.start();
        settle(10s);
    }
    /// Time passes, and the robot's thread has its turn. Its answers come from a real thread.
    void settle(std::chrono::milliseconds time) {
        for (std::chrono::milliseconds passed{0}; passed < time; passed += 1s) {
            floor.pass(1s, 1s);
            for (int n = 0; n < 200 && floor.ask("SELECT count(*) FROM webhook_messages WHERE"
                                                 " state = 'sending'") != "0";
                 ++n) {
                std::this_thread::sleep_for(1ms);
                floor.run();
            }
        }
    }
    std::string last() {
        const std::lock_guard lock(chat.mutex);
        return chat.texts.empty() ? "" : chat.texts.back();
    }

    Chat chat;
    TestFloor floor;
};

TEST_F(WebhookFloor, TellsOfNewOrdersOnceInOneMessage) {
    floor.import({order_row(1), order_row(2)});
    settle(6s);
    floor.import({order_row(1), order_row(2), order_row(3)}, "09:01");
    settle(60s);
    ASSERT_EQ(chat.size(), 1u) << last();
    EXPECT_NE(last().find("新订单 3 单"), std::string::npos) << last();
    floor.restart();
    settle(60s);
    EXPECT_EQ(chat.size(), 1u) << last();
}

TEST_F(WebhookFloor, TellsOfWhatNeedsAPersonOnceAndAgainWhenMoreCome) {
    const auto held = [&](int n) { return order_row(n, {{"收件人电话", "12"}}); };
    floor.import({held(1)});
    settle(60s);
    ASSERT_EQ(floor.state(1), "held");
    ASSERT_EQ(chat.size(), 1u);
    EXPECT_NE(last().find("需要处理：1 单等待复核"), std::string::npos) << last();
    floor.pass(5min, 5s);
    EXPECT_EQ(chat.size(), 1u) << last();
    floor.import({held(1), held(2)}, "09:08");
    settle(60s);
    ASSERT_EQ(chat.size(), 2u);
    EXPECT_NE(last().find("需要处理：2 单等待复核"), std::string::npos) << last();
    // Both are settled and one comes: fewer than before, and news all the same.
    ASSERT_TRUE(floor.station().refuse(base::OrderNo(order_number(1)), "x", kActor));
    ASSERT_TRUE(floor.station().refuse(base::OrderNo(order_number(2)), "x", kActor));
    floor.pass(1min, 5s);
    floor.import({held(3)}, "09:12");
    settle(60s);
    ASSERT_EQ(chat.size(), 3u) << last();
    EXPECT_NE(last().find("需要处理：1 单等待复核"), std::string::npos) << last();
}

// A figure that moves with every order, or a need that is "since now", must not ring all day.
TEST_F(WebhookFloor, TellsOnceOfWhatIsSaidOfOneCarrierOrPrinter) {
    auto db = Session::open(database_location(floor.settings), Access::ReadWrite);
    ASSERT_TRUE(db);
    const auto carriers = *config::CarrierTable::load(floor.data_files());
    auto codec = PersonalDataCodec::open(floor.settings.data_folder, true);
    ASSERT_TRUE(codec);
    const Context context{**db, *codec, floor.settings, carriers, floor.clock};
    config::WebhookSettings other;
    other.name = "other";
    int told = 0;
    for (int n = 0; n < 20; ++n) {
        floor.clock.advance(10s);
        const std::vector<NeedView> needs = {
            {"roll_short", floor.clock.now(), 100 + n, {{"printer", "label-1"}, {"left", "9"}}, ""},
            {"numbers_low", floor.clock.now(), 40 - n, {{"carrier", "中通"}, {"left", "40"}}, ""},
            {"webhook_failed", floor.clock.now(), n, {}, ""}};
        const auto noted = note_happenings(context, other, needs);
        ASSERT_TRUE(noted) << noted.error().message;
        told += *noted;
    }
    EXPECT_EQ(told, 2);
}

TEST_F(WebhookFloor, TellsOfADeadlineOnceAndHoldsItsTongueInQuietHours) {
    floor.settings.webhooks[0].quiet = config::QuietHours{0min, 12h};
    floor.restart();
    floor.import({order_row(1, {{"承诺发货时间", "2026-11-24 10:30:00"}})});
    settle(90s);
    EXPECT_EQ(chat.size(), 0u);
    floor.settings.webhooks[0].quiet.reset();
    floor.restart();
    settle(60s);
    ASSERT_EQ(chat.size(), 1u);
    EXPECT_EQ(last().find("临近"), std::string::npos) << last();
    floor.pass(40min, 5s);
    settle(60s);
    ASSERT_EQ(chat.size(), 2u);
    EXPECT_NE(last().find("1 单临近发货时限，最近 10:30"), std::string::npos) << last();
}

TEST_F(WebhookFloor, TriesAgainWhatWasNotTakenAndNeverWhatMayHaveBeen) {
    chat.answers = {{Outcome::NotNow, "error.webhook_busy", "", {}},
                    {Outcome::Delivered, "", "", {}}};
    ASSERT_TRUE(floor.station().webhooks().test("boss", "owner"));
    settle(30s);
    EXPECT_EQ(chat.size(), 1u);
    EXPECT_EQ(floor.ask("SELECT state FROM webhook_messages"), "sent");
    chat.answers = {{Outcome::Lost, "error.webhook_lost", "", {}}};
    const auto lost = floor.station().webhooks().test("boss", "owner");
    ASSERT_TRUE(lost);
    settle(120s);
    EXPECT_EQ(chat.size(), 2u);
    EXPECT_EQ(floor.ask("SELECT state FROM webhook_messages ORDER BY id DESC LIMIT 1"), "unsure");
    EXPECT_EQ(floor.station().webhooks().test("nobody", "owner").error().key,
              "error.webhook_unknown");
    ASSERT_TRUE(floor.station().webhooks().dismiss(lost->id, "owner"));
    EXPECT_EQ(floor.station().webhooks().again(lost->id, "owner").error().key,
              "error.webhook_message_state");
}

TEST_F(WebhookFloor, SendsAtMostItsNumberAMinute) {
    floor.settings.webhooks[0].per_minute = 2;
    floor.restart();
    for (int n = 0; n < 4; ++n) ASSERT_TRUE(floor.station().webhooks().test("boss", "owner"));
    settle(20s);
    EXPECT_EQ(chat.size(), 2u);
    settle(60s);
    EXPECT_EQ(chat.size(), 4u);
}

TEST(Contacts, ADialledNumberIsWhatAPhoneUnderstands) {
    struct Row {
        const char* typed;
        const char* tel;  ///< Empty: refused.
    };
    const Row rows[] = {{"13800001234", "13800001234"},
                        {"0571-8800 1234转8", "057188001234,8"},
                        {"+86 138 0000 1234", "+8613800001234"},
                        {"(0571)88001234#801", "057188001234,801"},
                        {"110", "110"},
                        {"12", ""},
                        {"", ""},
                        {"打电话", ""},
                        {"95311转", ""},
                        {"javascript:1234", ""},
                        {"123456789012345678901", ""}};
    for (const Row& row : rows) EXPECT_EQ(dialled(row.typed).value_or(""), row.tel) << row.typed;
}

TEST(Contacts, AreKeptChangedAndRemovedAndChecked) {
    TestFloor floor;
    floor.start();
    ContactDesk& desk = floor.station().contacts();
    const auto added = desk.add(
        {base::CarrierCode("zto"), "文三路网点", "小陈", "１３８００００１２３４", "", ""}, "li");
    ASSERT_TRUE(added) << added.error().message;
    EXPECT_EQ(added->tel, "13800001234");
    const auto changed = desk.edit(added->id, {{}, "纸箱", "", "95311", "", ""}, "li");
    ASSERT_TRUE(changed);
    EXPECT_TRUE(changed->carrier.empty());
    EXPECT_EQ(desk.add({{}, "", "", "95311", "", ""}, "li").error().key, "error.contact_empty");
    EXPECT_EQ(desk.add({{}, "a", "", "x", "", ""}, "li").error().key, "error.contact_phone");
    EXPECT_EQ(desk.add({{}, std::string(121, 'a'), "", "95311", "", ""}, "li").error().key,
              "error.contact_long");
    EXPECT_EQ(desk.add({base::CarrierCode("nobody"), "a", "", "95311", "", ""}, "li").error().key,
              "error.carrier_unknown");
    ASSERT_TRUE(desk.remove(added->id, "li"));
    EXPECT_EQ(desk.remove(added->id, "li").error().key, "error.contact_unknown");
    // The history names who and which, no number.
    EXPECT_EQ(floor.ask("SELECT count(*) FROM audit WHERE action LIKE 'contact_%'"), "3");
    EXPECT_EQ(floor.ask("SELECT count(*) FROM audit WHERE detail LIKE '%13800001234%'"), "0");
}

}  // namespace
}  // namespace station
