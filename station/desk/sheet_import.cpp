// A carrier's number sheet on its way into the database, a slice at a time.
#include "station/desk/import_trail.h"
#include "station/desk/intake.h"
#include "station/waybills/sheet_numbers.h"

namespace station {

namespace {

constexpr std::size_t kKeptLines = 500;

}  // namespace

base::Result<bool> ImportRun::step_sheet(int rows) {
    const std::vector<SheetRow>& all = file_.sheet->sheet;
    if (next_ >= all.size()) return false;
    SheetNumbers numbers(context_);
    const ImportTrail trail(context_);
    // Counted first, kept only if the slice was committed.
    ImportView view = view_;
    std::size_t at = next_;
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    for (int i = 0; i < rows && at < all.size(); ++i, ++at) {
        auto end = trail.audit_end();
        if (!end) return base::pass(end);
        auto taken = numbers.take(all[at], file_.name);
        if (!taken) return base::pass(taken);
        ImportTrail::Entry entry{all[at].order_no,
                                 all[at].row,
                                 "left_out",
                                 taken->problem ? taken->problem->code : "",
                                 *end,
                                 all[at].number};
        switch (taken->kind) {
            case SheetTaken::Kind::New:
            case SheetTaken::Kind::Early:
                ++view.created;
                entry.outcome = "new";
                break;
            case SheetTaken::Kind::Known:
                ++view.unchanged;
                entry.outcome = "unchanged";
                break;
            case SheetTaken::Kind::Refused:
                break;
        }
        if (taken->problem && view.problems.size() < kKeptLines)
            view.problems.push_back({taken->problem->row, taken->problem->column,
                                     taken->problem->order_no.str(), taken->problem->code,
                                     taken->problem->message});
        if (!keeps_trail_) continue;
        if (auto noted = trail.note(view_.id, entry); !noted) return base::pass(noted);
    }
    if (mode_ == Mode::Write) {
        if (auto done = transaction->commit(); !done) return base::pass(done);
    }
    view_ = std::move(view);
    next_ = at;
    return next_ < all.size();
}

}  // namespace station
