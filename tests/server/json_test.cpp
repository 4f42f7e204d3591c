#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "server/json/reader.h"
#include "server/json/views.h"
#include "tests/fakes/fake_station.h"

namespace server::json {
namespace {

std::set<std::string> names(const Value& value) {
    std::set<std::string> result;
    for (const auto& [name, content] : value.fields) result.insert(name);
    return result;
}

using Names = std::set<std::string>;

Value parsed(const std::string& text) {
    auto value = parse(text);
    EXPECT_TRUE(value) << text;
    return value ? *value : Value{};
}

TEST(Json, StatusHasTheFieldsOfTheApi) {
    const Value status = parsed(text(fakes::sample_status(), "0.1.0"));
    EXPECT_EQ(
        names(status),
        (Names{"now",        "station", "shop",        "language",     "version",    "as_of",
               "truth",      "counts",  "at_risk",     "batch",        "last_batch", "next_batch",
               "printers",   "benches", "hours",       "needs_person", "facts",      "today",
               "open_slots", "check",   "after_sales", "shipping"}));
    EXPECT_EQ(names(*status.find("truth")), (Names{"level", "key", "params", "href"}));
    EXPECT_EQ(names(*status.find("counts")),
              (Names{"to_ship", "presale", "review", "held", "ready", "queued", "printed_unscanned",
                     "bound", "shipped", "intercepted", "intercepted_paper", "refused", "unknown",
                     "failed"}));
    EXPECT_EQ(names(*status.find("at_risk")), (Names{"count", "overdue", "nearest", "order_no"}));
    EXPECT_EQ(names(status.find("printers")->items.at(0)),
              (Names{"name", "kind", "state", "message", "evidence", "in_flight", "last_number",
                     "last_at", "labels_per_roll", "roll"}));
    EXPECT_EQ(names(*status.find("printers")->items.at(0).find("roll")),
              (Names{"size", "used", "left", "changed_at"}));
    EXPECT_EQ(names(*status.find("today")), (Names{"code", "name"}));
    EXPECT_EQ(
        names(status.find("open_slots")->items.at(0)),
        (Names{"id", "title", "state", "at", "last_export", "fresh_since", "expected", "folded"}));
    EXPECT_EQ(names(*status.find("check")), (Names{"at", "title", "level", "items"}));
    EXPECT_EQ(names(status.find("check")->find("items")->items.at(0)),
              (Names{"kind", "level", "code", "params", "href"}));
    EXPECT_EQ(names(status.find("benches")->items.at(0)),
              (Names{"name", "title", "state", "bound_today"}));
    EXPECT_EQ(status.find("hours")->items.size(), 24u);
    EXPECT_EQ(names(status.find("hours")->items.at(0)),
              (Names{"hour", "printed", "bound", "shipped", "yesterday_bound"}));
    EXPECT_EQ(names(status.find("needs_person")->items.at(0)),
              (Names{"kind", "since", "count", "params", "href"}));
    EXPECT_EQ(names(*status.find("facts")), (Names{"last_import", "importing", "numbers",
                                                   "numbers_forecast", "outbox", "disk_free_mb"}));
    EXPECT_EQ(names(status.find("facts")->find("numbers")->items.at(0)),
              (Names{"carrier", "name", "left", "low"}));
    EXPECT_EQ(status.fields.at("as_of").kind, Value::Kind::Null);
    EXPECT_EQ(status.fields.at("last_batch").kind, Value::Kind::Null);
}

TEST(Json, BatchAndJobHaveTheFieldsOfTheApi) {
    station::BatchView batch = fakes::sample_batch();
    const Names fields = {
        "id",          "title",   "kind",      "state",           "late",        "created_at",
        "finished_at", "total",   "queued",    "sending",         "sent",        "printed",
        "failed",      "unknown", "cancelled", "pace_per_minute", "seconds_left"};
    EXPECT_EQ(names(parsed(text(batch, false))), fields);
    batch.jobs.push_back(fakes::sample_job());
    const Value with_jobs = parsed(text(batch, true));
    EXPECT_EQ(names(with_jobs.find("jobs")->items.at(0)),
              (Names{"id", "batch", "kind", "title", "actor", "sequence", "print_number",
                     "order_no", "number", "carrier", "printer", "state", "reason", "warnings",
                     "superseded", "created_at", "sent_at", "printed_at", "codes"}));
    EXPECT_EQ(with_jobs.find("pace_per_minute")->number, 58.2);
    EXPECT_EQ(with_jobs.find("created_at")->text, "2026-05-28T04:00:05.123Z");
}

TEST(Json, OrderHasTheFieldsOfTheApi) {
    const station::OrderView view = fakes::sample_order();
    const Value row = parsed(text(view.row));
    const Names row_fields = {"order_no", "state",      "verdict",       "released",
                              "receiver", "place",      "items",         "items_count",
                              "summary",  "carrier",    "carrier_name",  "number",
                              "ship_by",  "created_at", "presale_start", "reasons",
                              "as_of",    "news",       "news_as_of",    "asked"};
    EXPECT_EQ(names(row), row_fields);
    EXPECT_EQ(row.find("items")->number, 3);
    EXPECT_EQ(row.find("reasons")->items.at(0).text, "bad_phone");

    const Value order = parsed(text(view));
    Names order_fields = row_fields;
    order_fields.insert({"parsed",       "buyer_note", "seller_remark", "seller_flag",
                         "sorting_code", "hub_name",   "number_source", "bound_at",
                         "bench",        "shipped_at", "other_orders",  "jobs",
                         "actions",      "goes_with",  "timeline",      "waits_for",
                         "parked",       "kind",       "merged_into",   "together"});
    EXPECT_EQ(names(order), order_fields);
    EXPECT_EQ(names(order.find("reasons")->items.at(0)),
              (Names{"code", "severity", "field", "params", "message"}));
    EXPECT_EQ(names(*order.find("parsed")),
              (Names{"province", "city", "district", "town", "detail"}));
    EXPECT_EQ(
        names(order.find("items")->items.at(0)),
        (Names{"title", "spec", "quantity", "barcode", "seller_code", "is_gift", "price_fen"}));
    EXPECT_EQ(names(order.find("timeline")->items.at(0)),
              (Names{"at", "actor", "action", "from", "to", "params"}));
    EXPECT_EQ(names(order.find("other_orders")->items.at(0)), (Names{"order_no", "state"}));
}

TEST(Json, BenchHasTheFieldsOfTheApi) {
    const Value bench = parsed(text(fakes::sample_bench()));
    EXPECT_EQ(names(bench), (Names{"bench", "title", "workflow", "scan_items", "state", "outcome",
                                   "parcel", "next", "progress"}));
    EXPECT_EQ(names(*bench.find("outcome")), (Names{"kind", "code", "params", "at"}));
    EXPECT_EQ(names(*bench.find("parcel")),
              (Names{"order_no", "order_short", "number", "carrier", "carrier_name", "sequence",
                     "batch", "buyer_note", "items", "packing", "gifts", "marks"}));
    EXPECT_EQ(
        names(bench.find("parcel")->find("items")->items.at(0)),
        (Names{"title", "spec", "quantity", "scanned", "scannable", "picture", "shelf", "note"}));
    EXPECT_EQ(names(*bench.find("next")), (Names{"key", "params"}));
    EXPECT_EQ(names(*bench.find("progress")), (Names{"bound", "total", "title"}));
}

TEST(Json, ErrorsHaveCodeKeyAndMessage) {
    const base::Error error{base::ErrorCode::Conflict, "order P7 is not held",
                            "error.order_not_held"};
    EXPECT_EQ(text(error), R"({"error":{"code":"conflict","key":"error.order_not_held",)"
                           R"("message":"order P7 is not held","params":{}}})");
}

TEST(Json, EscapesWhatWouldBreakTheText) {
    Writer out;
    out.begin_object().field("a\"b", "line\nquote\"back\\slash\x01 中𠮷").end_object();
    const Value value = parsed(out.take());
    EXPECT_EQ(value.find("a\"b")->text, "line\nquote\"back\\slash\x01 中𠮷");
}

TEST(Json, WritesNumbersAndTruthAsJsonHasThem) {
    Writer out;
    out.begin_array().value(true).value(false).value(58.2).value(1e300 * 1e300);
    out.value(std::int64_t{9007199254740993}).value(0.1 + 0.2).null().end_array();
    EXPECT_EQ(out.take(), "[true,false,58.2,null,9007199254740993,0.3,null]");
}

TEST(JsonReader, RefusesWhatIsNoJson) {
    for (const char* text : {"", "{", "{\"a\":}", "[1,2", "nonsense", "{\"a\":1}}", "\xff\xfe"})
        EXPECT_FALSE(parse(text)) << text;
    EXPECT_FALSE(parse(std::string(100'000, '[')));
    EXPECT_FALSE(parse(std::string(40, '[') + std::string(40, ']')));
}

TEST(JsonReader, NamesLineColumnAndWhatWasExpected) {
    struct Case {
        const char* text;
        const char* says;
    };
    for (const Case& c : std::initializer_list<Case>{
             {"", "line 1, column 1: the text ends here; expected a value"},
             {"   ", "line 1, column 4: the text ends here"},
             {"not json", "line 1, column 1: expected null"},
             {"yes", "line 1, column 1: expected a value"},
             {"{", "line 1, column 2: the text ends here; expected the name of a field"},
             {"{\"a\":1,}", "line 1, column 8: expected the name of a field"},
             {"{\"a\" 1}", "line 1, column 6: expected ':'"},
             {"{\"a\":1 \"b\":2}", "line 1, column 8: expected ',' or '}'"},
             {"{'a':1}", "line 1, column 2: expected the name of a field in quotes"},
             {"{\"名\":\"王\",\n \"b\": x}", "line 2, column 7: expected a value"},
             {"{\"名字\":1 2}", "line 1, column 9: expected ',' or '}'"},
             {"[1,2", "line 1, column 5: the text ends here; expected ',' or ']'"},
             {"[1 2]", "line 1, column 4: expected ',' or ']'"},
             {"[01]", "line 1, column 3: a number does not begin with 0"},
             {"[1.]", "line 1, column 4: expected a digit behind the point"},
             {"[-]", "line 1, column 3: expected a digit"},
             {"[1e]", "line 1, column 4: expected a digit of the exponent"},
             {"[tru]", "line 1, column 2: expected true"},
             {"[\"a", "line 1, column 4: the text ends here; expected \" at the end"},
             {"[\"a\nb\"]", "line 1, column 4: a line break"},
             {R"(["\x"])", "line 1, column 4: expected one of"},
             {R"(["\u12g4"])", "line 1, column 7: expected four hexadecimal digits"},
             {"{}x", "line 1, column 3: expected nothing behind the value"}}) {
        const auto value = parse(c.text);
        ASSERT_FALSE(value) << c.text;
        EXPECT_NE(value.error().message.find(c.says), std::string::npos)
            << c.text << ": " << value.error().message;
    }
    EXPECT_NE(parse(std::string(17, '[')).error().message.find("column 17: more than 16 levels"),
              std::string::npos);
    // JSON, but nothing that we take.
    for (const char* text : {"1", " -0.5e+3", "\"\"", "null"})
        EXPECT_EQ(parse(text).error().message, "JSON: expected an object or a list") << text;
    for (const char* text : {"[1,-0.5e+3]", " [ ] ", "{ }", "[null]", "[true,false]",
                             R"({"a":"\u00e9\n\"","b":[{"c":[]}]})"})
        EXPECT_TRUE(parse(text)) << text;
    EXPECT_TRUE(parse(std::string(16, '[') + std::string(16, ']')));
}

TEST(JsonReader, NamesTheFieldThatIsWrong) {
    const Value value =
        parsed(R"({"reason":"  ","n":1.5,"s":3,"b":"yes","null":null,"big":1e300})");
    EXPECT_EQ(required_text(value, "reason").error().key, "error.reason_required");
    EXPECT_NE(required_text(value, "missing").error().message.find("'missing'"), std::string::npos);
    EXPECT_FALSE(integer_field(value, "n"));
    EXPECT_FALSE(integer_field(value, "big"));
    EXPECT_FALSE(text_field(value, "s"));
    EXPECT_FALSE(bool_field(value, "b"));
    EXPECT_EQ(text_field(value, "null"), "");
    EXPECT_EQ(*integer_field(value, "s"), 3);
}

}  // namespace
}  // namespace server::json
