#pragma once
#include <condition_variable>
#include <mutex>

// Clang's thread-safety attributes; nothing under GCC. Source: clang ThreadSafetyAnalysis.
#if defined(__clang__)
#define PACKBENCH_ATTRIBUTE(x) __attribute__((x))
#else
#define PACKBENCH_ATTRIBUTE(x)
#endif
#define GUARDED_BY(x) PACKBENCH_ATTRIBUTE(guarded_by(x))
#define REQUIRES(...) PACKBENCH_ATTRIBUTE(requires_capability(__VA_ARGS__))

namespace base {

/// std::mutex with annotations, so that clang checks what it guards.
class PACKBENCH_ATTRIBUTE(capability("mutex")) Mutex {
public:
    void lock() PACKBENCH_ATTRIBUTE(acquire_capability()) { mutex_.lock(); }
    void unlock() PACKBENCH_ATTRIBUTE(release_capability()) { mutex_.unlock(); }

private:
    std::mutex mutex_;
};

/// Holds a Mutex for a scope.
class PACKBENCH_ATTRIBUTE(scoped_lockable) MutexLock {
public:
    explicit MutexLock(Mutex& mutex) PACKBENCH_ATTRIBUTE(acquire_capability(mutex))
        : mutex_(mutex) {
        mutex_.lock();
    }
    ~MutexLock() PACKBENCH_ATTRIBUTE(release_capability()) { mutex_.unlock(); }
    MutexLock(const MutexLock&) = delete;
    MutexLock& operator=(const MutexLock&) = delete;

private:
    Mutex& mutex_;
};

using ConditionVariable = std::condition_variable_any;

}  // namespace base
