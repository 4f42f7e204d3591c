#include "station/waybills/kdniao.h"

#include "station/waybills/form_post.h"
#include "station/waybills/kdniao_messages.h"

namespace station {
namespace {

class Kdniao final : public NumberProvider {
public:
    Kdniao(const config::KdniaoSettings& settings, KdniaoCredentials credentials,
           std::map<base::CarrierCode, std::string> shippers)
        : settings_(settings),
          credentials_(std::move(credentials)),
          shippers_(std::move(shippers)),
          http_({settings.endpoint, settings.connect_timeout, settings.answer_timeout,
                 kKdniaoAnswerLimit}) {}

    NumberAnswer ask(const NumberRequest& request) override {
        const std::string& shipper = shippers_.at(request.carrier);
        const auto answer =
            post(kdniao_number_json(request, shipper, credentials_.accounts.at(request.carrier),
                                    settings_),
                 kKdniaoNumber);
        if (answer) return parse_kdniao_number(answer->status, answer->body, request.key, shipper);
        NumberAnswer lost;
        const bool unsent = answer.error().code == base::ErrorCode::Unavailable;
        lost.outcome = unsent ? NumberOutcome::NotTaken : NumberOutcome::Lost;
        lost.concerns_account = unsent;
        lost.error_key = unsent ? "error.provider_unreachable" : "error.answer_lost";
        lost.message = safe_reason(answer.error().message);
        return lost;
    }

    CancelAnswer cancel(const CancelRequest& request) override {
        const auto answer = post(kdniao_cancel_json(request, shippers_.at(request.carrier),
                                                    credentials_.accounts.at(request.carrier)),
                                 kKdniaoCancel);
        if (answer) return parse_kdniao_cancel(answer->status, answer->body);
        return {CancelAnswer::Outcome::NotNow, "error.provider_unreachable",
                safe_reason(answer.error().message)};
    }

    BalanceAnswer balance(const base::CarrierCode& carrier) override {
        const auto answer =
            post(kdniao_balance_json(shippers_.at(carrier), credentials_.accounts.at(carrier)),
                 kKdniaoBalance);
        if (answer) return parse_kdniao_balance(answer->status, answer->body, carrier);
        return {carrier, std::nullopt, "error.provider_unreachable",
                safe_reason(answer.error().message)};
    }

    void stop() override { http_.stop(); }

    std::vector<base::CarrierCode> carriers() const override {
        std::vector<base::CarrierCode> all;
        for (const auto& [carrier, shipper] : shippers_) all.push_back(carrier);
        return all;
    }

private:
    base::Result<HttpAnswer> post(const std::string& json, std::string_view type) {
        return http_.post(kdniao_form(json, type, credentials_, settings_.signature));
    }

    const config::KdniaoSettings settings_;
    const KdniaoCredentials credentials_;
    const std::map<base::CarrierCode, std::string> shippers_;  ///< "ZTO"; each has an account.
    FormPost http_;
};

}  // namespace

base::Result<std::unique_ptr<NumberProvider>> make_kdniao(
    const config::NumberSourceSettings& settings, const config::CarrierTable& carriers) {
    auto credentials = load_kdniao_credentials(settings.kdniao.credentials, carriers);
    if (!credentials) return base::pass(credentials);
    std::map<base::CarrierCode, std::string> shippers;
    for (const auto& [code, account] : credentials->accounts) {
        const config::Carrier* carrier = carriers.find(code);
        if (carrier == nullptr || !settings.serves(code)) continue;
        const auto shipper = carrier->platform_codes.find("kdniao");
        if (shipper != carrier->platform_codes.end()) shippers.emplace(code, shipper->second);
    }
    return std::make_unique<Kdniao>(settings.kdniao, std::move(*credentials), std::move(shippers));
}

}  // namespace station
