#include "station/printers/direct_print.h"

#include <thread>

#include "drivers/open_channel.h"
#include "printing/dialogue.h"

namespace station {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kDirectOpenLimit = 5s;
constexpr auto kCloseLimit = 2s;

printing::CloseReason reason_of(const drivers::WriteResult& result) {
    if (result.job_discarded) return printing::CloseReason::Discarded;
    return result.error->code == base::ErrorCode::DeviceGone ? printing::CloseReason::PeerClosed
                                                             : printing::CloseReason::Error;
}

/// One job on one open channel.
class Conversation {
public:
    Conversation(printing::Dialogue& dialogue, drivers::ByteChannel& channel,
                 printing::Evidence evidence, std::string job_name)
        : dialogue_(dialogue),
          channel_(channel),
          evidence_(evidence),
          job_name_(std::move(job_name)) {}

    DirectPrint run(std::chrono::milliseconds limit) {
        const auto deadline = Clock::now() + limit;
        auto last = Clock::now();
        while (dialogue_.jobs_in_flight() > 0) {
            step();
            const auto now = Clock::now();
            dialogue_.on_elapsed(std::chrono::duration_cast<std::chrono::milliseconds>(now - last));
            last = now;
            if (now > deadline && dialogue_.jobs_in_flight() > 0)
                end(printing::CloseReason::Timeout,
                    "not done in time; is there paper, is the cover closed?");
            take_events();
        }
        take_events();
        return result_;
    }

private:
    void step() {
        const auto pending = dialogue_.pending_output();
        if (!pending.empty()) {
            write(base::Bytes(pending.begin(), pending.end()));
        } else if (evidence_ != printing::Evidence::Answer && !finished_) {
            finish();
        } else {
            read();
        }
    }
    void write(const base::Bytes& bytes) {
        const auto written = channel_.write(bytes, 1000ms);
        dialogue_.on_accepted(written.accepted);
        result_.bytes_accepted += written.accepted;
        if (written.error && written.error->code != base::ErrorCode::Timeout)
            end(reason_of(written), written.error->message);
    }
    void finish() {
        finished_ = true;
        const auto ended = channel_.finish_job(job_name_);
        if (!ended) {
            end(printing::CloseReason::Discarded, ended.error().message);
        } else if (*ended == drivers::JobEnd::Durable) {
            dialogue_.on_flushed();
        }
    }
    void read() {
        const auto bytes = channel_.read(100ms);
        if (!bytes) {
            end(printing::CloseReason::PeerClosed, bytes.error().message);
        } else if (bytes->empty()) {
            std::this_thread::sleep_for(10ms);  // A channel that never answers returns at once.
        } else {
            dialogue_.on_bytes(*bytes);
        }
    }
    void end(printing::CloseReason reason, std::string message) {
        result_.message = std::move(message);
        dialogue_.on_closed(reason);
    }
    void take_events() {
        for (const printing::DialogueEvent& event : dialogue_.take_events()) {
            if (std::holds_alternative<printing::NoEvidence>(event)) result_.outcome = "sent";
            if (const auto* printed = std::get_if<printing::Printed>(&event)) {
                result_.outcome = "printed";
                result_.evidence =
                    printed->evidence == printing::Evidence::Written ? "written" : "answer";
            }
            if (const auto* failed = std::get_if<printing::Failed>(&event)) {
                result_.outcome = failed->outcome == printing::Outcome::SentUnconfirmed
                                      ? "sent"
                                      : printing::name(failed->outcome);
                result_.bytes_accepted = failed->bytes_accepted;
            }
        }
    }

    printing::Dialogue& dialogue_;
    drivers::ByteChannel& channel_;
    const printing::Evidence evidence_;
    const std::string job_name_;
    DirectPrint result_;
    bool finished_ = false;
};

}  // namespace

base::Result<DirectPrint> print_directly(const DirectPrinter& printer,
                                         const printing::Bitmap& image, const std::string& job_name,
                                         std::chrono::milliseconds limit) {
    const auto encoder = printing::make_encoder(printer.profile);
    if (!encoder) return base::pass(encoder);
    auto bytes = (*encoder)->encode(image, 1);
    if (!bytes) return base::pass(bytes);
    const auto dialogue = printing::make_dialogue(printer.profile);
    if (!dialogue) return base::pass(dialogue);
    const auto channel = drivers::make_channel(printer.uri);
    if (!channel) return base::pass(channel);
    DirectPrint unreached;
    if (const auto opened = (*channel)->open(kDirectOpenLimit); !opened) {
        unreached.message = opened.error().message;
        return unreached;
    }
    if (const auto begun = (*dialogue)->start(base::JobRow(1), *std::move(bytes)); !begun)
        return base::pass(begun);
    auto result =
        Conversation(**dialogue, **channel, printer.profile.evidence, job_name).run(limit);
    (*channel)->close(kCloseLimit);
    return result;
}

}  // namespace station
