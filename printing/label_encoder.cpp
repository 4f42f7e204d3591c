#include "printing/label_encoder.h"

#include "printing/cpcl.h"
#include "printing/cpcl_dialogue.h"
#include "printing/dialogue.h"
#include "printing/escpos.h"
#include "printing/escpos_dialogue.h"
#include "printing/tspl.h"
#include "printing/tspl_dialogue.h"
#include "printing/zpl.h"
#include "printing/zpl_dialogue.h"

namespace printing {
namespace {

struct FeedName {
    std::string_view name;
    Feed feed;
};
constexpr FeedName kFeedNames[] = {{"next_label", Feed::ToNextLabel},
                                   {"mark", Feed::ToMark},
                                   {"lines", Feed::Lines},
                                   {"none", Feed::None}};

// A row a language; both factories read it.
struct Language {
    std::string_view name;
    std::unique_ptr<LabelEncoder> (*encoder)(const PrinterProfile&);
    std::unique_ptr<Dialogue> (*dialogue)(const PrinterProfile&);
};

template <typename Made, typename Base>
std::unique_ptr<Base> make(const PrinterProfile& profile) {
    return std::make_unique<Made>(profile);
}
constexpr Language kLanguages[] = {
    {"escpos", make<EscposEncoder, LabelEncoder>, make<EscposDialogue, Dialogue>},
    {"tspl", make<TsplEncoder, LabelEncoder>, make<TsplDialogue, Dialogue>},
    {"zpl", make<ZplEncoder, LabelEncoder>, make<ZplDialogue, Dialogue>},
    {"cpcl", make<CpclEncoder, LabelEncoder>, make<CpclDialogue, Dialogue>},
};

base::Status out_of_range(std::string_view what, int value, std::string_view range) {
    return base::fail(base::ErrorCode::InvalidInput,
                      "printer profile: " + std::string(what) + " is " + std::to_string(value) +
                          "; expected " + std::string(range),
                      "printer_profile");
}

base::Status check(const PrinterProfile& profile) {
    if (profile.head_width_dots < 0 || profile.head_width_dots > 8192)
        return out_of_range("head_width_dots", profile.head_width_dots, "0 to 8192");
    if (profile.feed_lines < 1 || profile.feed_lines > 255)
        return out_of_range("feed_lines", profile.feed_lines, "1 to 255");
    if (profile.dpi.value < 100 || profile.dpi.value > 1200)
        return out_of_range("dpi", profile.dpi.value, "100 to 1200");
    const config::LanguageRules* rules = config::find_language(profile.language);
    if (rules == nullptr) return {};
    const auto mistakes =
        config::check_print_settings(*rules, profile.dpi, profile.print, profile.dialect);
    if (mistakes.empty()) return {};
    return base::fail(base::ErrorCode::InvalidInput,
                      "printer profile: " + mistakes.front().key + " " + mistakes.front().message,
                      "printer_profile");
}

base::Result<const Language*> language_of(const PrinterProfile& profile) {
    if (auto ok = check(profile); !ok) return base::pass(ok);
    std::string known;
    for (const Language& language : kLanguages) {
        if (language.name == profile.language) return &language;
        known += (known.empty() ? "" : ", ") + std::string(language.name);
    }
    return base::fail(base::ErrorCode::InvalidInput,
                      "no printer language '" + profile.language + "'; there is: " + known,
                      "unknown_language");
}

}  // namespace

base::Result<Feed> parse_feed(std::string_view text) {
    for (const FeedName& row : kFeedNames)
        if (row.name == text) return row.feed;
    return base::fail(
        base::ErrorCode::InvalidInput,
        "no feed '" + std::string(text) + "'; there is: next_label, mark, lines, none");
}

PrinterProfile profile_of(const config::PrinterSettings& printer) {
    PrinterProfile profile;
    profile.language = printer.language;
    profile.dpi = printer.dpi;
    profile.head_width_dots = printer.head_width_dots;
    profile.print = printer.print;
    profile.dialect = printer.dialect;
    switch (printer.evidence) {
        case config::PrinterEvidence::None:
            profile.evidence = Evidence::None;
            break;
        case config::PrinterEvidence::Written:
            profile.evidence = Evidence::Written;
            break;
        case config::PrinterEvidence::Answer:
            profile.evidence = Evidence::Answer;
            break;
    }
    return profile;
}

std::vector<std::string_view> language_names() {
    std::vector<std::string_view> names;
    for (const Language& language : kLanguages) names.push_back(language.name);
    return names;
}

base::Result<std::unique_ptr<LabelEncoder>> make_encoder(const PrinterProfile& profile) {
    const auto language = language_of(profile);
    if (!language) return base::pass(language);
    return (*language)->encoder(profile);
}

base::Result<std::unique_ptr<Dialogue>> make_dialogue(const PrinterProfile& profile) {
    const auto language = language_of(profile);
    if (!language) return base::pass(language);
    return (*language)->dialogue(profile);
}

}  // namespace printing
