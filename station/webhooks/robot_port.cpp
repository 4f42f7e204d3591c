#include "station/webhooks/robot_port.h"

#include <sys/stat.h>

#include "config/number_sources.h"
#include "config/toml_reader.h"
#include "station/waybills/form_post.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

class NetworkRobot final : public RobotPort {
public:
    NetworkRobot(const config::WebhookSettings& webhook, RobotCredentials credentials)
        : kind_(webhook.kind),
          credentials_(std::move(credentials)),
          post_({.endpoint = credentials_.url,
                 .connect_timeout = webhook.connect_timeout,
                 .answer_timeout = webhook.answer_timeout,
                 .answer_limit = kRobotAnswerLimit,
                 .content_type = "application/json;charset=utf-8"}) {}

    RobotAnswer send(const std::string& text) override {
        const RobotRequest request =
            robot_request(kind_, text, credentials_.secret, base::SystemClock{}.now());
        const auto answer = post_.post(request.body, request.query);
        if (answer) return judge_robot_answer(kind_, answer->status, answer->body);
        // The error's words may hold the address, which is a secret.
        if (answer.error().code == ErrorCode::Unavailable)
            return {RobotAnswer::Outcome::NotNow, "error.webhook_unreachable", "", {}};
        return {RobotAnswer::Outcome::Lost, "error.webhook_lost", "", {}};
    }
    void stop() override { post_.stop(); }

private:
    const config::WebhookKind kind_;
    const RobotCredentials credentials_;
    FormPost post_;
};

}  // namespace

base::Result<RobotCredentials> load_robot_credentials(const config::WebhookSettings& webhook) {
    const std::filesystem::path& file = webhook.credentials;
    struct stat facts {};
    if (::stat(file.c_str(), &facts) != 0)
        return fail(ErrorCode::NotFound,
                    "the credentials file " + file.string() +
                        " is not there or cannot be read: make it with mode 0600 "
                        "(docs/configuration.md, webhooks)",
                    "error.webhook_no_credentials");
    if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return fail(ErrorCode::NeedsOperator,
                    "the credentials file " + file.string() +
                        " can be read by others than its owner: chmod 600 " + file.string(),
                    "error.credentials_mode");
    const auto wrong = [&](int line, const std::string& what) {
        return fail(ErrorCode::InvalidInput,
                    file.string() + ":" + std::to_string(line) + ": " + what,
                    "error.webhook_credentials");
    };
    auto document = config::TomlDocument::read(file);
    if (!document) return wrong(document.error().front().line, "this is no TOML that can be read");
    RobotCredentials credentials;
    config::TomlTable root = document->root();
    auto own = root.table(webhook.name);
    if (!own) return wrong(1, "there is no table [" + webhook.name + "] with url and secret");
    own->text("url", credentials.url, config::Need::Required);
    own->text("secret", credentials.secret);
    own->finish();
    // Other tables are other webhooks'. Mistakes without what stands there: it is a secret.
    if (!document->take_mistakes().empty())
        return wrong(own->line(), "[" + webhook.name + "] takes url and secret, both texts");
    if (!config::endpoint_fault(credentials.url, webhook.allow_plain_http).empty() ||
        credentials.url.find_first_of(" #\"<>\\^`{|}") != std::string::npos)
        return wrong(own->line(), "the url of [" + webhook.name +
                                      "] is not the https:// address that the chat shows");
    if (webhook.kind == config::WebhookKind::WeCom && !credentials.secret.empty())
        return wrong(own->line(), "[" + webhook.name +
                                      "] has a secret, but a wecom robot has no signature: leave "
                                      "it out");
    return credentials;
}

base::Result<std::unique_ptr<RobotPort>> make_robot(const config::WebhookSettings& webhook) {
    auto credentials = load_robot_credentials(webhook);
    if (!credentials) return base::pass(credentials);
    return std::make_unique<NetworkRobot>(webhook, std::move(*credentials));
}

}  // namespace station
