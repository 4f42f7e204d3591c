#pragma once
#include <string>

#include "base/ids.h"
#include "station/store/context.h"

namespace station {

/// An order's personal data in clear. Never logged, never put into the audit table.
struct PersonalData {
    std::string name, phone;
    std::string address;  ///< As the platform wrote it.
    std::string detail;   ///< Without province, city and district in front.
    std::string buyer_note, seller_remark;
    std::string province, city, district;  ///< As the order says.
};

/// Decrypts one order. Corrupt when a field or the key is damaged.
base::Result<PersonalData> personal_data(const Context& context, base::OrderRow order);

/// "王** 1******5678": how a receiver is shown on lists (GB/T 41833 masking, printing/masking.h).
std::string masked_receiver(const std::string& name, const std::string& phone);

}  // namespace station
