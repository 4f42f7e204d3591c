// The station's share in undoing an import: one at a time, between imports, by slices.
#include "base/log.h"
#include "station/desk/station_impl.h"

namespace station {

namespace {

/// Orders taken back in one slice of the station thread: some milliseconds.
constexpr int kOrdersPerSlice = 5;

}  // namespace

base::Status StationImpl::undo_later(std::int64_t import, const std::string& actor, UndoDone done) {
    if (undo_)
        return base::fail(base::ErrorCode::Unavailable, "another import is being undone",
                          "error.busy");
    undo_.emplace(context_, import, actor);
    undo_done_ = std::move(done);
    return {};
}

bool StationImpl::work_on_undo() {
    base::Result<bool> more = false;
    try {
        more = undo_->step(kOrdersPerSlice);
    } catch (const std::exception& e) {
        more = base::fail(base::ErrorCode::Corrupt, e.what());
    }
    if (!more && more.error().code == base::ErrorCode::Unavailable) {
        trouble("undo", more.error());
        return false;
    }
    if (more && *more) return true;
    base::Result<UndoView> result =
        more ? base::Result<UndoView>(undo_->view()) : base::Result<UndoView>(base::pass(more));
    if (result)
        base::log(base::LogLevel::Info, "import_undone",
                  {{"removed", result->remove},
                   {"restored", result->restore},
                   {"kept", result->kept_count}});
    undo_.reset();
    const UndoDone done = std::exchange(undo_done_, {});
    done(std::move(result));
    return true;
}

}  // namespace station
