#pragma once
#include <map>
#include <string>
#include <vector>

#include "config/texts.h"
#include "config/webhook_settings.h"
#include "station/store/context.h"
#include "station/views.h"

namespace station {

/// One thing that happened, as it stands in webhook_events. Never personal data: counts, short
/// order numbers, titles of batches, names of carriers.
struct Happening {
    std::string event;  ///< event_name() of the settings, or "test"
    std::map<std::string, std::string> params;
};

/// Compares the orders, batches and needs with what this webhook was told last (webhook_marks), and
/// writes what is new into webhook_events, marks and events in one transaction: each thing once,
/// whatever happens to the program. A webhook that is seen for the first time is told of what needs
/// a person now, not of orders and batches of before. Returns the number of new events.
base::Result<int> note_happenings(const Context& context, const config::WebhookSettings& webhook,
                                  const std::vector<NeedView>& needs);

/// One message of many things: sums and newest words, each kind once, batches one by one (at most
/// five). Pure.
std::string message_text(const config::Texts& texts, const std::string& shop,
                         const std::vector<Happening>& happenings, base::Time now);

}  // namespace station
