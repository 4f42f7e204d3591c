#include <istream>
#include <ostream>

#include "base/text.h"
#include "config/divisions.h"
#include "server/commands/commands.h"
#include "server/json/reader.h"
#include "server/json/writer.h"
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

// English, for logs and scripts; sentences for people come from the text tables by code.
std::string message_of(const station::ScreeningReason& reason) {
    std::string message = reason.field + ": " + reason.code;
    for (char& c : message)
        if (c == '_') c = ' ';
    for (const auto& [name, content] : reason.params) message += ", " + name + " " + content;
    return message;
}

std::string to_json(const Line& line, const station::Screening& result) {
    json::Writer out;
    out.begin_object()
        .field("id", line.id)
        .field("verdict", station::name(result.verdict))
        .key("reasons")
        .begin_array();
    for (const station::ScreeningReason& reason : result.reasons) {
        out.begin_object()
            .field("code", reason.code)
            .field("message", message_of(reason))
            .field("severity", station::name(reason.severity))
            .field("field", reason.field)
            .key("params")
            .begin_object();
        for (const auto& [name, content] : reason.params) out.field(name, content);
        out.end_object().end_object();
    }
    const station::ParsedAddress& parsed = result.parsed;
    out.end_array()
        .key("parsed")
        .begin_object()
        .field("province", parsed.province)
        .field("city", parsed.city)
        .field("district", parsed.district)
        .field("town", parsed.town)
        .field("detail", parsed.detail)
        .field("name", parsed.name)
        .field("phone", parsed.phone)
        .field("phone_extension", parsed.phone_extension)
        .end_object()
        .field("adcode", result.adcode)
        .end_object();
    return out.take();
}

// Keeps "one line in, one line out" also where a line cannot be read, and its id where that can.
// Nobody has looked at such an address: it is held.
std::string to_json(const std::string& text, const base::Error& error) {
    std::string id;
    if (const auto value = json::parse(text); value && value->is_object())
        id = json::text_field(*value, "id").value_or("");
    json::Writer out;
    out.begin_object().field("id", id).field("verdict", "hold").key("reasons").begin_array();
    out.begin_object()
        .field("code", "unreadable_line")
        .field("message", error.message)
        .field("severity", "hold")
        .end_object();
    out.end_array().end_object();
    return out.take();
}

// The rules of the named config file, else those that ship with the program.
std::optional<config::ScreeningSettings> rules(Invocation& call) {
    if (!call.value("--config")) return config::ScreeningSettings{};
    const auto settings = read_settings(call, ConfigNeed::Required);
    if (!settings) return std::nullopt;
    return settings->screening;
}

}  // namespace

Exit screen(Invocation& call) {
    const auto settings = rules(call);
    if (!settings) return Exit::Wrong;
    const auto data_files = call.data_files();
    if (!data_files) return complain(call, data_files.error());
    const auto divisions = config::Divisions::load(*data_files);
    if (!divisions) return complain(call, divisions.error());
    const station::AddressScreener screener(*divisions, *settings);
    station::RecentOrderCounter recent(settings->bulk_window);
    Exit exit = Exit::Done;
    std::string text;
    for (int number = 1; std::getline(*call.in, text); ++number) {
        if (base::trim(text).empty()) continue;
        auto line = parse_line(text, call.clock->now());
        if (!line) {
            exit = complain(call, "line " + std::to_string(number) + ": " + line.error().message);
            *call.out << to_json(text, line.error()) << "\n";
            continue;
        }
        // Once for the address as understood, by which orders are counted, then with the counts.
        const auto first = screener.screen(line->input);
        line->input.recent = recent.add(line->buyer_id, first.parsed, line->ordered_at);
        *call.out << to_json(*line, screener.screen(line->input)) << "\n";
        call.out->flush();
    }
    return exit;
}

}  // namespace server::commands
