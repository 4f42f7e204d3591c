#pragma once
#include <string>
#include <string_view>

#include "printing/label.h"

namespace printing {

// What GB/T 41833-2022 wants hidden on a label: at least one character of the name, six digits of
// the phone, the room in the address. Pure; any thread. Masked text is for paper only: carriers
// refuse it when a number is ordered.

/// All but the first character: 王小明 -> 王**, 欧阳娜娜 -> 欧阳**, 王 -> *, "Li Wei" -> "L*****".
/// A compound surname (欧阳, 司马, ...) stays whole where a given name follows.
std::string mask_name(std::string_view name);

/// A mobile keeps its first and its last four digits: 1******5678, also behind +86. A privacy
/// number with its extension ("13812345678-1234") is the virtual number itself and stays. Any
/// other number keeps its last four digits, or fewer, so that six are hidden: 0571-88****** .
std::string mask_phone(std::string_view phone);

/// Cut from the first group of unit, room or house number on: 3栋2单元1001室 -> 3栋****. An
/// address without such a group stays as it is.
std::string mask_address(std::string_view detail);

/// All three.
Party masked(Party party);

}  // namespace printing
