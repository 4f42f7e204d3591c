#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace server::json {

/// A parsed JSON value. Plain data; any thread. Numbers are doubles: what we take from outside
/// (counts, sequence numbers, widths) fits.
struct Value {
    enum class Kind { Null, Bool, Number, String, Array, Object };
    Kind kind = Kind::Null;
    bool boolean = false;
    double number = 0;
    std::string text;
    std::vector<Value> items;
    std::map<std::string, Value, std::less<>> fields;

    bool is_object() const { return kind == Kind::Object; }
    /// The field of an object, or nothing (also for JSON null and for values that are no object).
    const Value* find(std::string_view name) const;
};

/// Untrusted text: at most 16 levels deep, one value and nothing behind it. InvalidInput says
/// line, column and what was expected there.
base::Result<Value> parse(std::string_view text);

/// The named field as text: empty where it is missing or null. InvalidInput when it is another
/// kind or not valid UTF-8; the message names the field.
base::Result<std::string> text_field(const Value& object, std::string_view name);
/// As text_field(), but missing, null and blank are InvalidInput too.
base::Result<std::string> required_text(const Value& object, std::string_view name);
base::Result<std::optional<bool>> bool_field(const Value& object, std::string_view name);
/// A whole number of -2^53..2^53.
base::Result<std::optional<std::int64_t>> integer_field(const Value& object, std::string_view name);

}  // namespace server::json
