#pragma once
#include <map>
#include <string>

#include "config/texts.h"
#include "station/views.h"

namespace server {

/// A reason of the screening, or of a label that was not printed, as a sentence of the language.
/// Falls back to `otherwise` where the table has no sentence for the code. The pages build the same
/// sentence from the same table (server/web/js/words.js). Pure; any thread.
std::string reason_sentence(const config::Texts& texts, const std::string& code,
                            const station::Params& params, const std::string& otherwise);

/// Fills the reasons' messages.
void fill_messages(const config::Texts& texts, station::OrderView& order);

}  // namespace server
