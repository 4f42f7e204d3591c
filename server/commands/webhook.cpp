#include <algorithm>
#include <ostream>

#include "config/texts.h"
#include "server/commands/commands.h"
#include "server/json/writer.h"
#include "station/webhooks/happenings.h"
#include "station/webhooks/robot_port.h"

namespace server::commands {

/// `webhook test NAME`: straight to the robot, beside a daemon or without one. Nothing of it goes
/// into the database.
Exit webhook(Invocation& call) {
    if (call.arguments[0] != "test")
        return complain(call, "'" + call.arguments[0] + "' is none of: test");
    const auto settings = read_settings(call, ConfigNeed::Optional);
    if (!settings) return Exit::Wrong;
    const std::string& name = call.arguments[1];
    const auto found = std::ranges::find(settings->webhooks, name, &config::WebhookSettings::name);
    if (found == settings->webhooks.end())
        return complain(call, base::Error{base::ErrorCode::NotFound,
                                          "the config has no [[webhook]] named '" + name + "'",
                                          "error.webhook_unknown"});
    const auto data_files = call.data_files();
    if (!data_files) return complain(call, data_files.error());
    const auto texts = config::Texts::load(*data_files, settings->language);
    if (!texts) return complain(call, texts.error());
    const auto robot = station::make_robot(*found);
    if (!robot) return complain(call, robot.error());
    const std::string text =
        station::message_text(*texts, settings->shop.name, {{"test", {}}}, call.clock->now());
    const station::RobotAnswer answer = (*robot)->send(text);
    using Outcome = station::RobotAnswer::Outcome;
    const char* outcome = answer.outcome == Outcome::Delivered ? "sent"
                          : answer.outcome == Outcome::NotNow  ? "not_now"
                          : answer.outcome == Outcome::Refused ? "refused"
                                                               : "unsure";
    *call.err << name << ": ";
    if (answer.outcome == Outcome::Delivered) {
        *call.err << "the robot took the message\n";
    } else {
        *call.err << texts->text(answer.error_key);
        if (!answer.detail.empty()) *call.err << " (" << answer.detail << ")";
        *call.err << "\n";
    }
    if (call.json) {
        json::Writer out;
        out.begin_object()
            .field("webhook", name)
            .field("outcome", outcome)
            .field("error_key", answer.error_key)
            .field("error", answer.detail)
            .end_object();
        *call.out << out.take() << "\n";
    }
    return answer.outcome == Outcome::Delivered ? Exit::Done : Exit::No;
}

}  // namespace server::commands
