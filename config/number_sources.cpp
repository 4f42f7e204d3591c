#include "config/number_sources.h"

#include <algorithm>

#include "config/settings_access.h"
#include "config/settings_rules.h"
#include "config/suggest.h"

namespace config {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

void read_kdniao(TomlTable& table, const std::filesystem::path& folder,
                 NumberSourceSettings& source) {
    KdniaoSettings& kdniao = source.kdniao;
    std::string credentials;
    if (table.text("credentials", credentials, Need::Required))
        kdniao.credentials = (folder / credentials).lexically_normal();
    table.boolean("allow_plain_http", kdniao.allow_plain_http);
    table.text("endpoint", kdniao.endpoint);
    if (const std::string fault = endpoint_fault(kdniao.endpoint, kdniao.allow_plain_http);
        !fault.empty())
        table.mistake("endpoint", fault);
    table.choice("signature", kdniao.signature,
                 {{"hex", KdniaoSignature::Hex}, {"raw", KdniaoSignature::Raw}});
    table.duration("connect_timeout", kdniao.connect_timeout, milliseconds{100},
                   std::chrono::seconds{60});
    table.duration("answer_timeout", kdniao.answer_timeout, milliseconds{100},
                   std::chrono::minutes{5});
    table.integer("calls_per_minute", kdniao.calls_per_minute, 1, 6000);
    table.integer("calls_per_day", kdniao.calls_per_day, 1, 30'000);
    table.minutes("balance_every", kdniao.balance_every, minutes{1}, hours{24});
    table.integer("pay_type", kdniao.pay_type, 1, 4);
    table.integer("exp_type", kdniao.exp_type, 1, 99);
    table.boolean("same_key_same_number", source.same_key_same_number);
    table.integer("low_water", source.low_water, std::int64_t{0}, std::int64_t{1'000'000'000});
    table.minutes("batch_wait", source.batch_wait, minutes{0}, hours{2});
    table.minutes("void_after", source.void_after, minutes{0}, hours{24 * 30});
}

void read_source(TomlTable& table, const CarrierTable& carriers,
                 const std::filesystem::path& folder, Settings& settings) {
    NumberSourceSettings source;
    const bool kind = table.choice("kind", source.kind,
                                   {{"sheet", NumberSourceKind::Sheet},
                                    {"range", NumberSourceKind::Range},
                                    {"kdniao", NumberSourceKind::Kdniao}},
                                   Need::Required);
    std::string word;
    table.text("kind", word);
    source.name = word;
    table.text("name", source.name);
    if (!source.name.empty() && (!is_plain_name(source.name) || source.name == "export" ||
                                 source.name == "bench" || source.name == "person"))
        table.mistake("name", "is '" + source.name +
                                  "'; expected 1 to 20 letters, digits, '-' or '_', and neither "
                                  "export, bench nor person");
    std::vector<std::string> codes;
    table.texts("carriers", codes);
    const std::vector<std::string> known = carriers.codes();
    for (const std::string& code : codes) {
        if (carriers.find(base::CarrierCode(code)) == nullptr)
            table.mistake("carriers", "holds '" + code +
                                          "', which is no carrier code of carriers.toml" +
                                          did_you_mean(code, known));
        source.carriers.emplace_back(code);
    }
    if (kind && source.kind == NumberSourceKind::Kdniao) {
        read_kdniao(table, folder, source);
        for (const base::CarrierCode& code : source.carriers) {
            const Carrier* carrier = carriers.find(code);
            if (carrier != nullptr && !carrier->platform_codes.contains("kdniao"))
                table.mistake("carriers", "holds '" + code.str() +
                                              "', which has no platform.kdniao in carriers.toml");
        }
    }
    if (kind && source.kind == NumberSourceKind::Sheet)
        table.boolean("receiver_known", source.receiver_known);
    table.finish();
    for (const NumberSourceSettings& other : settings.numbers.sources) {
        if (!source.name.empty() && other.name == source.name)
            table.mistake("name", "is '" + source.name + "', which another source has already");
    }
    settings.numbers.sources.push_back(std::move(source));
}

void check_layout(TomlTable& table, std::string_view key, const DataFiles& data_files,
                  std::string_view folder, const std::string& name) {
    std::vector<std::string> known;
    if (!ships(data_files, folder, name, known))
        table.mistake(key, "is '" + name + "', which is not in " + std::string(folder) + "/" +
                               did_you_mean(name, known));
}

}  // namespace

std::string endpoint_fault(std::string_view endpoint, bool allow_plain_http) {
    const bool secure = endpoint.starts_with("https://");
    const bool plain = endpoint.starts_with("http://");
    if (!secure && !plain) return "is '" + std::string(endpoint) + "'; expected https://HOST/PATH";
    std::string_view host = endpoint.substr(secure ? 8 : 7);
    host = host.substr(0, host.find('/'));
    if (host.empty() || host.find('@') != std::string_view::npos)
        return "is '" + std::string(endpoint) + "', which names no host";
    const std::size_t bracket = host.find(']');
    const std::size_t colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
    const std::string_view name = host.substr(0, colon);
    if (plain && !allow_plain_http && name != "[::1]" && !is_loopback(name))
        return "is plain http:// to another machine, which would send names, addresses and "
               "passwords in clear; expected https://, or allow_plain_http = true for the sandbox "
               "with made-up data";
    return {};
}

void read_number_sources(TomlTable& numbers, const CarrierTable& carriers,
                         const DataFiles& data_files, const std::filesystem::path& folder,
                         Settings& settings) {
    NumbersSettings& own = settings.numbers;
    if (numbers.text("sheet_layout", own.sheet_layout))
        check_layout(numbers, "sheet_layout", data_files, "number-sheets", own.sheet_layout);
    if (numbers.text("request_layout", own.request_layout))
        check_layout(numbers, "request_layout", data_files, "number-requests", own.request_layout);
    numbers.integer("keep_request_files_days", own.keep_request_files_days, 1, 3650);
    numbers.hours("remind_to_void_after", own.remind_to_void_after, hours{1}, hours{24 * 365});
    auto tables = numbers.tables("source");
    const bool chosen = !tables.empty();
    if (chosen) own.sources.clear();
    for (TomlTable& table : tables) read_source(table, carriers, folder, settings);
    if (settings.numbers_from_export || settings.default_carrier.empty()) return;
    const bool covered = std::ranges::any_of(own.sources, [&](const NumberSourceSettings& source) {
        if (!source.serves(settings.default_carrier)) return false;
        if (source.kind != NumberSourceKind::Range) return chosen;
        return std::ranges::any_of(settings.number_ranges, [&](const NumberRangeSettings& range) {
            return range.carrier == settings.default_carrier;
        });
    });
    if (!covered)
        numbers.mistake("default_carrier",
                        "is '" + settings.default_carrier.str() +
                            "', which has no [[numbers.range]] and no [[numbers.source]], and "
                            "from_export is false: no order could get a number");
}

bool NumberSourceSettings::serves(const base::CarrierCode& carrier) const {
    return carriers.empty() || std::ranges::find(carriers, carrier) != carriers.end();
}

}  // namespace config
