#include "station/webhooks/robot_messages.h"

#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>
#include <sodium.h>

#include <cstdio>
#include <optional>

#include "base/base64.h"
#include "base/text.h"

namespace station {
namespace {

using config::WebhookKind;
using Outcome = RobotAnswer::Outcome;
using namespace std::chrono_literals;

constexpr std::size_t kDetailBytes = 160;

std::string signature(std::string_view key, std::string_view text) {
    crypto_auth_hmacsha256_state state;
    const auto bytes = [](std::string_view from) {
        return reinterpret_cast<const unsigned char*>(from.data());
    };
    crypto_auth_hmacsha256_init(&state, bytes(key), key.size());
    crypto_auth_hmacsha256_update(&state, bytes(text), text.size());
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_final(&state, mac);
    return base::encode_base64(mac);
}

/// Of base64: letters and digits stay.
std::string in_query(std::string_view base64) {
    std::string out;
    for (const char c : base64) {
        if (c == '+') {
            out += "%2B";
        } else if (c == '/') {
            out += "%2F";
        } else if (c == '=') {
            out += "%3D";
        } else {
            out += c;
        }
    }
    return out;
}

std::string json_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else {
            out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        }
    }
    return out + '"';
}

/// At most `limit` bytes, no character cut in two.
std::string shortened(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return std::string(text);
    std::size_t end = limit - 3;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return std::string(text.substr(0, end)) + "…";
}

struct RobotCode {
    std::int64_t code = 0;
    std::string words;
};

/// The code of an answer; nothing where there is none.
std::optional<RobotCode> code_of(WebhookKind kind, std::string_view body) {
    if (body.size() > kRobotAnswerLimit || !base::is_valid_utf8(body)) return std::nullopt;
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(16);
        const auto value = parser.parse(std::string(body));
        const auto object = value.extract<Poco::JSON::Object::Ptr>();
        const bool feishu = kind == WebhookKind::Feishu;
        const char* name = !feishu ? "errcode" : object->has("code") ? "code" : "StatusCode";
        const char* words = !feishu ? "errmsg" : object->has("msg") ? "msg" : "StatusMessage";
        RobotCode found;
        const auto number = object->get(name);
        if (!number.isInteger()) return std::nullopt;
        found.code = number.convert<std::int64_t>();
        if (object->has(words) && object->get(words).isString())
            found.words = object->get(words).convert<std::string>();
        for (char& c : found.words) {
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
        }
        found.words = shortened(found.words, kDetailBytes);
        return found;
    } catch (const Poco::Exception&) {
        return std::nullopt;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

struct KnownCode {
    WebhookKind kind;
    std::int64_t code;
    Outcome outcome;
    const char* error_key;
    std::chrono::milliseconds pause;
};

constexpr KnownCode kKnownCodes[] = {
    {WebhookKind::WeCom, 45009, Outcome::NotNow, "error.webhook_too_many", 1min},
    {WebhookKind::WeCom, -1, Outcome::NotNow, "error.webhook_busy", 0ms},
    {WebhookKind::WeCom, 93000, Outcome::Refused, "error.webhook_no_robot", 0ms},
    {WebhookKind::DingTalk, 130101, Outcome::NotNow, "error.webhook_too_many", 10min},
    {WebhookKind::DingTalk, 660026, Outcome::NotNow, "error.webhook_too_many", 10min},
    {WebhookKind::DingTalk, -1, Outcome::NotNow, "error.webhook_busy", 0ms},
    {WebhookKind::DingTalk, 310000, Outcome::Refused, "error.webhook_signature", 0ms},
    {WebhookKind::DingTalk, 300001, Outcome::Refused, "error.webhook_no_robot", 0ms},
    {WebhookKind::DingTalk, 300005, Outcome::Refused, "error.webhook_no_robot", 0ms},
    {WebhookKind::Feishu, 9499, Outcome::NotNow, "error.webhook_too_many", 1min},
    {WebhookKind::Feishu, 11232, Outcome::NotNow, "error.webhook_too_many", 1min},
    {WebhookKind::Feishu, 11233, Outcome::NotNow, "error.webhook_too_many", 1min},
    {WebhookKind::Feishu, 19021, Outcome::Refused, "error.webhook_signature", 0ms},
    {WebhookKind::Feishu, 19022, Outcome::Refused, "error.webhook_signature", 0ms},
    {WebhookKind::Feishu, 19024, Outcome::Refused, "error.webhook_signature", 0ms},
    {WebhookKind::Feishu, 19001, Outcome::Refused, "error.webhook_no_robot", 0ms},
};

}  // namespace

RobotRequest robot_request(WebhookKind kind, const std::string& long_text,
                           const std::string& secret, base::Time now) {
    const std::string text = json_text(shortened(long_text, kRobotTextLimit));
    RobotRequest request;
    if (kind == WebhookKind::Feishu) {
        const std::string seconds = std::to_string(base::to_millis(now) / 1000);
        request.body = "{";
        if (!secret.empty())
            request.body += "\"timestamp\":\"" + seconds + "\",\"sign\":\"" +
                            signature(seconds + "\n" + secret, "") + "\",";
        request.body += "\"msg_type\":\"text\",\"content\":{\"text\":" + text + "}}";
        return request;
    }
    if (kind == WebhookKind::DingTalk && !secret.empty()) {
        const std::string millis = std::to_string(base::to_millis(now));
        request.query =
            "timestamp=" + millis + "&sign=" + in_query(signature(secret, millis + "\n" + secret));
    }
    request.body = "{\"msgtype\":\"text\",\"text\":{\"content\":" + text + "}}";
    return request;
}

RobotAnswer judge_robot_answer(WebhookKind kind, int status, std::string_view body) {
    const auto plain = [status](Outcome outcome, const char* key, std::chrono::milliseconds pause) {
        return RobotAnswer{outcome, key, "HTTP " + std::to_string(status), pause};
    };
    const auto code = code_of(kind, body);
    if (code && code->code != 0) {
        const std::string detail = std::to_string(code->code) + " " + code->words;
        for (const KnownCode& known : kKnownCodes) {
            if (known.kind == kind && known.code == code->code)
                return {known.outcome, known.error_key, detail, known.pause};
        }
        return {Outcome::Refused, "error.webhook_refused", detail, 0ms};
    }
    if (status == 429) return plain(Outcome::NotNow, "error.webhook_too_many", 1min);
    if (status == 504) return plain(Outcome::Lost, "error.webhook_lost", 0ms);
    if (status >= 500) return plain(Outcome::NotNow, "error.webhook_busy", 0ms);
    if (status == 404) return plain(Outcome::Refused, "error.webhook_no_robot", 0ms);
    if (status < 200 || status >= 300) return plain(Outcome::Refused, "error.webhook_refused", 0ms);
    if (code) return {Outcome::Delivered, "", "", 0ms};
    // 200 with a page of a hotspot or a proxy: nothing that a robot says.
    return plain(Outcome::Lost, "error.webhook_no_answer", 0ms);
}

}  // namespace station
