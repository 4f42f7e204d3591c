#include "server/json/reader.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <cmath>

#include "base/text.h"
#include "server/json/syntax.h"

namespace server::json {
namespace {

constexpr int kMaxDepth = 16;
constexpr double kLargestWhole = 9007199254740992.0;  // 2^53

Value convert(const Poco::Dynamic::Var& var) {
    Value value;
    if (var.isEmpty()) return value;
    if (var.type() == typeid(Poco::JSON::Object::Ptr)) {
        value.kind = Value::Kind::Object;
        for (const auto& [name, content] : *var.extract<Poco::JSON::Object::Ptr>())
            value.fields.emplace(name, convert(content));
    } else if (var.type() == typeid(Poco::JSON::Array::Ptr)) {
        value.kind = Value::Kind::Array;
        for (const auto& content : *var.extract<Poco::JSON::Array::Ptr>())
            value.items.push_back(convert(content));
    } else if (var.isString()) {
        value.kind = Value::Kind::String;
        value.text = var.extract<std::string>();
    } else if (var.isBoolean()) {
        value.kind = Value::Kind::Bool;
        value.boolean = var.extract<bool>();
    } else {
        value.kind = Value::Kind::Number;
        value.number = var.convert<double>();
    }
    return value;
}

std::unexpected<base::Error> wrong_kind(std::string_view name, std::string_view expected) {
    return base::fail(base::ErrorCode::InvalidInput,
                      "field '" + std::string(name) + "' must be " + std::string(expected),
                      "error.bad_request");
}

}  // namespace

const Value* Value::find(std::string_view name) const {
    const auto found = fields.find(name);
    if (found == fields.end() || found->second.kind == Kind::Null) return nullptr;
    return &found->second;
}

base::Result<Value> parse(std::string_view text) {
    if (!base::is_valid_utf8(text))
        return base::fail(base::ErrorCode::InvalidInput, "JSON is not valid UTF-8",
                          "error.bad_request");
    if (const auto fault = find_fault(text, kMaxDepth))
        return base::fail(base::ErrorCode::InvalidInput,
                          "JSON, line " + std::to_string(fault->line) + ", column " +
                              std::to_string(fault->column) + ": " + fault->message,
                          "error.bad_request");
    const std::string_view value = base::trim(text);
    if (!value.starts_with('{') && !value.starts_with('['))
        return base::fail(base::ErrorCode::InvalidInput, "JSON: expected an object or a list",
                          "error.bad_request");
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(kMaxDepth);
        return convert(parser.parse(std::string(text)));
    } catch (const Poco::Exception& problem) {
        return base::fail(base::ErrorCode::InvalidInput, "JSON: " + problem.displayText(),
                          "error.bad_request");
    } catch (const std::exception& problem) {
        return base::fail(base::ErrorCode::InvalidInput, std::string("JSON: ") + problem.what(),
                          "error.bad_request");
    }
}

base::Result<std::string> text_field(const Value& object, std::string_view name) {
    const Value* field = object.find(name);
    if (field == nullptr) return std::string();
    if (field->kind != Value::Kind::String) return wrong_kind(name, "a string");
    return field->text;
}

base::Result<std::string> required_text(const Value& object, std::string_view name) {
    auto text = text_field(object, name);
    if (!text) return text;
    if (base::trim(*text).empty())
        return base::fail(base::ErrorCode::InvalidInput,
                          "field '" + std::string(name) + "' is missing or empty",
                          name == "reason" ? "error.reason_required" : "error.bad_request");
    return std::string(base::trim(*text));
}

base::Result<std::optional<bool>> bool_field(const Value& object, std::string_view name) {
    const Value* field = object.find(name);
    if (field == nullptr) return std::optional<bool>();
    if (field->kind != Value::Kind::Bool) return wrong_kind(name, "true or false");
    return std::optional<bool>(field->boolean);
}

base::Result<std::optional<std::int64_t>> integer_field(const Value& object,
                                                        std::string_view name) {
    const Value* field = object.find(name);
    if (field == nullptr) return std::optional<std::int64_t>();
    if (field->kind != Value::Kind::Number || std::abs(field->number) > kLargestWhole ||
        field->number != std::floor(field->number))
        return wrong_kind(name, "a whole number");
    return std::optional<std::int64_t>(static_cast<std::int64_t>(field->number));
}

}  // namespace server::json
