#pragma once
#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/data_files.h"

namespace config {

/// What a column of a refund export can mean. Its name in TOML is snake_case: name(field).
enum class RefundField {
    RefundNo,
    OrderNo,
    Title,
    Kind,
    Reason,
    Amount,  ///< Yuan.
    State,
    AskedAt,
    ReceivedAt,  ///< The shop has the goods back.
    PaidAt,
};
inline constexpr std::size_t kRefundFieldCount = static_cast<std::size_t>(RefundField::PaidAt) + 1;
std::string_view name(RefundField field);

/// What the buyer asks for. Stored by name.
enum class RefundKind {
    Unshipped,  ///< The money, before shipping: shipping would refuse it.
    Shipped,    ///< The money, after shipping.
    Return,
    Exchange,
    Price,  ///< A lower price: nothing that stops the parcel.
    Other,
};
inline constexpr std::size_t kRefundKinds = static_cast<std::size_t>(RefundKind::Other) + 1;
std::string_view name(RefundKind kind);  ///< "unshipped": stored; never changes.

/// Where the request stands. Stored by name.
enum class RefundState {
    Answer,  ///< The shop has to answer.
    Open,    ///< It runs, or a text that nobody has described.
    Done,    ///< Money or goods were exchanged.
    Over,    ///< Withdrawn, refused or closed: nothing was.
};
inline constexpr std::size_t kRefundStates = static_cast<std::size_t>(RefundState::Over) + 1;
std::string_view name(RefundState state);

/// How a shop back end writes its refund export, from config/refunds/NAME.toml. Immutable after
/// loading; any thread.
struct RefundLayout {
    std::string platform;
    std::string title;  ///< For people.
    std::array<std::vector<std::string>, kRefundFieldCount> columns;
    std::vector<RefundField> required;
    std::array<std::vector<std::string>, kRefundKinds> kinds;
    std::array<std::vector<std::string>, kRefundStates> states;

    const std::vector<std::string>& titles(RefundField field) const {
        return columns[static_cast<std::size_t>(field)];
    }
    RefundKind kind(std::string_view text) const;
    RefundState state(std::string_view text) const;
    /// Does a list of `states` have the text? state() takes one that none has for Open.
    bool knows_state(std::string_view text) const;
};

/// Reads a layout. InvalidInput with every mistake (file, line, column) otherwise.
base::Result<RefundLayout> load_refund_layout(const std::filesystem::path& file);
/// refunds/NAME.toml of the data files; nothing when the shop's back end has none.
base::Result<std::optional<RefundLayout>> load_refund_layout(const DataFiles& data_files,
                                                             std::string_view name);

}  // namespace config
