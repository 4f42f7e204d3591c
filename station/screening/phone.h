#pragma once
#include <string>
#include <string_view>

namespace station {

/// What a receiver's telephone number is.
enum class PhoneKind {
    Missing,
    Mobile,           ///< 1[3-9] and nine digits, mainland.
    Private,          ///< A mobile number with an extension: a platform's privacy number.
    Landline,         ///< Area code and 7 or 8 digits, perhaps with an extension.
    Service,          ///< 400 or 800.
    OutsideMainland,  ///< Hong Kong, Macao, Taiwan.
    Masked,           ///< Holds '*'.
    Placeholder,      ///< 13800138000, 12345678901, all digits the same.
    Doubtful,         ///< A mobile number that ends in eight equal or counting digits.
    Bad,              ///< None of these.
};

struct Phone {
    PhoneKind kind = PhoneKind::Missing;
    std::string number;     ///< Digits without +86; a landline keeps its '-'.
    std::string extension;  ///< Must be printed; two extensions of one number are two people.
};

/// Reads a number as people and platforms write it ("+86 138 0000 0001", "18674873815-7081",
/// "18674873815转7081"). Pure. Sources: the forms of 微信 virtual_phone and of common exports.
Phone read_phone(std::string_view text);

}  // namespace station
