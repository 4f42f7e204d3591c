#pragma once
#include <string>
#include <string_view>

#include "config/divisions.h"

namespace station {

/// A written address taken apart. Divisions are nullptr where the text does not say.
struct AddressParts {
    const config::Division* province = nullptr;
    const config::Division* city = nullptr;
    const config::Division* district = nullptr;
    config::NameMatch city_match = config::NameMatch::None;
    config::NameMatch district_match = config::NameMatch::None;
    std::string written_city, written_district;
    std::string rest;  ///< What stands behind the divisions.
};

/// Reads province, city and district off the front of `text` (NFKC, without spaces), each in full
/// or short form, as far as they are there; a repeated name (北京市北京市) is read once. Pure.
AddressParts read_divisions(const config::Divisions& divisions, std::string_view text);

/// `detail` without the province, city and district that stand in front of it once more, as exports
/// write them. Names are cut in full form; short forms only where the next level follows.
std::string strip_divisions(const config::Divisions& divisions, const AddressParts& parts,
                            std::string_view detail);

/// One pasted line or a few: name, telephone number and address in any order, with or without words
/// such as 收货人. What was not found is empty.
struct PastedAddress {
    std::string name, phone, address;
};
PastedAddress split_pasted(const config::Divisions& divisions, std::string_view text);

}  // namespace station
