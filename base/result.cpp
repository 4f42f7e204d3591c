#include "base/result.h"

namespace base {

std::string_view name(ErrorCode code) {
    switch (code) {
        case ErrorCode::InvalidInput:
            return "invalid_input";
        case ErrorCode::NotFound:
            return "not_found";
        case ErrorCode::Conflict:
            return "conflict";
        case ErrorCode::Unavailable:
            return "unavailable";
        case ErrorCode::Timeout:
            return "timeout";
        case ErrorCode::DeviceGone:
            return "device_gone";
        case ErrorCode::NeedsOperator:
            return "needs_operator";
        case ErrorCode::Corrupt:
            return "corrupt";
    }
    return "unknown";
}

}  // namespace base
