#pragma once
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "base/bounded_queue.h"
#include "config/number_request_layout.h"
#include "station/number_desk.h"
#include "station/shipping/number_request.h"
#include "station/waybills/numbers.h"
#include "station/waybills/provider_worker.h"

namespace station {

/// Keeps the wishes for numbers going: gives them to the providers' workers, takes their answers,
/// has unused numbers taken back, asks for balances; and does what people say about all of it.
/// Station thread; nothing here waits. One task of each source is under way at a time, so that what
/// a crash leaves open is one wish.
class NumberCounter final : public NumberDesk {
public:
    NumberCounter(const Context& context, Numbers& numbers,
                  const config::NumberRequestLayout& layout);
    ~NumberCounter() override;

    /// Opens the providers and takes up what a crash left: a wish whose answer was lost is asked
    /// again by the same key, or parked. A provider that cannot be opened (credentials) is told of
    /// on the numbers page; the others work.
    base::Status start(const MakeProvider& make, std::function<void()> wake);
    /// What is due; true when more is waiting.
    base::Result<bool> work();
    void stop(std::chrono::milliseconds limit);
    /// The longest that a batch waits for answers.
    std::chrono::minutes longest_wait() const;

    base::Result<WishView> resolve(WishRow, const WishDecision&, const Actor&) override;
    base::Result<VoidView> mark_void(VoidRow, bool done, const Actor&) override;
    base::Result<RequestFileView> write_request(const base::CarrierCode& carrier, bool xlsx,
                                                const std::filesystem::path& path,
                                                const Actor&) override;

private:
    struct Source {
        const config::NumberSourceSettings* settings = nullptr;
        std::unique_ptr<ProviderWorker> worker;
        bool busy = false;
        int failures = 0;  ///< One after the other, of the account as a whole.
        base::SteadyTime pause_until{};
        std::deque<base::SteadyTime> calls;                        ///< Of the last minute.
        std::map<base::CarrierCode, base::SteadyTime> balance_at;  ///< When to ask next.
        RemoteSource remote;
        bool day_full = false;
    };

    base::Status recover();
    base::Status open_source(const config::NumberSourceSettings& settings, const MakeProvider& make,
                             const std::function<void()>& wake);
    base::Result<bool> give_next(Source& source);
    base::Result<bool> give_wish(Source& source);
    base::Result<bool> give_void(Source& source);
    base::Result<bool> give_balance(Source& source);
    base::Result<bool> may_call(Source& source);
    base::Status count_call(Source& source);  ///< In the open transaction.
    base::Result<NumberRequest> request_of(const WishRecord& wish) const;

    base::Status handle(const ProviderEvent& event);
    base::Status on(Source& source, const std::string& key, const NumberAnswer& answer);
    base::Status on(Source& source, const std::string& number, const CancelAnswer& answer);
    base::Status on(Source& source, const BalanceAnswer& answer);
    base::Status granted(const WishRecord& wish, const NumberAnswer& answer);
    base::Status lost(Source& source, const WishRecord& wish, const NumberAnswer& answer);
    base::Status note_trouble(Source& source, const std::string& key, const std::string& message);
    base::Status note_balance(Source& source, const base::CarrierCode& carrier,
                              std::optional<std::int64_t> left, const std::string& key,
                              const std::string& message);
    void pause(Source& source);
    base::Status give_back(const WishRecord& wish, const std::string& reason,
                           const std::string& actor);
    Source* find(const std::string& name);

    Context context_;
    Numbers& numbers_;
    Wishes wishes_;
    VoidNumbers voids_;
    NumberRequests requests_;
    std::vector<Source> sources_;
    std::optional<ProviderEvent> event_;  ///< Waits while the database does not take it.
    base::SteadyTime look_at_voids_{};
    base::SteadyTime look_at_files_{};
    base::BoundedQueue<ProviderEvent> events_{64};  ///< Never full: one task a source.
};

}  // namespace station
