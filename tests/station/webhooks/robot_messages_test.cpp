#include "station/webhooks/robot_messages.h"

#include <gtest/gtest.h>

#include "station/webhooks/happenings.h"
#include "station/webhooks/message_states.h"

namespace station {
namespace {

using config::WebhookKind;
using Outcome = RobotAnswer::Outcome;

const base::Time kSignedAt = base::from_millis(1779953105123);

// The signatures were computed by Python's hmac module.
TEST(RobotMessages, SignForDingTalkInTheAddress) {
    const auto request = robot_request(WebhookKind::DingTalk, "a\"b\n", "SECvector", kSignedAt);
    EXPECT_EQ(request.query,
              "timestamp=1779953105123&sign=MiUFCArjFDHsXqr6EIbUfjrsjNrICylVQM5TqlDh62o%3D");
    EXPECT_EQ(request.body, R"({"msgtype":"text","text":{"content":"a\"b\n"}})");
}

TEST(RobotMessages, SignForFeishuInTheBody) {
    const auto request = robot_request(WebhookKind::Feishu, "你好", "SECvector", kSignedAt);
    EXPECT_EQ(request.query, "");
    EXPECT_EQ(request.body,
              R"({"timestamp":"1779953105","sign":"AFJKfi374BV/OGOFVvtWUCc2z4FpdvGKXbfikcxisWw=",)"
              R"("msg_type":"text","content":{"text":"你好"}})");
}

TEST(RobotMessages, AreUnsignedWithoutASecret) {
    for (const auto kind : {WebhookKind::WeCom, WebhookKind::DingTalk, WebhookKind::Feishu}) {
        const auto request = robot_request(kind, "x", "", kSignedAt);
        EXPECT_EQ(request.query, "");
        EXPECT_EQ(request.body.find("sign"), std::string::npos);
    }
}

TEST(RobotMessages, AreCutAtACharacterBelowTheLimit) {
    std::string text;
    while (text.size() <= kRobotTextLimit) text += "订";
    const auto body = robot_request(WebhookKind::WeCom, text, "", kSignedAt).body;
    EXPECT_LE(body.size(), kRobotTextLimit + 50);
    EXPECT_NE(body.find("订…\""), std::string::npos);
}

TEST(RobotMessages, JudgeAnswers) {
    struct Row {
        const char* name;
        WebhookKind kind;
        int status;
        std::string body;
        Outcome outcome;
        const char* key;
    };
    const Row rows[] = {
        {"taken", WebhookKind::WeCom, 200, R"({"errcode":0,"errmsg":"ok"})", Outcome::Delivered,
         ""},
        {"taken, new form", WebhookKind::Feishu, 200, R"({"code":0,"msg":"success"})",
         Outcome::Delivered, ""},
        {"taken, old form", WebhookKind::Feishu, 200, R"({"StatusCode":0})", Outcome::Delivered,
         ""},
        {"too many", WebhookKind::DingTalk, 200, R"({"errcode":130101,"errmsg":"too fast"})",
         Outcome::NotNow, "error.webhook_too_many"},
        {"limit with status 400", WebhookKind::Feishu, 400, R"({"code":11232,"msg":"limited"})",
         Outcome::NotNow, "error.webhook_too_many"},
        {"signature", WebhookKind::Feishu, 200, R"({"code":19021})", Outcome::Refused,
         "error.webhook_signature"},
        {"unknown no", WebhookKind::WeCom, 200, R"({"errcode":40058})", Outcome::Refused,
         "error.webhook_refused"},
        {"429", WebhookKind::WeCom, 429, "", Outcome::NotNow, "error.webhook_too_many"},
        {"503", WebhookKind::WeCom, 503, "<html>", Outcome::NotNow, "error.webhook_busy"},
        {"504", WebhookKind::WeCom, 504, "", Outcome::Lost, "error.webhook_lost"},
        {"404", WebhookKind::WeCom, 404, "", Outcome::Refused, "error.webhook_no_robot"},
        {"hotspot", WebhookKind::WeCom, 200, "<html>", Outcome::Lost, "error.webhook_no_answer"},
        {"empty", WebhookKind::WeCom, 200, "", Outcome::Lost, "error.webhook_no_answer"},
        {"a list", WebhookKind::WeCom, 200, "[0]", Outcome::Lost, "error.webhook_no_answer"},
        {"text for a number", WebhookKind::WeCom, 200, R"({"errcode":"0"})", Outcome::Lost,
         "error.webhook_no_answer"},
        {"deep", WebhookKind::WeCom, 200, "{\"errcode\":" + std::string(50000, '['), Outcome::Lost,
         "error.webhook_no_answer"},
        {"not UTF-8", WebhookKind::WeCom, 200, "{\"errcode\":0,\"x\":\"\xFF\"}", Outcome::Lost,
         "error.webhook_no_answer"},
    };
    for (const Row& row : rows) {
        const RobotAnswer answer = judge_robot_answer(row.kind, row.status, row.body);
        EXPECT_EQ(answer.outcome, row.outcome) << row.name;
        EXPECT_EQ(answer.error_key, row.key) << row.name;
    }
    EXPECT_GE(judge_robot_answer(WebhookKind::DingTalk, 200, R"({"errcode":130101})").pause,
              std::chrono::minutes{10});
}

TEST(MessageStates, NeverSendByThemselvesWhatMayBeInTheChat) {
    for (const MessageTransition& step : message_transitions()) {
        if (step.to == MessageState::Sending) {
            EXPECT_EQ(step.from, MessageState::Waiting);
        }
        if (step.from == MessageState::Unsure || step.from == MessageState::Failed) {
            EXPECT_TRUE(step.event == MessageEvent::Again || step.event == MessageEvent::Dismiss);
        }
        EXPECT_NE(step.from, MessageState::Sent);
    }
    EXPECT_EQ(next(MessageState::Sent, MessageEvent::Again).error().key,
              "error.webhook_message_state");
}

TEST(MessageText, FoldsSumsAndNewestWordsInBothLanguages) {
    const auto data_files = *config::DataFiles::locate("config");
    const std::vector<Happening> happenings = {
        {"new_orders", {{"count", "3"}, {"held", "0"}}},
        {"needs_person", {{"kind", "held"}, {"count", "1"}}},
        {"new_orders", {{"count", "4"}, {"held", "2"}}},
        {"needs_person", {{"kind", "held"}, {"count", "2"}}},
        {"needs_person", {{"kind", "of_tomorrow"}, {"count", "9"}}},
        {"batch_done", {{"title", "10:00"}, {"printed", "7"}, {"troubled", "0"}}},
        {"deadline_near", {{"count", "1"}, {"ship_by", "1779957000000"}, {"order", "P7006…9802"}}}};
    const auto zh = *config::Texts::load(data_files, "zh-CN");
    EXPECT_EQ(message_text(zh, "示例小店", happenings, kSignedAt),
              "【示例小店】05-28 15:25\n需要处理：2 单等待复核\n需要处理：9 件事\n"
              "1 单临近发货时限，最近 16:30（P7006…9802）\n新订单 7 单，其中 2 单待复核\n"
              "批次「10:00」完成：打印 7 张");
    const auto en = *config::Texts::load(data_files, "en");
    const std::string english = message_text(en, "Shop", happenings, kSignedAt);
    EXPECT_NE(english.find("7 new orders, 2 of them for review"), std::string::npos);
    EXPECT_EQ(english.find("{"), std::string::npos) << english;
}

// Every event's text is there in both languages with the same placeholders: texts_test.cpp; here,
// that the program knows no key without one.
TEST(MessageText, HasEveryKeyInBothLanguages) {
    const auto data_files = *config::DataFiles::locate("config");
    for (const char* language : {"zh-CN", "en"}) {
        const auto texts = *config::Texts::load(data_files, language);
        for (const char* key :
             {"head", "test", "new_orders", "new_orders_held", "need", "need_other", "batch_done",
              "batch_troubled", "batches_more", "deadline_near"})
            EXPECT_TRUE(texts.has(std::string("webhook.") + key)) << language << " " << key;
    }
}

}  // namespace
}  // namespace station
