#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/divisions.h"
#include "config/number_sheet_layout.h"
#include "config/source_layout.h"
#include "station/batches/journal.h"
#include "station/desk/after_sales.h"
#include "station/orders/export_number.h"
#include "station/orders/order_export.h"
#include "station/orders/order_store.h"
#include "station/products/products.h"
#include "station/screening/screener.h"
#include "station/views.h"
#include "station/waybills/numbers.h"

namespace station {

/// An export file, read and understood but not yet in the database.
struct PreparedFile {
    std::filesystem::path path;
    std::string name;
    std::string digest;  ///< Of the contents: the same file is recognised.
    base::Result<ExportReading> reading = ExportReading{};
    std::optional<RefundReading> refunds;  ///< It is a refund export; `reading` is empty then.
    /// The file is a carrier's number sheet: `reading` has its counts and problems, no orders.
    std::optional<SheetReading> sheet{};
};

/// Reads and parses a file. Long work: any thread, never the station's.
/// An export from the future (its name, or a wrong clock) is refused: its orders would look newer
/// than every later export, and a refund in one of those would be ignored.
/// What kind of file it is the titles tell, not the name: a refund export, an order export, else a
/// carrier's number sheet.
PreparedFile prepare_file(const std::filesystem::path& path, const config::SourceLayout& layout,
                          const std::optional<config::RefundLayout>& refunds,
                          const config::NumberSheetLayout& sheets, const PersonalDataCodec& codec,
                          base::Time now);

/// What became of one order of a file.
enum class Arrival { Created, Updated, Unchanged, Older, Skipped };

struct Taken {
    Arrival arrival = Arrival::Unchanged;
    std::string why;  ///< It was skipped.
    /// It is in, and yet its label could not be printed: a person sees to it first.
    std::optional<ExportNumberProblem> number_problem;
};

/// Puts orders into the database: screens them, chooses their carrier, and moves what is already
/// on its way when a refund, a cancellation or a changed address comes. Station thread.
class Intake {
public:
    Intake(const Context& context, const config::Divisions& divisions, Journal& journal)
        : context_(context),
          products_(context),
          screener_(divisions, context.settings.screening),
          store_(context),
          actions_(context, journal),
          after_sales_(context, journal) {}

    /// In the caller's transaction.
    base::Result<Taken> take(const IncomingOrder& order, base::Time as_of, std::int64_t import_id);
    base::Result<RefundArrival> take_refund(const IncomingRefund& refund, base::Time as_of,
                                            std::int64_t import_id) {
        return after_sales_.take(refund, as_of, import_id);
    }
    /// Known orders that a complete export of `as_of` should have named and did not.
    base::Status take_gone(const ExportReading& reading, const std::string& platform);
    /// A known order whose rows could not be used: what they say of a cancellation or a request
    /// for money back stops it all the same.
    base::Status take_left_out(const LeftOutOrder& order, const std::string& platform,
                               base::Time as_of);

private:
    Judgement judge(const IncomingOrder& order, const BuyerHistory& history) const;
    /// Of an order that a label may still be printed for; what has ended needs none.
    std::optional<ExportNumberProblem> number_problem(const IncomingOrder& order) const;
    /// Other open orders of the same buyer are judged again: the third order of a buyer says
    /// something about the first two.
    base::Status rejudge_siblings(const IncomingOrder& order);
    base::Result<Taken> take_as_told(const IncomingOrder& order, base::Time as_of,
                                     std::int64_t import_id);
    base::Result<Taken> take_new(const IncomingOrder& order, base::Time as_of,
                                 std::int64_t import_id);
    base::Status take_known(const IncomingOrder& order, const StoredOrder& stored, base::Time as_of,
                            std::int64_t import_id);
    Route route(const IncomingOrder& order, const Judgement& judgement) const;

    Context context_;
    Products products_;
    AddressScreener screener_;
    OrderStore store_;
    ArrivalActions actions_;
    AfterSales after_sales_;
};

/// One file on its way into the database, a slice at a time.
class ImportRun {
public:
    enum class Mode { Write, DryRun };
    ImportRun(const Context& context, Intake& intake, PreparedFile file, Mode mode,
              std::string actor);

    /// Takes further orders for about `time` (by the steady clock), `most` of them at most. True
    /// when there is more. An error means that nothing of this slice was written; the file may be
    /// imported again as a whole.
    base::Result<bool> step(std::chrono::milliseconds time, int most);
    const ImportView& view() const { return view_; }
    const std::filesystem::path& path() const { return file_.path; }
    /// How far it has come, while it has begun and not ended; nothing for a dry run.
    std::optional<ImportProgressView> progress() const {
        if (!begun_ || finished_ || mode_ == Mode::DryRun) return std::nullopt;
        return ImportProgressView{file_.name, static_cast<int>(next_), view_.orders};
    }

private:
    base::Status begin();
    std::size_t size() const;
    base::Status take_next(ImportView& view, std::size_t at, std::int64_t id);
    base::Status take_order(ImportView& view, const IncomingOrder& order, std::int64_t id);
    base::Status take_refund(ImportView& view, const IncomingRefund& refund, std::int64_t id);
    base::Result<std::int64_t> insert_row();
    base::Result<bool> step_sheet(int rows);
    base::Status finish();

    Context context_;
    Intake& intake_;
    PreparedFile file_;
    Mode mode_;
    std::string platform_;
    std::string actor_;
    ImportView view_;
    std::size_t next_ = 0;
    bool begun_ = false;
    bool finished_ = false;
    bool keeps_trail_ = false;  ///< The first import of this file: what it does is written down.
};

/// The stored imports, newest first.
base::Result<std::vector<ImportView>> read_imports(Session& db);
base::Result<std::optional<ImportView>> read_import(Session& db, std::int64_t import);
/// A file that could not be read as a whole still stands in the list of imports.
base::Status note_failed_import(const Context& context, const PreparedFile& file,
                                const std::string& actor);

}  // namespace station
