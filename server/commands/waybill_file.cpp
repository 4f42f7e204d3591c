#include "server/commands/waybill_file.h"

#include "server/json/reader.h"

namespace server::commands {
namespace {

constexpr std::size_t kMostItems = 1000;

// Reads field after field and keeps the first mistake, so that the caller asks once at the end.
class Fields {
public:
    Fields(const json::Value& object, std::string place)
        : object_(object), place_(std::move(place)) {}

    void text(std::string_view name, std::string& into) {
        take(json::text_field(object_, name), into);
    }
    void integer(std::string_view name, int& into, int least, int most) {
        const auto number = json::integer_field(object_, name);
        if (!number) {
            note(number.error());
        } else if (*number && (**number < least || **number > most)) {
            note({base::ErrorCode::InvalidInput,
                  "field '" + std::string(name) + "' must be " + std::to_string(least) + " to " +
                      std::to_string(most),
                  {}});
        } else if (*number) {
            into = static_cast<int>(**number);
        }
    }
    const std::optional<base::Error>& mistake() const { return mistake_; }

private:
    void take(base::Result<std::string> text, std::string& into) {
        if (!text) {
            note(text.error());
        } else if (!text->empty()) {
            into = *std::move(text);
        }
    }
    void note(base::Error error) {
        if (mistake_) return;
        error.message = place_ + error.message;
        mistake_ = std::move(error);
    }

    const json::Value& object_;
    const std::string place_;
    std::optional<base::Error> mistake_;
};

base::Status read_party(const json::Value& waybill, std::string_view name, printing::Party& party) {
    const json::Value* object = waybill.find(name);
    if (object == nullptr) return {};
    if (!object->is_object())
        return base::fail(base::ErrorCode::InvalidInput, std::string(name) + " must be an object");
    Fields fields(*object, std::string(name) + ": ");
    fields.text("name", party.name);
    fields.text("phone", party.phone);
    fields.text("province", party.province);
    fields.text("city", party.city);
    fields.text("district", party.district);
    fields.text("town", party.town);
    fields.text("detail", party.detail);
    if (fields.mistake()) return std::unexpected(*fields.mistake());
    return {};
}

base::Status read_items(const json::Value& waybill, printing::LabelContent& content) {
    const json::Value* items = waybill.find("items");
    if (items == nullptr) return {};
    if (items->kind != json::Value::Kind::Array || items->items.size() > kMostItems)
        return base::fail(base::ErrorCode::InvalidInput,
                          "items must be a list of at most 1000 objects");
    for (std::size_t i = 0; i < items->items.size(); ++i) {
        const std::string place = "items[" + std::to_string(i) + "]";
        if (!items->items[i].is_object())
            return base::fail(base::ErrorCode::InvalidInput, place + " must be an object");
        printing::LabelItem item;
        Fields fields(items->items[i], place + ": ");
        fields.text("sku", item.sku);
        fields.text("title", item.title);
        fields.text("spec", item.spec);
        fields.integer("quantity", item.quantity, 1, 99'999);
        if (fields.mistake()) return std::unexpected(*fields.mistake());
        content.items.push_back(std::move(item));
    }
    return {};
}

}  // namespace

base::Result<printing::LabelContent> parse_waybill(std::string_view text,
                                                   const config::CarrierTable& carriers) {
    const auto waybill = json::parse(text);
    if (!waybill) return base::pass(waybill);
    if (!waybill->is_object())
        return base::fail(base::ErrorCode::InvalidInput, "a waybill is a JSON object");
    const auto number = json::required_text(*waybill, "number");
    if (!number) return base::pass(number);
    printing::LabelContent content;
    content.number = *number;
    std::string carrier;
    Fields fields(*waybill, "");
    fields.text("carrier", carrier);
    fields.text("carrier_name", content.carrier_name);
    fields.text("sorting_code", content.sorting_code);
    fields.text("qr", content.qr);
    fields.text("order_id", content.order_no);
    fields.text("buyer_note", content.buyer_note);
    fields.text("shop_name", content.shop_name);
    fields.text("batch", content.batch);
    fields.text("sheet_code", content.sheet_code);
    fields.text("printed_at", content.printed_at);
    fields.integer("sequence", content.sequence, 0, 999'999);
    fields.integer("batch_size", content.batch_size, 0, 999'999);
    fields.integer("print_number", content.print_number, 1, 99);
    if (fields.mistake()) return std::unexpected(*fields.mistake());

    const config::Carrier* known = carriers.find_by_name(carrier);
    if (content.carrier_name.empty()) content.carrier_name = known ? known->name_zh : carrier;
    if (known != nullptr) content.carrier_phone = known->service_phone;

    if (const json::Value* hub = waybill->find("hub")) {
        if (!hub->is_object())
            return base::fail(base::ErrorCode::InvalidInput, "hub must be an object");
        Fields of_hub(*hub, "hub: ");
        of_hub.text("code", content.hub_code);
        of_hub.text("name", content.hub_name);
        if (of_hub.mistake()) return std::unexpected(*of_hub.mistake());
    }
    for (const auto& status :
         {read_party(*waybill, "sender", content.sender),
          read_party(*waybill, "receiver", content.receiver), read_items(*waybill, content)})
        if (!status) return base::pass(status);
    const auto masked = json::bool_field(*waybill, "masked");
    if (!masked) return base::pass(masked);
    if (masked->value_or(false)) content.masking = printing::Masking::Masked;
    return content;
}

}  // namespace server::commands
