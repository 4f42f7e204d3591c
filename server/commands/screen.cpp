#include <istream>
#include <ostream>

#include "base/text.h"
#include "config/divisions.h"
#include "config/texts.h"
#include "server/commands/commands.h"
#include "server/json/reader.h"
#include "server/json/writer.h"
#include "server/reason_texts.h"
#include "station/screening/recent_orders.h"
#include "station/screening/screener.h"

namespace server::commands {
namespace {

struct Line {
    std::string id, buyer_id;
    base::Time ordered_at{};
    station::AddressInput input;
};

base::Result<Line> parse_line(const std::string& text, base::Time now) {
    const auto value = json::parse(text);
    if (!value) return base::pass(value);
    if (!value->is_object())
        return base::fail(base::ErrorCode::InvalidInput, "a line must be a JSON object");
    Line line;
    std::string ordered_at;
    struct Field {
        std::string_view name;
        std::string* into;
    };
    for (const Field& field : std::initializer_list<Field>{
             {"id", &line.id},
             {"buyer_id", &line.buyer_id},
             {"ordered_at", &ordered_at},
             {"name", &line.input.name},
             {"phone", &line.input.phone},
             {"province", &line.input.province},
             {"city", &line.input.city},
             {"district", &line.input.district},
             {"detail", &line.input.detail},
             {"text", &line.input.text},
             {"seller_flag", &line.input.seller_flag},
             {"seller_remark", &line.input.seller_remark},
         }) {
        auto content = json::text_field(*value, field.name);
        if (!content) return base::pass(content);
        *field.into = *std::move(content);
    }
    line.ordered_at = now;
    if (!ordered_at.empty()) {
        const auto time = base::parse_beijing(ordered_at);
        if (!time) return base::pass(time, "ordered_at");
        line.ordered_at = *time;
    }
    return line;
}

void write_parsed(json::Writer& out, const station::ParsedAddress& parsed) {
    out.key("parsed")
        .begin_object()
        .field("province", parsed.province)
        .field("city", parsed.city)
        .field("district", parsed.district)
        .field("town", parsed.town)
        .field("detail", parsed.detail)
        .field("name", parsed.name)
        .field("phone", parsed.phone)
        .field("phone_extension", parsed.phone_extension)
        .end_object();
}

std::string to_json(const config::Texts& texts, const Line& line,
                    const station::Screening& result) {
    json::Writer out;
    out.begin_object()
        .field("id", line.id)
        .field("verdict", station::name(result.verdict))
        .key("reasons")
        .begin_array();
    for (const station::ScreeningReason& reason : result.reasons) {
        const station::Params params(reason.params.begin(), reason.params.end());
        out.begin_object()
            .field("code", reason.code)
            .field("message", reason_sentence(texts, reason.code, params, reason.code))
            .field("severity", station::name(reason.severity))
            .field("field", reason.field)
            .key("params")
            .begin_object();
        for (const auto& [name, content] : reason.params) out.field(name, content);
        out.end_object().end_object();
    }
    out.end_array();
    write_parsed(out, result.parsed);
    out.field("adcode", result.adcode).end_object();
    return out.take();
}

// Keeps "one line in, one line out" also where a line cannot be read, and its id where that can.
// Nobody has looked at such an address: it is held.
std::string to_json(const config::Texts& texts, const std::string& text, int number,
                    const base::Error& error) {
    std::string id;
    if (const auto value = json::parse(text); value && value->is_object())
        id = json::text_field(*value, "id").value_or("");
    const station::Params params = {{"line", std::to_string(number)}, {"what", error.message}};
    json::Writer out;
    out.begin_object().field("id", id).field("verdict", "hold").key("reasons").begin_array();
    out.begin_object()
        .field("code", "unreadable_line")
        .field("message", reason_sentence(texts, "unreadable_line", params, error.message))
        .field("severity", "hold")
        .field("field", "")
        .key("params")
        .begin_object();
    for (const auto& [name, content] : params) out.field(name, content);
    out.end_object().end_object().end_array();
    write_parsed(out, {});
    out.field("adcode", "").end_object();
    return out.take();
}

// What a line has wrong, without the number of the line in the text given: it is the input's line.
std::string fault_of_line(const base::Error& error) {
    constexpr std::string_view kStart = "JSON, line 1, ";
    if (error.message.starts_with(kStart)) return error.message.substr(kStart.size());
    return error.message;
}

// The rules and the language of the named config file, else those that ship with the program.
struct Rules {
    config::ScreeningSettings screening;
    std::string language = "zh-CN";
};

std::optional<Rules> rules(Invocation& call) {
    Rules rules;
    if (call.value("--config")) {
        const auto settings = read_settings(call, ConfigNeed::Required);
        if (!settings) return std::nullopt;
        rules = {settings->screening, settings->language};
    }
    if (const auto language = call.value("--language")) rules.language = *language;
    return rules;
}

}  // namespace

Exit screen(Invocation& call) {
    const auto settings = rules(call);
    if (!settings) return Exit::Wrong;
    const auto data_files = call.data_files();
    if (!data_files) return complain(call, data_files.error());
    const auto divisions = config::Divisions::load(*data_files);
    if (!divisions) return complain(call, divisions.error());
    const auto texts = config::Texts::load(*data_files, settings->language);
    if (!texts) return complain(call, texts.error());
    const station::AddressScreener screener(*divisions, settings->screening);
    station::RecentOrderCounter recent(settings->screening.bulk_window);
    Exit exit = Exit::Done;
    std::string text;
    for (int number = 1; std::getline(*call.in, text); ++number) {
        if (base::trim(text).empty()) continue;
        auto line = parse_line(text, call.clock->now());
        if (!line) {
            base::Error fault = line.error();
            fault.message = fault_of_line(fault);
            exit = complain(call, "line " + std::to_string(number) + ": " + fault.message);
            *call.out << to_json(*texts, text, number, fault) << "\n";
            continue;
        }
        // Once for the address as understood, by which orders are counted, then with the counts.
        const auto first = screener.screen(line->input);
        line->input.recent = recent.add(line->buyer_id, first.parsed, line->ordered_at);
        *call.out << to_json(*texts, *line, screener.screen(line->input)) << "\n";
        call.out->flush();
    }
    return exit;
}

}  // namespace server::commands
