// What the station does a piece at a time, between the calls that people wait for.
#include "base/log.h"
#include "station/desk/day_card.h"
#include "station/desk/station_impl.h"

namespace station {

using base::ErrorCode;
using base::LogLevel;
using namespace std::chrono_literals;

namespace {

/// Files read ahead of the station thread, below the limit of their queue.
constexpr std::size_t kReadAhead = 16;
/// A slice of an import on the station thread: with its commit it stays near 10 ms, and is never
/// longer than so many orders take, whatever the clock says.
constexpr std::chrono::milliseconds kImportSlice{5};
constexpr int kOrdersPerSlice = 100;
/// A day's card is at most so old when the machine is switched off.
constexpr std::chrono::minutes kKeepDayEvery{5};

}  // namespace

bool StationImpl::work() {
    if (stopped_ || !options_.run_devices) return false;
    if (options_.clock->steady_now() < rest_until_) return false;
    bool more = work_on_printers();
    more = work_on_numbers() || more;
    more = work_on_batches() || more;
    more = work_on_imports() || more;
    more = work_on_webhooks() || more;
    return more;
}

bool StationImpl::work_on_printers() {
    while (auto event = from_printers_.pop(0ms)) printer_events_.push_back(std::move(*event));
    for (int n = 0; n < 4 && !printer_events_.empty(); ++n) {
        auto done =
            dispatcher_.handle(printer_events_.front().first, printer_events_.front().second);
        if (!done && done.error().code == ErrorCode::Unavailable) {
            // The database does not take it now: the event waits, it must not be lost.
            trouble("printer_event", done.error());
            return false;
        }
        if (!done) {
            trouble("printer_event", done.error());
            dispatcher_.give_up(printer_events_.front().first, printer_events_.front().second);
        }
        printer_events_.pop_front();
    }
    return !printer_events_.empty();
}

bool StationImpl::work_on_batches() {
    const base::SteadyTime now = options_.clock->steady_now();
    if (now >= look_at_slots_) {
        look_at_slots_ = now + 500ms;
        const bool importing = import_ || undo_ || read_.size() > 0 || to_read_.size() > 0;
        auto looked = slot_desk_.look(importing ? Importing::Yes : Importing::No);
        if (!looked) {
            trouble("slots", looked.error());
            return false;
        }
        if (now >= keep_day_) {
            keep_day_ = now + kKeepDayEvery;
            if (auto kept = keep_day(context_); !kept) {
                trouble("day_card", kept.error());
                return false;
            }
        }
        auto ended = batches_.finish_done();
        if (!ended) {
            trouble("batches", ended.error());
            return false;
        }
    }
    // Before anything is printed: labels of articles that are out of stock.
    auto pulled = stock_.pull_some();
    if (!pulled) {
        trouble("stock", pulled.error());
        return false;
    }
    if (*pulled) return true;
    auto settled = merges_.settle_some();
    if (!settled) {
        trouble("merges", settled.error());
        return false;
    }
    auto merged = merges_.merge_some();
    if (!merged) {
        trouble("merges", merged.error());
        return false;
    }
    if (*settled || *merged) return true;
    auto filled = batches_.fill_some();
    if (!filled) {
        trouble("filling", filled.error());
        return false;
    }
    if (*filled) return true;
    if (auto boxes = boxes_.print_some(); !boxes) {
        trouble("boxes", boxes.error());
        return false;
    }
    auto gave = dispatcher_.pump();
    if (!gave) {
        trouble("dispatch", gave.error());
        return false;
    }
    return *gave;
}

bool StationImpl::work_on_numbers() {
    auto more = counter_.work();
    if (more) return *more;
    trouble("numbers", more.error());
    return false;
}

bool StationImpl::work_on_webhooks() {
    // An import's orders come in slices: they are news when all are there.
    if (webhooks_.wants_to_look() && !import_) {
        const auto now = status();
        const base::Status looked =
            now ? webhooks_.look(now->needs_person) : base::Status(base::pass(now));
        if (!looked) {
            trouble("webhooks", looked.error());
            return false;
        }
    }
    auto more = webhooks_.work();
    if (more) return *more;
    trouble("webhooks", more.error());
    return false;
}

bool StationImpl::work_on_imports() {
    const base::SteadyTime now = options_.clock->steady_now();
    if (now >= look_at_folder_) {
        look_at_folder_ = now + 500ms;
        for (const auto& file : watched_.complete_files()) {
            WaitingImport waiting{file, ImportRun::Mode::Write, "watched folder",
                                  [](base::Result<ImportView>) {}, true};
            if (!to_read_.try_push(std::move(waiting))) watched_.give_again(file);
        }
    }
    if (!import_ && undo_) return work_on_undo();
    if (!import_) {
        auto read = read_.pop(0ms);
        if (!read) return false;
        importing_ = std::move(read->first);
        import_.emplace(context_, intake_, std::move(read->second), importing_->mode,
                        importing_->actor);
    }
    base::Result<bool> more = false;
    try {
        more = import_->step(kImportSlice, kOrdersPerSlice);
    } catch (const std::exception& e) {
        more = fail(ErrorCode::Corrupt, e.what());
    }
    if (!more) {
        if (more.error().code == ErrorCode::Unavailable) {
            trouble("import", more.error());
            return false;
        }
        end_import(base::pass(more));
        return true;
    }
    if (!*more) end_import(import_->view());
    return true;
}

void StationImpl::end_import(base::Result<ImportView> result) {
    const WaitingImport waiting = std::move(*importing_);
    const std::filesystem::path file = import_->path();
    if (!result) {
        base::log(LogLevel::Warning, "import_failed",
                  {{"file", file.filename().string()}, {"message", result.error().message}});
        if (waiting.mode == ImportRun::Mode::Write) {
            PreparedFile failed;
            failed.path = file;
            failed.name = file.filename().string();
            failed.reading = base::pass(result);
            if (auto noted = note_failed_import(context_, failed, waiting.actor); !noted)
                trouble("import", noted.error());
        }
    }
    if (result && waiting.mode == ImportRun::Mode::Write) {
        if (auto looked = look_at_exports(); !looked) trouble("import", looked.error());
    }
    if (waiting.watched) {
        auto moved = watched_.put_away(
            file, result ? WatchedFolder::Outcome::Done : WatchedFolder::Outcome::Failed);
        if (!moved) trouble("watched_folder", moved.error());
    }
    import_.reset();
    importing_.reset();
    waiting.done(std::move(result));
}

void StationImpl::read_files() {
    while (true) {
        auto waiting = to_read_.pop(1h);
        if (!waiting) {
            if (to_read_.closed()) return;
            continue;
        }
        PreparedFile file;
        try {
            file = prepare_file(waiting->file, loaded_.source_layout, loaded_.refund_layout,
                                loaded_.sheet_layout, loaded_.codec, options_.clock->now());
        } catch (const std::exception& e) {
            file.path = waiting->file;
            file.name = waiting->file.filename().string();
            file.reading = fail(ErrorCode::Corrupt, file.name + ": " + e.what());
        }
        // This thread alone fills the queue: once there is room, the push succeeds.
        while (read_.size() >= kReadAhead) {
            if (read_.closed()) return;
            std::this_thread::sleep_for(50ms);
        }
        if (!read_.try_push({std::move(*waiting), std::move(file)})) return;
        options_.wake();
    }
}

}  // namespace station
