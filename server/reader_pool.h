#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "station/station.h"

namespace server {

/// Read-only sessions for HTTP threads: one Reader a thread in use, opened when first needed and
/// kept. Any thread; the pool must outlive its leases.
class ReaderPool {
public:
    using Open = std::function<base::Result<std::unique_ptr<station::Reader>>()>;
    explicit ReaderPool(Open open) : open_(std::move(open)) {}

    /// A reader of one's own until the lease ends.
    class Lease {
    public:
        Lease(ReaderPool& pool, std::unique_ptr<station::Reader> reader)
            : pool_(&pool), reader_(std::move(reader)) {}
        Lease(Lease&&) = default;
        Lease& operator=(Lease&&) = delete;
        ~Lease() {
            if (reader_) pool_->give_back(std::move(reader_));
        }
        station::Reader* operator->() const { return reader_.get(); }

    private:
        ReaderPool* pool_;
        std::unique_ptr<station::Reader> reader_;
    };

    base::Result<Lease> take();

private:
    void give_back(std::unique_ptr<station::Reader> reader);

    const Open open_;
    base::Mutex mutex_;
    std::vector<std::unique_ptr<station::Reader>> idle_ GUARDED_BY(mutex_);
};

}  // namespace server
