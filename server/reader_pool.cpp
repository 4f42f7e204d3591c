#include "server/reader_pool.h"

namespace server {

base::Result<ReaderPool::Lease> ReaderPool::take() {
    {
        base::MutexLock lock(mutex_);
        if (!idle_.empty()) {
            auto reader = std::move(idle_.back());
            idle_.pop_back();
            return Lease(*this, std::move(reader));
        }
    }
    auto reader = open_();
    if (!reader) return base::pass(reader);
    return Lease(*this, std::move(*reader));
}

void ReaderPool::give_back(std::unique_ptr<station::Reader> reader) {
    base::MutexLock lock(mutex_);
    idle_.push_back(std::move(reader));
}

}  // namespace server
