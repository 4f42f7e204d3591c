#include "station/printers/printer_worker.h"

#include <atomic>
#include <map>
#include <optional>
#include <thread>

#include "base/bounded_queue.h"
#include "base/files.h"
#include "base/log.h"
#include "config/label_template.h"
#include "drivers/open_channel.h"
#include "printing/dialogue.h"
#include "printing/label_encoder.h"
#include "printing/png.h"
#include "printing/proof.h"
#include "printing/render.h"
#include "printing/text/font_set.h"
#include "station/printers/worker_parts.h"

namespace station {

using base::ErrorCode;
using base::fail;
using namespace std::chrono_literals;

namespace {

constexpr auto kWorkerOpenLimit = 3s;
constexpr auto kWriteSlice = 200ms;
constexpr auto kReadSlice = 20ms;
/// How long a printer may take to say how it is.
constexpr std::chrono::milliseconds kLookLimit{2000};
constexpr auto kIdleClose = 5s;
/// No byte taken and no word from the printer for so long: it is given up. A printer that says
/// why it waits (no paper, cover open) is waited for as long as it takes.
constexpr auto kSilenceLimit = 60s;

/// What stands in the way, as a key of the text tables; empty when nothing does.
std::string waiting_for(const printing::PrinterStatus& status) {
    if (status.cover_open) return "printer.cover_open";
    if (status.paper_out) return "printer.paper_out";
    if (status.ribbon_out) return "printer.ribbon_out";
    if (status.jam) return "printer.jam";
    if (status.label_waiting) return "printer.label_waiting";
    if (status.paused) return "printer.paused";
    if (status.overheated) return "printer.overheated";
    if (status.cutter_error || status.error) return "printer.error";
    if (status.offline) return "printer.offline";
    if (status.not_accepting) return "printer.not_accepting";
    return {};
}

class PrinterWorker final : public PrinterPort {
public:
    PrinterWorker(config::PrinterSettings settings, config::LabelTemplate label_template,
                  printing::FontSet fonts, std::unique_ptr<printing::LabelEncoder> encoder,
                  std::unique_ptr<printing::Dialogue> dialogue,
                  std::unique_ptr<drivers::ByteChannel> channel, const base::Clock& clock,
                  std::filesystem::path labels_folder, Sink sink)
        : settings_(std::move(settings)),
          template_(std::move(label_template)),
          labels_folder_(std::move(labels_folder)),
          clock_(clock),
          sink_(std::move(sink)),
          fonts_(std::move(fonts)),
          encoder_(std::move(encoder)),
          dialogue_(std::move(dialogue)),
          channel_(std::move(channel)),
          thread_([this] { run(); }) {}

    ~PrinterWorker() override { stop(100ms); }

    const base::PrinterName& name() const override { return settings_.name; }
    bool draw(LabelTask task) override { return tasks_.try_push(std::move(task)); }
    bool deliver(base::JobRow job) override { return tasks_.try_push(Deliver{job}); }
    void discard(base::JobRow job) override {
        // A full queue keeps the picture in memory until the next one is drawn: harmless.
        [[maybe_unused]] const bool pushed = tasks_.try_push(Discard{job});
    }
    void look() override { [[maybe_unused]] const bool pushed = tasks_.try_push(Look{}); }
    void stop(std::chrono::milliseconds limit) override {
        stop_at_.store((std::chrono::steady_clock::now() + limit).time_since_epoch().count());
        tasks_.close();
        if (thread_.joinable()) thread_.join();
    }

private:
    struct Deliver {
        base::JobRow job;
    };
    struct Discard {
        base::JobRow job;
    };
    struct Look {
        base::JobRow job;  ///< None: it is about no label.
    };
    using Task = std::variant<LabelTask, Deliver, Discard, Look>;
    struct Ready {
        base::Bytes bytes;
        base::Bytes png;
        std::string job_name;
        std::string order_no;  ///< For the log; empty for a sheet of no order.
    };

    bool must_stop() const {
        const auto at = stop_at_.load();
        return at != 0 && std::chrono::steady_clock::now().time_since_epoch().count() >= at;
    }

    void run() {
        for (;;) {
            auto task =
                tasks_.pop(std::chrono::duration_cast<std::chrono::milliseconds>(kIdleClose));
            if (!task) {
                if (tasks_.closed()) break;
                if (channel_->is_open() && !stays_open(*channel_, *dialogue_)) hang_up(1s);
                continue;
            }
            try {
                std::visit([this](auto& what) { carry_out(what); }, *task);
            } catch (const std::exception& e) {
                const base::JobRow job =
                    std::visit([](const auto& what) { return what.job; }, *task);
                base::log(base::LogLevel::Error, "printer_worker_exception",
                          {{"order", order_of(*task)},
                           {"job", job.value()},
                           {"printer", settings_.name.str()},
                           {"message", e.what()}});
                std::visit([&](auto& what) { broke_off(what, e.what()); }, *task);
            }
        }
        channel_->close(500ms);
    }

    /// For the log: the order of the label that a task is about, where it has one.
    std::string order_of(const Task& task) const {
        if (const auto* label = std::get_if<LabelTask>(&task)) return label->content.order_no;
        const auto ready = ready_.find(std::visit([](const auto& what) { return what.job; }, task));
        return ready == ready_.end() ? std::string() : ready->second.order_no;
    }

    /// Ends the connection and with it everything that the printer still owed an answer to.
    void hang_up(std::chrono::milliseconds limit) {
        channel_->close(limit);
        dialogue_->on_closed(printing::CloseReason::Stopped);
        [[maybe_unused]] const auto told = dialogue_->take_events();
    }

    /// An exception must not leave the station waiting for an answer.
    void broke_off(LabelTask& task, const char* what) {
        Drawn drawn;
        drawn.job = task.job;
        drawn.failures.push_back({"not_drawable", "", what});
        sink_(settings_.name, std::move(drawn));
    }
    void broke_off(Deliver& task, const char* what) {
        hang_up(200ms);
        Delivered delivered;
        delivered.job = task.job;
        delivered.outcome = Delivered::Outcome::PartlySent;  // Nobody knows how far it came.
        delivered.message = what;
        sink_(settings_.name, std::move(delivered));
    }
    void broke_off(Discard&, const char*) {}
    void broke_off(Look&, const char* what) {
        hang_up(200ms);
        sink_(settings_.name, PrinterNews{false, what});
    }

    void carry_out(LabelTask& task) {
        Drawn drawn;
        drawn.job = task.job;
        if (auto ready = draw_label(task, drawn)) {
            drawn.proven = true;
            ready_[task.job] = std::move(*ready);
        }
        sink_(settings_.name, std::move(drawn));
    }

    std::optional<Ready> draw_label(const LabelTask& task, Drawn& drawn) {
        const auto refused = [&](std::string code, std::string message) {
            drawn.failures.push_back({std::move(code), "", std::move(message)});
            return std::nullopt;
        };
        if (task.picture) return draw_sheet(task, drawn);
        auto label = printing::render_label(task.content, template_, settings_.dpi, fonts_);
        if (!label) return refused("not_drawable", label.error().message);
        drawn.warnings = label->warnings;
        // A receiver's address that had to be cut brings no parcel home.
        for (const printing::LabelWarning& warning : label->warnings) {
            if (warning.code == "text_cut" && warning.field.starts_with("receiver_"))
                label->failures.push_back({"receiver_cut", warning.field, warning.message});
        }
        const printing::ProofReport proof = printing::prove(*label);
        return proven(task, label->image, proof, drawn);
    }

    /// A sheet that was drawn elsewhere is proven here once more, at this printer's resolution.
    std::optional<Ready> draw_sheet(const LabelTask& task, Drawn& drawn) {
        const auto sheet = prove_picture(*task.picture, settings_.dpi);
        if (!sheet) {
            drawn.failures.push_back({"not_drawable", "", sheet.error().message});
            return std::nullopt;
        }
        return proven(task, sheet->png.image, sheet->proof, drawn);
    }

    /// Keeps the picture, whatever the proof says; the bytes for the printer where it passed.
    std::optional<Ready> proven(const LabelTask& task, const printing::Bitmap& image,
                                const printing::ProofReport& proof, Drawn& drawn) {
        const auto refused = [&](std::string code, std::string message) {
            drawn.failures.push_back({std::move(code), "", std::move(message)});
            return std::nullopt;
        };
        auto png = printing::encode_png(image, settings_.dpi);
        if (!png) return refused("no_picture", png.error().message);
        const auto picture = labels_folder_ / (std::to_string(task.job.value()) + ".png");
        if (auto kept = base::write_file_atomically(picture, *png); !kept) {
            drawn.station_fault = kept.error().message;
            return std::nullopt;
        }
        if (!proof.passed()) {
            drawn.failures = proof.failures;
            return std::nullopt;
        }
        auto bytes = encoder_->encode(image, 1);
        if (!bytes) return refused("not_encodable", bytes.error().message);
        return Ready{std::move(*bytes), std::move(*png), task.job_name, task.content.order_no};
    }

    void carry_out(Discard& task) { ready_.erase(task.job); }

    void carry_out(Look&) {
        if (dialogue_->jobs_in_flight() > 0 || must_stop()) return;
        if (!channel_->is_open()) {
            if (auto opened = channel_->open(kWorkerOpenLimit); !opened) {
                sink_(settings_.name, PrinterNews{false, told(settings_.name, opened.error())});
                return;
            }
        }
        // A file answers nothing, and a question would become part of it.
        if (settings_.evidence == config::PrinterEvidence::Written) {
            sink_(settings_.name, PrinterNews{});
            return;
        }
        const printing::PrinterStatus status = ask_status();
        const std::string waiting = waiting_for(status);
        sink_(settings_.name, PrinterNews{waiting.empty(), waiting, status.paper_near_end});
    }

    /// What the printer says of itself; what is known already where it does not answer in time.
    printing::PrinterStatus ask_status() {
        dialogue_->request_status();
        const auto begin = clock_.steady_now();
        auto last = begin;
        while (last - begin < kLookLimit && !must_stop()) {
            if (const base::ByteView output = dialogue_->pending_output(); !output.empty()) {
                const drivers::WriteResult written = channel_->write(output, kWriteSlice);
                if (written.accepted > 0) dialogue_->on_accepted(written.accepted);
                if (written.error && written.error->code != ErrorCode::Timeout) {
                    hang_up(200ms);
                    return printing::PrinterStatus{.known = true, .offline = true};
                }
            }
            auto answer = channel_->read(kReadSlice);
            if (!answer) {
                hang_up(200ms);
                return printing::PrinterStatus{.known = true, .offline = true};
            }
            if (!answer->empty()) dialogue_->on_bytes(*answer);
            const auto now = clock_.steady_now();
            dialogue_->on_elapsed(
                std::chrono::duration_cast<std::chrono::milliseconds>(now - last));
            last = now;
            for (const printing::DialogueEvent& event : dialogue_->take_events()) {
                if (const auto* told = std::get_if<printing::StatusChanged>(&event))
                    return told->status;
            }
        }
        return dialogue_->status();
    }

    void carry_out(Deliver& task) {
        Delivered delivered;
        delivered.job = task.job;
        const auto ready = ready_.find(task.job);
        if (ready == ready_.end()) {
            delivered.message = "the label was not drawn";
            sink_(settings_.name, std::move(delivered));
            return;
        }
        const Ready label = std::move(ready->second);
        ready_.erase(ready);
        if (must_stop()) {
            delivered.message = "stopping";
        } else {
            send(label, delivered);
        }
        sink_(settings_.name, std::move(delivered));
    }

    void send(const Ready& label, Delivered& delivered) {
        if (!channel_->is_open()) {
            if (auto opened = channel_->open(kWorkerOpenLimit); !opened) {
                delivered.message = told(settings_.name, opened.error());
                return;
            }
        }
        if (auto started = dialogue_->start(delivered.job, label.bytes); !started) {
            delivered.message = started.error().message;
            return;
        }
        const bool ended = converse(label, delivered);
        const bool well = delivered.outcome == Delivered::Outcome::Accepted ||
                          delivered.outcome == Delivered::Outcome::Printed;
        if (well) delivered.message.clear();  // What came after the last byte is no fault of it.
        // Also after an answer that never came: a late one must not be taken for the next label's.
        const bool silent = delivered.outcome == Delivered::Outcome::Accepted &&
                            settings_.evidence != config::PrinterEvidence::None;
        if (!ended || !well || silent) hang_up(200ms);
        if (delivered.outcome == Delivered::Outcome::Printed)
            put_picture_beside(label, delivered.job);
    }

    /// Carries bytes both ways until the job has ended one way or the other.
    bool converse(const Ready& label, Delivered& delivered) {
        auto last = clock_.steady_now();
        auto progress = last;
        std::string told;
        for (;;) {
            if (const base::ByteView output = dialogue_->pending_output(); !output.empty()) {
                const drivers::WriteResult written = channel_->write(output, kWriteSlice);
                if (written.accepted > 0) {
                    dialogue_->on_accepted(written.accepted);
                    progress = clock_.steady_now();
                }
                if (written.job_discarded) {
                    end(printing::CloseReason::Discarded, written.error, delivered);
                } else if (written.error && written.error->code != ErrorCode::Timeout) {
                    end(written.error->code == ErrorCode::DeviceGone
                            ? printing::CloseReason::PeerClosed
                            : printing::CloseReason::Error,
                        written.error, delivered);
                }
            }
            if (channel_->is_open()) {
                auto answer =
                    channel_->read(dialogue_->pending_output().empty() ? kReadSlice : 0ms);
                if (answer && !answer->empty()) {
                    dialogue_->on_bytes(*answer);
                    progress = clock_.steady_now();
                } else if (!answer) {
                    end(printing::CloseReason::PeerClosed, answer.error(), delivered);
                }
            }
            const auto now = clock_.steady_now();
            dialogue_->on_elapsed(
                std::chrono::duration_cast<std::chrono::milliseconds>(now - last));
            last += std::chrono::duration_cast<std::chrono::milliseconds>(now - last);
            if (take_events(label, delivered)) return true;
            const std::string waiting = waiting_for(dialogue_->status());
            if (waiting != told) {
                told = waiting;
                sink_(settings_.name, PrinterNews{waiting.empty(), waiting});
            }
            if (must_stop()) end(printing::CloseReason::Stopped, std::nullopt, delivered);
            if (!dialogue_->status().blocked() && now - progress > kSilenceLimit)
                end(printing::CloseReason::Timeout, std::nullopt, delivered);
        }
    }

    /// Closes the job from our side; its last event follows.
    void end(printing::CloseReason reason, const std::optional<base::Error>& error,
             Delivered& delivered) {
        delivered.message = told(settings_.name, error, printing::name(reason));
        dialogue_->on_closed(reason);
    }

    /// True when the job has ended; `delivered` then says how.
    bool take_events(const Ready& label, Delivered& delivered) {
        bool ended = false;
        std::vector<printing::DialogueEvent> events = dialogue_->take_events();
        for (std::size_t i = 0; i < events.size(); ++i) {
            const printing::DialogueEvent& event = events[i];
            if (std::holds_alternative<printing::AllAccepted>(event)) {
                delivered.bytes_accepted = label.bytes.size();
                auto finished = channel_->finish_job(label.job_name);
                if (!finished) {
                    end(printing::CloseReason::Discarded, finished.error(), delivered);
                } else if (*finished == drivers::JobEnd::Durable) {
                    dialogue_->on_flushed();
                }
                for (auto& more : dialogue_->take_events()) events.push_back(std::move(more));
            } else if (std::holds_alternative<printing::Printed>(event)) {
                delivered.outcome = Delivered::Outcome::Printed;
                ended = true;
            } else if (std::holds_alternative<printing::NoEvidence>(event)) {
                delivered.outcome = Delivered::Outcome::Accepted;
                ended = true;
            } else if (const auto* failed = std::get_if<printing::Failed>(&event)) {
                delivered.bytes_accepted = failed->bytes_accepted;
                switch (failed->outcome) {
                    case printing::Outcome::NothingSent:
                        delivered.outcome = Delivered::Outcome::NothingSent;
                        break;
                    case printing::Outcome::PartlySent:
                        delivered.outcome = Delivered::Outcome::PartlySent;
                        break;
                    case printing::Outcome::SentUnconfirmed:
                        delivered.outcome = Delivered::Outcome::Accepted;
                        break;
                }
                ended = true;
            }
        }
        return ended;
    }

    /// The folder of a file printer shows what came out, as a picture beside the bytes.
    void put_picture_beside(const Ready& label, base::JobRow job) {
        constexpr std::string_view kScheme = "file://";
        if (!settings_.uri.starts_with(kScheme)) return;
        const std::filesystem::path folder = settings_.uri.substr(kScheme.size());
        if (auto written =
                base::write_file_atomically(folder / (label.job_name + ".png"), label.png);
            !written)
            base::log(base::LogLevel::Warning, "picture_not_written",
                      {{"order", label.order_no},
                       {"job", job.value()},
                       {"printer", settings_.name.str()},
                       {"message", written.error().message}});
    }

    // Constant after construction.
    const config::PrinterSettings settings_;
    const config::LabelTemplate template_;
    const std::filesystem::path labels_folder_;
    const base::Clock& clock_;
    const Sink sink_;

    // The worker thread's.
    printing::FontSet fonts_;
    std::unique_ptr<printing::LabelEncoder> encoder_;
    std::unique_ptr<printing::Dialogue> dialogue_;
    std::unique_ptr<drivers::ByteChannel> channel_;
    std::map<base::JobRow, Ready> ready_;

    // Shared. The queue holds more than any window; a full one is answered with "no".
    base::BoundedQueue<Task> tasks_{64};
    std::atomic<std::chrono::steady_clock::rep> stop_at_{0};
    std::thread thread_;  // Last: it uses everything above.
};

}  // namespace

base::Result<std::unique_ptr<PrinterPort>> make_printer_worker(
    const config::Settings& settings, const config::PrinterSettings& printer,
    const config::DataFiles& data_files, const std::filesystem::path& labels_folder, FirstJob first,
    const base::Clock& clock, PrinterPort::Sink sink) {
    const std::string& name =
        printer.template_name.empty() ? settings.labels.template_name : printer.template_name;
    auto file = data_files.find("templates/" + name + ".toml");
    if (!file) return base::pass(file);
    auto label_template = config::load_label_template(*file);
    if (!label_template)
        return fail(ErrorCode::InvalidInput,
                    label_template.error().empty()
                        ? file->string() + " cannot be read"
                        : config::to_string(label_template.error().front()));
    auto fonts = printing::FontSet::load(printing::font_files(settings.labels.fonts));
    if (!fonts) return base::pass(fonts);
    const printing::PrinterProfile profile = printing::profile_of(printer);
    auto encoder = printing::make_encoder(profile);
    if (!encoder) return base::pass(encoder);
    auto dialogue = printing::make_dialogue(profile);
    if (!dialogue) return base::pass(dialogue);
    auto channel = drivers::make_channel(printer.uri);
    if (!channel) return base::pass(channel);
    // A device may have been left in the middle of a job by a crash; a folder never is.
    if (first == FirstJob::Resynchronise && printer.evidence != config::PrinterEvidence::Written)
        (*dialogue)->require_resync();
    return std::make_unique<PrinterWorker>(
        printer, std::move(*label_template), std::move(*fonts), std::move(*encoder),
        std::move(*dialogue), std::move(*channel), clock, labels_folder, std::move(sink));
}

}  // namespace station
