#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <utility>

namespace base {

/// A string that names one kind of thing; two kinds do not convert into each other.
template <typename Tag>
class StringId {
public:
    StringId() = default;
    explicit StringId(std::string value) : value_(std::move(value)) {}
    const std::string& str() const { return value_; }
    bool empty() const { return value_.empty(); }
    auto operator<=>(const StringId&) const = default;
    friend std::ostream& operator<<(std::ostream& out, const StringId& id) {
        return out << id.value_;
    }

private:
    std::string value_;
};

/// A database row id of one kind of thing. 0 is "none".
template <typename Tag>
class RowId {
public:
    constexpr RowId() = default;
    constexpr explicit RowId(std::int64_t value) : value_(value) {}
    constexpr std::int64_t value() const { return value_; }
    constexpr explicit operator bool() const { return value_ != 0; }
    constexpr auto operator<=>(const RowId&) const = default;
    friend std::ostream& operator<<(std::ostream& out, RowId id) { return out << id.value_; }

private:
    std::int64_t value_ = 0;
};

using OrderNo = StringId<struct OrderNoTag>;  ///< The platform's order number, P + 18 digits.
using WaybillNumber = StringId<struct WaybillNumberTag>;  ///< The carrier's tracking number.
using CarrierCode = StringId<struct CarrierCodeTag>;      ///< The platform's carrier code: "zto".
using PrinterName = StringId<struct PrinterNameTag>;      ///< A printer's name in the settings.
using BenchName = StringId<struct BenchNameTag>;          ///< A packing bench's name.

using OrderRow = RowId<struct OrderRowTag>;
using ParcelRow = RowId<struct ParcelRowTag>;
using JobRow = RowId<struct JobRowTag>;
using BatchRow = RowId<struct BatchRowTag>;
using SheetRow = RowId<struct SheetRowTag>;

}  // namespace base

template <typename Tag>
struct std::hash<base::StringId<Tag>> {
    std::size_t operator()(const base::StringId<Tag>& id) const noexcept {
        return std::hash<std::string>{}(id.str());
    }
};
template <typename Tag>
struct std::hash<base::RowId<Tag>> {
    std::size_t operator()(base::RowId<Tag> id) const noexcept {
        return std::hash<std::int64_t>{}(id.value());
    }
};
