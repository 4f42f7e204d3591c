#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "printing/dialogue.h"

// What a printer may say, mixed with what may happen meanwhile: each byte below 16 is an event,
// of which 10 says the byte behind it as it is; others are bytes of the printer. Each job must end
// once.
inline void talk_to(const printing::PrinterProfile& profile, const std::uint8_t* data,
                    std::size_t size) {
    using namespace printing;
    const auto dialogue = make_dialogue(profile).value();
    std::int64_t started = 0;
    std::int64_t ended = 0;
    for (std::size_t i = 0; i < size; ++i) {
        switch (data[i]) {
            case 1:
                if (dialogue->start(base::JobRow(started + 1), base::Bytes(8, 0x0c))) ++started;
                break;
            case 2:
                dialogue->on_accepted(3);
                break;
            case 4:
                dialogue->on_accepted(1000);
                break;
            case 5:
                dialogue->on_elapsed(std::chrono::milliseconds(700));
                break;
            case 6:
                dialogue->on_elapsed(std::chrono::seconds(25));
                break;
            case 7:
                dialogue->on_closed(CloseReason::PeerClosed);
                break;
            case 8:
                dialogue->request_status();
                break;
            case 9:
                dialogue->require_resync();
                break;
            case 10:
                if (i + 1 < size) dialogue->on_bytes({data + ++i, 1});
                break;
            default:
                dialogue->on_bytes({data + i, 1});
                break;
        }
    }
    dialogue->on_closed(CloseReason::Stopped);
    for (const auto& event : dialogue->take_events())
        if (std::holds_alternative<Printed>(event) || std::holds_alternative<NoEvidence>(event) ||
            std::holds_alternative<Failed>(event))
            ++ended;
    if (started != ended || dialogue->jobs_in_flight() != 0) std::abort();
}
