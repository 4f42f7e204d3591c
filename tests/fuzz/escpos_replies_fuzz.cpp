#include "tests/fuzz/dialogue_events.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    printing::PrinterProfile profile;
    profile.evidence = printing::Evidence::Answer;
    talk_to(profile, data, size);
    return 0;
}
