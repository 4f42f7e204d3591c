#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "config/carriers.h"
#include "config/settings.h"
#include "station/waybills/number_provider.h"

namespace station {

/// The shop's account with one carrier, as the carrier's branch gave it. Secret.
struct KdniaoAccount {
    std::string customer_name, customer_password, send_site, send_staff, month_code, post_code;
};

/// What the credentials file holds. Secret: never logged, never shown.
struct KdniaoCredentials {
    std::string business_id;  ///< EBusinessID
    std::string app_key;
    std::map<base::CarrierCode, KdniaoAccount> accounts;
};

/// Reads the file. InvalidInput with every mistake (never with a value of it); NeedsOperator (key
/// error.credentials_mode) when others than its owner may read it; NotFound where it is missing.
base::Result<KdniaoCredentials> load_kdniao_credentials(const std::filesystem::path& file,
                                                        const config::CarrierTable& carriers);

/// The words of the request kinds: "1007".
inline constexpr std::string_view kKdniaoNumber = "1007", kKdniaoCancel = "1147",
                                  kKdniaoBalance = "1127";

/// DataSign before its URL encoding: base64 of the digest's 32 lower-case characters (Hex), or of
/// its 16 bytes (Raw). The digest is MD5 over the JSON text and the key behind it.
std::string kdniao_sign(std::string_view json, std::string_view app_key,
                        config::KdniaoSignature form);

/// The form: RequestData, EBusinessID, RequestType, DataSign, DataType=2, each URL-encoded.
std::string kdniao_form(std::string_view json, std::string_view request_type,
                        const KdniaoCredentials& credentials, config::KdniaoSignature form);

/// A text as the gateway takes it: its forbidden characters ' " # & + < > @ \ full-width, control
/// characters as blanks, trimmed.
std::string kdniao_text(std::string_view text);

// The JSON of the three requests. Pure; personal data goes in, so the result is never logged.
std::string kdniao_number_json(const NumberRequest& request, std::string_view shipper,
                               const KdniaoAccount& account,
                               const config::KdniaoSettings& settings);
std::string kdniao_cancel_json(const CancelRequest& request, std::string_view shipper,
                               const KdniaoAccount& account);
std::string kdniao_balance_json(std::string_view shipper, const KdniaoAccount& account);

// What the gateway answered, from outside and not trusted: any bytes give an answer. Texts are
// trimmed, bounded and one line; unknown fields do not matter. HTTP status codes count too: only
// 200 is looked into.
NumberAnswer parse_kdniao_number(int http_status, std::string_view body, std::string_view key,
                                 std::string_view shipper);
CancelAnswer parse_kdniao_cancel(int http_status, std::string_view body);
BalanceAnswer parse_kdniao_balance(int http_status, std::string_view body,
                                   const base::CarrierCode& carrier);

/// The longest answer that is read.
inline constexpr std::size_t kKdniaoAnswerLimit = 1 << 20;

/// The gateway's own words for people: one line, at most 120 characters, digits of a phone or a
/// password hidden.
std::string safe_reason(std::string_view reason);

}  // namespace station
