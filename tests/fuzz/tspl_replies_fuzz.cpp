#include "tests/fuzz/dialogue_events.h"

// The TSPL conversation; the first byte chooses which queries are asked.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    printing::PrinterProfile profile;
    profile.language = "tspl";
    profile.evidence = printing::Evidence::Answer;
    profile.dialect.status =
        data[0] % 2 == 0 ? config::StatusQueries::Basic : config::StatusQueries::Extended;
    talk_to(profile, data + 1, size - 1);
    return 0;
}
