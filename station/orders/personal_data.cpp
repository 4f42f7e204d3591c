#include "station/orders/personal_data.h"

#include "printing/masking.h"

namespace station {

base::Result<PersonalData> personal_data(const Context& context, base::OrderRow order) {
    auto row = context.db.query_one(
        "SELECT order_key, name_enc, phone_enc, address_enc, detail_enc, buyer_note_enc,"
        " remark_enc, province, city, district FROM orders WHERE id = $1",
        values(order));
    if (!row) return base::pass(row);
    const WrappedKey key{row->text(0)};
    PersonalData data;
    struct Field {
        const char* name;
        std::string* target;
        std::size_t column;
    };
    const Field fields[] = {{"name", &data.name, 1},
                            {"phone", &data.phone, 2},
                            {"address", &data.address, 3},
                            {"detail", &data.detail, 4},
                            {"buyer_note", &data.buyer_note, 5},
                            {"remark", &data.seller_remark, 6}};
    for (const Field& field : fields) {
        auto plain = context.codec.decrypt(key, field.name, row->text(field.column));
        if (!plain) return base::pass(plain, "order row " + std::to_string(order.value()));
        *field.target = std::move(*plain);
    }
    data.province = row->text(7);
    data.city = row->text(8);
    data.district = row->text(9);
    return data;
}

std::string masked_receiver(const std::string& name, const std::string& phone) {
    return printing::mask_name(name) + " " + printing::mask_phone(phone);
}

}  // namespace station
