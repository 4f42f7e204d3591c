#pragma once
#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/data_files.h"

namespace config {

/// What a column of an order export can mean. Its name in TOML is snake_case: name(field).
enum class SourceField {
    OrderNo,
    Status,
    AfterSale,
    OrderType,
    Tags,
    Shop,
    CreatedAt,
    PaidAt,
    ShipBy,        ///< The promised time of shipping.
    PresaleStart,  ///< A presale order must not go before.
    ReceiverName,
    ReceiverPhone,
    Province,
    City,
    District,
    Address,
    BuyerId,
    BuyerNote,
    SellerFlag,
    SellerRemark,
    SkuId,
    Barcode,
    SellerCode,
    Title,
    Spec,
    Quantity,
    IsGift,
    Price,        ///< Of the whole line, yuan.
    Payable,      ///< What the buyer pays for the line, yuan.
    LineWeight,   ///< Of the whole line, kg.
    OrderWeight,  ///< Of the order, kg.
    Carrier,
    WaybillNumber,
    SortingCode,  ///< 三段码
    Marker,       ///< 大头笔
    Hub,          ///< 集包地
};
inline constexpr std::size_t kSourceFieldCount = static_cast<std::size_t>(SourceField::Hub) + 1;

/// "order_no", "receiver_name": stable, used in TOML.
std::string_view name(SourceField field);

/// What an order's status text means for shipping.
enum class SourceStatus { Ready, Partly, Cancelled, Shipped, Finished, Other };
/// What its after-sale text means.
enum class SourceAfterSale { None, Running, Done };

/// How one shop back end writes its order export: column titles and texts, from
/// config/sources/NAME.toml. Immutable after loading; any thread.
struct SourceLayout {
    std::string platform;  ///< "xiaohongshu": key of the carrier codes in carriers.toml.
    std::string title;     ///< For people: "小红书千帆 · 订单导出".
    /// For each field the titles its column may have; several that are there fill each other's
    /// empty cells in this order. No titles: the export has no such column.
    std::array<std::vector<std::string>, kSourceFieldCount> columns;
    std::vector<SourceField> required;  ///< Without these columns the file is refused.
    std::vector<std::string> ready, partly, cancelled, shipped, finished;  ///< Status texts.
    std::vector<std::string> after_sale_none, after_sale_done;
    std::vector<std::string> yes;  ///< Texts that mean yes in IsGift.
    /// Parts of the order's type or tags that say what it is.
    std::vector<std::string> exchange, gift;

    const std::vector<std::string>& titles(SourceField field) const {
        return columns[static_cast<std::size_t>(field)];
    }
    /// Other for a text that stands nowhere: such an order is not ready.
    SourceStatus status(std::string_view text) const;
    /// Running for a text that stands nowhere: rather ask a person once too often than ship an
    /// order whose money is going back.
    SourceAfterSale after_sale(std::string_view text) const;
};

/// Reads a layout. InvalidInput with every mistake (file, line, column) otherwise.
base::Result<SourceLayout> load_source_layout(const std::filesystem::path& file);
/// sources/NAME.toml of the data files. NotFound with the places tried.
base::Result<SourceLayout> load_source_layout(const DataFiles& data_files, std::string_view name);

}  // namespace config
