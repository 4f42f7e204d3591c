#include "printing/dialogue.h"

namespace printing {

std::string_view name(Outcome outcome) {
    switch (outcome) {
        case Outcome::NothingSent:
            return "nothing_sent";
        case Outcome::PartlySent:
            return "partly_sent";
        case Outcome::SentUnconfirmed:
            return "sent_unconfirmed";
    }
    return "sent_unconfirmed";
}

std::string_view name(CloseReason reason) {
    switch (reason) {
        case CloseReason::PeerClosed:
            return "peer_closed";
        case CloseReason::Unplugged:
            return "unplugged";
        case CloseReason::Timeout:
            return "timeout";
        case CloseReason::Discarded:
            return "discarded";
        case CloseReason::Error:
            return "error";
        case CloseReason::Stopped:
            return "stopped";
    }
    return "error";
}

}  // namespace printing
