#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "station/orders/states.h"

namespace station {

/// Where an order stands when news of it arrives: its state, and whether paper or a box is about.
enum class Standing {
    New,  ///< Not known yet.
    Pulled,
    Screened,
    ScreenedPaper,  ///< Dead sheets of before lie about; the same below.
    Held,
    HeldPaper,
    Refused,
    RefusedPaper,
    Numbered,
    NumberedPaper,
    Queued,
    QueuedPaper,  ///< Its label is being sent, or an earlier one is about.
    Printed,
    Bound,
    InShipFile,  ///< Written into a ship file; the platform has not confirmed it.
    Shipped,     ///< The platform says so too.
    Intercepted,
    InterceptedPaper,
    Closed,
};
Standing standing_of(OrderState state, bool paper, bool confirmed);

/// What a file says that was not known. One arrival may bring several.
enum class News {
    Same,           ///< Nothing.
    Older,          ///< The file is older than what is known.
    Details,        ///< The buyer's note, tags, weights: nothing that stops it.
    Remark,         ///< The seller's flag or remark, or else what screening looks at.
    Items,          ///< Other articles or quantities.
    Promise,        ///< The platform promises another time; nothing else moves the deadline.
    Address,        ///< The receiver.
    Number,         ///< The export gives another waybill number than the parcel has.
    RefundAsked,    ///< A request for the money back is open.
    RefundOver,     ///< It was withdrawn, refused or closed: nothing was paid back.
    RefundDone,     ///< Money went back, and yet the order is to be shipped.
    Cancelled,      ///< By the platform or the buyer.
    PartlyShipped,  ///< A part left elsewhere (部分发货); which one no file says.
    ShippedSame,    ///< Shipped with our number, or with none named.
    ShippedOther,   ///< Shipped with another number, or before it had one here.
    Finished,       ///< The buyer has it.
    BackToReady,    ///< Was ended or unknown before; is to be shipped again.
    StatusUnknown,  ///< A status that nobody has described.
    Gone,           ///< Missing from a newer export that has every order to ship.
};

/// What follows for the order, the lightest first: of several news the heaviest course is taken.
enum class Course {
    Ignore,     ///< Not even the contents are taken.
    Update,     ///< The contents are taken; the order stays where it is.
    Tell,       ///< ... and the bench says so when its label is scanned.
    Rescreen,   ///< Taken and judged again: held when unfit, on its way when fit.
    Resume,     ///< What stopped it is gone: on its way again, judged anew.
    Ask,        ///< Stays where it is; a person is asked.
    Confirm,    ///< The platform has it as shipped: nothing is left to hand over.
    Close,      ///< Ended; no work left.
    Intercept,  ///< Must not leave: labels withdrawn, binding recalled; a person decides.
};

/// What becomes of its labels.
enum class SheetFate {
    Keep,
    Kill,        ///< They show what is no longer true: dead for good; the next print is a new one.
    VoidNumber,  ///< ... and their number too: the next print has a new number.
};

struct Reaction {
    Course course = Course::Ignore;
    SheetFate sheets = SheetFate::Keep;
    News news = News::Same;  ///< That decided.
    bool operator==(const Reaction&) const = default;
};

/// The table (docs/orders.md shows it). Total: every pair has an answer.
Reaction reaction_to(Standing standing, News news);
/// Several news at once: the heaviest course, the harshest fate of the sheets.
Reaction reaction_to(Standing standing, std::span<const News> news);
/// Does this news take away what an earlier one stopped the order for?
bool lifts(News news, News stopped_by);

std::string_view name(Standing standing);  ///< "held_paper"
std::string_view name(News news);          ///< "refund_asked": stored and shown; never changes.
std::string_view name(Course course);
std::string_view name(SheetFate sheets);
/// Same for a name that is none (a row of before there were names).
News news_named(std::string_view name);
std::span<const Standing> all_standings();
std::span<const News> all_news();

}  // namespace station
