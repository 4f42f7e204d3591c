// Fuzz entry for what KDNiao's gateway answers: any bytes end in an outcome, and a number that is
// given is one line without blanks around it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "station/waybills/kdniao_messages.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    for (const int status : {200, 502}) {
        const auto number = station::parse_kdniao_number(status, body, "K-1", "ZTO");
        const bool granted = number.outcome == station::NumberOutcome::Granted;
        if (granted && (number.number.empty() || base::trim(number.number) != number.number))
            std::abort();
        if (!granted && number.error_key.empty()) std::abort();
        const auto cancel = station::parse_kdniao_cancel(status, body);
        if (!base::is_valid_utf8(cancel.message)) std::abort();
        const auto balance = station::parse_kdniao_balance(status, body, base::CarrierCode("zto"));
        if (balance.left && *balance.left < 0) std::abort();
    }
    return 0;
}
