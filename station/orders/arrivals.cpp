#include "station/orders/arrivals.h"

#include <algorithm>
#include <array>

namespace station {
namespace {

/// A cell of the table, short so that a row fits its lines.
struct Cell {
    Course course;
    SheetFate sheets = SheetFate::Keep;
};

using S = Standing;
using N = News;
constexpr Cell kIgnore{Course::Ignore}, kUpdate{Course::Update}, kTell{Course::Tell},
    kScreen{Course::Rescreen}, kResume{Course::Resume}, kAsk{Course::Ask},
    kConfirm{Course::Confirm}, kClose{Course::Close}, kStop{Course::Intercept};
// The sheets show the old receiver ...
constexpr Cell kUpdateKill{Course::Update, SheetFate::Kill},
    kScreenKill{Course::Rescreen, SheetFate::Kill}, kStopKill{Course::Intercept, SheetFate::Kill};
// ... or carry a number that the shop back end has given up.
constexpr Cell kUpdateVoid{Course::Update, SheetFate::VoidNumber},
    kScreenVoid{Course::Rescreen, SheetFate::VoidNumber},
    kStopVoid{Course::Intercept, SheetFate::VoidNumber};

constexpr std::array kStandings = {
    S::New,       S::Pulled,      S::Screened,         S::ScreenedPaper, S::Held,
    S::HeldPaper, S::Refused,     S::RefusedPaper,     S::Numbered,      S::NumberedPaper,
    S::Queued,    S::QueuedPaper, S::Printed,          S::Bound,         S::InShipFile,
    S::Shipped,   S::Intercepted, S::InterceptedPaper, S::Closed};

constexpr std::array kNews = {N::Same,          N::Older,         N::Details,      N::Remark,
                              N::Items,         N::Promise,       N::Address,      N::Number,
                              N::RefundAsked,   N::RefundOver,    N::RefundDone,   N::Cancelled,
                              N::PartlyShipped, N::ShippedSame,   N::ShippedOther, N::Finished,
                              N::BackToReady,   N::StatusUnknown, N::Gone};
/// One row a standing, one cell a news, in the order of the enumerations.
// clang-format off
constexpr Cell kTable[kStandings.size()][kNews.size()] = {
    /* New */ {
        // same, older, details, remark, items, promise, address, number
        kIgnore, kIgnore, kScreen, kScreen, kScreen, kScreen, kScreen, kScreen,
        // refund asked, over, done; cancelled, partly shipped
        kStop, kScreen, kStop, kIgnore, kStop,
        // shipped same, other; finished, back to ready, status unknown, gone
        kIgnore, kIgnore, kIgnore, kScreen, kIgnore, kIgnore},
    /* Pulled */ {
        // same, older, details, remark, items, promise, address, number
        kIgnore, kIgnore, kScreen, kScreen, kScreen, kScreen, kScreenKill, kUpdate,
        // refund asked, over, done; cancelled, partly shipped
        kStop, kScreen, kStop, kClose, kStop,
        // shipped same, other; finished, back to ready, status unknown, gone
        kClose, kClose, kClose, kScreen, kStop, kStop},
    /* Screened */ {
        // same, older, details, remark, items, promise, address, number
        kIgnore, kIgnore, kUpdate, kScreen, kUpdate, kUpdate, kScreenKill, kUpdate,
        // refund asked, over, done; cancelled, partly shipped
        kStop, kUpdate, kStop, kClose, kStop,
        // shipped same, other; finished, back to ready, status unknown, gone
        kClose, kClose, kClose, kScreen, kStop, kStop},
    /* ScreenedPaper */ {
        // same, older, details, remark, items, promise, address, number
        kIgnore, kIgnore, kUpdate, kScreen, kUpdate, kUpdate, kScreenKill, kUpdate,
        // refund asked, over, done; cancelled, partly shipped
        kStop, kUpdate, kStop, kStop, kStop,
        // shipped same, other; finished, back to ready, status unknown, gone
        kStop, kStop, kStop, kScreen, kStop, kStop},
    /* Held */ {
        // same, older, details, remark, items, promise, address, number
        kIgnore, kIgnore, kUpdate, kScreen, kUpdate, kUpdate, kScreenKill, kUpdate,
        // refund asked, over, done; cancelled, partly shipped
        kStop, kUpdate, kStop, kClose, kStop,
        // shipped same, other; finished, back to ready, status unknown, gone
        kClose, kClose, kClose, kScreen, kStop, kStop},
    /* HeldPaper */ {
        // same, older, details, remark, items, promise, address, number
        kIgnore, kIgnore, kUpdate, kScreen, kTell, kUpdate, kStopKill, kStopVoid,
        // refund asked, over, done; cancelled, partly shipped
        kStop, kUpdate, kStop, kStop, kStop,
        // shipped same, other; finished, back to ready, status unknown, gone
        kStop, kStop, kStop, kScreen, kStop, kStop},
    /* Refused */ {
        // same, older, details, remark, items, promise, address, number
        kIgnore, kIgnore, kUpdate, kUpdate, kUpdate, kUpdate, kUpdateKill, kUpdate,
        // refund asked, over, done; cancelled, partly shipped
        kStop, kUpdate, kStop, kClose, kStop,
        // shipped same, other; finished, back to ready, status unknown, gone
        kClose, kClose, kClose, kUpdate, kStop, kUpdate},
    /* RefusedPaper */ {
        // same, older, details, remark, items, promise, address, number
        kIgnore, kIgnore, kUpdate, kUpdate, kUpdate, kUpdate, kUpdateKill, kUpdate,
        // refund asked, over, done; cancelled, partly shipped
        kStop, kUpdate, kStop, kStop, kStop,
        // shipped same, other; finished, back to ready, status unknown, gone
        kStop, kStop, kStop, kUpdate, kStop, kUpdate},
    /* Numbered */ {
        // same, older, details, remark, items, promise, address, number
        kIgnore, kIgnore, kUpdate, kScreen, kUpdate, kUpdate, kScreenKill, kScreenVoid,
        // refund asked, over, done; cancelled, partly shipped
        kStop, kUpdate, kStop, kClose, kStop,
        // shipped same, other; finished, back to ready, status unknown, gone
        kClose, kClose, kClose, kScreen, kStop, kStop},
    /* NumberedPaper */ {
        // same, older, details, remark, items, promise, address, number
        kIgnore, kIgnore, kUpdate, kScreen, kUpdate, kUpdate, kScreenKill, kScreenVoid,
        // refund asked, over, done; cancelled, partly shipped
        kStop, kUpdate, kStop, kStop, kStop,
        // shipped same, other; finished, back to ready, status unknown, gone
        kStop, kStop, kStop, kScreen, kStop, kStop},
    /* Queued */ {
        // same, older, details, remark, items, promise, address, number
        kIgnore, kIgnore, kUpdate, kScreen, kUpdate, kUpdate, kScreenKill, kScreenVoid,
        // refund asked, over, done; cancelled, partly shipped
        kStop, kUpdate, kStop, kClose, kStop,
        // shipped same, other; finished, back to ready, status unknown, gone
        kClose, kClose, kClose, kScreen, kStop, kStop},
    /* QueuedPaper */ {
        // same, older, details, remark, items, promise, address, number
        kIgnore, kIgnore, kUpdate, kScreen, kTell, kUpdate, kStopKill, kStopVoid,
        // refund asked, over, done; cancelled, partly shipped
        kStop, kUpdate, kStop, kStop, kStop,
        // shipped same, other; finished, back to ready, status unknown, gone
        kStop, kStop, kStop, kScreen, kStop, kStop},
    /* Printed */ {
        // same, older, details, remark, items, promise, address, number
        kIgnore, kIgnore, kUpdate, kScreen, kTell, kUpdate, kStopKill, kStopVoid,
        // refund asked, over, done; cancelled, partly shipped
        kStop, kUpdate, kStop, kStop, kStop,
        // shipped same, other; finished, back to ready, status unknown, gone
        kStop, kStop, kStop, kScreen, kStop, kStop},
    /* Bound */ {
        // same, older, details, remark, items, promise, address, number
        kIgnore, kIgnore, kUpdate, kScreen, kStop, kUpdate, kStopKill, kStopVoid,
        // refund asked, over, done; cancelled, partly shipped
        kStop, kUpdate, kStop, kStop, kStop,
        // shipped same, other; finished, back to ready, status unknown, gone
        kConfirm, kStop, kConfirm, kScreen, kStop, kStop},
    /* InShipFile */ {
        // same, older, details, remark, items, promise, address, number
        kIgnore, kIgnore, kUpdate, kUpdate, kAsk, kUpdate, kAsk, kUpdate,
        // refund asked, over, done; cancelled, partly shipped
        kAsk, kUpdate, kAsk, kAsk, kAsk,
        // shipped same, other; finished, back to ready, status unknown, gone
        kConfirm, kAsk, kClose, kUpdate, kUpdate, kIgnore},
    /* Shipped */ {
        // same, older, details, remark, items, promise, address, number
        kIgnore, kIgnore, kUpdate, kUpdate, kUpdate, kUpdate, kAsk, kUpdate,
        // refund asked, over, done; cancelled, partly shipped
        kAsk, kUpdate, kAsk, kClose, kUpdate,
        // shipped same, other; finished, back to ready, status unknown, gone
        kUpdate, kAsk, kClose, kAsk, kUpdate, kIgnore},
    /* Intercepted */ {
        // same, older, details, remark, items, promise, address, number
        kIgnore, kIgnore, kUpdate, kUpdate, kUpdate, kUpdate, kUpdateKill, kUpdateVoid,
        // refund asked, over, done; cancelled, partly shipped
        kStop, kResume, kAsk, kClose, kStop,
        // shipped same, other; finished, back to ready, status unknown, gone
        kClose, kClose, kClose, kResume, kStop, kUpdate},
    /* InterceptedPaper */ {
        // same, older, details, remark, items, promise, address, number
        kIgnore, kIgnore, kUpdate, kUpdate, kUpdate, kUpdate, kUpdateKill, kUpdateVoid,
        // refund asked, over, done; cancelled, partly shipped
        kStop, kAsk, kAsk, kStop, kStop,
        // shipped same, other; finished, back to ready, status unknown, gone
        kStop, kStop, kStop, kAsk, kStop, kUpdate},
    /* Closed */ {
        // same, older, details, remark, items, promise, address, number
        kIgnore, kIgnore, kIgnore, kIgnore, kIgnore, kIgnore, kIgnore, kIgnore,
        // refund asked, over, done; cancelled, partly shipped
        kIgnore, kIgnore, kIgnore, kIgnore, kIgnore,
        // shipped same, other; finished, back to ready, status unknown, gone
        kIgnore, kIgnore, kIgnore, kAsk, kIgnore, kIgnore},
};
// clang-format on

}  // namespace

Standing standing_of(OrderState state, bool paper, bool confirmed) {
    switch (state) {
        case OrderState::Pulled:
            return S::Pulled;
        case OrderState::Screened:
            return paper ? S::ScreenedPaper : S::Screened;
        case OrderState::Held:
            return paper ? S::HeldPaper : S::Held;
        case OrderState::Refused:
            return paper ? S::RefusedPaper : S::Refused;
        case OrderState::Numbered:
            return paper ? S::NumberedPaper : S::Numbered;
        case OrderState::Queued:
            return paper ? S::QueuedPaper : S::Queued;
        case OrderState::Printed:
            return S::Printed;
        case OrderState::Packed:
            return S::Bound;
        case OrderState::Shipped:
            return confirmed ? S::Shipped : S::InShipFile;
        case OrderState::Intercepted:
            return paper ? S::InterceptedPaper : S::Intercepted;
        case OrderState::Closed:
            return S::Closed;
    }
    return S::Closed;
}

Reaction reaction_to(Standing standing, News news) {
    const Cell& cell = kTable[static_cast<std::size_t>(standing)][static_cast<std::size_t>(news)];
    return {cell.course, cell.sheets, news};
}

Reaction reaction_to(Standing standing, std::span<const News> news) {
    Reaction all;
    for (const News one : news) {
        const Reaction reaction = reaction_to(standing, one);
        if (reaction.course > all.course) {
            all.course = reaction.course;
            all.news = one;
        }
        all.sheets = std::max(all.sheets, reaction.sheets);
    }
    return all;
}

bool lifts(News news, News stopped_by) {
    switch (news) {
        case N::RefundOver:
            return stopped_by == N::RefundAsked;
        case N::BackToReady:
            return stopped_by == N::Cancelled || stopped_by == N::StatusUnknown ||
                   stopped_by == N::ShippedOther || stopped_by == N::ShippedSame ||
                   stopped_by == N::Finished || stopped_by == N::PartlyShipped ||
                   stopped_by == N::Gone;
        default:
            return false;
    }
}

std::span<const Standing> all_standings() {
    return kStandings;
}
std::span<const News> all_news() {
    return kNews;
}

News news_named(std::string_view text) {
    const auto found = std::ranges::find_if(kNews, [&](News news) { return name(news) == text; });
    return found == kNews.end() ? N::Same : *found;
}

std::string_view name(Standing standing) {
    switch (standing) {
        case S::New:
            return "new";
        case S::Pulled:
            return "pulled";
        case S::Screened:
            return "screened";
        case S::ScreenedPaper:
            return "screened_paper";
        case S::Held:
            return "held";
        case S::HeldPaper:
            return "held_paper";
        case S::Refused:
            return "refused";
        case S::RefusedPaper:
            return "refused_paper";
        case S::Numbered:
            return "numbered";
        case S::NumberedPaper:
            return "numbered_paper";
        case S::Queued:
            return "queued";
        case S::QueuedPaper:
            return "queued_paper";
        case S::Printed:
            return "printed";
        case S::Bound:
            return "bound";
        case S::InShipFile:
            return "in_ship_file";
        case S::Shipped:
            return "shipped";
        case S::Intercepted:
            return "intercepted";
        case S::InterceptedPaper:
            return "intercepted_paper";
        case S::Closed:
            return "closed";
    }
    return "";
}

std::string_view name(News news) {
    switch (news) {
        case N::Same:
            return "same";
        case N::Older:
            return "older";
        case N::Details:
            return "details";
        case N::Remark:
            return "remark";
        case N::Items:
            return "items";
        case N::Promise:
            return "promise";
        case N::Address:
            return "address";
        case N::Number:
            return "number";
        case N::RefundAsked:
            return "refund_asked";
        case N::RefundOver:
            return "refund_over";
        case N::RefundDone:
            return "refund_done";
        case N::Cancelled:
            return "cancelled";
        case N::PartlyShipped:
            return "partly_shipped";
        case N::ShippedSame:
            return "shipped_same";
        case N::ShippedOther:
            return "shipped_other";
        case N::Finished:
            return "finished";
        case N::BackToReady:
            return "back_to_ready";
        case N::StatusUnknown:
            return "status_unknown";
        case N::Gone:
            return "gone";
    }
    return "";
}

std::string_view name(Course course) {
    switch (course) {
        case Course::Ignore:
            return "ignore";
        case Course::Update:
            return "update";
        case Course::Tell:
            return "tell";
        case Course::Rescreen:
            return "rescreen";
        case Course::Resume:
            return "resume";
        case Course::Ask:
            return "ask";
        case Course::Confirm:
            return "confirm";
        case Course::Close:
            return "close";
        case Course::Intercept:
            return "intercept";
    }
    return "";
}

std::string_view name(SheetFate sheets) {
    switch (sheets) {
        case SheetFate::Keep:
            return "keep";
        case SheetFate::Kill:
            return "kill";
        case SheetFate::VoidNumber:
            return "void_number";
    }
    return "";
}

}  // namespace station
