#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/divisions.h"
#include "config/source_layout.h"
#include "station/batches/journal.h"
#include "station/orders/order_export.h"
#include "station/orders/order_store.h"
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
};

/// Reads and parses a file. Long work: any thread, never the station's.
/// An export from the future (its name, or a wrong clock) is refused: its orders would look newer
/// than every later export, and a refund in one of those would be ignored.
PreparedFile prepare_file(const std::filesystem::path& path, const config::SourceLayout& layout,
                          const PersonalDataCodec& codec, base::Time now);

/// What became of one order of a file.
enum class Arrival { Created, Updated, Unchanged, Older, Skipped };

/// Puts orders into the database: screens them, chooses their carrier, and moves what is already
/// on its way when a refund, a cancellation or a changed address comes. Station thread.
class Intake {
public:
    Intake(const Context& context, const config::Divisions& divisions, Journal& journal)
        : context_(context),
          screener_(divisions, context.settings.screening),
          journal_(journal),
          store_(context) {}

    /// In the caller's transaction. `why` tells why an order was skipped.
    base::Result<Arrival> take(const IncomingOrder& delivered, base::Time as_of,
                               std::int64_t import_id, std::string& why);
    /// A known order whose rows could not be used: what they say of a cancellation or a request
    /// for money back stops it all the same.
    base::Status take_left_out(const LeftOutOrder& order, const std::string& platform,
                               base::Time as_of);

private:
    base::Result<Judgement> judge(const IncomingOrder& order) const;
    /// Other open orders of the same buyer are judged again: the third order of a buyer says
    /// something about the first two.
    base::Status rejudge_siblings(const IncomingOrder& order);
    base::Status react(const IncomingOrder& order, const StoredOrder& stored,
                       const Judgement& judgement);
    base::Status stop_order(const StoredOrder& stored, const std::string& reason, bool closed);
    base::Status rejudge(const StoredOrder& stored, const Judgement& judgement);
    /// How a judgement moves an order that stands in `state`.
    base::Result<OrderEvent> judged_event(base::OrderRow order, OrderState state,
                                          const Judgement& judgement);

    Context context_;
    AddressScreener screener_;
    Journal& journal_;
    OrderStore store_;
};

/// One file on its way into the database, a slice at a time.
class ImportRun {
public:
    enum class Mode { Write, DryRun };
    ImportRun(const Context& context, Intake& intake, PreparedFile file, Mode mode,
              std::string actor);

    /// Takes at most `orders` further orders. True when there is more. An error means that nothing
    /// of this slice was written; the file may be imported again as a whole.
    base::Result<bool> step(int orders);
    const ImportView& view() const { return view_; }
    const std::filesystem::path& path() const { return file_.path; }
    /// How far it has come, while it has begun and not ended; nothing for a dry run.
    std::optional<ImportProgressView> progress() const {
        if (!begun_ || finished_ || mode_ == Mode::DryRun) return std::nullopt;
        return ImportProgressView{file_.name, static_cast<int>(next_), view_.orders};
    }

private:
    base::Status begin();
    base::Result<std::int64_t> insert_row();
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
};

/// The stored imports, newest first.
base::Result<std::vector<ImportView>> read_imports(Session& db);
/// A file that could not be read as a whole still stands in the list of imports.
base::Status note_failed_import(const Context& context, const PreparedFile& file,
                                const std::string& actor);

}  // namespace station
