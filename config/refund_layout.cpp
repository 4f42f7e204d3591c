#include "config/refund_layout.h"

#include <algorithm>

#include "config/toml_reader.h"

namespace config {
namespace {

constexpr std::array<std::string_view, kRefundFieldCount> kFields = {
    "refund_no", "order_no", "title",    "kind",        "reason",
    "amount",    "state",    "asked_at", "received_at", "paid_at"};
constexpr std::array<std::string_view, kRefundKinds> kKinds = {"unshipped", "shipped", "return",
                                                               "exchange",  "price",   "other"};
constexpr std::array<std::string_view, kRefundStates> kStates = {"answer", "open", "done", "over"};

/// Index of the list that has the text; `none` when there is none.
template <std::size_t N>
std::size_t list_with(const std::array<std::vector<std::string>, N>& lists, std::string_view text,
                      std::size_t none) {
    for (std::size_t i = 0; i < N; ++i) {
        if (std::ranges::find(lists[i], text) != lists[i].end()) return i;
    }
    return none;
}

template <std::size_t N>
void read_lists(TomlTable& root, std::string_view key, const std::array<std::string_view, N>& names,
                std::array<std::vector<std::string>, N>& lists) {
    auto table = root.table(key, Need::Required);
    if (!table) return;
    for (std::size_t i = 0; i < N; ++i) table->texts(names[i], lists[i]);
    table->finish();
}

void read_required(TomlTable& root, RefundLayout& layout) {
    std::vector<std::string> names;
    root.texts("required", names);
    for (const std::string& required : names) {
        const auto found = std::ranges::find(kFields, required);
        if (found == kFields.end()) {
            root.mistake("required", "names '" + required + "', which is not a field");
            continue;
        }
        const auto field = static_cast<RefundField>(found - kFields.begin());
        if (layout.titles(field).empty())
            root.mistake("required",
                         "names '" + required + "', but columns." + required + " has no title");
        layout.required.push_back(field);
    }
    // Without these nothing can be told of a request, nor the file from an order export.
    for (const RefundField field :
         {RefundField::RefundNo, RefundField::OrderNo, RefundField::State}) {
        if (!std::ranges::count(layout.required, field))
            root.mistake("required", "must name '" + std::string(name(field)) + "'");
    }
}

}  // namespace

std::string_view name(RefundField field) {
    return kFields[static_cast<std::size_t>(field)];
}
std::string_view name(RefundKind kind) {
    return kKinds[static_cast<std::size_t>(kind)];
}
std::string_view name(RefundState state) {
    return kStates[static_cast<std::size_t>(state)];
}

RefundKind RefundLayout::kind(std::string_view text) const {
    return static_cast<RefundKind>(
        list_with(kinds, text, static_cast<std::size_t>(RefundKind::Other)));
}

RefundState RefundLayout::state(std::string_view text) const {
    return static_cast<RefundState>(
        list_with(states, text, static_cast<std::size_t>(RefundState::Open)));
}

bool RefundLayout::knows_state(std::string_view text) const {
    return list_with(states, text, kRefundStates) != kRefundStates;
}

base::Result<RefundLayout> load_refund_layout(const std::filesystem::path& file) {
    auto document = TomlDocument::read(file);
    if (!document) return std::unexpected(to_error(document.error()));
    RefundLayout layout;
    TomlTable root = document->root();
    root.text("platform", layout.platform, Need::Required);
    root.text("title", layout.title, Need::Required);
    read_lists(root, "columns", kFields, layout.columns);
    read_required(root, layout);
    read_lists(root, "kinds", kKinds, layout.kinds);
    read_lists(root, "states", kStates, layout.states);
    root.finish();
    const auto mistakes = document->take_mistakes();
    if (!mistakes.empty()) return std::unexpected(to_error(mistakes));
    return layout;
}

base::Result<std::optional<RefundLayout>> load_refund_layout(const DataFiles& data_files,
                                                             std::string_view name) {
    const auto file = data_files.find("refunds/" + std::string(name) + ".toml");
    if (!file) return std::optional<RefundLayout>{};
    auto layout = load_refund_layout(*file);
    if (!layout) return base::pass(layout);
    return std::optional<RefundLayout>{std::move(*layout)};
}

}  // namespace config
