#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace base {

/// Why something failed, chosen by what the caller can do about it.
enum class ErrorCode {
    InvalidInput,   ///< The input is wrong; trying again does not help.
    NotFound,       ///< The named thing does not exist.
    Conflict,       ///< The thing is in a state that does not allow this.
    Unavailable,    ///< Not now (busy, full, locked, no network); later may work.
    Timeout,        ///< No answer within the deadline.
    DeviceGone,     ///< The device was unplugged or closed the connection.
    NeedsOperator,  ///< A person has to look and decide.
    Corrupt,        ///< Stored or received data contradicts itself.
};

/// The stable name of a code, as used in JSON and logs: "invalid_input".
std::string_view name(ErrorCode code);

/// A failure: a code for the program and a message for a person. The message says what failed, on
/// which thing, with the value seen. `key` names the row of the text tables (config/text/*.json)
/// that tells the operator what to do; empty where the message alone is enough.
struct Error {
    ErrorCode code;
    std::string message;
    std::string key;
};

template <typename T>
using Result = std::expected<T, Error>;
using Status = Result<void>;

/// `return fail(ErrorCode::NotFound, "no printer named 'x'");`
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string message,
                                                 std::string key = {}) {
    return std::unexpected(Error{code, std::move(message), std::move(key)});
}

/// Passes a failure on, with the place put before its message: `return pass(result, "reading x")`.
template <typename T>
[[nodiscard]] std::unexpected<Error> pass(const Result<T>& failed, std::string_view place = {}) {
    Error error = failed.error();
    if (!place.empty()) error.message = std::string(place) + ": " + error.message;
    return std::unexpected(std::move(error));
}

}  // namespace base
