#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace server::json {

/// The first place where a text stops being JSON (RFC 8259).
struct SyntaxFault {
    std::size_t line = 1;    ///< 1..
    std::size_t column = 1;  ///< 1.., in characters, not bytes.
    std::string message;     ///< "expected ':' after the field's name"
};

/// Nothing where the text is one JSON value of at most `max_depth` levels and nothing behind it.
/// Untrusted input in valid UTF-8; pure, any thread.
std::optional<SyntaxFault> find_fault(std::string_view text, int max_depth);

}  // namespace server::json
