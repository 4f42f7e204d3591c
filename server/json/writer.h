#pragma once
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"

namespace server::json {

/// Writes one JSON value, flat, UTF-8, keys in the order given. Keys and values alternate inside
/// an object; the caller closes what it opens. One thread at a time; never fails.
class Writer {
public:
    Writer();
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    Writer& begin_object();
    Writer& end_object();
    Writer& begin_array();
    Writer& end_array();
    Writer& key(std::string_view name);

    Writer& null();
    Writer& value(std::string_view text);
    Writer& value(const char* text) { return value(std::string_view(text)); }
    Writer& value(bool yes);
    Writer& value(double number);
    /// 2026-05-28T07:25:05.123Z
    Writer& value(base::Time time);
    template <typename Integer>
    requires(std::is_integral_v<Integer> &&
             !std::is_same_v<Integer, bool>) Writer& value(Integer number) {
        return integer(static_cast<std::int64_t>(number));
    }
    template <typename Tag>
    Writer& value(const base::StringId<Tag>& id) {
        return value(std::string_view(id.str()));
    }
    template <typename Tag>
    Writer& value(base::RowId<Tag> id) {
        return integer(id.value());
    }
    template <typename T>
    Writer& value(const std::optional<T>& maybe) {
        return maybe ? value(*maybe) : null();
    }
    Writer& value(const std::vector<std::string>& texts);

    template <typename T>
    Writer& field(std::string_view name, const T& content) {
        return key(name).value(content);
    }

    /// What was written so far.
    std::string take();

private:
    Writer& integer(std::int64_t number);
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace server::json
