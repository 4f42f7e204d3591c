#include "server/reason_texts.h"

namespace server {
namespace {

config::Texts::Params list_of(const station::Params& params) {
    return {params.begin(), params.end()};
}

std::string named(const config::Texts& texts, const std::string& prefix, const std::string& name) {
    return texts.has(prefix + name) ? texts.text(prefix + name) : name;
}

std::string value_of(const station::Params& params, const std::string& name) {
    const auto found = params.find(name);
    return found == params.end() ? std::string() : found->second;
}

}  // namespace

std::string reason_sentence(const config::Texts& texts, const std::string& code,
                            const station::Params& params, const std::string& otherwise) {
    if (const std::string failure = value_of(params, "failure"); !failure.empty()) {
        const std::string field = value_of(params, "field");
        const std::string character = value_of(params, "character");
        const char* key = !character.empty() ? "error.label_not_proven.character"
                          : !field.empty()   ? "error.label_not_proven.place"
                                             : "error.label_not_proven.what";
        return texts.text(key, {{"what", named(texts, "ui.failure.", failure)},
                                {"place", named(texts, "ui.label_field.", field)},
                                {"character", character}});
    }
    for (const char* prefix : {"screening.", "error."}) {
        if (texts.has(prefix + code)) return texts.text(prefix + code, list_of(params));
    }
    return otherwise;
}

void fill_messages(const config::Texts& texts, station::OrderView& order) {
    for (station::ReasonView& reason : order.row.reasons)
        reason.message = reason_sentence(texts, reason.code, reason.params, reason.message);
}

}  // namespace server
