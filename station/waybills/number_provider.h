#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "config/settings.h"

namespace station {

/// One end of a parcel, in clear: carriers refuse masked data when a number is ordered.
struct WishParty {
    std::string name, phone, province, city, district, detail;
};

struct WishItem {
    std::string title, seller_code;
    int quantity = 1;
};

/// What a provider is asked for. Holds personal data: memory only, never logged.
struct NumberRequest {
    std::string key;  ///< Never changes for this parcel and purpose.
    base::CarrierCode carrier;
    WishParty sender, receiver;
    std::vector<WishItem> items;
    int weight_g = 0;  ///< 0: not known.
    std::string remark;
};

enum class NumberOutcome {
    Granted,
    Refused,   ///< A clear no that concerns this order; `error_key` says which.
    NotTaken,  ///< Nothing was booked (no connection, limit, account): the same may work later.
    Lost,      ///< Nobody knows whether a number was given.
};

/// What came back. From outside: its texts are trimmed and bounded, nothing else is promised.
struct NumberAnswer {
    NumberOutcome outcome = NumberOutcome::Lost;
    std::string number, sorting_code, hub_code, hub_name;
    std::string reference;                 ///< The provider's own name of the order.
    std::vector<std::string> sub_numbers;  ///< Of further pieces; kept, not used yet.
    bool known_before = false;             ///< The provider had this key already.
    bool concerns_account = false;         ///< NotTaken: the next order would fare no better.
    std::string error_key;                 ///< "error.kdniao_103"; empty when granted.
    std::string message;                   ///< For people; no credentials, no long digits.
};

/// What a provider is asked to take back.
struct CancelRequest {
    std::string key;
    base::CarrierCode carrier;
    base::WaybillNumber number;
};

struct CancelAnswer {
    enum class Outcome { Done, Refused, NotNow } outcome = Outcome::NotNow;
    std::string error_key, message;
};

struct BalanceAnswer {
    base::CarrierCode carrier;
    std::optional<std::int64_t> left;  ///< Nothing: not known, and `error_key` says why.
    std::string error_key, message;
};

/// A source of numbers over the network. Called on one worker thread; each call blocks, but no
/// longer than the deadlines of the settings. stop() may come from any thread and makes a call that
/// waits return soon, as lost.
class NumberProvider {
public:
    virtual ~NumberProvider() = default;
    virtual NumberAnswer ask(const NumberRequest& request) = 0;
    virtual CancelAnswer cancel(const CancelRequest& request) = 0;
    virtual BalanceAnswer balance(const base::CarrierCode& carrier) = 0;
    virtual void stop() = 0;
    /// Those whose account is known here: only they can be asked for.
    virtual std::vector<base::CarrierCode> carriers() const = 0;
};

/// Opens the provider of a source of the kdniao kind, or says what keeps it from working.
using MakeProvider = std::function<base::Result<std::unique_ptr<NumberProvider>>(
    const config::NumberSourceSettings&)>;

}  // namespace station
