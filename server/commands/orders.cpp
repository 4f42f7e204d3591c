#include <charconv>
#include <ostream>

#include "server/commands/commands.h"
#include "server/json/views.h"

namespace server::commands {
namespace {

base::Result<base::Time> parse_time(const std::string& text) {
    auto time = base::parse_beijing(text);
    if (!time) time = base::parse_beijing(text + " 00:00");
    if (!time)
        return base::fail(base::ErrorCode::InvalidInput,
                          "'" + text + "' is no time; write 2026-05-28 or \"2026-05-28 15:00\"");
    return time;
}

base::Result<station::OrderFilter> filter_of(const Invocation& call) {
    station::OrderFilter filter;
    filter.state = call.value("--state").value_or("");
    filter.query = call.value("--id").value_or("");
    filter.title = call.value("--title").value_or("");
    filter.name = call.value("--name").value_or("");
    filter.phone_last4 = call.value("--phone-last4").value_or("");
    if (call.value("--phone-last4") &&
        (filter.phone_last4.size() != 4 ||
         filter.phone_last4.find_first_not_of("0123456789") != std::string::npos))
        return base::fail(base::ErrorCode::InvalidInput,
                          "--phone-last4: '" + filter.phone_last4 + "' is not four digits");
    if (const auto from = call.value("--from")) {
        const auto time = parse_time(*from);
        if (!time) return base::pass(time, "--from");
        filter.from = *time;
    }
    if (const auto to = call.value("--to")) {
        const auto time = parse_time(*to);
        if (!time) return base::pass(time, "--to");
        filter.to = *time;
    }
    if (const auto page = call.value("--page")) {
        const auto [end, problem] =
            std::from_chars(page->data(), page->data() + page->size(), filter.page);
        if (problem != std::errc() || end != page->data() + page->size() || filter.page < 1)
            return base::fail(base::ErrorCode::InvalidInput,
                              "--page: '" + *page + "' is no page; the first is 1");
    }
    return filter;
}

}  // namespace

Exit orders(Invocation& call) {
    const auto filter = filter_of(call);
    if (!filter) return complain(call, filter.error());
    const auto settings = read_settings(call, ConfigNeed::Optional);
    if (!settings) return Exit::Wrong;
    const auto data_files = call.data_files();
    if (!data_files) return complain(call, data_files.error());
    const auto reader = call.stations->open_reader(*settings, *data_files, *call.clock);
    if (!reader) return complain(call, reader.error());
    const auto list = (*reader)->orders(*filter);
    if (!list) return complain(call, list.error());
    if (call.json) {
        *call.out << json::text(*list) << "\n";
        return Exit::Done;
    }
    for (const station::OrderRowView& row : list->orders) {
        *call.out << row.order_no << '\t' << row.state << '\t' << row.receiver << '\t' << row.place
                  << '\t' << (row.carrier_name.empty() ? "-" : row.carrier_name) << '\t'
                  << (row.number.empty() ? "-" : row.number.str()) << '\t' << row.summary << '\n';
    }
    *call.err << list->total << " orders, page " << list->page << " of " << list->pages << "\n";
    return Exit::Done;
}

}  // namespace server::commands
