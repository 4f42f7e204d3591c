#pragma once
#include <string>
#include <string_view>

#include "base/clock.h"
#include "config/webhook_settings.h"

namespace station {

/// What a robot is sent: the body, and what its address gets behind it.
struct RobotRequest {
    std::string query;  ///< "timestamp=…&sign=…", or empty.
    std::string body;   ///< JSON, UTF-8.
};

/// What became of one call.
struct RobotAnswer {
    enum class Outcome {
        Delivered,
        NotNow,   ///< Not in the chat; later again.
        Refused,  ///< Not in the chat; again would be refused again.
        Lost,     ///< Nobody knows.
    };
    Outcome outcome = Outcome::Lost;
    std::string error_key;               ///< error.webhook_…
    std::string detail;                  ///< The robot's own words, one short line.
    std::chrono::milliseconds pause{0};  ///< Nothing more to this robot for so long.
};

/// The request for one text. `secret` empty: the robot has no signing switched on. `now` is the
/// real time: the robots refuse what is more than an hour off.
/// Pure. A text longer than kRobotTextLimit bytes is cut at a character.
/// Sources:
/// - 企业微信, 群机器人配置说明 (developer.work.weixin.qq.com/document/path/91770): POST JSON to
///   /cgi-bin/webhook/send?key=…, {"msgtype":"text","text":{"content"}}, at most 2048 bytes;
///   20 messages a minute a robot. It has no signature: its address is the secret. Text, because
///   markdown does not show in the WeChat app.
/// - 钉钉, 自定义机器人安全设置
/// (open.dingtalk.com/document/robots/customize-robot-security-settings):
///   sign = urlencode(base64(HmacSHA256(key = secret, timestamp + "\n" + secret))), timestamp in
///   ms within an hour, both in the address; 20 messages a minute, then silence for ten minutes.
/// - 飞书, 自定义机器人使用指南 (open.feishu.cn/document/client-docs/bot-v3/add-custom-bot):
///   sign = base64(HmacSHA256(key = timestamp + "\n" + secret, "")), timestamp in seconds, both in
///   the body; {"msg_type":"text","content":{"text"}}; 100 messages a minute, 5 a second.
RobotRequest robot_request(config::WebhookKind kind, const std::string& text,
                           const std::string& secret, base::Time now);

/// Bytes of a text: what the strictest of the three takes, less a reserve.
inline constexpr std::size_t kRobotTextLimit = 1900;
/// A longer answer is nobody's.
inline constexpr std::size_t kRobotAnswerLimit = 65536;

/// What an answer means. Pure; the body is untrusted. Codes:
/// - 企业微信 errcode: 0 taken; 45009 too many; -1 busy; 93000 no such robot; 40058 and others no.
/// - 钉钉 errcode: 0; 130101 and 660026 too many; -1 busy; 310000 signature, keyword or address;
///   300001 and 300005 no such token.
/// - 飞书 code (old form: StatusCode): 0; 9499, 11232, 11233 too many; 19021 signature or time;
///   19022 address, 19024 keyword, 19001 no such robot.
/// A 5xx or 429 came from before the robot: not taken. 504 tells nothing.
RobotAnswer judge_robot_answer(config::WebhookKind kind, int status, std::string_view body);

}  // namespace station
