#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/bounded_queue.h"
#include "config/data_files.h"
#include "config/texts.h"
#include "station/store/context.h"
#include "station/views.h"
#include "station/webhook_desk.h"
#include "station/webhooks/message_states.h"
#include "station/webhooks/robot_worker.h"

namespace station {

/// Messages to group chats: collects what happened, folds it into one message, and gives it to the
/// robot's worker. A message is committed before it is sent, and as `sending` before the first
/// byte; one whose fate is unknown is never sent again by itself. Station thread; nothing waits.
/// One message of each webhook is under way at a time; while one waits for its next try, what
/// happens is collected for the one after it.
class Webhooks final : public WebhookDesk {
public:
    explicit Webhooks(const Context& context);
    ~Webhooks() override;

    /// What was being sent when the program ended is unsure from now on. A robot that cannot be
    /// opened (credentials) is told of and tried again each minute; the others work.
    base::Status start(const MakeRobot& make, const config::DataFiles& data_files,
                       std::function<void()> wake);
    /// Is it time for look()? Every five seconds, and never without a webhook.
    bool wants_to_look() const;
    /// What happened since the last look.
    base::Status look(const std::vector<NeedView>& needs);
    /// Answers, and what is due to be sent; true when more is waiting.
    base::Result<bool> work();
    void stop(std::chrono::milliseconds limit);

    base::Result<WebhookMessageView> test(const std::string& webhook,
                                          const std::string& actor) override;
    base::Result<WebhookMessageView> again(std::int64_t message, const std::string& actor) override;
    base::Result<WebhookMessageView> dismiss(std::int64_t message,
                                             const std::string& actor) override;

private:
    struct Robot {
        const config::WebhookSettings* settings = nullptr;
        std::unique_ptr<RobotWorker> worker;  ///< None while it cannot be opened.
        bool busy = false;
        base::SteadyTime pause_until{}, open_at{};
        std::deque<base::SteadyTime> calls;  ///< Of the last minute.
    };

    base::Status open(Robot& robot);
    base::Status handle(const RobotEvent& event);
    base::Status send_next(Robot& robot);
    base::Status fold(const Robot& robot);
    bool may_send(Robot& robot);
    base::Status forget_old();
    base::Result<WebhookMessageView> by_person(std::int64_t message, MessageEvent event,
                                               const std::string& actor);
    base::Status move(std::int64_t message, MessageEvent event, const std::string& actor,
                      const RobotAnswer& answer, base::Time next_at);

    Context context_;
    config::Texts texts_;
    MakeRobot make_;
    std::function<void()> wake_;
    std::vector<Robot> robots_;
    base::SteadyTime look_at_{}, work_at_{}, forget_at_{};
    base::BoundedQueue<RobotEvent> answers_{64};  ///< One a robot: never full.
};

/// For readers; also whether a webhook cannot be opened, as the station noted it.
base::Result<WebhooksView> webhooks_view(const Context& context);

/// What a person should see to: messages that failed or are unsure, robots that cannot be opened.
base::Status add_webhook_needs(const Context& context, std::vector<NeedView>& needs);

}  // namespace station
