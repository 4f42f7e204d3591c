#include "station/waybills/kdniao_messages.h"

#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>
#include <Poco/MD5Engine.h>

#include <algorithm>
#include <cstdio>

#include "base/base64.h"
#include "base/text.h"

namespace station {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kLongestField = 200;

std::string url_encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                           (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.' || c == '~';
        if (plain) {
            out += c;
            continue;
        }
        char hex[4];
        std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned char>(c));
        out += hex;
    }
    return out;
}

/// Writes JSON objects of texts and whole numbers; no blanks, keys in the order given.
class Json {
public:
    Json& open(std::string_view key = {}) { return begin(key, '{'); }
    Json& open_list(std::string_view key) { return begin(key, '['); }
    Json& close(char bracket = '}') {
        out_ += bracket;
        comma_ = true;
        return *this;
    }
    Json& text(std::string_view key, std::string_view value) {
        name(key);
        quoted(value);
        return *this;
    }
    /// Left out where it is empty.
    Json& maybe(std::string_view key, std::string_view value) {
        return value.empty() ? *this : text(key, value);
    }
    Json& raw(std::string_view key, const std::string& number) {
        name(key);
        out_ += number;
        comma_ = true;
        return *this;
    }
    std::string take() { return std::move(out_); }

private:
    Json& begin(std::string_view key, char bracket) {
        name(key);
        out_ += bracket;
        comma_ = false;
        return *this;
    }
    void name(std::string_view key) {
        if (comma_) out_ += ',';
        if (key.empty()) return;
        quoted(key);
        out_ += ':';
        comma_ = false;
    }
    void quoted(std::string_view value) {
        out_ += '"';
        for (const char c : value) {
            if (c == '"' || c == '\\') out_ += '\\';
            // Control characters were made blanks before.
            out_ += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        }
        out_ += '"';
        comma_ = true;
    }
    std::string out_;
    bool comma_ = false;
};

void write_party(Json& json, std::string_view key, const WishParty& party,
                 const std::string& post_code) {
    const std::string phone = kdniao_text(party.phone);
    const bool mobile = phone.starts_with('1') && phone.find('-') != 4;
    json.open(key)
        .text("Name", kdniao_text(party.name))
        .text(mobile ? "Mobile" : "Tel", phone)
        .maybe("PostCode", post_code)
        .text("ProvinceName", kdniao_text(party.province))
        .text("CityName", kdniao_text(party.city))
        .text("ExpAreaName", kdniao_text(party.district.empty() ? party.city : party.district))
        .text("Address", kdniao_text(party.detail))
        .close();
}

void write_account(Json& json, const KdniaoAccount& account) {
    json.maybe("CustomerName", account.customer_name)
        .maybe("CustomerPwd", account.customer_password)
        .maybe("SendSite", account.send_site)
        .maybe("SendStaff", account.send_staff)
        .maybe("MonthCode", account.month_code);
}

using Object = Poco::JSON::Object::Ptr;

/// The object in the body, or null.
Object parsed(std::string_view body) {
    if (body.size() > kKdniaoAnswerLimit || !base::is_valid_utf8(body)) return {};
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(16);
        const auto value = parser.parse(std::string(body));
        return value.type() == typeid(Object) ? value.extract<Object>() : Object{};
    } catch (const Poco::Exception&) {
        return {};
    } catch (const std::exception&) {
        return {};
    }
}

/// A text or a whole number as a short line; "" for everything else.
std::string field(const Object& object, const std::string& name) {
    if (object.isNull()) return {};
    const auto value = object->get(name);
    std::string text;
    if (value.isString()) {
        text = value.extract<std::string>();
    } else if (value.isInteger() && !value.isBoolean()) {
        text = value.convert<std::string>();
    }
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
    const std::string_view kept = base::trim(text);
    return kept.size() > kLongestField ? std::string() : std::string(kept);
}

Object child(const Object& object, const std::string& name) {
    if (object.isNull()) return {};
    const auto value = object->get(name);
    return value.type() == typeid(Object) ? value.extract<Object>() : Object{};
}

bool says_yes(const Object& object) {
    if (object.isNull()) return false;
    const auto value = object->get("Success");
    if (value.isBoolean()) return value.extract<bool>();
    return value.isString() && base::to_upper(value.extract<std::string>()) == "TRUE";
}

/// Codes of which the text table has a sentence.
std::string key_of_code(const std::string& code) {
    static constexpr std::string_view kKnown[] = {"101", "102", "103", "104", "105", "106",
                                                  "401", "402", "403", "404", "405"};
    return std::ranges::find(kKnown, code) != std::end(kKnown) ? "error." + ("kdniao_" + code)
                                                               : "error.kdniao_other";
}

/// The carrier has no numbers left for this shop: said in words, under several codes.
bool means_empty(std::string_view reason) {
    constexpr std::string_view kWords[] = {"余额不足", "单号不足",   "库存不足",
                                           "余量不足", "无可用单号", "没有可用单号"};
    return std::ranges::any_of(
        kWords, [&](std::string_view word) { return reason.find(word) != reason.npos; });
}

template <typename Answer>
void explain(Answer& answer, const Object& root) {
    const std::string code = field(root, "ResultCode");
    const std::string reason = field(root, "Reason");
    answer.error_key = means_empty(reason) ? "error.kdniao_empty" : key_of_code(code);
    answer.message = safe_reason((code.empty() ? "" : code + " ") + reason);
}

std::vector<std::string> sub_numbers(const Object& root) {
    std::vector<std::string> numbers;
    const auto value = root->get("SubOrders");
    if (value.type() != typeid(Poco::JSON::Array::Ptr)) return numbers;
    const auto list = value.extract<Poco::JSON::Array::Ptr>();
    constexpr std::size_t kMost = 100;
    for (std::size_t i = 0; i < std::min<std::size_t>(list->size(), kMost); ++i) {
        const auto entry = list->get(static_cast<unsigned>(i));
        if (!entry.isString()) continue;
        const std::string text(base::trim(entry.extract<std::string>()));
        if (!text.empty() && text.size() <= 40) numbers.push_back(text);
    }
    return numbers;
}

}  // namespace

std::string kdniao_sign(std::string_view json, std::string_view app_key,
                        config::KdniaoSignature form) {
    Poco::MD5Engine md5;
    md5.update(json.data(), json.size());
    md5.update(app_key.data(), app_key.size());
    const auto digest = md5.digest();
    if (form == config::KdniaoSignature::Raw)
        return base::encode_base64({digest.data(), digest.size()});
    return base::encode_base64(base::as_bytes(Poco::DigestEngine::digestToHex(digest)));
}

std::string kdniao_form(std::string_view json, std::string_view request_type,
                        const KdniaoCredentials& credentials, config::KdniaoSignature form) {
    return "RequestData=" + url_encoded(json) +
           "&EBusinessID=" + url_encoded(credentials.business_id) +
           "&RequestType=" + std::string(request_type) +
           "&DataSign=" + url_encoded(kdniao_sign(json, credentials.app_key, form)) + "&DataType=2";
}

std::string kdniao_text(std::string_view text) {
    // Full-width forms stand 0xFEE0 behind their ASCII ones.
    std::u32string out;
    for (char32_t c : base::to_utf32(text)) {
        if (c < 0x20 || c == 0x7F) c = U' ';
        if (std::u32string_view(U"'\"#&+<>@\\").find(c) != std::u32string_view::npos) c += 0xFEE0;
        out += c;
    }
    const std::string whole = base::to_utf8(out);
    return std::string(base::trim(whole));
}

std::string kdniao_number_json(const NumberRequest& request, std::string_view shipper,
                               const KdniaoAccount& account,
                               const config::KdniaoSettings& settings) {
    Json json;
    json.open().text("OrderCode", request.key).text("ShipperCode", shipper);
    write_account(json, account);
    json.raw("PayType", std::to_string(settings.pay_type))
        .text("ExpType", std::to_string(settings.exp_type))
        .raw("Quantity", "1")
        .raw("IsNotice", "1")
        .text("IsReturnPrintTemplate", "0");
    if (request.weight_g > 0) {
        char weight[24];
        std::snprintf(weight, sizeof weight, "%d.%03d", request.weight_g / 1000,
                      request.weight_g % 1000);
        json.raw("Weight", weight);
    }
    json.maybe("Remark", kdniao_text(request.remark));
    write_party(json, "Sender", request.sender, account.post_code);
    write_party(json, "Receiver", request.receiver, account.post_code.empty() ? "" : "000000");
    json.open_list("Commodity");
    for (const WishItem& item : request.items) {
        json.open()
            .text("GoodsName", kdniao_text(item.title))
            .maybe("GoodsCode", kdniao_text(item.seller_code))
            .raw("Goodsquantity", std::to_string(item.quantity))
            .close();
    }
    json.close(']').close();
    return json.take();
}

std::string kdniao_cancel_json(const CancelRequest& request, std::string_view shipper,
                               const KdniaoAccount& account) {
    Json json;
    json.open()
        .text("ShipperCode", shipper)
        .text("OrderCode", request.key)
        .text("ExpNo", request.number.str())
        .maybe("CustomerName", account.customer_name)
        .maybe("CustomerPwd", account.customer_password)
        .close();
    return json.take();
}

std::string kdniao_balance_json(std::string_view shipper, const KdniaoAccount& account) {
    Json json;
    json.open()
        .text("ShipperCode", shipper)
        .maybe("CustomerName", account.customer_name)
        .maybe("CustomerPwd", account.customer_password)
        .maybe("StationCode", account.send_site)
        .close();
    return json.take();
}

NumberAnswer parse_kdniao_number(int http_status, std::string_view body, std::string_view key,
                                 std::string_view shipper) {
    NumberAnswer answer;
    answer.error_key = "error.answer_lost";
    answer.message = "HTTP " + std::to_string(http_status);
    if (http_status == 401 || http_status == 403 || http_status == 404 || http_status == 429) {
        // The gateway did not let the request in.
        answer.outcome = NumberOutcome::NotTaken;
        answer.concerns_account = true;
        answer.error_key = "error.provider_http";
        return answer;
    }
    if (http_status != 200) return answer;  // Perhaps booked, perhaps not.
    const Object root = parsed(body);
    if (root.isNull()) {
        answer.message = "the answer is no JSON object of the expected size";
        return answer;
    }
    const std::string code = field(root, "ResultCode");
    const Object order = child(root, "Order");
    answer.number = base::to_upper(field(order, "LogisticCode"));
    const bool earlier = code == "106";
    if ((says_yes(root) && code == "100") || earlier) {
        if (!order.isNull() &&
            (field(order, "OrderCode") != key ||
             (!field(order, "ShipperCode").empty() && field(order, "ShipperCode") != shipper))) {
            answer.number.clear();
            answer.message = "the answer speaks of another order";
            return answer;
        }
        if (answer.number.empty()) {
            explain(answer, root);
            // 106 without the number: booked, and only the provider's page knows which.
            answer.outcome = earlier ? NumberOutcome::Refused : NumberOutcome::Lost;
            return answer;
        }
        answer.outcome = NumberOutcome::Granted;
        answer.known_before = earlier;
        answer.error_key.clear();
        answer.message.clear();
        // 大头笔 and 三段码 are one field in real answers; SortingCode has not been seen yet.
        answer.sorting_code = field(order, "MarkDestination");
        if (answer.sorting_code.empty()) answer.sorting_code = field(order, "SortingCode");
        answer.hub_code = field(order, "PackageCode");
        answer.hub_name = field(order, "PackageName");
        answer.reference = field(order, "KDNOrderCode");
        answer.sub_numbers = sub_numbers(root);
        return answer;
    }
    if (code.empty() || code == "100") {
        // A yes and a no at once, or neither.
        answer.number.clear();
        answer.message = "the answer has no ResultCode that fits its Success";
        return answer;
    }
    answer.number.clear();
    explain(answer, root);
    const bool account = code == "104" || code == "405" || answer.error_key == "error.kdniao_empty";
    answer.outcome = account ? NumberOutcome::NotTaken : NumberOutcome::Refused;
    answer.concerns_account = account;
    return answer;
}

CancelAnswer parse_kdniao_cancel(int http_status, std::string_view body) {
    CancelAnswer answer;
    answer.error_key = "error.answer_lost";
    answer.message = "HTTP " + std::to_string(http_status);
    if (http_status != 200) return answer;
    const Object root = parsed(body);
    if (root.isNull()) return answer;
    const std::string code = field(root, "ResultCode");
    if (says_yes(root) && code == "100") {
        answer.outcome = CancelAnswer::Outcome::Done;
        answer.error_key.clear();
        answer.message = safe_reason(field(root, "Reason"));
        return answer;
    }
    if (code.empty()) return answer;
    explain(answer, root);
    answer.outcome = code == "405" || code == "104" ? CancelAnswer::Outcome::NotNow
                                                    : CancelAnswer::Outcome::Refused;
    return answer;
}

BalanceAnswer parse_kdniao_balance(int http_status, std::string_view body,
                                   const base::CarrierCode& carrier) {
    BalanceAnswer answer;
    answer.carrier = carrier;
    answer.error_key = "error.answer_lost";
    answer.message = "HTTP " + std::to_string(http_status);
    if (http_status != 200) return answer;
    const Object root = parsed(body);
    if (root.isNull()) return answer;
    if (!says_yes(root)) {
        explain(answer, root);
        return answer;
    }
    // The capitals of the name differ between the gateway's own texts.
    Object balance = child(root, "EorderBalance");
    if (balance.isNull()) balance = child(root, "EOrderBalance");
    if (balance.isNull()) balance = root;
    const std::string left = field(balance, "AvailableNum");
    const bool digits = !left.empty() && left.size() <= 12 &&
                        std::ranges::all_of(left, [](char c) { return c >= '0' && c <= '9'; });
    if (!digits) {
        answer.error_key = "error.balance_unreadable";
        answer.message = "the answer has no AvailableNum";
        return answer;
    }
    answer.left = std::stoll(left);
    answer.error_key.clear();
    answer.message.clear();
    return answer;
}

std::string safe_reason(std::string_view reason) {
    constexpr std::size_t kLongest = 120;
    std::u32string out;
    std::size_t digits = 0;
    for (char32_t c : base::to_utf32(reason)) {
        if (c < 0x20 || c == 0x7F) c = U' ';
        digits = c >= U'0' && c <= U'9' ? digits + 1 : 0;
        out += c;
        // Long runs of digits may be a phone or an account.
        if (digits == 7)
            for (std::size_t i = 0; i < 7; ++i) out[out.size() - 1 - i] = U'*';
        if (digits > 7) out.back() = U'*';
        if (out.size() >= kLongest) break;
    }
    const std::string text = base::to_utf8(out);
    return std::string(base::trim(text));
}

}  // namespace station
